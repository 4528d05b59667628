"""The difference of two clocks is found from the data, and told where it cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditkit.core import vocabulary as v
from auditkit.engine import offsets
from auditkit.engine.frames import Feed
from auditkit.engine.offsets import MIN_PAIRS, Offset, estimate, sampled

FEEDS = (Feed(0, 1), Feed(1, 2))
WINDOW_MS = 900_000
DAY_S = 86_400


def frame_of(rows: list[tuple[int, int, float]], *, contact: int = 0) -> pd.DataFrame:
    """Make what the estimate reads; a row is (source, debtor, second)."""
    source, debtor, second = (np.array(column) for column in zip(*rows, strict=True))
    return pd.DataFrame(
        {
            "source": source.astype(np.int16),
            "debtor_key": debtor.astype(np.int64),
            "contact_key": np.full(len(rows), contact) if contact else debtor.astype(np.int64),
            "channel": np.full(len(rows), v.CHANNELS.code("call"), np.int8),
            "direction": np.full(len(rows), v.DIRECTIONS.code("outbound"), np.int8),
            "epoch_ms": (second * 1000).astype(np.int64),
        }
    )


def month(ahead: int, *, debtors: int = 40, own: int = 10, seed: int = 1) -> pd.DataFrame:
    """Make calls that two systems both wrote down, the second ahead, and some of its own."""
    random = np.random.default_rng(seed)
    rows: list[tuple[int, int, float]] = []
    for debtor in range(1, debtors + 1):
        for start in random.integers(0, 30 * DAY_S, 3).tolist():
            rows += [(0, debtor, start), (1, debtor, start + ahead + int(random.integers(0, 3)))]
    rows += [(1, int(random.integers(1, debtors)), s) for s in random.integers(0, DAY_S, own)]
    return frame_of(rows)


def second(frame: pd.DataFrame, **more: object) -> Offset:
    return estimate(frame, FEEDS, window_ms=WINDOW_MS, **more)[1]  # type: ignore[arg-type]


@given(st.integers(-880, 880), st.integers(1, 5))
def test_any_constant_within_the_window_is_found(ahead: int, seed: int) -> None:
    found = second(month(ahead, seed=seed))
    assert found.how == "estimated"
    assert ahead <= found.offset_ms / 1000 <= ahead + 2


@given(st.randoms(use_true_random=False), st.integers(1, 60))
@settings(max_examples=25)
def test_neither_the_order_of_rows_nor_how_they_are_cut_up_matters(random, size) -> None:
    whole = month(-137)
    order = random.sample(range(len(whole)), len(whole))
    shuffled = pa.Table.from_pandas(whole.iloc[order], preserve_index=False)
    parts = [shuffled.slice(at, size) for at in range(0, len(whole), size)]
    again = sampled(parts, len(whole))
    assert estimate(again, FEEDS, window_ms=WINDOW_MS) == estimate(
        whole, FEEDS, window_ms=WINDOW_MS
    )


def test_a_sample_holds_all_rows_of_some_debtors_whatever_the_buckets(monkeypatch) -> None:
    monkeypatch.setattr(offsets, "SAMPLE_ROWS", 100)
    table = pa.Table.from_pandas(month(30), preserve_index=False)
    kept = sampled([table], table.num_rows)
    debtors = set(kept["debtor_key"])
    assert 0 < len(debtors) < 40
    assert len(kept) == sum(one in debtors for one in table["debtor_key"].to_pylist())
    half = table.num_rows // 2
    cut = sampled([table.slice(half), table.slice(0, half)], table.num_rows)
    assert set(cut["debtor_key"]) == debtors


def test_too_few_pairs_leave_the_clock_alone_and_say_so() -> None:
    rows = [(source, debtor, 60 * source) for debtor in range(MIN_PAIRS - 1) for source in (0, 1)]
    found = second(frame_of([(s, d + 1, t) for s, d, t in rows]))
    assert (found.how, found.pairs) == ("too_few_pairs", MIN_PAIRS - 1)


def test_differences_without_a_peak_leave_the_clock_alone_and_say_so() -> None:
    random = np.random.default_rng(3)
    apart = random.integers(-800, 800, 3000).tolist()
    rows = [row for n, gap in enumerate(apart, 1) for row in ((0, n, 0.0), (1, n, float(gap)))]
    assert second(frame_of(rows)).how == "not_clear"


def test_whole_hours_are_told_and_not_applied() -> None:
    found = second(month(8 * 3600 + 20))
    assert (found.how in ("too_few_pairs", "not_clear"), found.hours) == (True, 8)


def test_a_clock_that_somebody_confirmed_is_not_estimated() -> None:
    assert second(month(40), fixed={1: 7_000}) == Offset(1, "fixed", 7_000)


def test_a_third_system_is_compared_with_the_one_it_shares_calls_with() -> None:
    first = month(40)
    third = first[first["source"] == 1].assign(source=np.int16(2))
    third["epoch_ms"] += 100_000
    only = first[first["source"] == 0]
    apart = only.assign(contact_key=only["contact_key"] + 10_000)  # the dialler's own numbers
    feeds = (*FEEDS, Feed(2, 3))
    frame = pd.concat([apart, first[first["source"] == 1], third], ignore_index=True)
    found = estimate(frame, feeds, window_ms=WINDOW_MS)
    assert (found[1].how, found[2].how, found[2].against) == ("too_few_pairs", "estimated", 1)
    whole = estimate(pd.concat([first, third], ignore_index=True), feeds, window_ms=WINDOW_MS)
    assert whole[2].how == "estimated"
    assert whole[2].offset_ms - whole[1].offset_ms == pytest.approx(100_000, abs=2_000)


def test_a_number_that_rings_all_day_says_nothing_about_clocks() -> None:
    rows = [(source, 1, 10.0 * n) for n in range(300) for source in (0, 1)]
    assert second(frame_of(rows)).how == "too_few_pairs"


def test_without_rows_there_is_nothing_to_say() -> None:
    empty = month(0).iloc[:0]
    assert [each.how for each in estimate(empty, FEEDS, window_ms=WINDOW_MS)] == [
        "reference",
        "too_few_pairs",
    ]
