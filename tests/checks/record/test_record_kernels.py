"""Checks of the record say what their oracles say, whatever the order or partition of the rows."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks.interface import UNKNOWN
from auditkit.checks.record import copied, late, party, talk_time, unmatched
from auditkit.core.frame import NO_DAY
from auditkit.core.vocabulary import ENTRY_MODES
from tests.checks.kernel import records, run
from tests.checks.privacy.talk import frame_with_texts, said
from tests.checks.record import record_oracle as oracle
from tests.factories import HOUR_MS, activities, at, complete, row

CALLS = {"channels": ["call"]}
ANY: dict[str, Any] = {}
QUIET = {"channels": ["call"], "outcomes": ["no_answer"]}
CHECKS = {c.CHECK.id: c.CHECK for c in (talk_time, late, unmatched, party, copied)}
PARAMS: dict[str, list[dict[str, Any]]] = {
    "record.talk_time": [
        {"select": QUIET, "at_least_s": 90},
        {"select": {"counter": "conversation"}, "at_most_s": 5},
        {"select": CALLS, "at_most_s": 0},
    ],
    "record.late": [
        {"select": ANY, "within_hours": 24},
        {"select": CALLS, "within_hours": 0.5, "backfill": True},
    ],
    "record.unmatched": [
        {"select": CALLS, "lacks": "dialler"},
        {"select": ANY, "lacks": "system"},
        {"select": {"counter": "conversation"}, "lacks": "note"},
    ],
    "record.party": [
        {"coded": ["debtor"], "noted": ["family", "spouse"]},
        {"select": CALLS, "coded": ["friend", "debtor"], "noted": ["family"]},
        {"coded": ["friend"], "noted": ["spouse", "employer"]},
    ],
    "record.copied": [
        {"cases": 2, "within_minutes": 5, "min_characters": 4},
        {"cases": 3, "within_minutes": 10, "min_characters": 4, "select": CALLS},
        {"cases": 3, "within_minutes": 1, "min_characters": 1},
    ],
}
CASES = [
    pytest.param(CHECKS[name], written, id=f"{name}-{number}")
    for name, all_written in PARAMS.items()
    for number, written in enumerate(all_written)
]
PART = dict.fromkeys(CHECKS, "debtor_key") | {"record.copied": "collector_key"}


@st.composite
def recorded(draw: st.DrawFn):
    """Draw activities with what systems recorded of them, and notes in bursts."""
    rows = draw(activities(most=10))
    for one in rows:
        chance = random.Random(draw(st.integers(0, 2**32 - 1)))
        if chance.random() < 0.8:
            delay = chance.choice((0, 1, 60, 61, 299, 300, 301, 1800, 86_400, 86_401, 200_000))
            one["recorded_ms"] = chance.choice((one["epoch_ms"], at(2))) + delay * 1000
        one["recorded_in"], one["covered_by"] = chance.randrange(4), chance.randrange(4)
        one["entry_mode"] = chance.choice((None, *ENTRY_MODES.names))
        one["note_key"] = chance.choice((0, 71, 71, 71, -72))
        one["note_size"] = chance.choice((0, 3, 4, 40, 40))
        one["collector_key"] = chance.choice((51, 51, 51, 52, 0))
        one["case_key"] = chance.choice((41, 42, 43, 44, 45, None))
        one["party_role"] = chance.choice((one.get("party_role"), "family", "unknown", None))
        one["has"] = chance.sample(("note", "message", "turn"), chance.randrange(3))
        one["said"] = [_reached(chance) for _ in range(chance.choice((0, 0, 1, 1, 2)))]
    return complete(rows)


def _reached(chance: random.Random) -> dict[str, Any]:
    return said(
        chance.choice(("reached.person", "reached.person", "told.debt")),
        place=chance.choice(("note", "note", "note", "message")),
        recipient=chance.choice(("debtor", "family", "spouse", "friend", None)),
        stance=chance.choice(("asserted", "asserted", "reported", "quoted", "planned", "negated")),
        start=chance.randrange(3),
    )


def found(check, rows, params, text="category"):
    """Run a kernel; by activity id the hits, the rows listed, the stable groups and incidents."""
    frame, mentions = frame_with_texts(check, rows, params, text)
    given_ = () if check.asks is None else (mentions.of(check.asks(params).kinds),)
    hits = run(check, frame, params, *given_)
    ids = [one["id"] for one in rows]
    told, listed, incidents = {}, {}, defaultdict(set)
    for hit in records(hits.table):
        name = ids[hit["anchor"]]
        assert name not in told
        assert (hit["by"], hit["trigger"], hit["due_day"]) == (-1, -1, NO_DAY)
        told[name] = (hit["observed"], hit["limit"])
        listed[name] = (hit["group"], {ids[p] for p in hits.order[hit["lo"] : hit["hi"]]})
        incidents[hit["incident"]].add(name)
    scope = {ids[p] for p in np.flatnonzero(hits.scope)}
    unknown = {ids[p]: str(UNKNOWN[hits.unknown[p]]) for p in np.flatnonzero(hits.unknown)}
    return told, scope, unknown, listed, sorted(map(sorted, incidents.values()))


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=recorded())
def test_kernel_agrees_with_its_oracle(check, written, rows):
    params = check.params.model_validate(written)
    hits, scope, unknown, listed, _ = found(check, rows, params)
    expected = getattr(oracle, check.id.removeprefix("record."))(rows, params)
    assert hits == expected.hits
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)
    assert all(name in names for name, (_, names) in listed.items())


@pytest.mark.parametrize(("check", "written"), CASES)
@settings(max_examples=settings.default.max_examples // 3)
@given(rows=recorded(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(check, written, rows, data):
    params = check.params.model_validate(written)
    whole = found(check, rows, params)
    assert found(check, data.draw(st.permutations(rows)), params, text="str") == whole
    parts = defaultdict(list)
    for one in rows:
        parts[one.get(PART[check.id])].append(one)
    pieces = [found(check, part, params) for part in parts.values()]
    for which in (0, 2, 3):
        assert {k: x for piece in pieces for k, x in piece[which].items()} == whole[which]
    assert {name for piece in pieces for name in piece[1]} == whole[1]
    assert sorted(group for piece in pieces for group in piece[4]) == whole[4]


@pytest.mark.parametrize(("check", "written"), CASES)
def test_an_empty_frame_has_no_hits(check, written):
    params = check.params.model_validate(written)
    assert found(check, [], params) == ({}, set(), {}, {}, [])


def test_a_talk_time_has_one_bound():
    for bounds in ({}, {"at_least_s": 1, "at_most_s": 2}):
        with pytest.raises(ValidationError):
            talk_time.TalkTimeParams.model_validate({"select": ANY, **bounds})


def only(check, written, *rows):
    params = check.params.model_validate(written)
    told = found(check, complete([{"said": [], **one} for one in rows]), params)
    return told[0], told[2]


def test_three_minutes_of_no_answer_are_found():
    quiet = row(outcome="no_answer", duration_s=180)
    assert only(talk_time.CHECK, {"select": QUIET, "at_least_s": 60}, quiet) == (
        {"a0": (180, 60)},
        {},
    )


def test_a_record_is_late_from_the_end_of_the_call_on():
    start = at(0)
    call = row(epoch_ms=start, duration_s=600, recorded_ms=start + 600_000 + 24 * HOUR_MS)
    later = call | {"recorded_ms": call["recorded_ms"] + 1}
    written = {"select": ANY, "within_hours": 24}
    hits, _ = only(late.CHECK, written, call, later, row(recorded_ms=None))
    assert list(hits) == ["a1"]
    assert hits["a1"][0] == pytest.approx(24)


def test_a_note_that_names_the_mother_is_found_where_the_code_says_the_debtor():
    mother = said("reached.person", recipient="family")
    himself = said("reached.person", recipient="debtor", start=10)
    written = {"coded": ["debtor"], "noted": ["family"]}
    rows = [
        row(said=[mother]),
        row(said=[mother, himself]),
        row(said=[mother], party_role="family", outcome="third_talk"),
        row(said=[mother], party_role=None, outcome=None),
    ]
    assert only(party.CHECK, written, *rows) == ({"a0": (1, 0)}, {"a3": "party_role"})


def note(case, clock, **more):
    base = {"collector_key": 51, "note_key": 7, "note_size": 20, "case_key": case}
    return row(epoch_ms=at(0, clock), **base, **more)


def test_one_note_in_three_cases_within_the_window_is_a_burst_and_in_one_case_is_none():
    written = {"cases": 3, "within_minutes": 2, "min_characters": 4}
    burst = [note(41, "09:00:00"), note(42, "09:01:00"), note(43, "09:02:00")]
    assert set(only(copied.CHECK, written, *burst)[0]) == {"a0", "a1", "a2"}
    wider = [*burst[:2], note(43, "09:02:01")]
    same = [note(41, "09:00:00"), note(41, "09:00:10"), note(42, "09:00:20")]
    apart = [*burst[:2], note(43, "09:01:30") | {"collector_key": 52}]
    for clean in (wider, same, apart):
        assert only(copied.CHECK, written, *clean) == ({}, {})


def test_two_bursts_of_one_note_are_two_incidents():
    written = {"cases": 2, "within_minutes": 1, "min_characters": 4}
    rows = [note(41, "09:00:00"), note(42, "09:00:30"), note(43, "09:05:00"), note(44, "09:05:30")]
    params = copied.CopiedParams.model_validate(written)
    incidents = found(copied.CHECK, complete([{"said": [], **r} for r in rows]), params)[4]
    assert incidents == [["a0", "a1"], ["a2", "a3"]]
