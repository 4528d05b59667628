// The page of one case: its timeline, what is looked at in it, and everything in a table.
let looked = null;

function buildCase(home) {
  const line = timelineOf(home);
  looked = { line, chosen: firstLooked(line), zoom: { from: line.from, to: line.to }, card: el('div', { class: 'card', 'aria-live': 'polite' }), made: null };
  const figure = chart({
    title: t('timeline.title'), note: () => t('timeline.note'), main: () => timelineMain(line), height: lanesHeight(line),
    option: (colours, width) => ({ ...lanesOption(line, looked.chosen, looked.zoom, colours, width), useUTC: true }),
    table: () => timelineTable(line), onclick: (event) => lookAt(markPlace(event.data.activity)), onzoom: keepZoom,
  });
  looked.made = charts[charts.length - 1];
  const steer = el('div', { class: 'steer', tabindex: '0', role: 'group', 'aria-label': t('timeline.keys'), onkeydown: steerBy }, figure);
  return [
    el('p', { class: 'back' }, link(t('to_cases'), { view: 'cases' })),
    el('h3', { class: 'big' }, t('case.title', { id: caseKey(home) })),
    facts([[t('debtor'), STRINGS[CASES.debtor[home]]], [t('findings'), severityCounts(countsOf(FINDINGS_OF_CASE[home]))]]),
    boundNote(), zoomButtons(), steer, legendOfLanes(), looked.card,
  ];
}

// The finding that led here is looked at first.
function firstLooked(line) {
  const finding = PLACE_OF_FINGERPRINT.get(state.finding);
  const there = line.marks.findIndex((mark) => mark.broken.includes(finding));
  return there >= 0 ? there : Math.max(0, line.marks.findIndex((mark) => mark.broken.length));
}

function markPlace(activity) {
  return looked.line.marks.findIndex((mark) => mark.activity === activity);
}

function lookAt(place) {
  if (place < 0 || place >= looked.line.marks.length) return;
  looked.chosen = place;
  const { at } = looked.line.marks[place];
  const { from, to } = looked.zoom;
  if (at !== null && (at < from || at > to)) looked.zoom = { from: at - (to - from) / 2, to: at + (to - from) / 2 };
  updateCase();
}

function updateCase() {
  const mark = looked.line.marks[looked.chosen];
  fill(looked.card, mark && cardOf(mark));
  drawSoon();
}

function cardOf(mark) {
  const { activity } = mark;
  return [
    el('h4', null, t('timeline.looked', { n: whole(looked.chosen + 1), of: whole(looked.line.marks.length) })),
    el('p', null, markText(mark)),
    facts([
      [t('party'), STRINGS[ACTIVITIES.party[activity]]], [t('column.collector'), STRINGS[ACTIVITIES.collector[activity]]],
      [t('column.agency'), nameOf(ACTIVITIES.agency[activity], 'agency')], [t('source.row'), sourcesOf(activity).map((text) => el('div', null, text))],
    ]),
    mark.broken.length > 0 && el('ul', { class: 'broken' }, mark.broken.map((finding) => el('li', null,
      severityMark(FINDINGS.severity[finding]), ' ', link(textAt(FINDINGS.message[finding]), { ...CLEAR, view: 'findings', finding: FINDINGS.fingerprint[finding], q: FINDINGS.fingerprint[finding] })))),
  ];
}

// Left and right go from one activity to the next, plus and minus come nearer and go back.
function steerBy(event) {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const last = looked.line.marks.length - 1;
  const to = { ArrowRight: looked.chosen + 1, ArrowDown: looked.chosen + 1, ArrowLeft: looked.chosen - 1, ArrowUp: looked.chosen - 1, Home: 0, End: last }[event.key];
  const nearer = { '+': 0.5, '=': 0.5, '-': 2 }[event.key];
  if (to !== undefined) lookAt(to);
  else if (nearer) zoomBy(nearer);
  else return;
  event.preventDefault();
}

function zoomBy(share) {
  const { first, last, marks } = looked.line;
  const { from, to } = looked.zoom;
  const mark = marks[looked.chosen];
  const middle = mark && mark.at !== null && mark.at >= from && mark.at <= to ? mark.at : (from + to) / 2;
  const half = Math.max(((to - from) * share) / 2, 1800000);
  looked.zoom = { from: Math.max(first, middle - half), to: Math.min(last, middle + half) };
  drawSoon();
}

// What is zoomed by mouse is kept when the chart is drawn again.
function keepZoom(instance) {
  const [zoom] = instance.getOption().dataZoom;
  looked.zoom = { from: zoom.startValue, to: zoom.endValue };
}

function zoomButtons() {
  const { first, last, from, to } = looked.line;
  const over = (zoom) => () => { looked.zoom = zoom; drawSoon(); };
  return el('div', { class: 'tools', role: 'group', 'aria-label': t('zoom') },
    button(t('zoom.in'), () => zoomBy(0.5)), button(t('zoom.out'), () => zoomBy(2)),
    button(t('zoom.period'), over({ from, to })), button(t('zoom.all'), over({ from: first, to: last })));
}

function legendOfLanes() {
  const item = (kind, text) => el('li', null, el('span', { class: `sign ${kind}`, 'aria-hidden': 'true' }), text);
  return el('ul', { class: 'legend' }, item('out', t('legend.out')), item('in', t('legend.in')), item('flag', t('legend.step')), item('diamond', t('legend.broken')), item('bar', t('legend.window')));
}

function timelineMain(line) {
  return t('timeline.main', { activities: whole(line.marks.length), findings: whole(line.findings.length), rules: whole(line.broken.length) });
}

function timelineTable(line) {
  return table(t('timeline.title'), [
    { head: t('column.at'), cell: (place) => button(momentText(ACTIVITIES.day[line.marks[place].activity], ACTIVITIES.second[line.marks[place].activity]), () => lookAt(place), { class: 'quiet' }) },
    { head: t('channel'), cell: (place) => laneName(laneKey(line.marks[place].activity)) },
    { head: t('outcome'), cell: (place) => label('outcome', ACTIVITIES.outcome[line.marks[place].activity]) },
    { head: t('step'), cell: (place) => stepText(line.marks[place].activity) },
    { head: t('column.collector'), cell: (place) => STRINGS[ACTIVITIES.collector[line.marks[place].activity]] },
    { head: t('rules.broken'), cell: (place) => brokenText(line.marks[place]) },
  ], [...line.marks.keys()]);
}
