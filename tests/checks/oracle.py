"""What each check means, written as plain loops over rows from the text of its parameters.

Nothing here is fast or shared with the kernels. A hit is a dict; ``group`` and ``incident`` are
whatever tells them apart.
"""

# ruff: noqa: C901, D401, SIM102 - the text of the parameters, clause by clause

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import nan

from auditkit.core import vocabulary as v
from auditkit.core.frame import NO_DAY

FLAGS = {term.name: term.flags for term in v.OUTCOMES.terms}
EPOCH = date(1970, 1, 1)
WORDS = {
    "channels": ("channel", "channel", False),
    "directions": ("direction", "direction", False),
    "purposes": ("purpose", "purpose", False),
    "roles": ("party_role", "party_role", True),
    "contact_kinds": ("contact_kind", "contact_kind", True),
    "line_types": ("line_type", "line_type", False),
    "outcomes": ("outcome", "outcome", True),
}
KEYS = {
    "debtor": "debtor_key",
    "party": "party_key",
    "contact": "contact_key",
    "case": "case_key",
    "collector": "collector_key",
    "agency": "agency_key",
    "channel": "channel",
}
REASONS = {
    "debtor": "debtor_id",
    "party": "contact",
    "contact": "contact",
    "case": "case_id",
    "channel": "channel",
}


def words(text):
    return {word.strip() for word in (text or "").split("|")} - {""}


def when(row):
    return row["epoch_ms"], row["tie"]


def told(row, which):
    """Return yes, no, or the reason why it cannot be told."""
    reasons = []
    for name, (column, reason, has_unknown) in WORDS.items():
        wanted = getattr(which, name)
        if wanted is None:
            continue
        value = row.get(column)
        if value is None or (has_unknown and value == "unknown" and "unknown" not in wanted):
            reasons.append(reason)
        elif value not in wanted:
            return False
    if which.actor != "any" and bool(row.get("agency_key")) != (which.actor == "agency"):
        return False
    if which.modes is not None and (row.get("attrs.mode") or which.mode_unsaid) not in which.modes:
        return False
    if which.counter != "row" or which.outcomes_except or which.min_talk_s is not None:
        outcome = row.get("outcome")
        if outcome in (None, "unknown"):
            reasons.append("outcome")
        elif outcome in which.outcomes_except or not counts(outcome, which.counter):
            return False
    if which.min_talk_s is not None:
        talk = row.get("duration_s")
        if talk is None:
            reasons.append("duration_s")
        elif talk < which.min_talk_s:
            return False
    return reasons[0] if reasons else True


def counts(outcome, counter):
    flags = FLAGS[outcome]
    if counter == "unconnected":
        return "a" in flags and "c" not in flags
    return (
        counter == "row"
        or {"attempt": "a", "connected": "c", "conversation": "v"}[counter] in flags
    )


def answer(row, which, per):
    """As ``told``, with the keys that a group needs."""
    verdict = told(row, which)
    if verdict is True:
        for key in per:
            if key in REASONS and not row.get(KEYS[key]):
                return REASONS[key]
    return verdict


def has_keys(row, per):
    return all(row.get(KEYS[key]) for key in per if key in REASONS)


def groups(row, rows, per, grain="debtor"):
    """The groups that a row belongs to: one for each debt where debts are told apart."""
    names = [key for key in KEYS if key in per or key == grain]
    fixed = tuple(row.get(KEYS[key]) or 0 for key in names)
    if "debt" not in per:
        return [fixed]
    debts = words(row.get("debts"))
    if not debts and row.get("debtor_key"):
        same = [r for r in rows if r.get("debtor_key") == row["debtor_key"]]
        known = set().union(*(words(r.get("debts")) for r in same))
        debts = known if len(known) == 1 else set()
    return [(*fixed, debt) for debt in debts] or [(*fixed, None)]


def step(row, *names):
    return bool(words(row.get("step")) & set(names))


def stated(row):
    return row.get("attrs.derived") != 1


def clock(text):
    try:
        hours, minutes = (int(part) for part in text.split(":"))
    except (ValueError, AttributeError):
        return None
    return hours * 3600 + minutes * 60


