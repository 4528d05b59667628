"""What the checks of order mean, as plain loops over rows from the text of their parameters."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from math import isnan, nan

from tests.checks.oracle import EPOCH, Result, answer, carried, groups, has_keys, stated, told, when
from tests.checks.oracle import step as has_step


def months_on(day, months):
    start = EPOCH + timedelta(days=day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return (date(year, month + 1, min(start.day, last)) - EPOCH).days


def says(row, name):
    value = row.get(f"attrs.{name}")
    return value is not None and not (isinstance(value, float) and isnan(value))


def serves(row, need):
    """Return yes, no, or the reason why it cannot be told."""
    verdict = told(row, need.activity) if need.activity else has_step(row, *need.steps)
    if need.steps and not stated(row):
        return False
    fits = carried(row, need.where) is True and all(says(row, name) for name in need.evidence)
    return verdict if fits else False


def in_time(row, other, need):
    apart = row["local_day"] - other["local_day"]
    return (
        (need.min_days is None or apart >= need.min_days)
        and (need.max_days is None or apart <= need.max_days)
        and (
            need.over_months is None
            or row["local_day"] > months_on(other["local_day"], need.over_months)
        )
        and (
            need.within_months is None
            or row["local_day"] <= months_on(other["local_day"], need.within_months)
        )
    )


def earlier(row, group, rows, per):
    mine = [r for r in rows if has_keys(r, per) and group in groups(r, rows, per)]
    return sorted((r for r in mine if when(r) < when(row)), key=when)


def picks(row, group, rows, need, per, *, untold, own_row=False):
    """Return the rows that count, those counted and the one that meets the need, or None."""
    before = earlier(row, group, rows, per) + ([row] if own_row else [])
    counting = []
    for other in before:
        verdict = serves(other, need)
        if verdict is False or (verdict is not True and not untold):
            continue
        since = [r for r in before if when(r) > when(other) and r is not row]
        if any(has_step(r, *need.undone_by) and stated(r) for r in since):
            continue
        if in_time(row, other, need):
            counting.append(other)
    counted = []
    completed = None
    for other in counting:
        if counted and other["local_day"] - counted[-1]["local_day"] < need.apart_days:
            continue
        counted.append(other)
        span = other["local_day"] - counted[0]["local_day"]
        if completed is None and len(counted) >= need.count and span >= need.span_days:
            completed = other
    return counting, counted, completed


def doubt(row, group, rows, need, per, *, own_row=False):
    """Return why the need may be met that is not: the first activity that cannot be told."""
    if picks(row, group, rows, need, per, untold=False, own_row=own_row)[2] is not None:
        return None
    counting, _, completed = picks(row, group, rows, need, per, untold=True, own_row=own_row)
    if completed is None:
        return None
    return next(v for v in (serves(r, need) for r in counting) if v is not True)


REASONS = ["outcome", "party_role", "direction", "channel", "purpose", "contact_kind", "duration_s"]


def asked_in(row, rows, params):
    """Return the groups in which a row is asked, or why it cannot be told."""
    per = ("debtor", *params.per)

    def verdict(r):
        said = answer(r, params.select, per)
        if params.steps and not (has_step(r, *params.steps) and stated(r)):
            return False
        if carried(r, params.where) is not True:
            return False
        if any(carried(r, {name: value}) for name, value in params.unless.items()):
            return False
        return said

    said = verdict(row)
    if said is not True:
        return said
    mine = groups(row, rows, params.per)
    if not getattr(params, "first", False):
        return mine
    chosen = [r for r in rows if verdict(r) is True]
    return [
        group
        for group in mine
        if min((r for r in chosen if group in groups(r, rows, params.per)), key=when) is row
    ]


def sequence(rows, params):
    result = Result()
    for row in rows:
        asked = asked_in(row, rows, params)
        if not result.verdict(row, asked if isinstance(asked, str) else bool(asked)):
            continue
        doubts, hit = set(), False
        for group in asked if row["judged"] else ():
            found = [picks(row, group, rows, n, params.per, untold=False) for n in params.needs]
            if any(completed for *_, completed in found):
                continue
            why = [doubt(row, group, rows, n, params.per) for n in params.needs]
            if any(why):
                doubts.add(next(w for w in why if w))
                continue
            hit = True
            counted = found[0][1]
            result.hit(
                row,
                group,
                [*counted[-1:], row],
                len(counted),
                params.needs[0].count,
                first_day=row["local_day"] - params.lookback_days + 1,
                last_day=row["local_day"],
                incident=(group, row["id"]),
            )
        if doubts and not hit:
            result.unknown[row["id"]] = min(doubts, key=REASONS.index)
    return result


def too_soon(rows, params):
    result = Result()
    for row in rows:
        asked = asked_in(row, rows, params)
        if not result.verdict(row, asked if isinstance(asked, str) else bool(asked)):
            continue
        doubts, hit = set(), False
        for group in asked if row["judged"] else ():
            found = [
                picks(row, group, rows, n, params.per, untold=False)[2] for n in params.forbids
            ]
            trigger = next((f for f in found if f), None)
            if trigger is None:
                why = [doubt(row, group, rows, n, params.per) for n in params.forbids]
                doubts |= {next(w for w in why if w)} if any(why) else set()
                continue
            hit = True
            need = params.forbids[found.index(trigger)]
            result.hit(
                row,
                group,
                [trigger, row],
                row["local_day"] - trigger["local_day"],
                need.max_days or 0,
                first_day=trigger["local_day"],
                last_day=row["local_day"],
                trigger=trigger,
                incident=(group, trigger["id"]),
            )
        if doubts and not hit:
            result.unknown[row["id"]] = min(doubts, key=REASONS.index)
    return result


def told_by(row, group, rows, params, name):
    """Return the row that says a fact of the asked one, or None."""
    if says(row, name):
        return row
    before = earlier(row, group, rows, params.per)
    said = [r for r in before if has_step(r, *params.from_steps) and stated(r) and says(r, name)]
    return said[-1] if said else None


def verdict_of(row, sources, params):
    """Return known, bad, the number and the limit."""
    wanted = params.at_least if params.at_least is not None else params.at_most
    wanted = nan if wanted is None else wanted
    if any(source is None for source in sources):
        return False, False, nan, wanted
    read = [s[f"attrs.{name}"] for s, name in zip(sources, params.attributes, strict=False)]
    if params.one_of is not None:
        return True, read[0] not in params.one_of, nan, nan
    if params.none_of is not None:
        return True, read[0] in params.none_of, nan, nan
    number = sum(read)
    if params.advance:
        number += row["local_day"] - sources[0]["local_day"]
    low, high = params.at_least, params.at_most
    if params.bands:
        band = params.bands.get(sources[-1][f"attrs.{params.band_of}"])
        if band is None:
            return False, False, nan, nan
        low, high = band
    if high is not None and number > high:
        return True, True, number, high
    return True, low is not None and number < low, number, low


def facts(rows, params):
    result = Result()
    names = [*params.attributes, *([params.band_of] if params.band_of else [])]
    for row in rows:
        asked = asked_in(row, rows, params)
        if not result.verdict(row, asked if isinstance(asked, str) else bool(asked)):
            continue
        hit = doubt = False
        for group in asked if row["judged"] else ():
            sources = [told_by(row, group, rows, params, name) for name in names]
            known, bad, number, limit = verdict_of(row, sources, params)
            if not known and params.unsaid == "not_evaluated":
                doubt = True
            elif bad or not known:
                hit = True
                read = [s for s in sources if s is not None and s is not row]
                trigger = max(read, key=when) if read else None
                listed = [row] if trigger is None else [trigger, row]
                where = (group, row["id"])
                result.hit(row, group, listed, number, limit, trigger=trigger, incident=where)
        if doubt and not hit:
            result.unknown[row["id"]] = "facts"
    return result
