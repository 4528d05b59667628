// Where filters are chosen: the panel, with how many findings each choice would show.
const PANEL_GROUPS = ['severity', 'certainty', 'decision', 'family', 'rule', 'agency', 'org', 'collector', 'force', 'weekday', 'hour'];
const OPEN_AT_FIRST = ['severity', 'certainty', 'family'];
const CHOICES_AT_FIRST = 10;

// Where there is room the panel stands open beside the page, and nothing closes it.
const WIDE = window.matchMedia('(min-width: 901px)');

let panel = null;

function buildPanel() {
  const groups = PANEL_GROUPS.map((name) => group(DIMENSION[name])).filter((each) => each !== null);
  const search = field('search', { id: 'q', placeholder: t('search.hint'), oninput: (event) => change({ q: event.target.value, page: '' }) });
  const from = field('date', { id: 'from', onchange: (event) => change({ from: event.target.value, page: '' }) });
  const to = field('date', { id: 'to', onchange: (event) => change({ to: event.target.value, page: '' }) });
  const box = el('details', { class: 'panel-box', open: WIDE.matches },
    el('summary', null, t('filters')),
    el('label', { for: 'q' }, t('search')), search,
    el('fieldset', { class: 'period' }, el('legend', null, t('period')),
      el('label', { for: 'from' }, t('from')), from, el('label', { for: 'to' }, t('to')), to),
    groups.map((each) => each.box));
  panel = { box, groups, search, from, to };
  return el('form', { class: 'panel', role: 'search', 'aria-label': t('filters'), onsubmit: (event) => event.preventDefault() }, box);
}

function field(type, attributes) {
  return el('input', { type, autocomplete: 'off', ...attributes });
}

// Returns the choices of one dimension; none where every finding is of the same choice.
function group(dimension) {
  const there = dimension.keys.map((_, code) => code).filter((code) => dimension.counts[code] > 0);
  if (there.length < 2) return null;
  if (!dimension.ordered) there.sort((one, other) => dimension.counts[other] - dimension.counts[one]);
  const list = el('ul', null);
  const made = { dimension, codes: there, list, rows: [], box: null };
  made.box = el('details', { open: OPEN_AT_FIRST.includes(dimension.name) || hasChoice(dimension), ontoggle: () => updateGroup(made) },
    el('summary', null, t(`by.${dimension.name}`)), list, restButton(made));
  addChoices(made, CHOICES_AT_FIRST);
  return made;
}

function hasChoice(dimension) {
  return (state.chosen[dimension.name] || []).length > 0;
}

function restButton(made) {
  if (made.codes.length <= CHOICES_AT_FIRST) return null;
  const rest = button(t('more_choices', { n: whole(made.codes.length - CHOICES_AT_FIRST) }), () => {
    addChoices(made, made.codes.length);
    rest.remove();
    made.rows[CHOICES_AT_FIRST].input.focus();
    updateGroup(made);
  }, { class: 'quiet' });
  return rest;
}

function addChoices(made, upTo) {
  for (const code of made.codes.slice(made.rows.length, upTo)) {
    const key = made.dimension.keys[code];
    const input = el('input', { type: 'checkbox', onchange: () => toggle(made.dimension.name, key) });
    const count = el('span', { class: 'count' });
    const swatch = made.dimension.name === 'severity' && el('span', { class: `swatch ${key}`, 'aria-hidden': 'true' });
    made.rows.push({ code, key, input, count });
    made.list.append(el('li', null, el('label', null, input, swatch, el('span', { class: 'name' }, made.dimension.label(code)), count)));
  }
}

function updatePanel() {
  for (const [input, value] of [[panel.search, state.q], [panel.from, state.from], [panel.to, state.to]]) {
    if (input.value !== value) input.value = value;
  }
  panel.groups.forEach(updateGroup);
}

// Writes the counts of a group that is open: what nobody sees costs nothing.
function updateGroup(made) {
  if (!made.box || !made.box.open || !sifted) return;
  const chosen = state.chosen[made.dimension.name] || [];
  const counts = sifted.counts[made.dimension.name];
  for (const row of made.rows) {
    const isChosen = chosen.includes(row.key);
    if (row.input.checked !== isChosen) row.input.checked = isChosen;
    say(row.count, whole(counts[row.code]));
  }
}
