"""Steps in their order: the kernels say what their oracle says, and the law's own numbers work."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks import BUILTIN
from tests.checks.conduct import order_oracle as oracle
from tests.checks.test_kernels import comparable, found, stable
from tests.factories import FIRST_DAY, activities, at, complete, row

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
        *(ASKED[n % 3] | {"forbids": [need]} for n, need in enumerate(NEEDS)),
        {"per": ["debt"], "forbids": NEEDS[6:8]},
        {"select": CALLS, "per": ["debtor"], "forbids": [NEEDS[6], NEEDS[1], NEEDS[4]]},
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
    rows = draw(activities())
    months = draw(st.lists(st.sampled_from([0, 0, 0, 27, 31]), min_size=12, max_size=12))
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


@pytest.mark.parametrize(("check", "written"), CASES)
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
