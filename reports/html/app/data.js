// What the page knows: the document that Python wrote, and quick ways into it.
const DATA = JSON.parse(document.getElementById('data').textContent);
const FINDINGS = DATA.findings;
const ACTIVITIES = DATA.activities;
const INCIDENTS = DATA.incidents;
const CASES = DATA.cases;
const RULES = DATA.rules;
const STRINGS = DATA.strings;
const HELD = FINDINGS.fingerprint.length;
const SEVERITIES = DATA.vocab.severity.keys;

const DAY_MS = 86400000;
const WEEK = [0, 1, 2, 3, 4, 5, 6];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const NO_TIME = 24; // the code of a finding that has no time of day

const PERIOD = { from: dayOf(DATA.run.period.from), to: dayOf(DATA.run.period.to) };

// Returns days since 1970-01-01, null for a text that names no day.
function dayOf(text) {
  const instant = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.slice(0, 10)) : NaN;
  return Number.isNaN(instant) ? null : instant / DAY_MS;
}

function weekdayOf(day) {
  return (((day + 3) % 7) + 7) % 7;
}

// Everything a finding can be chosen by: codes per finding, and per code a key that a link keeps.
const DIMENSIONS = [
  ofWords('severity', FINDINGS.severity),
  ofWords('certainty', FINDINGS.certainty),
  ofWords('decision', FINDINGS.decision),
  ofWords('family', FINDINGS.rule.map((rule) => RULES[rule].family)),
  ofWords('force', FINDINGS.rule.map((rule) => RULES[rule].force), 'force_name'),
  ofRules(),
  ofNames('agency', FINDINGS.agency),
  ofNames('org', FINDINGS.org),
  ofNames('collector', FINDINGS.collector),
  ofPlaces('weekday', FINDINGS.day.map((day) => (day === null ? 7 : weekdayOf(day))), [...WEEK, 7], (code) => (code === 7 ? t('unknown') : t(`weekday.${code}`))),
  ofPlaces('hour', FINDINGS.second.map((second) => (second < 0 ? NO_TIME : Math.floor(second / 3600))), [...HOURS, NO_TIME], hourText),
];
const DIMENSION = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension.name, dimension]));

function madeDimension(name, codes, keys, label, ordered) {
  const counts = new Uint32Array(keys.length);
  for (const code of codes) counts[code] += 1;
  return { name, codes: Uint16Array.from(codes), keys, label, counts, ordered };
}

function ofWords(name, codes, words = name) {
  return madeDimension(name, codes, DATA.vocab[words].keys, (code) => label(words, code), true);
}

function ofRules() {
  return madeDimension('rule', FINDINGS.rule, RULES.map((rule) => rule.id), ruleName, false);
}

function ofPlaces(name, codes, places, told) {
  return madeDimension(name, codes, places.map(String), told, true);
}

function ofNames(name, places) {
  const codes = new Map();
  for (const place of places) if (!codes.has(place)) codes.set(place, codes.size);
  const keys = [...codes.keys()].map((place) => STRINGS[place]);
  return madeDimension(name, places.map((place) => codes.get(place)), keys, (code) => keys[code] || t(`none.${name}`), false);
}

// Findings by case, in time order, as places in FINDINGS.
const FINDINGS_OF_CASE = CASES.id.map(() => []);
FINDINGS.case.forEach((place, finding) => { if (place >= 0) FINDINGS_OF_CASE[place].push(finding); });

const PLACE_OF_FINGERPRINT = new Map(FINDINGS.fingerprint.map((fingerprint, place) => [fingerprint, place]));
const PLACE_OF_RULE = new Map(RULES.map((rule, place) => [rule.id, place]));
const PLACE_OF_CASE = new Map(CASES.id.map((id, place) => [caseKey(place), place]));
const DECIDED = new Map(DATA.decided.finding.map((finding, place) => [finding, place]));

const SHARED_TITLES = sharedTitles();

function sharedTitles() {
  const titles = RULES.flatMap((rule) => [rule.title.zh, rule.title.en]);
  return new Set(titles.filter((title, place) => titles.indexOf(title) !== place));
}

// A case without a number is known by its debtor's pseudonym.
function caseKey(place) {
  return CASES.id[place] || STRINGS[CASES.debtor[place]];
}

// The rows of a table {column: [value, …]} as objects.
function rowsOf(columns) {
  const names = Object.keys(columns);
  const length = names.length ? columns[names[0]].length : 0;
  return Array.from({ length }, (_, place) => Object.fromEntries(names.map((name) => [name, columns[name][place]])));
}
