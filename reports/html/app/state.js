// What is shown: kept in the address after "#", so that a link to what somebody sees can be kept.
const VIEWS = ['overview', 'findings', 'cases', 'rules', 'examined'];
const PLAIN = ['view', 'lang', 'theme', 'from', 'to', 'q', 'sort', 'page', 'finding', 'case', 'rule', 'heat'];

let state = blankState();
let writing = 0;

function blankState() {
  return {
    view: 'overview', lang: DATA.lang, theme: '', from: '', to: '', q: '', sort: '', page: '', finding: '', case: '', rule: '', heat: '',
    chosen: {},
  };
}

// Returns the address of a state; what is as it is at first is left out.
function hashOf(one) {
  const first = blankState();
  const plain = PLAIN.filter((name) => one[name] !== first[name]).map((name) => `${name}=${encodeURIComponent(one[name])}`);
  const chosen = DIMENSIONS.map((dimension) => dimension.name)
    .filter((name) => (one.chosen[name] || []).length)
    .map((name) => `${name}=${one.chosen[name].map((key) => encodeURIComponent(key)).join(',')}`);
  return `#${[...plain, ...prefixed(chosen)].join('&')}`;
}

// Choices carry a sign of their own, for a rule that is opened and a rule that is filtered by differ.
function prefixed(choices) {
  return choices.map((choice) => `by.${choice}`);
}

// Returns the state that an address names; what it names wrongly is as it is at first.
function stateOf(hash) {
  const read = blankState();
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [name, value = ''] = part.split('=');
    if (PLAIN.includes(name)) read[name] = decoded(value);
    else if (name.startsWith('by.')) choose(read, name.slice(3), value.split(',').map(decoded));
  }
  if (!VIEWS.includes(read.view)) read.view = 'overview';
  if (!Object.keys(DATA.words).includes(read.lang)) read.lang = DATA.lang;
  if (!['light', 'dark'].includes(read.theme)) read.theme = '';
  for (const name of ['from', 'to']) read[name] = dayOf(read[name]) === null ? '' : dayText(dayOf(read[name]));
  return read;
}

// Names are compared, not looked up: every object has a "constructor".
function choose(read, name, keys) {
  const dimension = DIMENSIONS.find((each) => each.name === name);
  const known = dimension ? keys.filter((key) => dimension.keys.includes(key)) : [];
  if (known.length) read.chosen[name] = known;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

// Changes what is shown. A new place can be gone back from, a new filter stays the same place.
function change(part) {
  const before = state;
  state = { ...state, ...part };
  keepAddress(['view', 'case', 'rule'].some((name) => before[name] !== state[name]), before.q !== state.q);
  show(before);
}

// Browsers refuse an address that changes with every letter: what is typed is kept when it is whole.
function keepAddress(isPlace, isTyped) {
  window.clearTimeout(writing);
  const write = () => {
    const hash = hashOf(state);
    if (hash !== window.location.hash) window.history[isPlace ? 'pushState' : 'replaceState'](null, '', hash);
  };
  if (isTyped) writing = window.setTimeout(write, 120);
  else write();
}

// Adds a key to what is chosen of a dimension, or takes it away.
function toggle(name, key) {
  const now = state.chosen[name] || [];
  const keys = now.includes(key) ? now.filter((each) => each !== key) : [...now, key];
  change({ chosen: { ...state.chosen, [name]: keys }, page: '' });
}

const CLEAR = { chosen: {}, from: '', to: '', q: '', page: '' };