def in_window(second, start, end):
    if start < end:
        return start <= second < end
    return second >= start or second < end


def consent_of(row, rows, consent):
    """The latest consent that covers a row, or None."""
    if consent is None or not row.get("debtor_key"):
        return None
    best = None
    for record in sorted(rows, key=when):
        if when(record) < when(row) and covers(record, row, rows, consent):
            best = record
    return best


def covers(record, row, rows, consent):
    def same(other):
        return other.get("debtor_key") == row["debtor_key"] and (
            not consent.per_party
            or (row.get("party_key") and other.get("party_key") == row["party_key"])
        )

    giver = record.get("attrs.by") or ("debtor" if record.get("party_role") == "debtor" else "")
    if not (step(record, "consent.given") and stated(record) and same(record)):
        return False
    if giver not in consent.by or consent.scope not in words(record.get("attrs.scope")):
        return False
    if consent.written_only and record.get("attrs.written") != 1:
        return False
    if consent.direct_only and record.get("attrs.direct") != 1:
        return False
    day = row["local_day"]
    if record.get("attrs.from") is not None and day < record["attrs.from"]:
        return False
    if record.get("attrs.until") is not None and day > record["attrs.until"]:
        return False
    if consent.max_days is not None and day > record["local_day"] + consent.max_days - 1:
        return False
    if record.get("attrs.window") is not None:
        ends = [clock(part) for part in record["attrs.window"].split("-")]
        if len(ends) != 2 or None in ends or row.get("local_second") is None:
            return False
        if not in_window(row["local_second"], *ends):
            return False
    for other in rows:
        if same(other) and when(record) < when(other) < when(row):
            scopes = words(other.get("attrs.scope"))
            said = other.get("attrs.scope") is not None
            if step(other, "consent.revoked") and stated(other):
                if consent.scope in scopes or not said:
                    return False
            if consent.ends_on is not None and told(other, consent.ends_on) is True:
                return False
    return True


class Result:
    def __init__(self):
        self.hits, self.scope, self.unknown = [], set(), {}

    def verdict(self, row, said):
        if said is not False:
            self.scope.add(row["id"])
        if isinstance(said, str):
            self.unknown[row["id"]] = said
        return said is True

    def hit(self, row, group, listed, observed, limit, **more):
        values = {"first_day": None, "last_day": None, "by": None, "trigger": None} | more
        ids = tuple(r["id"] for r in sorted(listed, key=when))
        for name in ("by", "trigger"):
            values[name] = values[name]["id"] if values[name] else None
        incident = values.pop("incident", row["id"])
        self.hits.append(
            {
                "anchor": row["id"],
                "group": group,
                "incident": incident,
                "listed": ids,
                "observed": observed,
                "limit": limit,
                "at_most": 0,
                "due_day": NO_DAY,
                **values,
            }
        )


def month(day):
    return (EPOCH + timedelta(days=day)).replace(day=1)


def window_days(params, day):
    if params.calendar == "week":
        monday = day - (EPOCH + timedelta(days=day)).weekday()
        return monday, monday + 6
    if params.calendar == "month":
        first = month(day)
        following = (first + timedelta(days=32)).replace(day=1)
        return (first - EPOCH).days, (following - EPOCH).days - 1
    if params.days is None:
        return None, None
    return day - params.days + 1, day


def in_span(params, row, other):
    first, last = window_days(params, row["local_day"])
    if first is None:
        return True
    if params.calendar or params.days == 1:
        return first <= other["local_day"] <= last
    return other["local_day"] >= first


def frequency(rows, params, grain="debtor"):
    result = Result()
    chosen = [r for r in rows if result.verdict(r, answer(r, params.select, params.per))]
    by = {r["id"]: consent_of(r, rows, params.consent) for r in chosen}
    real = set()
    for exempt in (False, True):
        counted = [r for r in chosen if exempt or by[r["id"]] is None]
        for group in {g for r in counted for g in groups(r, rows, params.per, grain)}:
            mine = [r for r in counted if group in groups(r, rows, params.per, grain)]
            windows = []
            for row in sorted(mine, key=when):
                window = [r for r in mine if when(r) <= when(row) and in_span(params, row, r)]
                if row["judged"] and len(window) > params.max:
                    if exempt and (row["id"], group) in real:
                        continue
                    real |= set() if exempt else {(row["id"], group)}
                    windows.append((row, window))
            _numbered(result, params, (group, exempt), windows, by)
    return result


