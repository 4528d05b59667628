"""Acts are counted as somebody would who reads the log line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditkit import api
from auditkit.core import vocabulary as v
from auditkit.core.clock import day_number
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine import spool
from auditkit.engine.acts import Acts, count_acts
from auditkit.engine.outcome import Outcome, Settings
from auditkit.engine.roster import Input
from auditkit.engine.run import run
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.plan import canonical_plan

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER = ("debtor_id", "case_id", "contact", "at", "channel", "agency_id", "step")
CASES = ("K1", "K2", "K3", "K4", "")
BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
FIRST = date(2026, 10, 3)
"""The first day that is judged."""


class Rows:
    """A source that holds its rows in memory and gives them a few at a time."""

    def __init__(self, name: str, rows: list[tuple[str, ...]], size: int = 50) -> None:
        self.name, self.rows, self.size = name, rows, size
        self.facts = SourceFacts(name, format="rows")

    def header(self) -> tuple[str, ...]:
        return HEADER

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        for first in range(0, len(self.rows), self.size):
            part = self.rows[first : first + self.size]
            table = pa.table(
                {h: pa.array([row[n] for row in part], pa.string()) for n, h in enumerate(HEADER)}
            )
            yield RawBatch(table, np.arange(first + 2, first + 2 + len(part)))
        self.facts.read = len(self.rows)


@pytest.fixture(scope="module")
def rules():
    shelf = api.library()
    return shelf.rules(shelf.packs(["bank-example"]))[:1]


def audit(rules, *inputs: Input, jobs: int = 1) -> Outcome:
    asked = Settings("Asia/Shanghai", 90, date_from=FIRST, jobs=jobs)
    return run(inputs, rules, asked, Pseudonymiser(b"synthetic key for tests, 32 byte"))


def source(
    rows: list[tuple[str, ...]],
    name: str = "log",
    *,
    size: int = 50,
    history: bool = False,
    feed: str = "log",
    rank: int = 1,
) -> Input:
    plan = replace(canonical_plan(name, HEADER), name=feed, rank=rank)
    return Input(Rows(name, rows, size), plan, history)


def told(acts: Acts) -> tuple[object, ...]:
    return acts.contacts, acts.hours.tolist(), *acts.by_case(CASES[:2])


def recount(rows: list[tuple[str, ...]]) -> tuple[object, ...]:
    """Return what ``told`` should, counted line by line."""
    contacts, hours, cases = Counter(), [0] * 168, Counter()
    for _, case, _, at, channel, agency, _ in rows:
        moment = datetime.fromisoformat(at)
        local = moment.astimezone(SHANGHAI) if moment.tzinfo else moment
        if channel == "system" or local.date() < FIRST:
            continue
        contacts[agency, "", "", day_number(local.date())] += 1
        hours[local.weekday() * 24 + local.hour] += len(at) > len("2026-10-03")
        cases[case] += case != ""
    others = Counter(cases[case] for case in ("K3", "K4") if cases[case])
    return contacts, hours, {case: cases[case] for case in CASES[:2]}, dict(others)


MOMENT = st.integers(0, 11 * 86_400).map(lambda s: BEGIN + timedelta(seconds=s))
AT = st.one_of(
    MOMENT.map(lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
    MOMENT.map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}-05:00"),
    MOMENT.map(lambda at: f"{at:%Y-%m-%d}"),
)
ACT = st.tuples(
    st.sampled_from(["D1", "D2", "D3", "D4", ""]),
    st.sampled_from(CASES),
    AT,
    st.sampled_from(["call", "call", "sms", "visit", "system"]),
    st.sampled_from(["", "AG-1"]),
)


def rows_of(acts: list[tuple[str, ...]], number: int) -> list[tuple[str, ...]]:
    """Return acts as rows of a log, each on a number of its own, so that none repeats another."""
    return [
        (debtor, case, str(number + n), at, channel, agency, "due.missed" * (channel == "system"))
        for n, (debtor, case, at, channel, agency) in enumerate(acts)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(ACT, max_size=40), st.lists(ACT, max_size=5), st.randoms(use_true_random=False))
def test_acts_are_counted_as_line_by_line_however_the_rows_are_cut_up(
    rules, acts, earlier, random
) -> None:
    rows, before = rows_of(acts, 100), rows_of(earlier, 900)
    whole = audit(rules, source(rows), source(before, "before", history=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "SMALL", 0)
        patch.setattr(spool, "BUDGET", 1)
        anew = source(random.sample(rows, len(rows)), size=3)
        cut = audit(rules, anew, source(before, "before", history=True))
    assert told(whole.acts) == told(cut.acts) == recount(rows)


def test_the_number_of_processes_changes_no_count(rules) -> None:
    acts = [
        (f"D{n % 9}", CASES[n % 5], f"2026-10-{4 + n % 7:02d} {n % 24:02d}:00:00", "call", "")
        for n in range(90)
    ]
    rows = rows_of(acts, 100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "SMALL", 0)
        two = audit(rules, source(rows), jobs=2)
    assert told(two.acts) == recount(rows)
    assert two.acts.by_case(["K1", "K1", "unheard of"]) == ({"K1": 18, "unheard of": 0}, {18: 3})


def test_a_call_that_two_systems_recorded_counts_once_with_the_case_that_one_of_them_knows(
    rules,
) -> None:
    ats = [f"2026-10-05 {hour}:00:00" for hour in ("09", "10", "11")]
    dialled = [("D1", "", "138", at, "call", "", "") for at in ats]
    written = [("D1", "K1", "138", at, "call", "", "") for at in ats]
    first = source(dialled, feed="dialler", rank=1)
    outcome = audit(
        rules, first, *(source(written, name, feed="crm", rank=2) for name in ("crm", "again"))
    )
    assert [(a.linked, a.duplicate) for a in outcome.accounts] == [(0, 0), (3, 0), (0, 3)]
    assert sum(outcome.acts.contacts.values()) == outcome.acts.hours.sum() == 3
    assert outcome.acts.by_case(["K1"]) == ({"K1": 3}, {})


def test_no_case_is_one_of_no_name() -> None:
    names = ["", "K1", "of no act"]
    frame = pd.DataFrame(
        {
            "judged": True,
            "channel": v.CHANNELS.code("call"),
            "local_day": 0,
            "local_second": [-1, 86_399, 0, 0],
            "case_id": pd.Categorical.from_codes([0, 1, -1, 1], categories=names),
            **dict.fromkeys(("agency_id", "collector_id", "org_id"), pd.Categorical([""] * 4)),
        }
    )
    acts = count_acts(frame)
    assert acts.by_case([]) == ({}, {2: 1})
    assert np.flatnonzero(acts.hours).tolist() == [3 * 24, 3 * 24 + 23]
