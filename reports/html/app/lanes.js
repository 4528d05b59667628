// How a case is drawn: marks in lanes over time, windows as bars, steps as flags.
const LANE_HEIGHT = 34;
const SYMBOLS = new Map(Object.entries({
  call: 'circle', robot_call: 'circle', sms: 'triangle', im: 'roundRect', email: 'rect', letter: 'rect', visit: 'diamond', app: 'arrow', legal: 'pin',
})); // a channel may be called "constructor"
const FLAG = 'path://M0 0 L0 14 L1.5 14 L1.5 8 L10 8 L7.5 4 L10 0 Z';

function lanesOption(line, chosen, zoom, colours, width) {
  const names = [...line.lanes.map(laneName), ...line.broken.map((each) => ruleName(each.rule))];
  const isNarrow = width < 560;
  return {
    grid: { left: 8, right: 16, top: 8, bottom: 36, containLabel: true },
    tooltip: tooltip(colours, { formatter: (event) => event.data.tip }),
    xAxis: axis(colours, { type: 'time', min: line.first, max: line.last, splitLine: { show: true, lineStyle: { color: colours.line } }, splitNumber: isNarrow ? 2 : 6, axisLabel: { color: colours.dim, hideOverlap: true, formatter: timeLabel } }),
    yAxis: axis(colours, { type: 'category', inverse: true, data: names, splitLine: { show: true, lineStyle: { color: colours.line } }, axisLabel: { color: colours.text, width: isNarrow ? 84 : 250, overflow: isNarrow ? 'truncate' : 'break', lineHeight: 14 } }),
    dataZoom: zooms(zoom, colours),
    series: [windowSeries(line, colours), activitySeries(line, colours), stepSeries(line, colours), brokenSeries(line, colours), chosenSeries(line, chosen, colours)],
  };
}

function lanesHeight(line) {
  return 84 + LANE_HEIGHT * (line.lanes.length + line.broken.length);
}

// The axis is local clock time told as UTC, so the library must be told to read it so.
function timeLabel(instant) {
  const text = new Date(instant).toISOString();
  return instant % DAY_MS === 0 ? text.slice(0, 10) : `${text.slice(5, 10)} ${text.slice(11, 16)}`;
}

function zooms({ from, to }, colours) {
  const shared = { startValue: from, endValue: to, filterMode: 'weakFilter', minValueSpan: 3600000 };
  return [
    { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, ...shared },
    {
      type: 'slider', height: 18, bottom: 8, showDetail: false, brushSelect: false, borderColor: colours.line, fillerColor: colours.few + '44',
      handleStyle: { color: colours.paper, borderColor: colours.accent }, moveHandleStyle: { color: colours.line }, dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } }, ...shared,
    },
  ];
}

function activitySeries(line, colours) {
  const marks = line.marks.filter((mark) => mark.lane !== STEPS);
  return {
    type: 'scatter', z: 3, itemStyle: { opacity: 1 }, cursor: 'pointer',
    data: marks.map((mark) => {
      const channel = DATA.vocab.channel.keys[ACTIVITIES.channel[mark.activity]];
      const isIn = DATA.vocab.direction.keys[ACTIVITIES.direction[mark.activity]] === 'inbound';
      return {
        value: [mark.at, line.lanes.indexOf(mark.lane)], activity: mark.activity, tip: tipOf(mark), symbol: SYMBOLS.get(channel) || 'rect', symbolSize: 12,
        itemStyle: { color: isIn ? colours.paper : colours.accent, borderColor: ringOf(mark, colours), borderWidth: mark.broken.length ? 3 : 1.5 },
      };
    }),
  };
}

function ringOf(mark, colours) {
  return mark.broken.length ? colours.severity[mark.gravest] : colours.accent;
}

function stepSeries(line, colours) {
  const marks = line.marks.filter((mark) => ACTIVITIES.step[mark.activity].length);
  return {
    type: 'scatter', z: 3, symbol: FLAG, symbolSize: [12, 16], symbolOffset: [5, -2], cursor: 'pointer',
    data: marks.map((mark) => ({ value: [mark.at, 0], activity: mark.activity, tip: tipOf(mark), itemStyle: { color: mark.broken.length ? colours.severity[mark.gravest] : colours.dim } })),
  };
}

// What broke a rule, in the rule's lane and the colour of its severity.
function brokenSeries(line, colours) {
  const data = line.broken.flatMap(({ findings }, lane) => findings.map((finding) => {
    const activity = FINDINGS.anchor[finding];
    return {
      value: [instantOf(FINDINGS.day[finding], FINDINGS.second[finding]), line.lanes.length + lane], activity, tip: findingTip(finding),
      itemStyle: { color: colours.severity[FINDINGS.severity[finding]], borderColor: colours.paper, borderWidth: 1 },
    };
  }));
  return { type: 'scatter', z: 4, itemStyle: { opacity: 1 }, symbol: 'diamond', symbolSize: 15, cursor: 'pointer', data };
}

// Windows are drawn once each, from the first day to the end of the last.
function windowSeries(line, colours) {
  const bars = new Map();
  line.broken.forEach(({ findings }, lane) => findings.forEach((finding) => {
    const window = windowOf(finding);
    if (window.length) bars.set(`${lane} ${window}`, { value: [...window, line.lanes.length + lane], activity: FINDINGS.anchor[finding], tip: findingTip(finding) });
  }));
  return {
    type: 'custom', z: 1, data: [...bars.values()], encode: { x: [0, 1], y: 2 },
    renderItem: (params, api) => windowBar(params.coordSys, api, colours),
  };
}

function windowBar(area, api, colours) {
  const [from, y] = api.coord([api.value(0), api.value(2)]);
  const [to] = api.coord([api.value(1), api.value(2)]);
  const left = Math.max(from, area.x);
  const right = Math.min(to, area.x + area.width);
  if (right <= left) return null;
  return {
    type: 'rect', shape: { x: left, y: y - 6, width: Math.max(right - left, 2), height: 12, r: 2 },
    style: { fill: colours.few, opacity: 0.45, stroke: colours.dim, lineWidth: 1 },
  };
}

// The activity that is looked at: a line across all lanes.
function chosenSeries(line, chosen, colours) {
  const mark = line.marks[chosen];
  const data = mark && mark.at !== null ? [[mark.at, 0]] : [];
  return {
    type: 'custom', silent: true, z: 2, data,
    renderItem: (params, api) => {
      const [x] = api.coord([mark.at, 0]);
      const { y, height } = params.coordSys;
      return { type: 'line', shape: { x1: x, y1: y, x2: x, y2: y + height }, style: { stroke: colours.accent, lineWidth: 2 } };
    },
  };
}

function tipOf(mark) {
  return [folded(markText(mark)), mark.broken.length && folded(brokenText(mark))].filter(Boolean).join('\n');
}

function findingTip(finding) {
  return [
    `${label('severity', FINDINGS.severity[finding])} · ${momentText(FINDINGS.day[finding], FINDINGS.second[finding])}`,
    folded(textAt(FINDINGS.message[finding])),
  ].join('\n');
}

// A canvas breaks no lines by itself; a wide sign takes two places.
function folded(text) {
  const lines = [''];
  let taken = 0;
  for (const sign of text.match(/[\x20-\x7e]+?(?:\s|$)|[^]/gu) || []) {
    const size = [...sign].reduce((sum, each) => sum + (each > '\u2e7f' ? 2 : 1), 0);
    if (taken + size > 64 && taken) { lines.push(''); taken = 0; }
    lines[lines.length - 1] += sign;
    taken += size;
  }
  return lines.join('\n');
}
