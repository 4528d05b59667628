"""A bucket becomes a frame: repeats out, events linked, in time order, with stable ids."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core import vocabulary as v
from auditkit.core.frame import FIELDS, frame_schema, missing_array
from auditkit.core.frame import TEXT as DICTIONARY
from auditkit.engine.columns import LINKING, SHOWN
from auditkit.engine.frames import Feed, prepare
from auditkit.engine.spool import stored_schema

COLUMNS = tuple(name for name in FIELDS if name in {*LINKING, *SHOWN, "attrs.recording_id"})
DIALLER, SYSTEM = 0, 1
FEEDS = (Feed(0, 1), Feed(1, 2), Feed(1, 2))
ALWAYS = (-(2**31), 2**31 - 1)


def table(*rows: dict[str, object]) -> pa.Table:
    """Make spooled rows; a row says what differs from one answered call to the debtor."""
    base = {
        "source": DIALLER,
        "debtor_key": 1,
        "contact_key": 7,
        "channel": "call",
        "direction": "outbound",
        "purpose": "collection",
        "outcome": "answered",
        "epoch_ms": 0,
        "local_day": 20000,
        "local_second": 0,
    }
    columns = {}
    for name in COLUMNS:
        cells = [
            _cell(name, {**base, "source_row": n, "content_key": n + 1, **row})
            for n, row in enumerate(rows)
        ]
        given_cells = [c for c in cells if c is not None]
        kind = pa.string() if FIELDS[name].type == DICTIONARY else FIELDS[name].type
        columns[name] = (
            pa.array(cells, kind) if given_cells else missing_array(name, len(rows)).cast(kind)
        )
        if given_cells and FIELDS[name].missing is not None:
            columns[name] = columns[name].fill_null(FIELDS[name].missing)
    return pa.table(columns, schema=stored_schema(frame_schema(COLUMNS)))


def _cell(name: str, row: dict[str, object]) -> object:
    value = row.get(name)
    words = FIELDS[name].vocabulary
    return words.code(value) if words is not None and isinstance(value, str) else value


def prepared(*rows: dict[str, object], period: tuple[int, int] = ALWAYS):
    return prepare(table(*rows), FEEDS, tolerance_ms=90_000, period=period)


def word(frame, column: str, at: int = 0) -> str:
    return FIELDS[column].vocabulary.names[frame[column].iloc[at]]


def test_a_row_that_stands_twice_in_one_system_counts_once() -> None:
    twice = {"source": 1, "content_key": 5}
    got = prepared(twice, {**twice, "source": 2, "source_row": 9})
    assert (len(got.frame), got.duplicates.tolist(), got.linked.tolist()) == (
        1,
        [0, 0, 1],
        [0, 0, 0],
    )
    assert got.frame["source_row"].tolist() == [0]


def test_a_linked_call_keeps_the_diallers_time_and_takes_the_systems_words() -> None:
    got = prepared(
        {"duration_s": 42, "epoch_ms": 1000, "outcome": "answered"},
        {
            "source": SYSTEM,
            "epoch_ms": 31000,
            "duration_s": 60,
            "outcome": "promise",
            "party_role": "debtor",
            "attrs.recording_id": "R1",
            "purpose": "relay",
        },
    ).frame
    assert len(got) == 1
    assert got["epoch_ms"].tolist() == [1000]
    assert got["duration_s"].tolist() == [42]
    assert [word(got, c) for c in ("outcome", "party_role", "purpose")] == [
        "promise",
        "debtor",
        "relay",
    ]
    assert got["attrs.recording_id"].tolist() == ["R1"]
    assert got[["linked_source_0", "linked_row_0"]].to_numpy().tolist() == [[1, 1]]


def test_the_dialler_is_believed_when_it_says_that_nobody_answered() -> None:
    got = prepared({"outcome": "no_answer"}, {"source": SYSTEM, "outcome": "talked_debtor"}).frame
    assert word(got, "outcome") == "no_answer"


def test_a_code_that_nobody_mapped_gives_way_to_one_that_is_known() -> None:
    got = prepared({"outcome": "unknown"}, {"source": SYSTEM, "outcome": "busy"}).frame
    assert word(got, "outcome") == "busy"


def test_rows_outside_the_period_are_context() -> None:
    got = prepared({"local_day": 1}, {"local_day": 2, "epoch_ms": 10}, period=(2, 2)).frame
    assert got["judged"].tolist() == [False, True]


def test_an_activity_without_an_id_gets_the_same_one_wherever_it_stands() -> None:
    one = {"epoch_ms": 5, "content_key": 70}
    alone = prepared(one).frame["activity_id"].tolist()
    among = prepared({"epoch_ms": 9}, {**one, "source_row": 88}).frame["activity_id"].tolist()
    assert alone[0] in among
    assert alone[0].startswith("A")


def test_activities_alike_in_all_but_their_notes_are_told_apart() -> None:
    ids = prepared({"content_key": 1}, {"content_key": 2}).frame["activity_id"].tolist()
    assert ids[1] == f"{ids[0]}-2"


def test_ties_are_broken_by_the_activity_id() -> None:
    rows = [
        {"activity_id": name, "content_key": n, "debtor_key": n + 1} for n, name in enumerate("cab")
    ]
    assert prepared(*rows).frame["activity_id"].tolist() == ["a", "b", "c"]


def test_an_id_given_twice_at_one_instant_leaves_the_order_to_what_stands_in_the_rows() -> None:
    rows = [{"activity_id": "X", "content_key": n, "contact_key": n} for n in (3, 1, 2)]
    for order in (rows, rows[::-1]):
        assert prepared(*order).frame["contact_key"].tolist() == [1, 2, 3]


def test_of_rows_alike_but_for_what_tells_none_apart_the_same_is_kept_in_any_order() -> None:
    rows = [{"content_key": 1, "attrs.recording_id": name} for name in ("a", "b", None, "c")]
    kept = [prepared(*order).frame["attrs.recording_id"].tolist() for order in (rows, rows[::-1])]
    assert len(kept[0]) == 1
    assert kept[0] == kept[1]


def test_of_rows_alike_in_everything_the_first_is_kept() -> None:
    rows = [{"content_key": 1, "source_row": row} for row in (9, 4, 7)]
    assert prepared(*rows).frame["source_row"].tolist() == [4]


def test_nothing_gives_an_empty_frame() -> None:
    got = prepared()
    assert len(got.frame) == 0
    assert got.duplicates.tolist() == [0, 0, 0]


ROW = st.fixed_dictionaries(
    {
        "source": st.integers(0, 2),
        "epoch_ms": st.integers(0, 4).map(lambda x: x * 60_000),
        "content_key": st.integers(1, 6),
        "contact_key": st.integers(0, 2),
        "outcome": st.sampled_from(["answered", "busy", "unknown", "promise"]),
    }
)


@given(st.lists(ROW, max_size=10), st.randoms(use_true_random=False))
def test_every_row_is_accounted_for_in_any_order(rows, random) -> None:
    rows = [{**row, "source_row": n} for n, row in enumerate(rows)]
    got = prepared(*rows)
    assert len(got.frame) + got.duplicates.sum() + got.linked.sum() == len(rows)
    assert got.frame["epoch_ms"].is_monotonic_increasing
    again = prepared(*random.sample(rows, len(rows)))
    keep = ["activity_id", "epoch_ms", "outcome", "tie"]
    assert got.frame[keep].to_numpy().tolist() == again.frame[keep].to_numpy().tolist()
    assert np.array_equal(got.linked, again.linked)
    assert v.OUTCOMES.names
