"""Duties towards agencies: what duties say when the agency stands in the debtor's place."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks.conduct.agency_duty import CHECK, AgencyDutyParams
from tests.checks.conduct.test_follow_up import events, follow_up
from tests.checks.test_kernels import comparable, found, stable
from tests.factories import FIRST_DAY, at, complete, row

WRITTEN = [
    {"opened_by": ["refusal"], "steps": ["debtor.found"], "within_days": 2},
    {"opened_by": ["refusal"], "steps": ["refusal"], "within_days": 1, "earlier_days": 1},
    {"opened_by": ["refusal", "consent.given"], "steps": ["demand.sent"], "within_months": 1}
    | {"first": True, "released_by": ["debtor.found"]},
]
CASES = [pytest.param(written, id=str(number)) for number, written in enumerate(WRITTEN)]


@pytest.mark.parametrize("written", CASES)
@given(rows=events())
def test_kernel_agrees_with_the_oracle_of_duties(written, rows):
    params = AgencyDutyParams.model_validate(written)
    of_agencies = [r | {"debtor_key": r["agency_key"]} for r in rows if r.get("agency_key")]
    expected = follow_up(of_agencies, params)
    hits, scope, unknown = found(CHECK, rows, params)
    assert comparable(hits) == comparable(expected.hits)
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)


@pytest.mark.parametrize("written", CASES)
@given(rows=events(), data=st.data())
def test_order_and_partition_by_agency_change_nothing(written, rows, data):
    params = AgencyDutyParams.model_validate(written)
    whole = found(CHECK, rows, params)
    other = found(CHECK, data.draw(st.permutations(rows)), params, text="str")
    assert stable(other[0]) == stable(whole[0])
    assert other[1:] == whole[1:]
    parts = defaultdict(list)
    for given_ in rows:
        parts[given_["agency_key"]].append(given_)
    pieces = [found(CHECK, part, params) for part in parts.values()]
    assert sorted(h for piece in pieces for h in stable(piece[0])) == stable(whole[0])


def test_a_review_that_names_no_debtor_serves_all_cases_of_the_agency():
    params = AgencyDutyParams.model_validate(
        {"opened_by": ["agency.placed"], "steps": ["agency.reviewed"], "within_days": 3}
    )
    placed = row(step="agency.placed", agency_key=7, debtor_key=11, epoch_ms=at(0))
    other = row(step="agency.placed", agency_key=8, debtor_key=12, epoch_ms=at(0))
    review = row(step="agency.reviewed", agency_key=7, debtor_key=None, epoch_ms=at(3))
    rows = [r | {"as_of_day": FIRST_DAY + 9} for r in complete([placed, other, review])]
    assert [(h["anchor"], h["observed"], h["limit"]) for h in found(CHECK, rows, params)[0]] == [
        ("a1", 9, 3)
    ]


@pytest.mark.parametrize("written", CASES)
def test_an_empty_frame_has_no_hits(written):
    for text in ("category", "str"):
        assert found(CHECK, [], AgencyDutyParams.model_validate(written), text) == ([], set(), {})


def test_only_steps_open_and_end_a_duty_towards_an_agency():
    for more in ({"said": ["said.hardship"]}, {"activity": {"channels": ["call"]}}):
        with pytest.raises(ValidationError, match="steps alone"):
            AgencyDutyParams.model_validate(WRITTEN[0] | more)