def _numbered(result, params, group, windows, by):
    incident, before = 0, None
    for row, window in windows:
        ids = {r["id"] for r in window}
        first, last = window_days(params, row["local_day"])
        rolling = params.calendar is None and params.days not in (None, 1)
        if rolling:
            incident += before is not None and not (before & ids)
            key = incident
        else:
            key = (first, last)
        before = ids
        records = [by[r["id"]] for r in sorted(window, key=when) if by[r["id"]]]
        result.hit(
            row,
            group[0],
            window,
            len(window),
            params.max,
            first_day=first,
            last_day=last,
            incident=(group, key),
            by=records[-1] if group[1] else None,
        )


def number_frequency(rows, params):
    return frequency(rows, params, "contact")


def cooling_off(rows, params):
    result = Result()
    barred, triggers = [], []
    for row in rows:
        start = answer(row, params.trigger, params.per)
        if start is True:
            triggers.append(row)
        said = answer(row, params.barred, params.per)
        if said is False and isinstance(start, str):
            said = start
        if result.verdict(row, said):
            barred.append(row)
    for row in barred:
        for group in groups(row, rows, params.per):
            before = [
                t for t in triggers if when(t) < when(row) and group in groups(t, rows, params.per)
            ]
            if not before or not row["judged"]:
                continue
            last = max(before, key=when)
            number = row["local_day"] - last["local_day"] + 1
            if number <= params.days:
                result.hit(
                    row,
                    group,
                    [last, row],
                    number,
                    params.days,
                    first_day=last["local_day"],
                    last_day=last["local_day"] + params.days - 1,
                    trigger=last,
                    incident=(group, last["id"]),
                    by=consent_of(row, rows, params.consent),
                )
    return result


NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekday(day):
    return NAMES[(EPOCH + timedelta(days=day)).weekday()]


def range_seconds(hours, closed):
    """The seconds of the clock that a range holds, as bounds to be read modulo a day."""
    start, end = clock(hours.start), clock(hours.end)
    end += 86_400 if end < start else 0
    return start + (closed not in ("left", "both")), end - (closed not in ("right", "both"))


def hours(rows, params):
    result = Result()
    for row in rows:
        said = told(row, params.select)
        if carried(row, params.where) is not True or over(row, params.unless_above) is True:
            said = False
        if any(carried(row, {name: value}) for name, value in params.unless.items()):
            said = False
        if said is True and row.get("local_second") is None:
            said = "zone"
        if not result.verdict(row, said) or not row["judged"]:
            continue
        found = _barred_second(row, params)
        if found is not None:
            by = consent_of(row, rows, params.consent)
            if by is None and over(row, params.unless_above) is None:
                result.unknown[row["id"]] = "attribute"
                continue
            result.hit(row, (row.get("debtor_key"),), [row], *found, by=by)
    return result


def over(row, floors):
    """Whether one of the numbers is above its floor; None when one that could be is not said."""
    numbers = {name: row.get(f"attrs.{name}") for name in floors}
    if any(number is not None and number > floors[name] for name, number in numbers.items()):
        return True
    return None if None in numbers.values() else False


def _barred_second(row, params):
    taken = 0
    if params.judge == "overlap":
        taken = row.get("duration_s") or 0
        if row.get("end_ms") is not None:
            taken = (row["end_ms"] - row["epoch_ms"]) // 1000
    for suffix in ("", "_2", "_3", "_4"):
        second, day = row.get(f"local_second{suffix}"), row.get(f"local_day{suffix}")
        if second is None:
            continue
        for hours_ in params.barred:
            if hours_.weekdays is not None and weekday(day) not in hours_.weekdays:
                continue
            first, last = range_seconds(hours_, params.closed)
            length = max(taken, 1)
            # every second of the activity, as far as a day goes, against the range modulo a day
            if any((s - first) % 86_400 <= last - first for s in _steps(second, length)):
                return second, clock(hours_.start)
        if day in params.holidays:
            return second, 0
    return None


