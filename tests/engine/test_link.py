"""Rows of several systems that record one event are linked once, whatever order they come in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core import vocabulary as v
from auditkit.engine.link import link

TOLERANCE_MS = 90_000


def frame_of(rows: list[dict[str, int]]) -> pd.DataFrame:
    """Build the columns that linking reads; a row says feed, rank, second and what it wants."""
    base = {"debtor": 1, "contact": 7, "channel": "call", "direction": "outbound"}
    full = [{**base, **row} for row in rows]
    return pd.DataFrame(
        {
            "debtor_key": np.array([r["debtor"] for r in full], dtype=np.int64),
            "contact_key": np.array([r["contact"] for r in full], dtype=np.int64),
            "channel": np.array([v.CHANNELS.code(r["channel"]) for r in full], dtype=np.int8),
            "direction": np.array([v.DIRECTIONS.code(r["direction"]) for r in full], dtype=np.int8),
            "epoch_ms": np.array([r["second"] * 1000 for r in full], dtype=np.int64),
            "content_key": np.array([r.get("id", n) for n, r in enumerate(full)], dtype=np.int64),
        }
    )


def heads(rows: list[dict[str, int]]) -> list[int]:
    feeds = np.array([row["feed"] for row in rows], dtype=np.int64)
    return link(frame_of(rows), feeds, feeds, tolerance_ms=TOLERANCE_MS).head.tolist()


def test_the_same_call_in_two_exports_is_one_event_of_the_dialler() -> None:
    assert heads([{"feed": 1, "second": 100}, {"feed": 0, "second": 60}]) == [1, 1]


def test_two_calls_of_one_system_are_never_linked() -> None:
    assert heads([{"feed": 0, "second": 0}, {"feed": 0, "second": 1}]) == [0, 1]


def test_a_call_just_inside_the_tolerance_is_linked_and_one_just_outside_is_not() -> None:
    assert heads([{"feed": 0, "second": 0}, {"feed": 1, "second": 90}]) == [0, 0]
    assert heads([{"feed": 0, "second": 0}, {"feed": 1, "second": 91}]) == [0, 1]


def test_each_row_is_linked_once_and_pairs_do_not_cross_in_time() -> None:
    rows = [
        {"feed": 0, "second": 0},
        {"feed": 0, "second": 60},
        {"feed": 1, "second": 50},
        {"feed": 1, "second": 70},
    ]
    assert heads(rows) == [0, 1, 0, 1]


def test_calls_to_two_numbers_are_two_events_but_an_unsaid_number_fits_any() -> None:
    assert heads([{"feed": 0, "second": 0}, {"feed": 1, "second": 1, "contact": 8}]) == [0, 1]
    assert heads([{"feed": 0, "second": 0}, {"feed": 1, "second": 1, "contact": 0}]) == [0, 0]


def test_a_robot_call_is_a_call_but_a_message_is_not() -> None:
    assert heads([{"feed": 0, "second": 0}, {"feed": 1, "second": 0, "channel": "robot_call"}]) == [
        0,
        0,
    ]
    assert heads([{"feed": 0, "second": 0}, {"feed": 1, "second": 0, "channel": "sms"}]) == [0, 1]


def test_rows_of_nobody_are_linked_by_their_number_and_left_alone_without_one() -> None:
    nobody = [{"feed": feed, "second": 0, "debtor": 0} for feed in (0, 1)]
    assert heads(nobody) == [0, 0]
    assert heads([{**row, "contact": 0} for row in nobody]) == [0, 1]
    assert heads([{**row, "contact": 7 + row["feed"]} for row in nobody]) == [0, 1]


def test_the_number_of_nobody_is_never_taken_for_a_debtor() -> None:
    assert heads(
        [{"feed": 0, "second": 0, "debtor": 0}, {"feed": 1, "second": 0, "debtor": 7}]
    ) == [0, 1]


def test_the_clock_of_a_system_is_corrected_before_starts_are_compared() -> None:
    rows = [{"feed": 0, "second": 0}, {"feed": 1, "second": 500}]
    feeds = np.array([0, 1], dtype=np.int64)
    offsets = np.array([0, 500_000], dtype=np.int64)
    linked = link(frame_of(rows), feeds, feeds, tolerance_ms=TOLERANCE_MS, offsets_ms=offsets)
    assert linked.head.tolist() == [0, 0]


def test_three_systems_give_one_event() -> None:
    rows = [{"feed": 2, "second": 5}, {"feed": 1, "second": 3}, {"feed": 0, "second": 0}]
    assert heads(rows) == [2, 2, 2]


ROW = st.fixed_dictionaries(
    {
        "feed": st.integers(0, 2),
        "second": st.integers(0, 300),
        "debtor": st.integers(0, 2),
        "contact": st.integers(0, 2),
        "channel": st.sampled_from(["call", "robot_call", "sms"]),
        "direction": st.sampled_from(["outbound", "inbound"]),
    }
)


@given(st.lists(ROW, max_size=14), st.randoms(use_true_random=False))
def test_links_do_not_depend_on_the_order_of_rows(rows, random) -> None:
    rows = [{**row, "id": number} for number, row in enumerate(rows)]
    shuffled = random.sample(rows, len(rows))
    plain = {row["id"]: rows[head]["id"] for row, head in zip(rows, heads(rows), strict=True)}
    again = {
        row["id"]: shuffled[head]["id"] for row, head in zip(shuffled, heads(shuffled), strict=True)
    }
    assert plain == again


@given(st.lists(ROW, max_size=14))
def test_linked_rows_agree_and_no_feed_stands_twice_in_an_event(rows) -> None:
    linked = heads(rows)
    for head in set(linked):
        event = [row for row, its in zip(rows, linked, strict=True) if its == head]
        assert len({row["feed"] for row in event}) == len(event)
        who = {row["debtor"] or ("number", row["contact"]) for row in event}
        assert len(who) == len({row["direction"] for row in event}) == 1
        assert all(abs(row["second"] - rows[head]["second"]) <= 90 for row in event)
        assert linked[head] == head
