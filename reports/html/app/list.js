// The list of findings: a table, a page at a time, walked through with the arrow keys.
const PAGE = 60;
const COLUMNS = [
  { name: 'severity', cell: (place) => severityMark(FINDINGS.severity[place]) },
  { name: 'at', cell: (place) => whenCell(place) },
  { name: 'rule', cell: (place) => whatCell(place) },
  { name: 'case', cell: (place) => (FINDINGS.case[place] < 0 ? '–' : caseKey(FINDINGS.case[place])) },
  { name: 'agency', cell: (place) => nameOf(FINDINGS.agency[place], 'agency') },
  { name: 'collector', cell: (place) => STRINGS[FINDINGS.collector[place]] || '–' },
  { name: 'decision', cell: (place) => label('decision', FINDINGS.decision[place]) },
];

let list = null;

function buildFindings() {
  const body = el('tbody', { onkeydown: walk, onclick: openRow });
  const heads = COLUMNS.map((column) => headOf(column));
  const grid = el('table', { class: 'findings', role: 'grid' },
    el('caption', { class: 'unseen' }, t('list.keys')), el('thead', null, el('tr', null, heads)), body);
  const pager = el('nav', { class: 'pager', 'aria-label': t('pages') });
  list = { body, heads, grid, pager, detail: buildDetail(), shown: null, first: 0 };
  return [boundNote(), el('div', { class: 'split' }, el('div', { class: 'master' }, grid, pager), list.detail)];
}

function headOf({ name }) {
  return el('th', { scope: 'col', class: `of-${name}` }, button([t(`column.${name}`), el('span', { class: 'arrow', 'aria-hidden': 'true' })], () => sortBy(name)));
}

function sortBy(name) {
  const now = sorted();
  const isDown = now.name === name ? !now.isDown : SORTS[name].down;
  change({ sort: `${isDown ? '-' : ''}${name}`, page: '' });
}

function whenCell(place) {
  const second = FINDINGS.second[place];
  return [el('span', { class: 'day' }, longDay(FINDINGS.day[place])), second >= 0 && el('span', { class: 'clock' }, clockText(second))];
}

function whatCell(place) {
  return [el('span', { class: 'title' }, ruleName(FINDINGS.rule[place])), el('span', { class: 'message' }, textAt(FINDINGS.message[place]))];
}

function updateFindings() {
  list.shown = shownInOrder();
  const pages = Math.max(1, Math.ceil(list.shown.length / PAGE));
  const page = Math.min(Math.max(0, Number.parseInt(state.page, 10) || 0), pages - 1);
  list.first = page * PAGE;
  list.grid.setAttribute('aria-rowcount', list.shown.length + 1);
  updateHeads();
  fill(list.body, list.shown.length ? [...list.shown.subarray(list.first, list.first + PAGE)].map(findingRow) : emptyRow());
  updatePager(page, pages);
  openDetail();
}

function updateHeads() {
  const now = sorted();
  COLUMNS.forEach(({ name }, place) => {
    if (name === now.name) list.heads[place].setAttribute('aria-sort', now.isDown ? 'descending' : 'ascending');
    else list.heads[place].removeAttribute('aria-sort');
  });
}

function findingRow(place, offset) {
  const cells = COLUMNS.map((column) => el('td', { class: `of-${column.name}` }, column.cell(place)));
  return el('tr', { tabindex: offset ? '-1' : '0', 'data-place': place, 'aria-rowindex': list.first + offset + 2 }, cells);
}

function emptyRow() {
  return el('tr', null, el('td', { colspan: COLUMNS.length, class: 'nothing' }, t('list.empty'), ' ', button(t('filters.reset'), () => change(CLEAR), { class: 'quiet' })));
}

function updatePager(page, pages) {
  list.pager.hidden = pages < 2;
  const turn = (to, name) => button(t(name), () => { turnTo(to); list.body.firstChild.focus(); }, { disabled: to < 0 || to >= pages });
  fill(list.pager, turn(page - 1, 'page.before'), el('span', null, t('page', { n: whole(page + 1), of: whole(pages) })), turn(page + 1, 'page.next'));
}

function turnTo(page) {
  change({ page: page ? String(page) : '' });
}

// Arrow keys, Home, End and the page keys move among rows, Enter opens the details and goes there.
function walk(event) {
  const at = event.target.closest('tr');
  if (!at || event.target !== at) return;
  const here = list.first + [...list.body.children].indexOf(at);
  const last = list.shown.length - 1;
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 10, PageUp: here - 10, Home: 0, End: last }[event.key];
  if (event.key === 'Enter') openRow(event);
  else if (to === undefined) return;
  else goTo(Math.min(Math.max(to, 0), last));
  event.preventDefault();
}

function goTo(position) {
  const page = Math.floor(position / PAGE);
  if (page * PAGE !== list.first) turnTo(page);
  const there = list.body.children[position - list.first];
  for (const each of list.body.querySelectorAll('tr[tabindex="0"]')) each.tabIndex = -1;
  there.tabIndex = 0;
  there.focus();
}

function openRow(event) {
  const at = event.target.closest('tr[data-place]');
  if (!at) return;
  change({ finding: FINDINGS.fingerprint[Number(at.dataset.place)] });
  if (event.key === 'Enter' || !isBeside()) list.detail.focus();
}

function openDetail() {
  updateDetail();
  markOpen();
}

// Tells whether there is room for the details beside the list.
function isBeside() {
  return window.innerWidth > 1100;
}

// Marks the row whose details stand beside the list.
function markOpen() {
  const open = PLACE_OF_FINGERPRINT.get(state.finding);
  for (const each of list.body.children) {
    if (Number(each.dataset.place) === open) each.setAttribute('aria-current', 'true');
    else each.removeAttribute('aria-current');
  }
}
