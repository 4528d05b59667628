"""What a case is when something is done to it: worked examples and refusals."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from auditkit.checks.conduct.facts import CHECK, FactsParams
from tests.checks.test_kernels import found
from tests.factories import at, complete, row


def facts(day: int, **said: Any) -> dict[str, Any]:
    told = {f"attrs.{name}": value for name, value in said.items()}
    return row(case_key=41, epoch_ms=at(day), step="case.facts", channel="system") | told


def act(day: int, **said: Any) -> dict[str, Any]:
    return facts(day, **said) | {"step": "police.reported", "channel": "legal"}


def judged(written, *rows):
    asked = {"steps": ["police.reported"], "from_steps": ["case.facts"]}
    params = FactsParams.model_validate(asked | written)
    hits, _, unknown = found(CHECK, complete(rows), params)
    listed = [(h["anchor"], h["trigger"], h["observed"], h["limit"]) for h in hits]
    return listed, unknown


FLOOR = {"attributes": ["principal"], "at_least": 50_000}


@pytest.mark.parametrize(("principal", "bad"), [(50_000.0, False), (49_999.99, True)])
def test_principal_must_reach_the_floor(principal, bad):
    expected = [("a1", "a0", principal, 50_000)] if bad else []
    known = facts(0, principal=principal, interest=9_000.0, fees=900.0)
    assert judged(FLOOR, known, act(3)) == (expected, {})


def test_facts_hold_until_others_are_told():
    first, then = facts(0, principal=60_000.0), facts(2, principal=40_000.0)
    assert judged(FLOOR, first, act(1), then, act(3))[0] == [("a3", "a2", 40_000, 50_000)]
    assert judged(FLOOR, first, facts(2, product="credit_card"), act(3)) == ([], {})


def test_what_the_row_itself_says_comes_first():
    assert judged(FLOOR, facts(0, principal=60_000.0), act(1, principal=1.0))[0] == [
        ("a1", None, 1.0, 50_000)
    ]


def test_a_fact_that_nobody_tells_is_not_evaluated_or_a_hit():
    later, derived = facts(2, principal=1.0), facts(0, principal=1.0, derived=1)
    assert judged(FLOOR, derived, act(1), later) == ([], {"a1": "facts"})
    hits, unknown = judged(FLOOR | {"unsaid": "hit"}, derived, act(1), later)
    assert [hit[:2] for hit in hits] == [("a1", None)]
    assert unknown == {}


def test_facts_of_another_case_say_nothing():
    other = facts(0, principal=1.0) | {"case_key": 42}
    assert judged(FLOOR, other, act(1)) == ([], {"a1": "facts"})


def test_days_past_due_grow_with_the_calendar():
    written = {"attributes": ["days_past_due"], "at_least": 90, "advance": True}
    assert judged(written, facts(0, days_past_due=85.0), act(4), act(5)) == (
        [("a1", "a0", 89, 90)],
        {},
    )


def test_a_class_must_fit_the_days_past_due():
    written = {
        "attributes": ["days_past_due"],
        "advance": True,
        "band_of": "segment",
        "bands": {"M1": [1, 30], "M2": [31, 60], "M3": [61, None]},
    }
    known = facts(0, days_past_due=25.0)
    rows = [known, act(5, segment="M1"), act(6, segment="M1"), act(6, segment="M2")]
    rows += [act(6, segment="M3"), act(7, segment="watch")]
    assert judged(written, *rows) == (
        [("a2", "a0", 31, 30), ("a4", "a0", 31, 61)],
        {"a5": "facts"},
    )


def test_product_must_be_one_of_those_named():
    written = {"attributes": ["product"], "one_of": ["credit_card"]}
    hits = judged(written, facts(0, product="consumer_loan"), act(1))[0]
    assert [hit[:2] for hit in hits] == [("a1", "a0")]
    assert judged(written, facts(0, product="credit_card"), act(1)) == ([], {})


@pytest.mark.parametrize(
    "written",
    [
        {"attributes": ["principal"]},
        {"attributes": ["principal"], "at_least": 1, "at_most": 2},
        {"attributes": ["secret_word"], "at_least": 1},
        {"attributes": ["product"], "at_least": 1},
        {"attributes": ["principal"], "one_of": ["secret_word"]},
        {"attributes": ["product", "segment"], "one_of": ["secret_word"]},
        {"attributes": ["principal"], "bands": {"secret_word": [1, 2]}},
        {"attributes": ["principal"], "at_least": 1, "band_of": "segment"},
        {"attributes": ["principal"], "band_of": "secret_word", "bands": {"M1": [1, 2]}},
        {"attributes": ["principal"], "band_of": "fees", "bands": {"M1": [1, 2]}},
        {"attributes": ["principal"], "band_of": "segment", "bands": {"secret_word": [2, 1]}},
        {"attributes": ["product"], "one_of": ["secret_word"], "advance": True},
        {"attributes": ["principal", "fees"], "at_least": 1, "advance": True},
        {"attributes": ["principal"], "at_least": float("nan")},
    ],
)
def test_a_demand_that_makes_no_sense_is_refused_without_repeating_it(written):
    with pytest.raises(ValidationError) as refused:
        FactsParams.model_validate(written)
    assert "secret_word" not in str(refused.value)