def _steps(second, length):
    return range(second, second + min(length, 86_401), 1)


def gap(rows, params, grain="debtor"):
    result = Result()
    chosen = [r for r in rows if result.verdict(r, answer(r, params.select, params.per))]
    for group in {g for r in chosen for g in groups(r, rows, params.per, grain)}:
        mine = sorted((r for r in chosen if group in groups(r, rows, params.per, grain)), key=when)
        incident, previous_hit = 0, None
        for before, row in pairwise(mine):
            distance = row["epoch_ms"] - before["epoch_ms"]
            if row["judged"] and distance <= params.seconds * 1000:
                incident += before is not previous_hit
                previous_hit = row
                result.hit(
                    row,
                    group,
                    [before, row],
                    distance / 1000,
                    params.seconds,
                    incident=(group, incident),
                )
    return result


def number_gap(rows, params):
    return gap(rows, params, "contact")


def carried(row, where):
    """Return True, False, or None where an attribute is unsaid and none is another."""
    verdict = True
    for name, value in where.items():
        found = row.get(f"attrs.{name}")
        if found is None:
            verdict = None if verdict is not False else False
        elif (bool(found) if isinstance(value, bool) else found) != value:
            verdict = False
    return verdict


def barred(rows, params):
    result = Result()
    for row in rows:
        said = told(row, params.select)
        if carried(row, params.where) is not True:
            said = False
        free = any(carried(row, {name: value}) for name, value in params.unless.items())
        if free and isinstance(said, str):
            said = False
        if result.verdict(row, said) and row["judged"] and not free:
            by = consent_of(row, rows, params.consent)
            result.hit(row, (row.get("debtor_key"),), [row], 1, 0, by=by)
    return result


def listed(rows, params):
    result = Result()
    for row in rows:
        name = row.get(params.column)
        if name is None and params.empty == "ignored":
            continue
        said = told(row, params.select)
        if said is True and not params.listed.entries:
            said = "list"
        elif said is True and name is None:
            said = "actor"
        if result.verdict(row, said) and row["judged"]:
            standing = [e for e in params.listed.entries if e.id == name and _stands(e, row)]
            if not standing:
                result.hit(row, row.get("debtor_key"), [row], 0, 1)
    return result


def _stands(entry, row):
    begun = entry.first_day is None or entry.first_day <= row["local_day"]
    return begun and (entry.last_day is None or row["local_day"] <= entry.last_day)


def attribute(rows, params):
    result = Result()
    per = params.first_per or ()
    verdicts = {r["id"]: answer(r, params.select, per) for r in rows}
    chosen = [r for r in rows if verdicts[r["id"]] is True]
    for row in rows:
        said = verdicts[row["id"]]
        asked = []
        if said is True:
            for group in groups(row, rows, per):
                mine = [r for r in chosen if group in groups(r, rows, per)]
                if not per or min(mine, key=when) is row:
                    asked.append(group)
            said = bool(asked)
        value = row.get(f"attrs.{params.attribute}")
        if said is True and value is None and params.unsaid == "not_evaluated":
            said = "attribute"
        if result.verdict(row, said) and row["judged"] and not shows(value, params):
            by = consent_of(row, rows, params.consent)
            for group in asked:
                number = float(value) if isinstance(value, int | float) else nan
                incident = (group, row["id"])
                result.hit(row, group, [row], number, demanded(params), by=by, incident=incident)
    return result


def shows(value, params):
    if value is None:
        return False
    if params.at_least is not None:
        return value >= params.at_least
    if params.at_most is not None:
        return value <= params.at_most
    if params.equals is not None:
        return (bool(value) if isinstance(params.equals, bool) else value) == params.equals
    if params.one_of is not None:
        return value in params.one_of
    return params.none_of is None or value not in params.none_of


def demanded(params):
    for limit in (params.at_least, params.at_most):
        if limit is not None:
            return limit
    return float(params.equals) if isinstance(params.equals, bool) else nan


