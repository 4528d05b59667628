// What happened in a case, in lanes: what was done, by channel and person, and what broke a rule.
const STEPS = 'steps';
const DAYS_AROUND = 3; // shown beside the period of the run at first

// Returns {marks, lanes, broken, from, to, first, last} of a case. "marks" are its activities in time
// order, "broken" its findings by rule; from and to are what is shown at first, first and last all.
function timelineOf(home) {
  const findings = FINDINGS_OF_CASE[home];
  const marks = activitiesOf(findings).map((activity) => markOf(activity, findings));
  const instants = [...marks.map((mark) => mark.at), ...findings.flatMap(windowOf)].filter((at) => !isNothing(at));
  const first = Math.min(...instants) - DAY_MS / 2;
  const last = Math.max(...instants) + DAY_MS / 2;
  return { marks, ...lanesOf(marks, findings), ...shownAtFirst(marks, first, last), first, last, findings };
}

function activitiesOf(findings) {
  const places = new Set();
  for (const finding of findings) {
    if (FINDINGS.anchor[finding] >= 0) places.add(FINDINGS.anchor[finding]);
    const incident = FINDINGS.incident[finding];
    if (incident >= 0) INCIDENTS.activities[incident].forEach((activity) => places.add(activity));
  }
  return [...places].sort((one, other) => one - other);
}

function markOf(activity, findings) {
  const broken = findings.filter((finding) => FINDINGS.anchor[finding] === activity);
  const gravest = broken.reduce((most, finding) => Math.min(most, FINDINGS.severity[finding]), SEVERITIES.length);
  const isStep = ACTIVITIES.step[activity].length > 0 && DATA.vocab.direction.keys[ACTIVITIES.direction[activity]] === 'internal';
  return { activity, at: instantOf(ACTIVITIES.day[activity], ACTIVITIES.second[activity]), broken, gravest, lane: isStep ? STEPS : laneKey(activity) };
}

// Local clock time as if it were UTC: every reader sees the hour that the person reached saw.
function instantOf(day, second) {
  return day === null ? null : day * DAY_MS + Math.max(second, 0) * 1000;
}

function laneKey(activity) {
  return `${ACTIVITIES.channel[activity]}/${ACTIVITIES.party_role[activity]}`;
}

function laneName(key) {
  if (key === STEPS) return t('lane.steps');
  const [channel, role] = key.split('/').map(Number);
  return [label('channel', channel), label('party_role', role)].filter(Boolean).join(' · ') || t('unknown');
}

// Lanes from top to bottom: steps, activities by channel and person, rules that were broken.
function lanesOf(marks, findings) {
  const used = new Set(marks.map((mark) => mark.lane));
  if (marks.some((mark) => ACTIVITIES.step[mark.activity].length)) used.add(STEPS);
  const keys = [...used].sort((one, other) => laneRank(one) - laneRank(other));
  const rules = [...new Set(findings.map((finding) => FINDINGS.rule[finding]))];
  const broken = rules.map((rule) => ({ rule, findings: findings.filter((finding) => FINDINGS.rule[finding] === rule) }));
  broken.sort((one, other) => FINDINGS.severity[one.findings[0]] - FINDINGS.severity[other.findings[0]] || one.rule - other.rule);
  return { lanes: keys, broken };
}

function laneRank(key) {
  if (key === STEPS) return -1;
  const [channel, role] = key.split('/').map(Number);
  return channel * 1000 + role;
}

// Returns the first and last instant of a finding's window, both days included.
function windowOf(finding) {
  const from = dayOf(STRINGS[FINDINGS.window_from[finding]] || '');
  const to = dayOf(STRINGS[FINDINGS.window_to[finding]] || '');
  return from === null || to === null ? [] : [from * DAY_MS, (to + 1) * DAY_MS];
}

// A debt may be years old: at first the period of the run is shown, if anything happened in it.
function shownAtFirst(marks, first, last) {
  if (PERIOD.from === null || PERIOD.to === null) return { from: first, to: last };
  const from = (PERIOD.from - DAYS_AROUND) * DAY_MS;
  const to = (PERIOD.to + 1 + DAYS_AROUND) * DAY_MS;
  const within = marks.map((mark) => mark.at).filter((at) => at !== null && at >= from && at <= to);
  if (!within.length) return { from: first, to: last };
  return { from: Math.max(Math.min(...within) - DAY_MS, from), to: Math.min(Math.max(...within) + DAY_MS, to) };
}

// One activity in a sentence, for the table, for the tip and for who hears it.
function markText(mark) {
  const { activity } = mark;
  const duration = ACTIVITIES.duration[activity];
  const parts = [
    momentText(ACTIVITIES.day[activity], ACTIVITIES.second[activity]),
    label('channel', ACTIVITIES.channel[activity]), label('direction', ACTIVITIES.direction[activity]),
    label('party_role', ACTIVITIES.party_role[activity]), label('outcome', ACTIVITIES.outcome[activity]),
    duration > 0 && t('seconds', { n: whole(duration) }), stepText(activity),
  ];
  return listed(parts.filter(Boolean));
}

function stepText(activity) {
  return listed(ACTIVITIES.step[activity].map((step) => label('step', step)));
}

function brokenText(mark) {
  return listed([...new Set(mark.broken.map((finding) => ruleName(FINDINGS.rule[finding])))]);
}
