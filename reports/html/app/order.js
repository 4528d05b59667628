// The order of the list: worked out once for each column, then only passed over.
const GRAVITY = (place) => FINDINGS.severity[place];
const MOMENT = (place) => (FINDINGS.day[place] === null ? -1 : FINDINGS.day[place] * 86400 + FINDINGS.second[place]);

// What a column is sorted by; "down" is how it is sorted at the first press.
const SORTS = {
  severity: { by: GRAVITY, down: false },
  at: { by: MOMENT, down: true },
  rule: { by: (place) => ruleName(FINDINGS.rule[place]), down: false },
  case: { by: (place) => (FINDINGS.case[place] < 0 ? '' : caseKey(FINDINGS.case[place])), down: false },
  agency: { by: (place) => STRINGS[FINDINGS.agency[place]], down: false },
  collector: { by: (place) => STRINGS[FINDINGS.collector[place]], down: false },
  decision: { by: (place) => FINDINGS.decision[place], down: false },
};

const ORDERS = new Map();

// Returns the sort that the state names: "severity", "-at" …; the gravest first where it names none.
function sorted() {
  const isDown = state.sort.startsWith('-');
  const name = isDown ? state.sort.slice(1) : state.sort;
  return Object.keys(SORTS).includes(name) ? { name, isDown } : { name: 'severity', isDown: false };
}

// Returns every finding in an order; ties are in order of severity and then of time.
function order({ name, isDown }) {
  const key = `${name} ${isDown} ${state.lang}`;
  if (!ORDERS.has(key)) ORDERS.set(key, ordered(SORTS[name].by, isDown));
  return ORDERS.get(key);
}

function ordered(by, isDown) {
  const keys = Array.from({ length: HELD }, (_, place) => by(place));
  const ranks = typeof keys[0] === 'string' ? ranksOf(keys) : keys;
  const sign = isDown ? -1 : 1;
  return Uint32Array.from(keys.keys()).sort((one, other) => sign * (ranks[one] - ranks[other])
    || FINDINGS.severity[one] - FINDINGS.severity[other] || one - other);
}

// Texts are compared once each, by the rules of the language that is shown.
function ranksOf(keys) {
  const compare = new Intl.Collator(locale(), { numeric: true }).compare;
  const ranks = new Map([...new Set(keys)].sort(compare).map((key, rank) => [key, rank]));
  return keys.map((key) => ranks.get(key));
}

// Returns the findings that are shown, in order.
function shownInOrder() {
  const all = order(sorted());
  const shown = new Uint32Array(sifted.shown);
  let next = 0;
  for (const place of all) if (isShown(place)) { shown[next] = place; next += 1; }
  return shown;
}
