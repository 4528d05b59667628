"""Claims held to the record: by hand, and against a search row by row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditkit.checks.conduct.claim import CHECK, ClaimParams
from auditkit.checks.interface import UNKNOWN
from tests.checks.privacy.talk import frame_with_texts, said
from tests.factories import at, complete, row

WORDS = {"name": "suit", "zh": ["已起诉"]}
BACKED = {
    "lexicons": [WORDS],
    "backed_by": [{"steps": ["suit.filed"]}, {"steps": ["suit.accepted"], "max_days": 3}],
    "lookback_days": 30,
}
Rows = list[dict[str, Any]]


def claiming(day: int, **known: Any) -> dict[str, Any]:
    """Return a message of a case that says that a suit is filed."""
    mention = {"place": "message", **known.pop("mention", {})}
    usual = {"epoch_ms": at(day), "case_key": 5, "as_of_day": at(60) // 86_400_000}
    return row(**(usual | known), said=[said("suit", **mention)], has=("message",))


def step(day: int, name: str, **known: Any) -> dict[str, Any]:
    """Return a step on record."""
    usual = {"epoch_ms": at(day, "08:00:00"), "case_key": 5, "step": name}
    return row(**(usual | known), as_of_day=at(60) // 86_400_000)


def judge(rows: Rows, **params: Any) -> tuple[list[int], dict[int, str]]:
    """Return the rows that are hits, and why others cannot be judged."""
    asked = ClaimParams.model_validate(BACKED | params)
    frame, mentions = frame_with_texts(CHECK, complete(rows), asked)
    hits = CHECK.run(frame, asked, mentions)
    unknown = {n: str(UNKNOWN[code]) for n, code in enumerate(hits.unknown) if code}
    return sorted(hits.table["anchor"].tolist()), unknown


@pytest.mark.parametrize(
    ("rows", "hits"),
    [
        ([claiming(5)], [0]),
        ([step(1, "suit.filed"), claiming(5)], []),
        ([step(6, "suit.filed"), claiming(5)], [1]),
        ([claiming(5, step="suit.filed")], []),
        ([step(1, "suit.filed", case_key=6), claiming(5)], [1]),
        ([step(1, "suit.accepted"), claiming(5)], [1]),
        ([step(2, "suit.accepted"), claiming(5)], []),
        ([step(1, "suit.filed", **{"attrs.derived": 1}), claiming(5)], [1]),
        ([claiming(5, mention={"stance": "planned"})], []),
        ([claiming(5, mention={"stance": "negated"})], []),
        ([claiming(5, mention={"stance": "quoted"})], []),
        ([claiming(5, mention={"speaker": "party"})], []),
        ([claiming(5, judged=False)], []),
        ([], []),
    ],
)
def test_a_claim_needs_the_record_behind_it(rows: Rows, hits: list[int]) -> None:
    assert judge(rows) == (hits, {})


def test_an_excerpt_of_a_call_is_not_evaluated() -> None:
    assert judge([claiming(5, **{"attrs.excerpt": 1})]) == ([], {0: "excerpt"})
    assert judge([step(1, "suit.filed"), claiming(5, **{"attrs.excerpt": 1})]) == ([], {})


def test_a_claim_of_no_case_cannot_be_held_to_it() -> None:
    assert judge([claiming(5, case_key=0)]) == ([], {0: "case_id"})


@pytest.mark.parametrize(
    ("visit", "as_of", "hits"),
    [(8, 60, []), (9, 60, [0]), (None, 7, []), (None, 8, [0]), (4, 60, [1])],
)
def test_what_is_announced_must_come_in_time(
    visit: int | None, as_of: int, hits: list[int]
) -> None:
    rows = [claiming(5)] + ([] if visit is None else [step(visit, "visit.made")])
    last = at(as_of) // 86_400_000
    rows = sorted((each | {"as_of_day": last} for each in rows), key=lambda each: each["epoch_ms"])
    params = {"backed_by": [], "followed_by": {"steps": ["visit.made"], "within_days": 3}}
    assert judge(rows, **params) == (hits, {})


def test_the_record_may_refute_a_claim() -> None:
    params = {"backed_by": [], "contradicted_by": [{"steps": ["plan.offered"]}]}
    assert judge([claiming(5)], **params) == ([], {})
    rows = [step(1, "plan.offered"), claiming(5)]
    assert judge(rows, **params) == ([1], {})
    asked = ClaimParams.model_validate(BACKED | params)
    frame, mentions = frame_with_texts(CHECK, complete(rows), asked)
    assert CHECK.run(frame, asked, mentions).table["trigger"].tolist() == [0]


ROWS = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["", "suit.filed", "suit.accepted", "visit.made"]),
        st.sampled_from([5, 6]),
        st.booleans(),
    ),
    max_size=7,
)


def _naive(rows: Rows, within: int | None) -> list[int]:
    """Return the hits, row by row."""
    hits = []
    for n, each in enumerate(rows):
        if not each.get("said"):
            continue
        backed = False
        for m, other in enumerate(rows):
            if other["case_key"] != each["case_key"]:
                continue
            order = (other["epoch_ms"], m) <= (each["epoch_ms"], n)
            gap = other["epoch_ms"] // 86_400_000 - each["epoch_ms"] // 86_400_000
            backed |= order and other.get("step") == "suit.filed"
            backed |= order and other.get("step") == "suit.accepted" and -gap <= 3
            later = (other["epoch_ms"], m) >= (each["epoch_ms"], n)
            if within is not None and later and other.get("step") == "visit.made":
                backed |= gap <= within
        if not backed:
            hits.append(n)
    return hits


@settings(max_examples=60, deadline=None)
@given(ROWS, st.one_of(st.none(), st.integers(0, 4)))
def test_claims_agree_with_a_search_row_by_row(
    drawn: list[tuple[int, str, int, bool]], within: int | None
) -> None:
    rows = [
        (claiming if says else lambda day, **known: step(day, "", **known))(
            day, epoch_ms=at(day), case_key=case, step=name or None
        )
        for day, name, case, says in drawn
    ]
    params = {"followed_by": {"steps": ["visit.made"], "within_days": within}}
    assert judge(rows, **({} if within is None else params)) == (_naive(rows, within), {})
