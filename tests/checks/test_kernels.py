"""Every kernel says what its oracle says, whatever the order or the partition of the rows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks import BUILTIN
from auditkit.checks.interface import UNKNOWN, Grain
from auditkit.core.frame import IDENTITY, NO_DAY
from tests.checks import oracle
from tests.checks.kernel import records, run
from tests.factories import FIRST_DAY, activities, frame_of

CHECKS = {check.id: check for check in BUILTIN}
CALLS = {"channels": ["call"]}
TALKS = {"channels": ["call"], "counter": "conversation"}
OUT = {"directions": ["outbound"], "outcomes_except": ["unreachable"]}
ANY: dict[str, Any] = {}
CONSENTS = [
    {"scope": "hours"},
    {"scope": "extra_calls", "by": ["debtor", "third_party"], "max_days": 2, "ends_on": TALKS},
    {"scope": "hours", "per_party": True, "direct_only": True},
    {"scope": "hours", "written_only": True, "by": ["third_party"]},
]
DIALS = {"channels": ["call"], "roles": ["debtor"]}
LISTED = [  # two periods of one id that overlap, then a gap; open ends; one that never acts
    {"id": "B", "first_day": FIRST_DAY + 1, "last_day": FIRST_DAY + 3},
    {"id": "A", "last_day": FIRST_DAY},
    {"id": "B", "first_day": FIRST_DAY, "last_day": FIRST_DAY + 1},
    {"id": "C", "first_day": FIRST_DAY + 2},
    {"id": "A", "first_day": FIRST_DAY + 4, "last_day": FIRST_DAY + 5},
    {"id": "Z"},
]

PARAMS: dict[str, list[dict[str, Any]]] = {
    "contact.frequency": [
        {"select": CALLS, "per": ["debtor"], "max": 1},
        {"select": TALKS, "per": ["party", "debt"], "max": 0, "days": 3},
        {"select": CALLS, "per": ["debtor"], "max": 1, "days": 3, "consent": CONSENTS[0]},
        {"select": ANY, "per": ["debtor"], "max": 2, "days": 2, "consent": CONSENTS[1]},
        {"select": CALLS, "per": ["debt", "agency"], "max": 1, "days": None},
        {"select": ANY, "per": ["channel", "collector"], "max": 1, "calendar": "week"},
        {"select": OUT, "per": ["case"], "max": 0, "calendar": "month", "consent": CONSENTS[2]},
    ],
    "contact.number_frequency": [
        {"select": CALLS, "per": ["contact"], "max": 1, "days": 3},
        {"select": ANY, "per": ["contact", "collector"], "max": 1},
    ],
    "contact.cooling_off": [
        {"trigger": TALKS, "barred": OUT, "per": ["debtor"], "days": 3},
        {
            "trigger": TALKS,
            "barred": CALLS,
            "per": ["debt", "party"],
            "days": 1,
            "consent": CONSENTS[0],
        },
    ],
    "contact.hours": [
        {"select": ANY, "barred": [{"start": "21:00", "end": "08:00"}], "closed": closed}
        | {"judge": judge, "consent": consent}
        for closed, judge, consent in (
            ("left", "start", None),
            ("right", "start", CONSENTS[0]),
            ("both", "overlap", CONSENTS[2]),
            ("neither", "overlap", CONSENTS[3]),
        )
    ]
    + [
        {
            "select": CALLS,
            "barred": [
                {"start": "00:00", "end": "24:00", "weekdays": ["sat", "sun"]},
                {"start": "12:00", "end": "24:00"},
            ],
            "closed": "right",
            "judge": "overlap",
            "holidays": [FIRST_DAY + 1],
        },
        {
            "select": ANY,
            "barred": [{"start": "21:00", "end": "08:00"}],
            "closed": "neither",
            "judge": "start",
            "unless": {"visibility": "public"},
            "unless_above": {"staff_count": 1},
            "consent": CONSENTS[0],
        },
        {
            "select": OUT,
            "where": {"visibility": "private"},
            "barred": [{"start": "12:00", "end": "09:00"}],
            "closed": "left",
            "judge": "start",
        },
    ],
    "contact.gap": [
        {"select": CALLS, "per": ["debtor"], "seconds": 0},
        {"select": ANY, "per": ["debt"], "seconds": 30_000},
    ],
    "contact.number_gap": [{"select": ANY, "per": ["contact"], "seconds": 30_000}],
    "contact.barred": [
        {"select": OUT, "where": {"visibility": "public"}},
        {"select": TALKS, "unless": {"written": True, "place": "home"}, "consent": CONSENTS[3]},
    ],
    "contact.listed": [
        {"select": CALLS, "column": "agency_id", "listed": {"entries": LISTED}},
        {"select": OUT, "column": "collector_id", "listed": {"entries": LISTED[:2]}}
        | {"empty": "not_evaluated"},
        {"select": OUT, "column": "agency_id", "listed": {"entries": []}},
        {"select": ANY, "column": "collector_id", "listed": {"entries": []}}
        | {"empty": "not_evaluated"},
    ],
    "contact.attribute": [
        {"select": CALLS, "attribute": "staff_count", "at_least": 2, "unsaid": "hit"},
        {"select": CALLS, "attribute": "staff_count", "at_most": 2, "unsaid": "not_evaluated"},
        {"select": ANY, "attribute": "written", "equals": True, "unsaid": "hit"},
        {"select": ANY, "attribute": "place", "one_of": ["home"], "unsaid": "not_evaluated"},
        {"select": ANY, "attribute": "place", "none_of": ["home"], "unsaid": "hit"},
        {
            "select": CALLS,
            "attribute": "visibility",
            "present": True,
            "unsaid": "hit",
            "first_per": ["contact", "debt"],
            "consent": CONSENTS[0],
        },
    ],
    "contact.prerequisite": [
        {"select": CALLS, "per": ["debtor"], "steps": ["demand.sent"], "lookback_days": 3},
        {"select": ANY, "per": ["debt", "party"], "steps": ["refusal"], "lookback_days": 9},
        {
            "select": OUT,
            "per": ["debtor"],
            "steps": ["consent.given"],
            "lookback_days": 3,
            "or_recent": {"channels": ["call"], "directions": ["inbound"]},
            "recent_days": 2,
        },
        {
            "select": ANY,
            "per": ["debt"],
            "steps": ["refusal"],
            "lookback_days": 2,
            "or_recent": TALKS,
            "recent_days": 1,
        },
    ],
    "contact.after_state": [
        {
            "barred": CALLS,
            "per": ["debtor"],
            "opened_by": ["cease.requested", "refusal"],
            "closed_by": ["debtor.found"],
        },
        {
            "barred": ANY,
            "per": ["debtor", "party"],
            "opened_by": ["refusal", "cease.requested"],
            "match_channel": True,
            "match_address": True,
            "until_attr": True,
            "allow": 1,
        },
        {
            "barred": OUT,
            "per": ["debt"],
            "opened_by": ["refusal", "demand.sent"],
            "opened_by_activity": TALKS,
            "where": {"written": True, "visibility": "public"},
            "closed_by": ["debtor.found", "consent.given"],
            "allow": 1,
        },
        {
            "barred": ANY,
            "per": ["debtor"],
            "opened_by": ["refusal", "cease.requested", "demand.sent"],
            "where": {"written": True},
            "unstated": "opens",
            "until_attr": True,
        },
        {"barred": ANY, "per": ["contact"], "opened_by": ["refusal"], "where": {"written": True}},
        {
            "barred": OUT,
            "steps": ["consent.given", "demand.sent"],
            "per": ["debtor"],
            "opened_by": ["refusal", "cease.requested"],
        },
    ],
    "contact.designated": [
        {
            "barred": ANY,
            "per": ["debtor"],
            "opened_by": ["inconvenient.designated", "refusal", "demand.sent"],
            "closed_by": ["debtor.found"],
            "consent": CONSENTS[0],
        },
        {"barred": OUT, "per": ["debt", "party"], "opened_by": ["inconvenient.designated"]},
    ],
    "contact.precondition": [
        {"barred": {"roles": ["friend"]}, "any_of": ways, "lookback_days": 30}
        for ways in (
            [{"kind": "failed_dials", "of": DIALS, "count": 2, "from_next_day": True}],
            [{"kind": "failed_days", "of": DIALS, "count": 2}],
            [
                {"kind": "state", "steps": ["debtor.lost"], "closed_by": ["debtor.found"]},
                {"kind": "outcome", "of": DIALS, "outcomes": ["no_answer"]},
            ],
            [
                {"kind": "outcome", "of": {"channels": ["visit"]}},
                {"kind": "failed_dials", "of": DIALS, "count": 1},
                {"kind": "failed_days", "of": ANY, "count": 3},
            ],
        )
    ],
}
CASES = [
    pytest.param(CHECKS[name], given_, id=f"{name}-{number}")
    for name, all_given in PARAMS.items()
    for number, given_ in enumerate(all_given)
]
PART = {Grain.ROW: "debtor_key", Grain.DEBTOR: "debtor_key", Grain.CONTACT: "contact_key"}


def frame_for(check, rows, params, text="category"):
    return frame_of(rows, (*IDENTITY, *check.columns(params)), text=text)


def found(check, rows, params, text="category"):
    """Run a kernel; the hits by activity ids, what is in scope, what is unknown and why."""
    return named(run(check, frame_for(check, rows, params, text), params), rows)


def named(hits, rows):
    """Return what a kernel found by the ids of activities."""
    ids = [row["id"] for row in rows]
    rank = sorted(range(len(rows)), key=lambda i: (rows[i]["epoch_ms"], rows[i]["tie"]))
    place = {position: number for number, position in enumerate(rank)}
    listed = []
    for hit in records(hits.table):
        slice_ = [int(p) for p in hits.order[hit["lo"] : hit["hi"]]]
        assert slice_ == sorted(slice_, key=place.__getitem__)
        hit["listed"] = tuple(ids[p] for p in slice_)
        assert [hit.pop(name) for name in ("seen_lo", "seen_hi")] == [0, 0]
        for name in ("anchor", "by", "trigger"):
            hit[name] = ids[hit[name]] if hit[name] >= 0 else None
        for name in ("first_day", "last_day"):
            hit[name] = None if hit[name] == NO_DAY else hit[name]
        del hit["lo"], hit["hi"]
        listed.append(hit)
    scope = {ids[p] for p in np.flatnonzero(hits.scope)}
    unknown = {ids[p]: str(UNKNOWN[hits.unknown[p]]) for p in np.flatnonzero(hits.unknown)}
    return listed, scope, unknown


def comparable(hits):
    """Hits with group and incident replaced by the anchors that share them."""
    shared: dict[Any, list[str]] = defaultdict(list)
    for hit in hits:
        shared["group", hit["group"]].append(hit["anchor"])
        shared["incident", hit["incident"]].append(hit["anchor"])
    return sorted(
        repr(
            {
                name: sorted(shared[name, value]) if name in ("group", "incident") else value
                for name, value in sorted(
                    (n, float(x) if n in ("observed", "limit") else x) for n, x in hit.items()
                )
            }
        )
        for hit in hits
    )


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=activities())
def test_kernel_agrees_with_its_oracle(check, written, rows):
    params = check.params.model_validate(written)
    hits, scope, unknown = found(check, rows, params)
    expected = getattr(oracle, check.id.removeprefix("contact."))(rows, params)
    assert comparable(hits) == comparable(expected.hits)
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=activities(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(check, written, rows, data):
    params = check.params.model_validate(written)
    whole = found(check, rows, params)
    shuffled = data.draw(st.permutations(rows))
    other = found(check, shuffled, params, text="str")
    assert stable(other[0]) == stable(whole[0])
    assert other[1:] == whole[1:]
    parts = defaultdict(list)
    for row in rows:
        parts[row.get(PART[check.grain])].append(row)
    frames = [(frame_for(check, part, params), part) for part in parts.values()]
    pieces = [named(check.run(frame, params), part) for frame, part in frames]
    assert sorted(h for piece in pieces for h in stable(piece[0])) == stable(whole[0])
    assert {i for piece in pieces for i in piece[1]} == whole[1]
    assert {i: r for piece in pieces for i, r in piece[2].items()} == whole[2]


def stable(hits):
    """Hits with their stable group, without the number of the incident."""
    return sorted(repr(sorted((n, v) for n, v in hit.items() if n != "incident")) for hit in hits)


@pytest.mark.parametrize(("check", "written"), CASES)
def test_an_empty_frame_has_no_hits(check, written):
    for text in ("category", "str"):
        params = check.params.model_validate(written)
        assert found(check, [], params, text) == ([], set(), {})
