// What all charts share: the frame with its text, the colours of the theme, and when they are drawn.
const FONT = '-apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

let charts = [];
let waiting = 0;

// Returns the figure of a chart, which is given as
//   title, heading     what it is called, and whether that is written above it
//   main(), note()     what it shows, and how it is to be read, in words
//   option(colours, width), height   what the library draws, and how high (pixels)
//   table()            the same as a table
//   onclick(event), onzoom(instance) what is pressed in it, and a zoom by mouse
//   isFixed            no filter changes it
function chart(given) {
  const host = el('div', { class: 'plot', role: 'img' });
  host.style.height = `${given.height || 280}px`;
  const lead = el('p', { class: 'main' });
  const remark = el('p', { class: 'dim' });
  const alternative = el('details', { ontoggle: () => { if (alternative.open) fillTable(made); } }, el('summary', null, t('chart.table')));
  const made = { ...given, host, lead, remark, alternative, drawn: '', instance: null };
  charts.push(made);
  return el('figure', null, el('figcaption', null, given.heading && el('h3', null, given.title), lead, remark), host, alternative);
}

function fillTable(made) {
  const summary = made.alternative.firstChild;
  fill(made.alternative, summary, made.table());
}

// Draws what is shown after the next frame, so that counts and the list answer first.
function drawSoon() {
  if (waiting || isPrinting) return; // paper has a size of its own, drawn before it is printed
  waiting = window.requestAnimationFrame(() => window.setTimeout(() => { waiting = 0; drawNow(); }, 0));
}

function drawNow() {
  const colours = themeColours();
  charts.filter((made) => made.instance && !made.host.isConnected).forEach((made) => made.instance.dispose());
  charts = charts.filter((made) => !made.instance || made.host.isConnected);
  charts.filter((made) => made.host.isConnected && made.host.clientWidth > 0).forEach((made) => draw(made, colours));
}

function draw(made, colours) {
  const { host } = made;
  const drawn = [host.clientWidth, colours.paper, isPrinting].join();
  const isSame = made.drawn === drawn;
  if (made.isFixed && isSame) return;
  made.drawn = drawn;
  if (!made.instance) openChart(made);
  const width = host.clientWidth;
  if (made.instance.getWidth() !== width || made.instance.getHeight() !== host.clientHeight) made.instance.resize();
  const main = made.main();
  say(made.lead, main);
  say(made.remark, (made.note && made.note()) || '');
  host.setAttribute('aria-label', t('chart.label', { title: made.title, main }));
  made.instance.setOption({ ...common(colours), ...made.option(colours, width) }, { notMerge: !isSame });
  if (made.alternative.open) fillTable(made);
}

function openChart(made) {
  made.instance = echarts.init(made.host, null, { renderer: 'canvas' });
  if (made.onclick) made.instance.on('click', made.onclick);
  if (made.onzoom) made.instance.on('datazoom', () => made.onzoom(made.instance));
}

// Lets go of charts whose elements are to be replaced.
function closeCharts() {
  for (const { instance } of charts) if (instance) instance.dispose();
  charts = [];
}

function common(colours) {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: colours.text },
    tooltip: tooltip(colours),
  };
}

function tooltip(colours, more) {
  return {
    renderMode: 'richText', confine: true, transitionDuration: 0, backgroundColor: colours.raised, borderColor: colours.line,
    textStyle: { color: colours.text, fontFamily: FONT, fontSize: 13 }, ...more,
  };
}

// The colours are those of the style sheet, which is their one owner.
function themeColours() {
  const style = window.getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: read('text'), dim: read('dim'), line: read('line'), paper: read('paper'), raised: read('raised'), accent: read('accent'),
    severity: SEVERITIES.map((name) => read(`severity-${name}`)), heat: [read('heat-low'), read('heat-high')], few: read('few'),
  };
}

function axis(colours, more) {
  return {
    axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false }, axisLabel: { color: colours.dim, fontFamily: FONT },
    splitLine: { show: false, lineStyle: { color: colours.line } }, nameTextStyle: { color: colours.dim }, ...more,
  };
}
