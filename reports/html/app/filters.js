// Which findings are shown, and how many each choice would show.
let sifted = null;

// A finding that fails a filter carries the filter's bit: one per dimension, and these two.
const BIT = Object.fromEntries([...DIMENSIONS.map((dimension) => dimension.name), 'period', 'words'].map((name, place) => [name, 1 << place]));

// Passes over the findings once. A finding that fails nothing counts for every choice; one that fails
// a single dimension counts for the choices of that dimension, which would bring it in.
function sift() {
  const failed = failures();
  const counts = DIMENSIONS.map((dimension) => new Uint32Array(dimension.keys.length));
  let shown = 0;
  for (let place = 0; place < HELD; place += 1) {
    const bits = failed[place];
    if (!bits) shown += 1;
    for (let each = 0; each < counts.length; each += 1) {
      if ((bits & ~(1 << each)) === 0) counts[each][DIMENSIONS[each].codes[place]] += 1;
    }
  }
  sifted = { failed, shown, counts: Object.fromEntries(DIMENSIONS.map((dimension, place) => [dimension.name, counts[place]])) };
}

// Tells whether a finding is shown, as it would be without the filters of some bits.
function isShown(place, ignored = 0) {
  return (sifted.failed[place] & ~ignored) === 0;
}

// Returns the bits of the filters that each finding fails.
function failures() {
  const failed = new Uint16Array(HELD);
  for (const dimension of DIMENSIONS) {
    const isChosen = opened(dimension);
    const bit = BIT[dimension.name];
    if (isChosen) for (let place = 0; place < HELD; place += 1) if (!isChosen[dimension.codes[place]]) failed[place] |= bit;
  }
  const words = matching(state.q);
  if (words) for (let place = 0; place < HELD; place += 1) if (!words[place]) failed[place] |= BIT.words;
  failPeriod(failed);
  return failed;
}

function failPeriod(failed) {
  const from = dayOf(state.from);
  const to = dayOf(state.to);
  if (from === null && to === null) return;
  const first = from === null ? -Infinity : from;
  const last = to === null ? Infinity : to;
  FINDINGS.day.forEach((day, place) => { if (day === null || day < first || day > last) failed[place] |= BIT.period; });
}

// Returns 1 per code that is chosen, null where all are.
function opened(dimension) {
  const keys = state.chosen[dimension.name] || [];
  return keys.length ? Uint8Array.from(dimension.keys, (key) => (keys.includes(key) ? 1 : 0)) : null;
}

function isFiltered() {
  return Boolean(state.q.trim() || state.from || state.to || DIMENSIONS.some((dimension) => (state.chosen[dimension.name] || []).length));
}

function sameFilters(one, other) {
  return one.q === other.q && one.from === other.from && one.to === other.to && one.chosen === other.chosen;
}
