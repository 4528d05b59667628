// What is filtered by, said above what it filters; each part may be taken away.
function buildChips() {
  return el('div', { class: 'chips', role: 'group', 'aria-label': t('filters.active') });
}

function updateChips(box) {
  const chips = [...wordChips(), ...DIMENSIONS.map(dimensionChips)].flat();
  box.hidden = !chips.length;
  fill(box, chips, chips.length > 0 && button(t('filters.reset'), () => change(CLEAR), { class: 'quiet' }));
}

function wordChips() {
  const chips = [];
  if (state.q.trim()) chips.push(chip(t('search'), state.q.trim(), { q: '' }));
  if (state.from && state.from === state.to) chips.push(chip(t('day'), longDay(dayOf(state.from)), { from: '', to: '' }));
  else {
    if (state.from) chips.push(chip(t('from'), state.from, { from: '' }));
    if (state.to) chips.push(chip(t('to'), state.to, { to: '' }));
  }
  return chips;
}

function dimensionChips(dimension) {
  const chosen = state.chosen[dimension.name] || [];
  return chosen.map((key) => {
    const rest = chosen.filter((each) => each !== key);
    const part = { chosen: { ...state.chosen, [dimension.name]: rest } };
    return chip(t(`by.${dimension.name}`), dimension.label(dimension.keys.indexOf(key)), part);
  });
}

function chip(name, value, part) {
  const text = t('chip', { name, value });
  return button([text, el('span', { 'aria-hidden': 'true', class: 'cross' }, '×')], () => {
    change({ ...part, page: '' });
    document.getElementById('status').focus();
  }, { class: 'chip', 'aria-label': t('filters.remove', { what: text }) });
}

// What the page does not hold, or an empty text: it is said wherever findings are counted.
function boundText() {
  const { findings, left_out: leftOut } = DATA.bound;
  const missing = leftOut.findings.reduce((sum, each) => sum + each, 0);
  if (!missing) return '';
  const parts = leftOut.severity.map((place, each) => `${label('severity', place)} ${whole(leftOut.findings[each])}`);
  return t('bound', { held: whole(findings), all: whole(DATA.totals.findings), left: listed(parts) });
}

function boundNote() {
  const text = boundText();
  return text && el('p', { class: 'note warning' }, text);
}
