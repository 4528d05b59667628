// How often agencies and collectors offend per thousand contacts judged, with the interval.
const RATES_AT_MOST = 20;

function rateChart(name) {
  const rows = rowsOf(DATA.rates[name]).filter((each) => each.contacts > 0 || each.findings > 0);
  if (rows.length < 2) return null;
  const told = rows.filter((each) => !isNothing(each.rate)).sort((one, other) => other.rate - one.rate);
  const few = rows.filter((each) => isNothing(each.rate));
  const all = overall();
  return chart({
    title: t(`rates.${name}`), heading: true, isFixed: true, note: () => rateNote(told, few), main: () => rateMain(name, told, all), height: 64 + 26 * Math.min(told.length, RATES_AT_MOST),
    option: (colours) => rateOption(name, told.slice(0, RATES_AT_MOST), all, colours),
    table: () => rateTable(name, [...told, ...few]),
    onclick: (event) => { if (event.data) toggle(name, event.data.key); },
  });
}

function rateNote(told, few) {
  const parts = [t('rates.note', { confidence: formatted(DATA.rates.confidence, { style: 'percent' }) })];
  if (told.length > RATES_AT_MOST) parts.push(t('rates.most', { n: whole(RATES_AT_MOST), of: whole(told.length) }));
  if (few.length) parts.push(t('rates.few', { n: whole(few.length), least: whole(DATA.rates.least) }));
  return parts.join(' ');
}

// The rate of the whole run: every contact judged is of one agency.
function overall() {
  const { offending, contacts } = DATA.rates.agency;
  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
  return sum(contacts) ? (DATA.rates.per * sum(offending)) / sum(contacts) : null;
}

function rateName(name, key) {
  return key || t(`none.${name}`);
}

function rateMain(name, told, all) {
  if (!told.length) return t('rates.none', { least: whole(DATA.rates.least) });
  const top = told[0];
  return t('rates.main', { who: rateName(name, top.key), rate: rateText(top.rate), all: rateText(all) });
}

function rateRange({ rate, rate_low: low, rate_high: high }) {
  return t('rates.range', { rate: rateText(rate), low: rateText(low), high: rateText(high) });
}

function rateOption(name, told, all, colours) {
  const names = told.map((each) => rateName(name, each.key));
  const most = Math.max(...told.map((each) => each.rate_high), 0);
  return {
    grid: { left: 8, right: 24, top: 8, bottom: 28, containLabel: true },
    tooltip: tooltip(colours, { formatter: (event) => rateTip(name, event.data) }),
    xAxis: axis(colours, { type: 'value', min: 0, max: niceMost(most), name: t('rates.axis'), nameLocation: 'middle', nameGap: 26, splitLine: { show: true, lineStyle: { color: colours.line } } }),
    yAxis: axis(colours, { type: 'category', inverse: true, data: names, axisLabel: { color: colours.text, width: 150, overflow: 'truncate' } }),
    series: [{
      type: 'custom', cursor: 'pointer', data: told.map((each, place) => ({ ...each, value: [each.rate, place, each.rate_low, each.rate_high] })),
      encode: { x: [0, 2, 3], y: 1 }, renderItem: (_, api) => rateMark(api, colours),
    }, allSeries(all, colours)],
  };
}

function niceMost(most) {
  const step = 10 ** Math.floor(Math.log10(most || 1)) / 2;
  return Math.ceil(most / step) * step;
}

// A dot at the rate and a bar over its interval.
function rateMark(api, colours) {
  const [x, y] = api.coord([api.value(0), api.value(1)]);
  const [low] = api.coord([api.value(2), api.value(1)]);
  const [high] = api.coord([api.value(3), api.value(1)]);
  const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colours.accent, lineWidth: 1.5 } });
  return {
    type: 'group',
    children: [
      { type: 'rect', shape: { x: low - 6, y: y - 9, width: high - low + 12, height: 18 }, style: { fill: 'transparent' } },
      line(low, y, high, y), line(low, y - 4, low, y + 4), line(high, y - 4, high, y + 4),
      { type: 'circle', shape: { cx: x, cy: y, r: 4.5 }, style: { fill: colours.accent } },
    ],
  };
}

// The dashed line is the rate of the whole run.
function allSeries(all, colours) {
  return {
    type: 'custom', silent: true, data: all === null ? [] : [[all, 0]],
    renderItem: (params, api) => {
      const [x] = api.coord([all, 0]);
      const { y, height } = params.coordSys;
      return { type: 'line', shape: { x1: x, y1: y, x2: x, y2: y + height }, style: { stroke: colours.text, lineDash: [4, 4], lineWidth: 1 } };
    },
  };
}

function rateTip(name, row) {
  return [
    rateName(name, row.key), rateRange(row),
    t('pair', { name: t('offending'), value: whole(row.offending) }), t('pair', { name: t('contacts'), value: whole(row.contacts) }),
  ].join('\n');
}

function rateTable(name, rows) {
  const number = (key) => ({ head: t(`rates.${key}`), number: true, cell: (row) => whole(row[key]) });
  const rate = (key) => ({ head: t(`rates.${key}`), number: true, cell: (row) => (key === 'rate' && isNothing(row.rate) ? t('few.short') : rateText(row[key])) });
  return table(t(`rates.${name}`), [
    { head: t(`by.${name}`), cell: (row) => rateName(name, row.key) },
    number('findings'), number('offending'), number('contacts'), rate('rate'), rate('rate_low'), rate('rate_high'),
  ], rows);
}
