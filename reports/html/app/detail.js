// One finding: what happened, what it rests on, what to do, and where it was read.
function buildDetail() {
  return el('section', { class: 'detail', tabindex: '-1', 'aria-label': t('detail'), onkeydown: leaveDetail });
}

// Escape goes back to the row that the details belong to.
function leaveDetail(event) {
  if (event.key !== 'Escape') return;
  const there = list.body.querySelector('[aria-current]') || list.body.querySelector('tr');
  if (there) there.focus();
}

function updateDetail() {
  const place = PLACE_OF_FINGERPRINT.get(state.finding);
  list.detail.parentElement.classList.toggle('has-detail', place !== undefined);
  list.detail.hidden = place === undefined;
  fill(list.detail, place === undefined ? null : detailOf(place));
}

function detailOf(place) {
  const rule = RULES[FINDINGS.rule[place]];
  return [
    button(t('detail.close'), () => { change({ finding: '' }); list.body.querySelector('tr').focus(); }, { class: 'quiet close' }),
    el('h3', null, both(rule.title)),
    el('p', { class: 'marks' }, severityMark(FINDINGS.severity[place]), el('span', null, label('certainty', FINDINGS.certainty[place])), el('span', null, label('decision', FINDINGS.decision[place]))),
    el('p', { class: 'lead' }, textAt(FINDINGS.message[place])),
    facts(whatHappened(place, rule)),
    el('h4', null, t('basis')), basisList(FINDINGS.basis[place]),
    el('h4', null, t('remedy')), el('p', null, textAt(FINDINGS.remedy[place])),
    FINDINGS.wording[place] >= 0 && [el('h4', null, t('wording')), el('blockquote', null, textAt(FINDINGS.wording[place]))],
    decisionOf(place),
    el('h4', null, t('source')), facts(whereRead(place)),
    detailLinks(place, rule),
  ];
}

function whatHappened(place, rule) {
  const window = [FINDINGS.window_from[place], FINDINGS.window_to[place]].map((each) => STRINGS[each]).filter(Boolean);
  return [
    [t('column.at'), [momentText(FINDINGS.day[place], FINDINGS.second[place]), ' ', el('span', { class: 'dim' }, offsetText(FINDINGS.offset[place]))]],
    [t('evidence'), quoted(STRINGS[FINDINGS.evidence[place]])],
    [t('observed'), measureText(FINDINGS.observed[place], rule.unit)],
    [t('limit'), measureText(FINDINGS.limit[place], rule.unit)],
    [t('window'), window.join(' – ')],
    [t('debtor'), STRINGS[FINDINGS.debtor[place]]],
    [t('party'), [label('party_role', FINDINGS.party_role[place]), STRINGS[FINDINGS.party[place]]].filter(Boolean).join(' · ')],
    [t('column.agency'), nameOf(FINDINGS.agency[place], 'agency')],
    [t('by.org'), STRINGS[FINDINGS.org[place]]],
    [t('column.collector'), STRINGS[FINDINGS.collector[place]]],
  ];
}

// What was said stays in the language it was said in, and a reader that speaks is told so.
function quoted(text) {
  return text && el('span', { lang: /[\u4e00-\u9fff]/.test(text) && 'zh' }, text);
}

function whereRead(place) {
  const anchor = FINDINGS.anchor[place];
  const rows = anchor < 0 ? [] : sourcesOf(anchor);
  return [
    [t('source.row'), rows.map((text) => el('div', null, text))],
    [t('activity'), anchor >= 0 && ACTIVITIES.id[anchor]],
    [t('fingerprint'), FINDINGS.fingerprint[place]],
    [t('incident'), INCIDENTS.id[FINDINGS.incident[place]]],
  ];
}

// The rows of the sources that record one activity, the one that was judged first.
function sourcesOf(activity) {
  const rows = [t('source.at', { file: STRINGS[ACTIVITIES.file[activity]], row: ACTIVITIES.row[activity] })];
  const linked = ACTIVITIES.linked[activity];
  for (let each = 0; each < linked.length; each += 2) rows.push(t('source.linked', { file: STRINGS[linked[each]], row: linked[each + 1] }));
  return rows;
}

function basisList(place) {
  return el('ul', { class: 'basis' }, DATA.bases[place].map((each) => el('li', null, clauseOf(DATA.clauses[each]))));
}

function clauseOf(clause) {
  const instrument = DATA.instruments[clause.instrument];
  const told = [
    instrument && label('force_name', instrument.force), label('confidence', clause.confidence),
  ];
  return [el('span', { class: 'said' }, both(clause.said)), el('span', { class: 'dim' }, listed(told.filter(Boolean)))];
}

function decisionOf(place) {
  const made = DECIDED.get(place);
  if (made === undefined) return null;
  const { status, who, at, reason, until, owner, due, final, lapsed } = DATA.decided;
  return [el('h4', null, t('decision')), facts([
    [t('decision.status'), label('decision', status[made]) + (lapsed[made] ? t('decision.lapsed') : '') + (final[made] ? t('decision.final') : '')],
    [t('decision.who'), who[made]], [t('decision.at'), at[made]], [t('decision.reason'), reason[made]],
    [t('decision.until'), until[made]], [t('decision.owner'), owner[made]], [t('decision.due'), due[made]],
  ])];
}

function detailLinks(place, rule) {
  const home = FINDINGS.case[place];
  return el('p', { class: 'links' },
    link(t('to_rule'), { view: 'rules', rule: rule.id }),
    home >= 0 && link(t('to_case'), { view: 'cases', case: caseKey(home), finding: FINDINGS.fingerprint[place] }));
}
