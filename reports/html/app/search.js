// Which findings hold the words that somebody types, in either language.
let lowered = null;
let remembered = { key: '', found: null };

// The texts as they are searched, made once: a text that repeats is read once for all its findings.
function searchable() {
  if (lowered) return lowered;
  const lower = (texts) => texts.map((text) => text.toLowerCase());
  lowered = {
    zh: lower(DATA.texts.zh),
    en: lower(DATA.texts.en),
    strings: lower(STRINGS),
    cases: lower(CASES.id),
    rules: RULES.map((rule) => `${rule.id} ${rule.title.zh} ${rule.title.en}`.toLowerCase()),
    own: FINDINGS.fingerprint.map((fingerprint, place) => idsOf(fingerprint, place).toLowerCase()),
  };
  return lowered;
}

function idsOf(fingerprint, place) {
  const anchor = FINDINGS.anchor[place];
  return `${fingerprint} ${INCIDENTS.id[FINDINGS.incident[place]] || ''} ${anchor < 0 ? '' : ACTIVITIES.id[anchor]}`;
}

// Returns 1 per finding that holds every word, null when there is no word.
function matching(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const key = words.join(' ');
  if (key !== remembered.key) remembered = { key, found: words.length ? holding(words) : null };
  return remembered.found;
}

function holding(words) {
  const found = new Uint8Array(HELD).fill(1);
  for (const word of words) keep(found, word);
  return found;
}

function keep(found, word) {
  const texts = searchable();
  const holds = (list) => Uint8Array.from(list, (text) => (text.includes(word) ? 1 : 0));
  const inText = Uint8Array.from(texts.zh, (text, place) => (text.includes(word) || texts.en[place].includes(word) ? 1 : 0));
  const inString = holds(texts.strings);
  const inCase = holds(texts.cases);
  const inRule = holds(texts.rules);
  const columns = ['evidence', 'collector', 'agency', 'org', 'debtor', 'party'].map((name) => FINDINGS[name]);
  for (let place = 0; place < HELD; place += 1) {
    if (!found[place] || inText[FINDINGS.message[place]] || inRule[FINDINGS.rule[place]] || inCase[FINDINGS.case[place]]) continue;
    if (columns.some((column) => inString[column[place]]) || texts.own[place].includes(word)) continue;
    found[place] = 0;
  }
}