def prerequisite(rows, params):
    result = Result()
    chosen = [r for r in rows if result.verdict(r, answer(r, params.select, params.per))]
    steps = [r for r in rows if step(r, *params.steps) and stated(r) and has_keys(r, params.per)]
    others = []
    if params.or_recent is not None:
        others = [r for r in rows if told(r, params.or_recent) and has_keys(r, params.per)]
    for row in chosen:
        near = [o for o in others if row["local_day"] - o["local_day"] <= params.recent_days]
        first = row["local_day"] - params.lookback_days + 1
        for group in groups(row, rows, params.per):
            found = any(
                when(s) < when(row) and group in groups(s, rows, params.per) for s in steps + near
            )
            if row["judged"] and not found:
                result.hit(
                    row,
                    group,
                    [row],
                    0,
                    1,
                    first_day=first,
                    last_day=row["local_day"],
                    incident=(group, row["id"]),
                )
    return result


def after_state(rows, params):
    result = Result()
    held = {}
    for row in sorted(rows, key=when):
        said = answer(row, params.barred, params.per)
        if params.steps and not step(row, *params.steps):
            said = False
        if said is False and params.opened_by_activity is not None:
            other = told(row, params.opened_by_activity)
            said = other if isinstance(other, str) else False
        if not result.verdict(row, said):
            continue
        doubt = stands = offends = False
        for group in groups(row, rows, params.per):
            sure, maybe = _openings(row, group, rows, params)
            doubt |= bool(maybe) and not sure
            if sure:
                stands = True
                opened = max(sure, key=when)
                key = (group, opened["id"])
                held[key] = held.get(key, 0) + 1
                if held[key] > params.allow and row["judged"]:
                    offends = True
                    result.hit(
                        row,
                        group,
                        [opened, row],
                        row["local_day"] - opened["local_day"],
                        params.allow,
                        first_day=opened["local_day"],
                        last_day=row["local_day"],
                        trigger=opened,
                        incident=key,
                    )
        if doubt and not offends:
            result.unknown[row["id"]] = "state"
        assert stands or not offends
    return result


def _openings(row, group, rows, params):
    sure, maybe = [], []
    for opening in rows:
        if not has_keys(opening, params.per) or not when(opening) < when(row):
            continue
        if group not in groups(opening, rows, params.per):
            continue
        closed = any(
            step(r, *params.closed_by)
            and stated(r)
            and has_keys(r, params.per)
            and group in groups(r, rows, params.per)
            and when(opening) < when(r) < when(row)
            for r in rows
        )
        if closed:
            continue
        opens = _opens(opening, params)
        until = opening.get("attrs.until")
        if params.until_attr and until is not None and row["local_day"] > until:
            continue
        verdicts = [opens, _same_channel(row, opening, params), _same_number(row, opening, params)]
        if False not in verdicts:
            (maybe if None in verdicts else sure).append(opening)
    return sure, maybe


def _opens(opening, params):
    if params.opened_by_activity is not None and told(opening, params.opened_by_activity) is True:
        return True
    if not step(opening, *params.opened_by):
        return False
    carries = carried(opening, params.where)
    if carries is None and params.unstated != "not_evaluated":
        return params.unstated == "opens"
    return carries


def _same_channel(row, opening, params):
    named = opening.get("attrs.channel")
    if not params.match_channel or named is None:
        return True
    channel = row.get("channel")
    return None if channel is None else channel in words(named)


def _same_number(row, opening, params):
    named = opening.get("attrs.address")
    if not params.match_address or named is None:
        return True
    number = row.get("contact_key")
    return None if not number else str(number) == named


def designated(rows, params):
    result = Result()
    for row in rows:
        if not result.verdict(row, answer(row, params.barred, params.per)):
            continue
        doubts, hit = [], False
        for group in groups(row, rows, params.per):
            sure, maybe = [], []
            for opening in _named(row, group, rows, params):
                verdict = _inside(row, opening)
                if verdict is True:
                    sure.append(opening)
                elif verdict is not False:
                    maybe.append((when(opening), verdict))
            doubts += maybe
            if sure:
                hit = True
            if sure and row["judged"]:
                opened = max(sure, key=when)
                start = clock(opened.get("attrs.from_time")) or 0
                second = row.get("local_second")
                result.hit(
                    row,
                    group,
                    [opened, row],
                    -1 if second is None else second,
                    start,
                    trigger=opened,
                    incident=(group, opened["id"]),
                    by=consent_of(row, rows, params.consent),
                )
        if doubts and not hit:
            result.unknown[row["id"]] = max(doubts)[1]
    return result


