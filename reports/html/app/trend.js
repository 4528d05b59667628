// Findings by day, or by month where the period is long, stacked by severity.
const DAYS_AT_MOST = 92;

// Patterns tell severities apart where a printer knows only grey.
const PATTERNS = [
  { symbol: 'none' },
  { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4, color: 'rgba(255,255,255,.65)' },
  { symbol: 'circle', symbolSize: 0.5, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], color: 'rgba(255,255,255,.75)' },
  { symbol: 'none' },
];

function trendChart() {
  return chart({
    title: t('trend.title'), note: () => t('trend.note'), main: trendMain, option: trendOption, table: trendTable,
    onclick: (event) => pressBin(trend().bins[event.dataIndex]),
  });
}

function pressBin({ from, to }) {
  const isChosen = state.from === from && state.to === to;
  change(isChosen ? { from: '', to: '', page: '' } : { from, to, page: '' });
}

// Returns bins {name, from, to} of the period and, per severity, the findings in each that fit the
// filters, those of a day that is not chosen too; "outside" are those before or after the period.
function trend() {
  const bins = binsOfPeriod();
  const place = new Map();
  bins.forEach((bin, each) => { for (let day = dayOf(bin.from); day <= dayOf(bin.to); day += 1) place.set(day, each); });
  const counts = SEVERITIES.map(() => new Uint32Array(bins.length));
  let outside = 0;
  for (let finding = 0; finding < HELD; finding += 1) {
    if (!isShown(finding, BIT.period)) continue;
    const bin = place.get(FINDINGS.day[finding]);
    if (bin === undefined) outside += 1;
    else counts[FINDINGS.severity[finding]][bin] += 1;
  }
  return { bins, counts, outside, totals: bins.map((_, each) => counts.reduce((sum, one) => sum + one[each], 0)) };
}

function binsOfPeriod() {
  const { from, to } = PERIOD;
  if (from === null || to === null || to < from) return [];
  const bins = [];
  const isByDay = to - from < DAYS_AT_MOST;
  for (let day = from; day <= to; day += 1) {
    const name = isByDay ? dayText(day) : dayText(day).slice(0, 7);
    const last = bins[bins.length - 1];
    if (last && last.name === name) last.to = dayText(day);
    else bins.push({ name, from: dayText(day), to: dayText(day), day });
  }
  return bins;
}

function trendMain() {
  const { bins, totals, outside } = trend();
  const most = Math.max(0, ...totals);
  const beside = outside ? t('trend.outside', { n: whole(outside) }) : '';
  if (!most) return t('trend.none') + beside;
  const bin = bins[totals.indexOf(most)];
  return t('trend.main', { n: whole(totals.reduce((sum, each) => sum + each, 0)), most: whole(most), day: binName(bin) }) + beside;
}

function binName(bin) {
  return bin.from === bin.to ? longDay(dayOf(bin.from)) : bin.name;
}

function trendOption(colours) {
  const { bins, counts } = trend();
  return {
    aria: { enabled: isPrinting, label: { enabled: false }, decal: { show: isPrinting, decals: PATTERNS } },
    grid: { left: 8, right: 12, top: 36, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: colours.text }, selectedMode: false },
    tooltip: tooltip(colours, { trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: (parts) => trendTip(bins[parts[0].dataIndex], parts) }),
    xAxis: axis(colours, { type: 'category', data: bins.map((bin) => (bin.from === bin.to ? bin.name.slice(5) : bin.name)), axisLabel: { color: colours.dim, hideOverlap: true } }),
    yAxis: axis(colours, { type: 'value', minInterval: 1, splitLine: { show: true, lineStyle: { color: colours.line } } }),
    series: SEVERITIES.map((name, place) => ({
      type: 'bar', stack: 'all', name: label('severity', place), data: Array.from(counts[place], (count, bin) => barOf(count, bins[bin])), barMaxWidth: 28, cursor: 'pointer',
      itemStyle: { color: colours.severity[place], borderColor: colours.paper, borderWidth: 0.5 },
    })),
  };
}

// Days that are not chosen are pale.
function barOf(count, bin) {
  const isPale = (state.from && bin.to < state.from) || (state.to && bin.from > state.to);
  return { value: count || null, itemStyle: { opacity: isPale ? 0.35 : 1 } };
}

function trendTip(bin, parts) {
  return [binName(bin), ...parts.map((part) => t('pair', { name: part.seriesName, value: whole(part.value || 0) }))].join('\n');
}

function trendTable() {
  const { bins, counts, totals } = trend();
  const columns = [
    { head: t('day'), cell: (each) => button(binName(bins[each]), () => pressBin(bins[each]), { class: 'quiet' }) },
    ...SEVERITIES.map((_, place) => ({ head: label('severity', place), number: true, cell: (each) => whole(counts[place][each]) })),
    { head: t('total'), number: true, cell: (each) => whole(totals[each]) },
  ];
  return table(t('trend.title'), columns, [...bins.keys()]);
}
