// Which cases to look at: those with findings that are shown, in the review order of the run.
const CASES_AT_ONCE = 50;

let ranking = null;

function buildCases() {
  ranking = { box: el('div', null), upTo: CASES_AT_ONCE };
  return [boundNote(), ranking.box];
}

function updateCases() {
  const ranked = rankedCases();
  const more = ranked.length > ranking.upTo && button(t('cases.more'), () => { ranking.upTo += CASES_AT_ONCE; updateCases(); });
  fill(ranking.box,
    el('p', { class: 'dim' }, t('cases.note', { n: whole(ranked.length) })),
    table(t('timeline'), caseColumns(), ranked.slice(0, ranking.upTo)), more);
}

function caseColumns() {
  return [
    { head: t('column.case'), cell: ({ place }) => link(caseKey(place), { view: 'cases', case: caseKey(place) }) },
    { head: t('column.rank'), number: true, cell: ({ place }) => (CASES.rank[place] === null ? '–' : whole(CASES.rank[place])) },
    ...SEVERITIES.map((_, severity) => ({ head: label('severity', severity), number: true, cell: ({ counts }) => (counts[severity] ? whole(counts[severity]) : '–') })),
    { head: t('total'), number: true, cell: ({ total }) => whole(total) },
    { head: t('rules.broken'), number: true, cell: ({ rules }) => whole(rules) },
    { head: t('debtor'), cell: ({ place }) => STRINGS[CASES.debtor[place]] },
  ];
}

// Cases that the run does not order stand last, by their gravest severity and then the next.
function rankedCases() {
  const ranked = [];
  FINDINGS_OF_CASE.forEach((findings, place) => {
    const shown = findings.filter((finding) => isShown(finding));
    if (shown.length) ranked.push({ place, counts: countsOf(shown), total: shown.length, rules: new Set(shown.map((finding) => FINDINGS.rule[finding])).size });
  });
  const graver = (one, other) => one.counts.reduce((found, count, severity) => found || other.counts[severity] - count, 0);
  const rank = ({ place }) => (CASES.rank[place] === null ? Infinity : CASES.rank[place]);
  return ranked.sort((one, other) => (rank(one) === rank(other) ? 0 : rank(one) - rank(other)) || graver(one, other) || one.place - other.place);
}

function countsOf(findings) {
  const counts = SEVERITIES.map(() => 0);
  for (const finding of findings) counts[FINDINGS.severity[finding]] += 1;
  return counts;
}

function severityCounts(counts) {
  return el('span', { class: 'counts' }, counts.map((count, severity) => count > 0 && el('span', null, severityMark(severity), ` ${whole(count)}`)));
}