def _named(row, group, rows, params):
    for opening in rows:
        if not step(opening, *params.opened_by) or not has_keys(opening, params.per):
            continue
        if not when(opening) < when(row) or group not in groups(opening, rows, params.per):
            continue
        closed = any(
            step(r, *params.closed_by)
            and stated(r)
            and has_keys(r, params.per)
            and group in groups(r, rows, params.per)
            and when(opening) < when(r) < when(row)
            for r in rows
        )
        if not closed:
            yield opening


def _inside(row, opening):
    named = words(opening.get("attrs.days")) & set(NAMES)
    start, end = clock(opening.get("attrs.from_time")), clock(opening.get("attrs.to_time"))
    place = opening.get("attrs.place")
    place = place if place in ("home", "work") else None
    timed = start is not None or end is not None
    if not named and not timed and place is None:
        return False
    if named and weekday(row["local_day"]) not in named:
        return False
    reasons = []
    if timed:
        second = row.get("local_second")
        if second is None:
            reasons.append("zone")
        elif not in_window(second, start or 0, 86_400 if end is None else end):
            return False
    if place is not None:
        where = row.get("contact_kind")
        if row.get("channel") == "visit" and row.get("attrs.place") is not None:
            where = row["attrs.place"]
        if where in (None, "unknown"):
            reasons.append("contact_kind")
        elif where != place:
            return False
    return reasons[0] if reasons else True


def precondition(rows, params):
    result = Result()
    for row in rows:
        if not result.verdict(row, answer(row, params.barred, ("debtor",))) or not row["judged"]:
            continue
        earlier = sorted(
            (r for r in rows if r.get("debtor_key") == row["debtor_key"] and when(r) < when(row)),
            key=when,
        )
        ways = [_way(row, earlier, way) for way in params.any_of]
        if any(holds for holds, _, _ in ways):
            continue
        doubt = next((doubt for _, doubt, _ in ways if doubt), None)
        if doubt:
            result.unknown[row["id"]] = doubt
            continue
        first = next(
            (
                (way, known)
                for way, (_, _, known) in zip(params.any_of, ways, strict=True)
                if way.of
            ),
            None,
        )
        known = first[1] if first else []
        limit = first[0].count if first else 0
        result.hit(row, (row["debtor_key"],), known or [row], len(known), limit)
    return result


def _way(row, earlier, way):
    """Whether it holds, why it cannot be told, and the known rows of its selection."""
    if way.kind == "state":
        opened = [r for r in earlier if step(r, *way.steps) and stated(r)]
        closed = [r for r in earlier if step(r, *way.closed_by) and stated(r)]
        stands = bool(opened) and not any(when(c) > when(opened[-1]) for c in closed)
        return stands, None, []
    listed = []
    for other in earlier:
        said = told(other, way.of)
        needs = way.kind != "outcome" or way.outcomes
        if said is True and needs and other.get("outcome") in (None, "unknown"):
            said = "outcome"
        if said is not False:
            listed.append((other, said))
    known = [other for other, said in listed if said is True]
    doubt = next((said for _, said in listed if said is not True), None)
    if way.kind == "outcome":
        holds = any(not way.outcomes or r.get("outcome") in way.outcomes for r in known)
        return holds, doubt, known
    breaks = [
        i for i, (r, said) in enumerate(listed) if said is not True or "c" in FLAGS[r["outcome"]]
    ]
    since = breaks[-1] + 1 if breaks else 0
    failed = [other for other, _ in listed[since:]]
    if way.kind == "failed_dials":
        if len(failed) < way.count:
            return False, doubt, known
        free = failed[way.count - 1]["local_day"] < row["local_day"] or not way.from_next_day
        return free, doubt, known
    days = {r["local_day"] for r in failed}
    if breaks:
        days -= {listed[breaks[-1]][0]["local_day"]}
    holds = any(all(day + n in days for n in range(way.count)) for day in days)
    return holds, doubt, known
