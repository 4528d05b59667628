// What was audited against: the list of rules, and a page for each.
function buildRules() {
  const place = PLACE_OF_RULE.get(state.rule);
  return place === undefined ? ruleList() : rulePage(place);
}

function ruleList() {
  const found = (place) => DIMENSION.rule.counts[place];
  const coverage = (place) => RULES[place].coverage || {};
  const places = [...RULES.keys()].sort((one, other) => found(other) - found(one) || RULES[one].severity - RULES[other].severity || one - other);
  const number = (key, read) => ({ head: t(key), number: true, cell: (place) => (isNothing(read(place)) ? '–' : whole(read(place))) });
  return [boundNote(), table(t('rules.caption'), [
    { head: t('by.rule'), cell: (place) => link(ruleName(place), { view: 'rules', rule: RULES[place].id }) },
    { head: t('by.severity'), cell: (place) => severityMark(RULES[place].severity) },
    { head: t('by.force'), cell: (place) => label('force_name', RULES[place].force) },
    number('findings', (place) => (RULES[place].coverage ? coverage(place).found : found(place))),
    number('judged', (place) => coverage(place).judged),
    number('exempt', (place) => coverage(place).exempt),
    number('not_evaluated', (place) => coverage(place).not_evaluated),
  ], places)];
}

function rulePage(place) {
  const rule = RULES[place];
  const found = DIMENSION.rule.counts[place];
  return [
    el('p', { class: 'back' }, link(t('to_rules'), { view: 'rules' })),
    el('h3', { class: 'big' }, both(rule.title)),
    el('p', { class: 'marks' }, severityMark(rule.severity), el('span', null, label('certainty', rule.certainty)), el('span', null, label('force', rule.force)), el('code', null, rule.id)),
    el('p', { class: 'links' }, found > 0 ? link(t('rule.findings', { n: whole(found) }), { ...CLEAR, view: 'findings', chosen: { rule: [rule.id] } }) : t('rule.no_findings')),
    rule.why && [el('h4', null, t('rule.why')), el('p', null, both(rule.why))],
    el('h4', null, t('rule.versions')), rule.versions.map(versionOf),
    rule.remedy && [el('h4', null, t('remedy')), el('p', null, both(rule.remedy))],
    rule.wording && [el('h4', null, t('wording')), el('blockquote', null, both(rule.wording))],
    el('h4', null, t('rule.looked_at')), facts(lookedAt(rule)), notEvaluatedOf(rule),
  ];
}

// What a rule demands from one day to another, and the clauses it stands on.
function versionOf(version) {
  const params = version.params ? both(version.params) : '';
  const lines = Array.isArray(params) ? params : params.split('\n');
  return el('section', { class: 'version' },
    el('h5', null, version.to ? t('rule.from_to', version) : t('rule.from', version)),
    version.params ? el('ul', { class: 'params' }, lines.filter(Boolean).map((line) => el('li', null, line))) : el('p', null, t('rule.repealed')),
    basisList(version.basis));
}

function lookedAt(rule) {
  const coverage = rule.coverage || {};
  const back = rule.lookback;
  const count = (number) => (isNothing(number) ? null : whole(number));
  return [
    [t('judged'), count(coverage.judged)], [t('findings'), count(coverage.found)], [t('exempt'), count(coverage.exempt)],
    [t('not_evaluated'), count(coverage.not_evaluated)],
    [t('lookback'), back && t(back.needs === null ? 'lookback.all' : 'lookback.days', { needs: whole(back.needs || 0), has: whole(back.has), cut: whole(back.cut) })],
    [t('rule.read'), rule.read ? t('read') : t('unread')], [t('rule.cases'), whole(rule.cases)], [t('rule.check'), el('code', null, rule.check)],
  ];
}

function notEvaluatedOf(rule) {
  if (!rule.not_evaluated.length) return null;
  return table(t('not_evaluated'), [
    { head: t('reason'), cell: (each) => label('why_not', each.reason) },
    { head: t('file'), cell: (each) => STRINGS[each.file] },
    { head: t('rows'), number: true, cell: (each) => whole(each.rows) },
  ], rule.not_evaluated);
}
