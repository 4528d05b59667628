// Hours by weekdays: how many findings that are shown, or how many of a thousand contacts offend.
const RATES_OF_HOUR = new Map(rowsOf(DATA.hours.cells).map((each) => [each.weekday * 24 + each.hour, each]));

function heatChart() {
  const figure = chart({
    title: t('heat.title'), note: heatNote, main: heatMain, option: heatOption, table: heatTable,
    onclick: (event) => { if (event.data) pressHour(event.data.weekday, event.data.hour); },
  });
  if (DATA.hours.known) figure.firstChild.append(heatSwitch());
  return figure;
}

function isRate() {
  return DATA.hours.known && state.heat === 'rate';
}

function heatNote() {
  if (!isRate()) return DATA.hours.known ? null : t('heat.unknown');
  return t('heat.note', { least: whole(DATA.rates.least) });
}

function heatSwitch() {
  const choice = (value, text) => el('label', null, el('input', { type: 'radio', name: 'heat', value, checked: state.heat === value, onchange: () => change({ heat: value }) }), text);
  return el('fieldset', { class: 'switch' }, el('legend', { class: 'unseen' }, t('heat.what')), choice('', t('heat.count')), choice('rate', t('heat.rate')));
}

// A second press takes the choice back.
function pressHour(weekday, hour) {
  const keys = isChosenHour(weekday, hour) ? { weekday: [], hour: [] } : { weekday: [String(weekday)], hour: [String(hour)] };
  change({ chosen: { ...state.chosen, ...keys }, page: '' });
}

function isChosenHour(weekday, hour) {
  const { weekday: days = [], hour: hours = [] } = state.chosen;
  return (days.length > 0 || hours.length > 0) && [[days, weekday], [hours, hour]].every(([keys, code]) => !keys.length || keys.includes(String(code)));
}

// Returns the 168 hours of a week {weekday, hour, value, few}, those that are not chosen too; "few" marks hours with too few
// contacts to tell a rate.
function heat() {
  const counts = new Uint32Array(168);
  for (let finding = 0; finding < HELD; finding += 1) {
    const weekday = DIMENSION.weekday.codes[finding];
    const hour = DIMENSION.hour.codes[finding];
    if (isShown(finding, BIT.weekday | BIT.hour) && weekday < 7 && hour < 24) counts[weekday * 24 + hour] += 1;
  }
  return Array.from(counts, (count, place) => {
    const of = RATES_OF_HOUR.get(place) || {};
    const value = isRate() ? of.rate : count;
    return { weekday: Math.floor(place / 24), hour: place % 24, value, few: isRate() && isNothing(of.rate), contacts: of.contacts || 0, of };
  });
}

function heatMain() {
  const told = heat().filter((each) => !isNothing(each.value) && each.value > 0);
  if (!told.length) return t('heat.none');
  const top = told.reduce((one, other) => (other.value > one.value ? other : one));
  return t(isRate() ? 'heat.main_rate' : 'heat.main', { when: hourName(top), n: isRate() ? rateText(top.value) : whole(top.value) });
}

function hourName({ weekday, hour }) {
  return `${t(`weekday.${weekday}`)} ${hourText(hour)}`;
}

function heatOption(colours, width) {
  const cells = heat();
  const most = Math.max(1, ...cells.map((each) => each.value || 0));
  const short = width < 560;
  return {
    grid: { left: 8, right: 12, top: 8, bottom: 8, containLabel: true },
    tooltip: tooltip(colours, { formatter: (event) => heatTip(event.data) }),
    xAxis: axis(colours, { type: 'category', data: HOURS, axisLabel: { color: colours.dim, interval: short ? 5 : 2 } }),
    yAxis: axis(colours, { type: 'category', inverse: true, data: WEEK.map((day) => t(`weekday.${day}`)) }),
    series: [heatSeries(cells.filter((each) => !each.few), most, colours, !short), fewSeries(cells.filter((each) => each.few), colours)],
  };
}

// The library's own heat maps are left white on paper (6.1.0 draws them in layers that are not printed).
function heatSeries(cells, most, colours, isLabelled) {
  return {
    type: 'custom', cursor: 'pointer', data: cells.map((each) => ({ ...each, value: [each.hour, each.weekday, each.value] })),
    renderItem: (_, api) => heatCell(api, api.value(2) / most, colours, isLabelled),
  };
}

function heatCell(api, share, colours, isLabelled) {
  const [x, y] = api.coord([api.value(0), api.value(1)]);
  const [width, height] = api.size([1, 1]);
  const text = isLabelled ? heatLabel(api.value(2)) : '';
  return {
    type: 'rect', shape: { x: x - width / 2 + 0.5, y: y - height / 2 + 0.5, width: width - 1, height: height - 1 }, style: { fill: mixed(colours.heat, share), stroke: colours.text, lineWidth: isChosenHour(api.value(1), api.value(0)) ? 2 : 0 },
    textContent: { style: { text, fill: share > 0.62 ? colours.paper : colours.text, fontSize: 11, fontFamily: FONT } }, textConfig: { position: 'inside' },
  };
}

// Returns the colour that lies a share of the way from one to another, both "#rrggbb".
function mixed([from, to], share) {
  const part = (colour, at) => Number.parseInt(colour.slice(at, at + 2), 16);
  const parts = [1, 3, 5].map((at) => Math.round(part(from, at) + (part(to, at) - part(from, at)) * share));
  return `rgb(${parts})`;
}

function heatLabel(value) {
  if (!value) return '';
  return isRate() ? formatted(value, { maximumFractionDigits: 0 }) : whole(value);
}

// Hours with too few contacts are drawn as small dots, which no colour of the scale resembles.
function fewSeries(cells, colours) {
  return {
    type: 'scatter', data: cells.map((each) => ({ ...each, value: [each.hour, each.weekday] })), symbol: 'circle', symbolSize: 3,
    itemStyle: { color: colours.few },
  };
}

function heatTip(cell) {
  const lines = [hourName(cell)];
  if (!isRate()) return [...lines, t('pair', { name: t('findings'), value: whole(cell.value[2]) })].join('\n');
  lines.push(t('pair', { name: t('contacts'), value: whole(cell.contacts) }));
  return [...lines, cell.few ? t('few') : rateRange(cell.of)].join('\n');
}

function heatTable() {
  const cells = heat();
  const told = (hour, weekday) => {
    const { value, few } = cells[weekday * 24 + hour];
    if (few) return t('few.short');
    return isRate() ? rateText(value) : whole(value);
  };
  return table(t('heat.title'), [
    { head: t('by.hour'), cell: (hour) => hourText(hour) },
    ...WEEK.map((weekday) => ({ head: t(`weekday.${weekday}`), number: true, cell: (hour) => told(hour, weekday) })),
  ], HOURS);
}
