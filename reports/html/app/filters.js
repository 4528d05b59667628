// Which findings are shown, and how many each choice would show.
let sifted = null;

// Passes over the findings once. A finding that fails nothing counts for every choice; one that fails
// a single dimension counts for the choices of that dimension, which would bring it in.
function sift() {
  const open = DIMENSIONS.map((dimension) => opened(dimension));
  const counts = DIMENSIONS.map((dimension) => new Uint32Array(dimension.keys.length));
  const isIn = new Uint8Array(HELD);
  const passes = elsewhere();
  let shown = 0;
  for (let place = 0; place < HELD; place += 1) {
    if (passes && !passes[place]) continue;
    const failed = failing(open, place);
    if (failed === MANY) continue;
    if (failed >= 0) counts[failed][DIMENSIONS[failed].codes[place]] += 1;
    else {
      isIn[place] = 1;
      shown += 1;
      for (let each = 0; each < counts.length; each += 1) counts[each][DIMENSIONS[each].codes[place]] += 1;
    }
  }
  sifted = { isIn, shown, counts: Object.fromEntries(DIMENSIONS.map((dimension, place) => [dimension.name, counts[place]])) };
}

const NONE = -1;
const MANY = -2;

// Returns the one dimension that keeps a finding out, NONE or MANY.
function failing(open, place) {
  let failed = NONE;
  for (let each = 0; each < open.length; each += 1) {
    if (open[each] && !open[each][DIMENSIONS[each].codes[place]]) {
      if (failed !== NONE) return MANY;
      failed = each;
    }
  }
  return failed;
}

function opened(dimension) {
  const keys = state.chosen[dimension.name] || [];
  return keys.length ? Uint8Array.from(dimension.keys, (key) => (keys.includes(key) ? 1 : 0)) : null;
}

// Returns 1 per finding that is of the period and holds the words, null where neither is asked for.
function elsewhere() {
  const words = matching(state.q);
  const from = dayOf(state.from);
  const to = dayOf(state.to);
  if (from === null && to === null) return words;
  const passes = words ? words.slice() : new Uint8Array(HELD).fill(1);
  const first = from === null ? -Infinity : from;
  const last = to === null ? Infinity : to;
  FINDINGS.day.forEach((day, place) => { if (day === null || day < first || day > last) passes[place] = 0; });
  return passes;
}

function isFiltered() {
  return Boolean(state.q.trim() || state.from || state.to || DIMENSIONS.some((dimension) => (state.chosen[dimension.name] || []).length));
}

function sameFilters(one, other) {
  return one.q === other.q && one.from === other.from && one.to === other.to && one.chosen === other.chosen;
}
