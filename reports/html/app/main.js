// Puts the parts into the page and keeps what is shown in step with the state.
const PARTS = {
  overview: ['headline', 'review', 'trend', 'hours', 'rates'],
  findings: ['findings'],
  cases: ['timeline'],
  rules: ['rules'],
  examined: ['not-evaluated', 'reliance', 'coverage', 'run'],
};
const SECTIONS = Object.values(PARTS).flat().map((id) => document.getElementById(id));
const FILTERED = ['overview', 'findings', 'cases'];

const built = new Set();
let shell = null;

// What each view is made of, and what of it follows the filters.
const BUILD = {
  overview: () => {
    fill(mountOf('trend'), boundNote(), trendChart());
    fill(mountOf('hours'), heatChart());
    fill(mountOf('rates', 'h2'), rateChart('agency'), rateChart('collector'));
  },
  findings: () => fill(mountOf('findings'), buildFindings()),
  cases: () => fill(mountOf('timeline'), isCase() ? buildCase(PLACE_OF_CASE.get(state.case)) : buildCases()),
  rules: () => fill(mountOf('rules'), buildRules()),
  examined: () => fill(mountOf('not-evaluated'), buildExamined()),
};
const UPDATE = {
  overview: drawSoon,
  findings: updateFindings,
  cases: () => (isCase() ? updateCase() : updateCases()),
};

function isCase() {
  return PLACE_OF_CASE.has(state.case);
}

// Returns where a section is filled. One that stands without a program gets a place, at its end or
// after an element that is named.
function mountOf(id, after) {
  const section = document.getElementById(id);
  const there = section.querySelector('.mount');
  if (there) return there;
  const made = el('div', { class: 'mount' });
  if (after) section.querySelector(after).after(made);
  else section.append(made);
  return made;
}

function ensureBuilt(view) {
  if (built.has(view)) return;
  built.add(view);
  BUILD[view]();
}

function updateView(view) {
  if (UPDATE[view]) UPDATE[view]();
}

// Brings the page in step with the state; "before" is what was shown, null for everything anew.
function show(before) {
  const isAnew = !before || before.lang !== state.lang;
  const isPlace = !before || isOther(before);
  if (isAnew) rebuild();
  if (isAnew || before.theme !== state.theme) applyTheme();
  if (isAnew || !sameFilters(before, state)) sift();
  if (isPlace) ['cases', 'rules'].forEach((view) => built.delete(view));
  for (const section of SECTIONS) section.hidden = !PARTS[state.view].includes(section.id);
  ensureBuilt(state.view);
  updateShell();
  if (!isAnew && isDetail(before)) openDetail();
  else updateView(state.view);
  if (before && isPlace) goThere();
}

function isOther(before) {
  return ['view', 'case', 'rule'].some((name) => before[name] !== state[name]);
}

// Opening a finding leaves the list as it is.
function isDetail(before) {
  return state.view === 'findings' && before.finding !== state.finding && hashOf({ ...before, finding: '' }) === hashOf({ ...state, finding: '' });
}

// At a new place what was chosen there is looked at, else its beginning.
function goThere() {
  window.scrollTo(0, 0);
  const row = state.view === 'findings' && document.querySelector('.findings [aria-current]');
  if (!row) document.getElementById('main').focus({ preventScroll: true });
  else if (isBeside()) row.focus();
  else list.detail.focus();
}

// Makes everything again, as in another language.
function rebuild() {
  const focused = document.activeElement && document.activeElement.id;
  closeCharts();
  built.clear();
  for (const old of document.querySelectorAll('.made')) old.remove();
  const tools = document.getElementById('tools');
  tools.hidden = false;
  fill(tools, buildTools());
  shell = { status: el('p', { id: 'status', role: 'status', tabindex: '-1' }), chips: buildChips(), panel: buildPanel(), tabs: buildTabs() };
  const main = document.getElementById('main');
  shell.top = el('div', { class: 'made top' }, shell.status, shell.chips);
  shell.panel.classList.add('made');
  main.prepend(shell.top);
  main.before(shell.panel);
  if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
}

function buildTabs() {
  const tabs = Object.keys(PARTS).map((view) => ({ view, a: el('a', { href: '#' }, t(`view.${view}`)) }));
  fill(document.querySelector('#contents ul'), tabs.map(({ a }) => el('li', null, a)));
  return tabs;
}

function updateShell() {
  const isFilterable = FILTERED.includes(state.view) && !(state.view === 'cases' && isCase());
  applyLanguage();
  document.body.classList.toggle('has-panel', isFilterable);
  shell.panel.hidden = !isFilterable;
  shell.top.hidden = !isFilterable;
  say(shell.status, t('status', { shown: whole(sifted.shown), of: whole(HELD) }));
  updateChips(shell.chips);
  if (isFilterable) updatePanel();
  for (const { view, a } of shell.tabs) {
    a.setAttribute('href', hashOf({ ...state, view, case: '', rule: '', finding: '' }));
    if (view === state.view) a.setAttribute('aria-current', 'page');
    else a.removeAttribute('aria-current');
  }
}

// Follows an address that was typed, kept or gone back to; one that names a section goes there.
function follow() {
  const { hash } = window.location;
  const section = SECTIONS.find((each) => hash === `#${each.id}`);
  if (hash && !hash.includes('=') && !section) return;
  const before = state;
  state = section ? { ...state, view: viewOf(section), case: '', rule: '' } : { ...stateOf(hash), ...unnamed(hash) };
  show(before);
  if (section) section.scrollIntoView();
}

// A link of the page itself may name neither language nor theme: then they stay as they are.
function unnamed(hash) {
  return Object.fromEntries(['lang', 'theme'].filter((name) => !hash.includes(`${name}=`)).map((name) => [name, state[name]]));
}

function viewOf(section) {
  return Object.keys(PARTS).find((view) => PARTS[view].includes(section.id));
}

function start() {
  const section = SECTIONS.find((each) => window.location.hash === `#${each.id}`);
  state = section ? { ...state, view: viewOf(section) } : stateOf(window.location.hash);
  document.documentElement.classList.add('with-app');
  document.getElementById('main').tabIndex = -1;
  show(null);
  window.setTimeout(searchable, 200); // so that the first letter that is typed does not wait for it
  window.addEventListener('hashchange', follow);
  window.addEventListener('resize', drawSoon);
  window.addEventListener('beforeprint', beforePrint);
  window.addEventListener('afterprint', afterPrint);
  WIDE.addListener(() => { panel.box.open = WIDE.matches; });
  DARK.addListener(() => { applyTheme(); drawSoon(); });
}

start();
