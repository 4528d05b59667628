// What goes on paper: everything at once, in the light colours, the list up to a stated number.
const FINDINGS_ON_PAPER = 100;

let isPrinting = false;

function beforePrint() {
  if (isPrinting) return;
  isPrinting = true;
  applyTheme();
  if (state.view === 'cases' && isCase()) unfold(looked.made);
  else if (state.view !== 'rules' || !PLACE_OF_RULE.has(state.rule)) layOut();
  for (const { host } of charts) host.style.width = '680px';
  drawNow();
}

// A case or a rule is printed by itself; from anywhere else the whole report is.
function layOut() {
  for (const section of SECTIONS) section.hidden = PARTS.cases.includes(section.id);
  for (const name of ['overview', 'findings', 'rules']) ensureBuilt(name);
  fill(onPaper(), printedList());
}

// A timeline on paper cannot be asked, so its table stands under it.
function unfold(made) {
  made.alternative.open = true;
  fillTable(made);
}

function afterPrint() {
  if (!isPrinting) return;
  isPrinting = false;
  applyTheme();
  for (const { host } of charts) host.style.width = '';
  fill(onPaper());
  show(null);
}

// The place of the printed list, made when it is first needed.
function onPaper() {
  const mount = mountOf('findings');
  return mount.parentElement.querySelector('.paper') || mount.parentElement.appendChild(el('div', { class: 'paper' }));
}

function printedList() {
  const places = [...shownInOrder().subarray(0, FINDINGS_ON_PAPER)];
  const all = sifted.shown;
  return [
    el('p', null, t(all > places.length ? 'paper.some' : 'paper.all', { n: whole(places.length), of: whole(all) }), isFiltered() && t('paper.filtered')),
    table(t('findings'), [
      { head: t('column.severity'), cell: (place) => label('severity', FINDINGS.severity[place]) },
      { head: t('column.at'), cell: (place) => momentText(FINDINGS.day[place], FINDINGS.second[place]) },
      { head: t('column.rule'), cell: whatCell },
      { head: t('column.case'), cell: (place) => (FINDINGS.case[place] < 0 ? '' : caseKey(FINDINGS.case[place])) },
      { head: t('column.agency'), cell: (place) => nameOf(FINDINGS.agency[place], 'agency') },
      { head: t('fingerprint'), cell: (place) => FINDINGS.fingerprint[place] },
    ], places),
  ];
}
