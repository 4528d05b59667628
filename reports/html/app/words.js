// What things are called in the language that is shown.

// Returns a text of the catalogue; {name} stands for an argument.
function t(key, args) {
  const text = DATA.words[state.lang][key];
  if (text === undefined) return key;
  return args ? text.replace(/\{([a-z_]+)\}/g, (sign, name) => (name in args ? args[name] : sign)) : text;
}

function label(vocabulary, place) {
  return place < 0 ? '' : DATA.vocab[vocabulary][state.lang][place];
}

function both(text) {
  return text ? text[state.lang] : '';
}

function textAt(place) {
  return place < 0 ? '' : DATA.texts[state.lang][place];
}

const FORMATS = new Map();

function formatted(number, options) {
  const key = state.lang + JSON.stringify(options || null);
  if (!FORMATS.has(key)) FORMATS.set(key, new Intl.NumberFormat(locale(), options));
  return FORMATS.get(key).format(number);
}

function locale() {
  return state.lang === 'zh' ? 'zh-CN' : 'en';
}

function whole(number) {
  return formatted(number);
}

// A rate per thousand; "–" where it would say too little.
function rateText(rate) {
  return rate === null || rate === undefined ? '–' : formatted(rate, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
}

function dayText(day) {
  return day === null ? t('no_day') : new Date(day * DAY_MS).toISOString().slice(0, 10);
}

// A day with its weekday, for people who know that Sunday is another day.
function longDay(day) {
  return day === null ? t('no_day') : `${dayText(day)} ${t(`weekday.${weekdayOf(day)}`)}`;
}

function clockText(second) {
  if (second < 0) return '';
  return new Date(second * 1000).toISOString().slice(11, 19);
}

function momentText(day, second) {
  return second < 0 ? longDay(day) : `${longDay(day)} ${clockText(second)}`;
}

function offsetText(minutes) {
  if (minutes === null) return '';
  const size = Math.abs(minutes);
  const two = (number) => String(Math.floor(number)).padStart(2, '0');
  return `UTC${minutes < 0 ? '−' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

function hourText(code) {
  return code === NO_TIME ? t('no_time') : `${String(code).padStart(2, '0')}:00–${String(code).padStart(2, '0')}:59`;
}

// What a rule measured or allows, in the rule's unit.
function measureText(number, unit) {
  if (number === null) return '';
  if (unit === 'clock') return clockText(number);
  if (unit === 'seconds') return t('seconds', { n: whole(number) });
  return formatted(number, { maximumFractionDigits: 2 });
}

// A rule's title; rules of several packs share titles, and then the pack is named too.
function ruleName(place) {
  const title = both(RULES[place].title);
  return SHARED_TITLES.has(title) ? t('rule.of_pack', { title, pack: RULES[place].pack }) : title;
}

function listed(texts) {
  return texts.join(t('comma'));
}

function severityMark(place) {
  return el('span', { class: `severity ${SEVERITIES[place]}` }, label('severity', place));
}

function nameOf(place, role) {
  return STRINGS[place] || t(`none.${role}`);
}
