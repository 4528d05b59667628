"""Steps in their order: the kernels say what their oracle says, and the law's own numbers work."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks import BUILTIN
from auditkit.checks.conduct.needs import Need, counted
from auditkit.checks.timeline import timeline
from auditkit.core.frame import IDENTITY
from tests.checks.conduct import order_oracle as oracle
from tests.checks.test_kernels import comparable, found, stable
from tests.factories import FIRST_DAY, activities, at, complete, frame_of, row

CHECKS = {check.id: check for check in BUILTIN}
CALLS = {"channels": ["call"]}
TALKS = {"channels": ["call"], "counter": "conversation"}
DUNNED = {"steps": ["demand.sent", "consent.given"]}
NEEDS: list[dict[str, Any]] = [
    DUNNED,
    {"steps": ["demand.sent", "refusal"], "undone_by": ["debtor.found", "consent.revoked"]},
    {"steps": ["consent.given"], "evidence": ["scope", "until", "staff_count", "written"]},
    {"steps": ["consent.given", "refusal"], "where": {"written": True}, "min_days": 1},
    {"activity": CALLS, "count": 2, "apart_days": 2},
    {"activity": TALKS, "count": 2, "span_days": 2, "undone_by": ["refusal"]},
    {"activity": {"roles": ["friend"]}, "max_days": 2, "where": {"visibility": "public"}},
    {"activity": {"directions": ["outbound"]}, "min_days": 1, "max_days": 3, "apart_days": 1},
    {"activity": {}, "within_months": 1, "count": 3},
    {"activity": {}, "over_months": 1, "count": 2, "apart_days": 1},
]
BANDS = {"home": [None, 2], "work": [2, 3]}
HIT = {"unsaid": "hit"}
ASKED: list[dict[str, Any]] = [
    {"per": ["debtor"], "select": CALLS},
    {"per": ["case"], "select": {"directions": ["outbound"]}, "where": {"written": True}},
    {"per": ["debt"], "steps": ["refusal", "demand.sent"], "unless": {"visibility": "public"}},
    {"per": ["debt", "party"]},
]
PARAMS: dict[str, list[dict[str, Any]]] = {
    "conduct.sequence": [
        *(ASKED[n % 4] | {"needs": [need], "lookback_days": 9} for n, need in enumerate(NEEDS)),
        {"select": CALLS, "first": True, "per": ["debt"], "needs": NEEDS[4:6], "lookback_days": 3},
        {"first": True, "per": ["case"], "needs": NEEDS[5:7], "lookback_days": 3},
        {"select": TALKS, "per": ["debt"], "needs": NEEDS[6:8], "lookback_days": 30},
    ],
    "conduct.too_soon": [
        *(ASKED[n % 3] | {"forbids": NEEDS[n::4]} for n in range(4)),
        {"per": ["debt"], "forbids": NEEDS[6:8]},
        {"select": CALLS, "per": ["debtor"], "forbids": [NEEDS[6], NEEDS[1], NEEDS[4]]},
    ],
    "conduct.facts": [
        asked | demand | {"from_steps": ["demand.sent", "consent.given"]}
        for asked, demand in (
            (ASKED[0], {"attributes": ["staff_count"], "at_least": 2} | HIT),
            (ASKED[1], {"attributes": ["staff_count"], "at_most": 4, "advance": True}),
            (ASKED[2], {"attributes": ["staff_count", "amount"], "at_most": 3} | HIT),
            (ASKED[3], {"attributes": ["place"], "one_of": ["home", "work"]}),
            (ASKED[0], {"attributes": ["visibility"], "none_of": ["public"]} | HIT),
            (ASKED[3], {"attributes": ["amount"], "band_of": "place", "bands": BANDS}),
            (ASKED[0], {"attributes": ["amount"], "band_of": "place", "bands": BANDS} | HIT),
        )
    ],
}
CASES = [
    pytest.param(CHECKS[name], given_, id=f"{name}-{number}")
    for name, all_given in PARAMS.items()
    for number, given_ in enumerate(all_given)
]


@st.composite
def records(draw):
    """Rows as elsewhere, some of them months apart."""
    rows = draw(activities(most=9))
    months = draw(st.lists(st.sampled_from([0, 0, 0, 27, 31]), min_size=12, max_size=12))
    amounts = draw(st.lists(st.sampled_from([None, 0.0, 2.0, 3.5]), min_size=12, max_size=12))
    for given_, amount in zip(rows, amounts, strict=False):
        given_["attrs.amount"] = amount
    for given_, days in zip(rows, months, strict=False):
        for name in list(given_):
            if name.startswith("local_day"):
                given_[name] += days
        given_["epoch_ms"] += days * 86_400_000
    return rows


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=records())
def test_kernel_agrees_with_its_oracle(check, written, rows):
    params = check.params.model_validate(written)
    hits, scope, unknown = found(check, rows, params)
    expected = getattr(oracle, check.id.removeprefix("conduct."))(rows, params)
    assert comparable(hits) == comparable(expected.hits)
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)


@pytest.mark.parametrize(("check", "written"), CASES[::3])
@given(rows=records(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(check, written, rows, data):
    params = check.params.model_validate(written)
    whole = found(check, rows, params)
    shuffled = data.draw(st.permutations(rows))
    other = found(check, shuffled, params, text="str")
    assert stable(other[0]) == stable(whole[0])
    assert other[1:] == whole[1:]
    parts = defaultdict(list)
    for given_ in rows:
        parts[given_.get("debtor_key")].append(given_)
    pieces = [found(check, part, params) for part in parts.values()]
    assert sorted(h for piece in pieces for h in stable(piece[0])) == stable(whole[0])
    assert {i for piece in pieces for i in piece[1]} == whole[1]
    assert {i: r for piece in pieces for i, r in piece[2].items()} == whole[2]


@pytest.mark.parametrize(("check", "written"), CASES)
def test_an_empty_frame_has_no_hits(check, written):
    for text in ("category", "str"):
        params = check.params.model_validate(written)
        assert found(check, [], params, text) == ([], set(), {})


DEMANDED = {
    "steps": ["police.reported"],
    "needs": [
        {
            "steps": ["demand.sent"],
            "evidence": ["receipt"],
            "count": 2,
            "apart_days": 30,
            "over_months": 3,
        }
    ],
    "lookback_days": 400,
}
TODAY = date(2026, 6, 1)


def step(on: date, name: str, **more: Any) -> dict[str, Any]:
    attributes = {f"attrs.{key}": value for key, value in more.items()}
    instant = at((on - date(1970, 1, 1)).days - FIRST_DAY)
    return row(case_key=41, epoch_ms=instant, step=name) | attributes


def hits_of(check_id, written, *rows):
    check = CHECKS[check_id]
    return found(check, complete(rows), check.params.model_validate(written))


@pytest.mark.parametrize(
    ("demands", "enough"),
    [
        ([(date(2026, 1, 10), "R1"), (date(2026, 2, 28), "R2")], None),
        ([(date(2026, 1, 31), "R1"), (date(2026, 3, 1), "R2")], 1),  # 29 days, no 3 months since
        ([(date(2026, 1, 10), "R1"), (date(2026, 3, 1), "R2")], 1),  # 3 months are up: not over
        ([(date(2026, 1, 31), "R1"), (date(2026, 2, 28), "R2")], 1),  # 28 days apart
        ([(date(2026, 1, 10), None), (date(2026, 2, 28), "R2")], 1),  # no receipt of the first
        ([(date(2026, 1, 1), "a"), (date(2026, 1, 20), "b"), (date(2026, 1, 31), "c")], None),
        ([], 0),
    ],
)
def test_two_effective_demands_and_more_than_three_months(demands, enough):
    before = [step(on, "demand.sent", receipt=receipt) for on, receipt in demands]
    listed, scope, _ = hits_of(
        "conduct.sequence", DEMANDED, *before, step(TODAY, "police.reported")
    )
    assert len(scope) == 1
    expected = [] if enough is None else [(enough, 2)]
    assert [(h["observed"], h["limit"]) for h in listed] == expected


@pytest.mark.parametrize(
    ("asked", "earlier", "months", "over", "within"),
    [
        (date(2025, 2, 28), date(2025, 1, 31), 1, False, True),
        (date(2025, 3, 1), date(2025, 1, 31), 1, True, False),
        (date(2024, 2, 29), date(2024, 1, 31), 1, False, True),
        (date(2025, 2, 28), date(2024, 2, 29), 12, False, True),
        (date(2025, 3, 1), date(2024, 2, 29), 12, True, False),
    ],
)
def test_a_term_of_months_ends_on_the_last_day_of_a_shorter_month(
    asked, earlier, months, over, within
):
    rows = step(earlier, "credit.notice"), step(asked, "credit.reported")
    for name, met in (("over_months", over), ("within_months", within)):
        need = {"steps": ["credit.notice"], name: months}
        written = {"steps": ["credit.reported"], "forbids": [need]}
        assert bool(hits_of("conduct.too_soon", written, *rows)[0]) is met


def test_a_step_on_the_fourteenth_day_after_is_free_and_on_the_thirteenth_is_not():
    notice = step(date(2026, 3, 1), "validation.notice")
    written = {
        "steps": ["credit.reported"],
        "forbids": [{"steps": ["validation.notice"], "max_days": 13}],
    }
    late = step(date(2026, 3, 15), "credit.reported")
    early = step(date(2026, 3, 14), "credit.reported")
    listed = hits_of("conduct.too_soon", written, notice, early, late)[0]
    assert [(h["anchor"], h["trigger"], h["observed"], h["limit"]) for h in listed] == [
        ("a1", "a0", 13, 13)
    ]


def test_of_two_at_one_instant_the_first_by_id_stands_before_the_other():
    written = {"steps": ["agency.placed"], "needs": [{"steps": ["agency.notice"]}]}
    written = written | {"lookback_days": 9}
    notice, placed = step(TODAY, "agency.notice"), step(TODAY, "agency.placed")
    assert hits_of("conduct.sequence", written, notice, placed)[0] == []
    assert len(hits_of("conduct.sequence", written, placed, notice)[0]) == 1


def test_a_step_needs_the_other_again_after_it_was_undone():
    written = {
        "steps": ["agency.placed"],
        "needs": [{"steps": ["agency.notice"], "undone_by": ["agency.withdrawn"]}],
        "lookback_days": 99,
    }
    record = [
        step(TODAY - timedelta(days=3), "agency.notice"),
        step(TODAY - timedelta(days=2), "agency.placed"),
        step(TODAY - timedelta(days=1), "agency.withdrawn"),
        step(TODAY, "agency.placed"),
    ]
    assert [h["anchor"] for h in hits_of("conduct.sequence", written, *record)[0]] == ["a3"]


def test_an_earlier_activity_that_cannot_be_told_leaves_the_step_in_doubt():
    written = {
        "steps": ["suit.filed"],
        "needs": [{"activity": {"channels": ["call"], "counter": "attempt"}, "count": 2}],
        "lookback_days": 99,
    }
    told = [step(TODAY - timedelta(days=9 - n), None) for n in range(2)]
    suit = step(TODAY, "suit.filed", by=None) | {"channel": "legal"}
    untold = told[1] | {"outcome": None}
    assert hits_of("conduct.sequence", written, *told, suit) == ([], {"a2"}, {})
    assert hits_of("conduct.sequence", written, told[0], untold, suit)[::2] == (
        [],
        {"a2": "outcome"},
    )
    assert len(hits_of("conduct.sequence", written, told[0], suit)[0]) == 1


def test_a_step_of_no_known_case_is_not_evaluated():
    written = {"steps": ["suit.filed"], "needs": [{"steps": ["demand.sent"]}], "lookback_days": 9}
    suit = step(TODAY, "suit.filed") | {"case_key": None}
    assert hits_of("conduct.sequence", written, suit) == ([], {"a0"}, {"a0": "case_id"})


def test_the_row_itself_serves_only_where_it_is_asked_to():
    columns = (*IDENTITY, *CHECKS["conduct.sequence"].reads)
    frame = frame_of(complete([step(TODAY, "suit.filed")]), columns)
    asked = np.ones(1, dtype=bool)
    need = Need(steps=("suit.filed",))
    for own_row in (False, True):
        found_ = counted(frame, timeline(frame), [need], asked, ("debtor",), own_row=own_row)[1][0]
        assert found_.met.tolist() == [own_row]
        assert found_.last.tolist() == [0 if own_row else -1]


@pytest.mark.parametrize(
    "written",
    [
        {"steps": ["a"], "activity": {}},
        {},
        {"steps": ["a"], "evidence": ["13800000000x"]},
        {"steps": ["a"], "where": {"13800000000x": True}},
    ],
)
def test_a_need_that_makes_no_sense_is_refused_without_repeating_it(written):
    with pytest.raises(ValidationError) as refused:
        Need.model_validate(written)
    assert "input_value" not in str(refused.value)
