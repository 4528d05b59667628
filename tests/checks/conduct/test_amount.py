"""Amounts that texts name, held to what the record says is owed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks.conduct.amount import CHECK, AmountParams
from auditkit.checks.interface import UNKNOWN
from tests.checks.privacy.talk import frame_with_texts, said
from tests.factories import at, complete, row

OWED = {
    "sum_of": ["principal", "interest"],
    "from_steps": ["case.facts"],
    "paid_steps": ["payment.made"],
}
Rows = list[dict[str, Any]]
Answer = tuple[list[tuple[int, float, float]], dict[int, str]]


def naming(day: int, *values: float, **known: Any) -> dict[str, Any]:
    """Return a message of a case that names amounts owed."""
    mention = {"place": "message", **known.pop("mention", {})}
    listed = [
        said("topic.amount", value=value, start=n, **mention) for n, value in enumerate(values)
    ]
    usual = {"epoch_ms": at(day), "case_key": 5}
    return row(**(usual | known), said=listed, has=("message",))


def facts(day: int, principal: float | None, interest: float | None, **known: Any) -> Any:
    """Return the facts of a case."""
    sums = {"attrs.principal": principal, "attrs.interest": interest}
    usual = {"epoch_ms": at(day, "08:00:00"), "case_key": 5, "step": "case.facts"}
    return row(**(usual | sums | known))


def paid(day: int, amount: float | None, **known: Any) -> dict[str, Any]:
    """Return a payment."""
    usual = {"epoch_ms": at(day, "08:30:00"), "case_key": 5, "step": "payment.made"}
    return row(**(usual | {"attrs.amount": amount} | known))


def judge(rows: Rows, **params: Any) -> Answer:
    """Return (row, amount named, amount on record) of hits, and why others cannot be judged."""
    asked = AmountParams.model_validate(OWED | params)
    frame, mentions = frame_with_texts(CHECK, complete(rows), asked)
    hits = CHECK.run(frame, asked, mentions)
    unknown = {n: str(UNKNOWN[code]) for n, code in enumerate(hits.unknown) if code}
    table = hits.table[["anchor", "observed", "limit"]]
    return sorted(table.itertuples(index=False, name=None)), unknown


@pytest.mark.parametrize(
    ("rows", "params", "hits"),
    [
        ([naming(5, 120.0, **{"attrs.amount": 100.0})], {}, [(0, 120.0, 100.0)]),
        ([naming(5, 120.0, **{"attrs.amount": 100.0})], {"over": 20}, []),
        ([naming(5, 100.0, 90.0, **{"attrs.amount": 100.0})], {"below": 0}, []),
        ([naming(5, 90.0, **{"attrs.amount": 100.0})], {}, []),
        ([naming(5, 90.0, **{"attrs.amount": 100.0})], {"below": 5}, [(0, 90.0, 100.0)]),
        ([facts(1, 100, 20), naming(5, 121.0)], {}, [(1, 121.0, 120.0)]),
        ([facts(1, 100, 20), naming(5, 120.0)], {}, []),
        ([facts(1, 100, 20), paid(2, 50), naming(5, 120.0)], {}, [(2, 120.0, 70.0)]),
        ([paid(0, 50), facts(1, 100, 20), naming(5, 120.0)], {}, []),
        ([facts(1, 100, 20), facts(2, 50, 0), naming(5, 120.0)], {}, [(2, 120.0, 50.0)]),
        ([facts(1, 100, 20), naming(5, 999.0, mention={"speaker": "party"})], {}, []),
        ([facts(1, 100, 20), naming(5, 999.0, mention={"stance": "negated"})], {}, []),
        ([facts(1, 100, 20), naming(5, float("nan"))], {}, []),
        ([naming(5)], {}, []),
        ([], {}, []),
    ],
)
def test_an_amount_named_must_be_that_of_the_record(
    rows: Rows, params: dict[str, Any], hits: list[tuple[int, float, float]]
) -> None:
    assert judge(rows, **params) == (hits, {})


@pytest.mark.parametrize(
    "rows",
    [
        [naming(5, 120.0)],
        [facts(6, 100, 20), naming(5, 120.0)],
        [facts(1, 100, None), naming(5, 120.0)],
        [facts(1, 100, 20), paid(2, None), naming(5, 120.0)],
        [facts(1, 100, 20, case_key=6), naming(5, 120.0)],
        [facts(1, 100, 20), naming(5, 120.0, case_key=0)],
    ],
)
def test_what_the_record_does_not_say_is_not_evaluated(rows: Rows) -> None:
    assert judge(rows) == ([], {len(rows) - 1: "amount"})


ROWS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["naming", "facts", "paid"]),
        st.sampled_from([5, 6]),
        st.integers(0, 9),
    ),
    max_size=8,
)


def _naive(rows: Rows) -> list[tuple[int, float, float]]:
    """Return the hits, row by row."""
    hits = []
    for n, each in enumerate(rows):
        if not each.get("said"):
            continue
        earlier = sorted(
            (other["epoch_ms"], m)
            for m, other in enumerate(rows)
            if other["case_key"] == each["case_key"]
            and (other["epoch_ms"], m) < (each["epoch_ms"], n)
        )
        owed = None
        for _, m in earlier:
            other = rows[m]
            if other.get("step") == "case.facts":
                owed = other["attrs.principal"] + other["attrs.interest"]
            elif other.get("step") == "payment.made" and owed is not None:
                owed -= other["attrs.amount"]
        value = each["said"][0]["value"]
        if owed is not None and value > owed:
            hits.append((n, value, owed))
    return hits


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_amounts_agree_with_a_search_row_by_row(drawn: list[tuple[int, str, int, int]]) -> None:
    rows = []
    for day, kind, case, value in drawn:
        known = {"epoch_ms": at(day), "case_key": case}
        if kind == "naming":
            rows.append(naming(day, float(value), **known))
        elif kind == "facts":
            rows.append(facts(day, float(value), 1.0, **known))
        else:
            rows.append(paid(day, float(value), **known))
    assert judge(rows)[0] == _naive(rows)


def test_a_sum_that_no_step_says_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs from_steps"):
        AmountParams.model_validate({"sum_of": ["principal"]})
