"""Counting by jumps and counting by pairs are one and the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.conduct import tally as tallies
from auditkit.checks.conduct.needs import Need
from auditkit.checks.conduct.picks import runs
from auditkit.checks.conduct.tally import Candidates, Span, Tally, tally

NEEDS: list[dict[str, Any]] = [
    {},
    {"count": 3},
    {"count": 2, "apart_days": 2},
    {"count": 2, "apart_days": 3, "span_days": 9},
    {"span_days": 5, "min_days": 1, "max_days": 12},
    {"count": 4, "apart_days": 1, "over_months": 1},
    {"within_months": 1, "apart_days": 7},
]


@st.composite
def records(draw):
    """Members of some groups in order, their days never falling, each asked of what is before."""
    gaps = draw(st.lists(st.sampled_from([0, 0, 1, 1, 2, 5, 30, -1]), max_size=30))
    group = np.cumsum([gap < 0 for gap in gaps]).astype(np.int64)
    day = np.zeros(len(gaps), dtype=np.int64)
    for n, gap in enumerate(gaps):
        day[n] = 20_145 if n == 0 or gap < 0 else day[n - 1] + gap
    serving = draw(st.lists(st.booleans(), min_size=len(gaps), max_size=len(gaps)))
    reason = draw(st.lists(st.sampled_from([0, 0, 1]), min_size=len(gaps), max_size=len(gaps)))
    since = np.searchsorted(group, group)
    candidates = Candidates(np.flatnonzero(serving), group, day, np.array(reason, dtype=np.int8))
    return candidates, Span(since, np.arange(len(gaps)), group, day)


@pytest.mark.parametrize("written", NEEDS)
@given(record=records())
def test_jumps_count_what_pairs_count(written, record):
    need = Need.model_validate({"steps": ["demand.sent"]} | written)
    candidates, span = record
    jumped = tally(need, candidates, span)
    paired = Tally(*(np.full(len(span.day), value) for value in (0, -1, -1, -1)))
    low = np.searchsorted(candidates.members, span.since)
    high = np.searchsorted(candidates.members, span.end)
    tallies._by_pairs(paired, need, (low, high), candidates, span)
    for name in ("count", "found", "completed", "untold"):
        assert getattr(jumped, name).tolist() == getattr(paired, name).tolist()


@pytest.mark.parametrize("many", [1, 3])
def test_pairs_are_looked_at_in_parts_of_any_size(many):
    low, high = np.array([0, 2, 1, 3]), np.array([2, 2, 4, 4])
    parts = [pair for part in runs(low, high, many) for pair in zip(*part, strict=True)]
    assert parts == [(0, 0), (0, 1), (2, 1), (2, 2), (2, 3), (3, 3)]
