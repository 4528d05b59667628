"""What the privacy checks on events mean, written as plain loops over rows.

Exports, contact books, wrong numbers and ended contracts; nothing is shared with the kernels.
"""

# ruff: noqa: C901, D401 - the text of the parameters, clause by clause

from __future__ import annotations

from fractions import Fraction

from tests.checks.oracle import KEYS, Result, answer, groups, stated, step, told, when, words

MONTH = {"week": 7, "month": 31}


def window(row, rows, params):
    """The rows up to and including one in its window of local days, and the edges of it."""
    day = row["local_day"]
    first, last = edges(day, params)
    inside = [
        r
        for r in rows
        if when(r) <= when(row) and (first is None or first <= r["local_day"] <= last)
    ]
    return inside, first, last


def edges(day, params):
    if params.calendar == "week":
        return (day + 3) // 7 * 7 - 3, (day + 3) // 7 * 7 + 3
    if params.days is None:
        return None, None
    return day - params.days + 1, day


def tier_of(row, params):
    """The place of a row's tier; None where it cannot be told."""
    names = words(row.get("attrs.class"))
    found = []
    for name in names:
        places = [n for n, tier in enumerate(params.limits) if name in tier.classes]
        if places:
            found += places
        elif params.rest is None:
            return None
        else:
            found.append(len(params.limits))
    return min(found, key=lambda n: (items(n, params), n)) if found else None


def items(tier, params):
    return params.rest if tier == len(params.limits) else params.limits[tier].items


def exported(rows, params, key):
    result = Result()
    counting = []
    for row in rows:
        if not step(row, *params.steps):
            continue
        lawful = bool(words(row.get("attrs.basis")) & set(params.lawful))
        count = row.get("attrs.count")
        reason = None
        if not lawful:
            if tier_of(row, params) is None or count is None or count < 0:
                reason = "attribute"
            if key == "collector" and not row.get("collector_key"):
                reason = "actor"
        if result.verdict(row, reason or True) and not lawful:
            counting.append(row)
    for row in counting:
        where = _exporter(row, params, key)
        mine, first, last = window(
            row, [r for r in counting if _exporter(r, params, key) == where], params
        )
        tier = tier_of(row, params)
        alone = [r for r in mine if tier_of(r, params) == tier]
        share, to = Fraction(params.share), params.to_share and Fraction(params.to_share)
        if params.together:
            listed, observed, limit = mine, parts(mine, params), params.share
            over = observed >= share and all(
                parts([r for r in mine if tier_of(r, params) == n], params) < share
                for n in range(len(params.limits) + 1)
            )
            sure = (
                parts(
                    [r for r in mine if words(r.get("attrs.basis")) & set(params.unlawful)], params
                )
                >= share
            )
        else:
            listed, observed = alone, sum(int(r["attrs.count"]) for r in alone)
            limit = params.share * items(tier, params)
            over = observed >= share * items(tier, params)
            said = [r for r in alone if words(r.get("attrs.basis")) & set(params.unlawful)]
            sure = sum(int(r["attrs.count"]) for r in said) >= share * items(tier, params)
        if to is not None and parts(listed, params) >= to:
            over = False
        if over and row["judged"]:
            group = where if params.together else (where, tier)
            result.hit(
                row,
                group,
                listed,
                round(float(observed), 9),
                round(float(limit), 9),
                first_day=first,
                last_day=last,
                incident=None,
                at_most=0 if sure else 2,
            )
    return result


def parts(rows, params):
    return sum(
        (Fraction(int(r["attrs.count"]), items(tier_of(r, params), params)) for r in rows),
        Fraction(0),
    )


def _exporter(row, params, key):
    more = {"org": "org_key", "recipient": "attrs.recipient"}
    return (row.get(KEYS[key]) or 0, *(row.get(more[name]) or 0 for name in params.per))


def contact_book(rows, params, key):
    result = Result()
    contacts = []
    for row in rows:
        said = told(row, params.select)
        if said is True:
            if row.get("contact_source") in (None, "unknown"):
                said = "contact_source"
            elif params.measure == "persons" and not person(row):
                said = "contact"
            elif key == "collector" and not row.get("collector_key"):
                said = "actor"
            elif key == "debtor" and not row.get("debtor_key"):
                said = "debtor_id"
        if result.verdict(row, said):
            contacts.append(row)
    for row in sorted(contacts, key=when):
        mine = [r for r in contacts if (r.get(KEYS[key]) or 0) == (row.get(KEYS[key]) or 0)]
        if params.measure == "persons":
            _persons(result, row, mine, params, key)
        else:
            _share(result, row, mine, params, key)
    return result


def person(row):
    return row.get("party_key") or row.get("contact_key")


def through_book(row, params):
    return row["contact_source"] in params.sources


