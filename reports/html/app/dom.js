// How elements are made: by name and text only, so that nothing a log says can become markup.

// Returns an element. Attributes that start with "on" are listeners; an attribute or a child that is
// null, undefined or false is left out.
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) setAttribute(made, key, value);
  return put(made, children);
}

function setAttribute(element, key, value) {
  if (isNothing(value)) return;
  if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
  else element.setAttribute(key, value === true ? '' : String(value));
}

function put(parent, children) {
  for (const child of children.flat(Infinity)) if (!isNothing(child)) parent.append(child);
  return parent;
}

// Replaces what an element holds.
function fill(parent, ...children) {
  parent.textContent = '';
  return put(parent, children);
}

// Writes a text only where it is another: a write costs a layout, a comparison does not.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function isNothing(value) {
  return value === null || value === undefined || value === false;
}

function button(text, onclick, attributes) {
  return el('button', { type: 'button', onclick, ...attributes }, text);
}

// Returns a link to another place of the page; filters stay as they are.
function link(text, part) {
  return el('a', { href: hashOf({ ...state, case: '', rule: '', finding: '', ...part }) }, text);
}

// Returns a table with a caption; the first cell of a row is its header. A column is
// {head, cell(row), number}, a cell a text or an element.
function table(caption, columns, rows) {
  const head = columns.map((column) => el('th', { scope: 'col', class: column.number && 'number' }, column.head));
  return el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption },
    el('table', null,
      el('caption', null, caption),
      el('thead', null, el('tr', null, head)),
      el('tbody', null, rows.map((row) => el('tr', null, columns.map((column, place) => cellOf(column, row, place)))))));
}

function cellOf(column, row, place) {
  const kind = column.number && 'number';
  return place === 0
    ? el('th', { scope: 'row', class: kind }, column.cell(row))
    : el('td', { class: kind }, column.cell(row));
}

// Returns a list of terms and what they are; [term, nothing] is left out.
function facts(pairs) {
  const told = pairs.filter(([, value]) => !isNothing(value) && value !== '' && !(Array.isArray(value) && !value.length));
  return el('dl', { class: 'facts' }, told.map(([term, value]) => [el('dt', null, term), el('dd', null, value)]));
}