def _persons(result, row, mine, params, key):
    if not through_book(row, params) or not row["judged"]:
        return
    book = [r for r in mine if through_book(r, params)]
    # a contact counts on the latest local day so far of its group
    late = {
        r["id"]: r | {"local_day": max(x["local_day"] for x in book if when(x) <= when(r))}
        for r in book
    }
    standing = params.calendar is not None or params.days in (None, 1)
    seen = book if standing else list(late.values())
    inside, first, last = window(row if standing else late[row["id"]], seen, params)
    count = len({person(r) for r in inside})
    fresh = person(row) not in {person(r) for r in inside if r["id"] != row["id"]}
    if fresh and count > params.at_most:
        first, last = edges(row["local_day"], params)
        result.hit(
            row,
            row.get(KEYS[key]) or 0,
            inside,
            count,
            params.at_most,
            first_day=first,
            last_day=last,
            incident=None,
        )


def _share(result, row, mine, params, key):
    first, last = edges(row["local_day"], params)
    whole = [r for r in mine if first is None or first <= r["local_day"] <= last]
    book = [r for r in whole if through_book(r, params)]
    judged = [r for r in book if r["judged"]]
    if not judged or row["id"] != min(judged, key=when)["id"]:
        return
    if len(whole) >= params.least and len(book) / len(whole) > params.at_most:
        result.hit(
            row,
            row.get(KEYS[key]) or 0,
            whole,
            len(book) / len(whole),
            params.at_most,
            first_day=first,
            last_day=last,
            incident=None,
        )


def after_statement(rows, params):
    result = Result()
    for row in sorted(rows, key=when):
        if not result.verdict(row, answer(row, params.barred, params.per)):
            continue
        for group in groups(row, rows, params.per, "contact"):
            same = [
                r
                for r in rows
                if _keyed(r, params) and group in groups(r, rows, params.per, "contact")
            ]
            for prose in (False, True):
                found = _since(row, same, rows, params, prose)
                if found is not None:
                    break
            if found is None or not row["judged"]:
                continue
            opened, listed, number = found
            result.hit(
                row,
                group,
                listed,
                number,
                params.allow,
                first_day=opened["local_day"],
                last_day=row["local_day"],
                trigger=opened,
                incident=(group, opened["id"]),
                at_most=1 if prose else 0,
            )
    return result


def _keyed(row, params):
    return answer(row, params.barred.model_validate({}), params.per) is True


def _since(row, same, rows, params, prose):
    """The first standing statement, the rows since, the number of barred ones; None if no hit."""
    closings = [r for r in same if when(r) < when(row) and _closes(r, params)]
    since = max(map(when, closings), default=None)
    opened = [
        r
        for r in same
        if when(r) < when(row) and _opens(r, params, prose) and (since is None or when(r) >= since)
    ]
    if not opened:
        return None
    first, latest = min(opened, key=when), max(opened, key=when)
    barred = [
        r
        for r in same
        if when(first) < when(r) <= when(row) and answer(r, params.barred, params.per) is True
    ]
    late = params.within_days is not None and (
        row["local_day"] - latest["local_day"] >= params.within_days
    )
    if late or len(barred) <= params.allow:
        return None
    listed = [
        r
        for r in same
        if when(first) <= when(r) <= when(row)
        and (
            answer(r, params.barred, params.per) is True
            or _opens(r, params, True)
            or _closes(r, params)
        )
    ]
    return first, listed, len(barred)


def _opens(row, params, prose):
    sure = row.get("outcome") in params.outcomes or (step(row, *params.opened_by) and stated(row))
    text = bool(words(row.get("said")) & set(params.said)) or step(row, *params.opened_by)
    return sure or (prose and text and not _closes(row, params))


def _closes(row, params):
    ended = step(row, *params.closed_by) and stated(row)
    activity = params.closed_by_activity
    return ended or (activity is not None and told(row, activity) is True)


def after_contract(rows, params):
    result = Result()
    for row in sorted(rows, key=when):
        if not row.get("agency_key") or (params.steps and not step(row, *params.steps)):
            continue
        said = told(row, params.select)
        dated = [
            r
            for r in rows
            if r.get("agency_key") == row["agency_key"]
            and when(r) <= when(row)
            and r.get("attrs.contract_until") is not None
            and stated(r)
        ]
        if said is False or (said is True and not dated):
            continue
        if not result.verdict(row, said):
            continue
        end = max(r["attrs.contract_until"] for r in dated)
        contract = min((r for r in dated if r["attrs.contract_until"] == end), key=when)
        if row["judged"] and row["local_day"] > end:
            listed = [row] if contract["id"] == row["id"] else [contract, row]
            result.hit(
                row,
                row["agency_key"],
                listed,
                row["local_day"] - end,
                0,
                first_day=end + 1,
                last_day=row["local_day"],
                trigger=contract,
                incident=(row["agency_key"], end),
            )
    return result
