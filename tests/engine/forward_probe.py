"""Asks the real engine what looking forward foretold.

A probe is a copy of the whole log with names of its own and the contact that was asked about in
it. The copies are read, normalised, linked and judged as any export would be; nothing of looking
forward is used for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import BoundRule
from auditkit.engine.forward.families import GAPS
from auditkit.engine.forward.kinds import KINDS, TALK
from auditkit.engine.forward.outlook import Outlook, Wish, look_ahead
from auditkit.engine.forward.search import Forecast
from auditkit.engine.outcome import Settings
from auditkit.engine.roster import Input
from auditkit.engine.run import run
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.plan import canonical_plan

KEY = b"synthetic key for tests, 32 byte"
Row = dict[str, str]
HEADER = (
    *("debtor_id", "case_id", "contact", "contact_kind", "contact_source", "party_role", "at"),
    *("tz", "channel", "direction", "purpose", "outcome", "agency_id", "collector_id", "step"),
    *("attrs", "duration_s", "line_type", "activity_id"),
)
TALK_S = 180
DAYS = 12


class Rows:
    """A source that holds its rows in memory."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.name, self.rows = "log", rows
        self.facts = SourceFacts("log", format="rows")

    def header(self) -> tuple[str, ...]:
        return HEADER

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        table = pa.table(
            {h: pa.array([row.get(h) for row in self.rows], pa.string()) for h in HEADER}
        )
        self.facts.read = len(self.rows)
        if self.rows:
            yield RawBatch(table, np.arange(len(self.rows)))


def source(rows: Sequence[Row]) -> list[Input]:
    return [Input(Rows(rows), canonical_plan("log", HEADER))]


def how(zone: str) -> Settings:
    return Settings(zone, 90)


def iso(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat()


def ahead(
    rows: Sequence[Row],
    rules: Sequence[BoundRule],
    at: int,
    *,
    zone: str = "Asia/Shanghai",
    kinds: tuple[str, ...] = ("call", "sms"),
    cap: int = 4,
) -> Outlook:
    wish = Wish(datetime.fromtimestamp(at, UTC), kinds, DAYS, TALK_S, cap)
    return look_ahead(source(rows), rules, how(zone), Pseudonymiser(KEY), wish)


@dataclass(frozen=True)
class Probe:
    """A contact like that of row ``like``, made ``times`` times at one instant."""

    like: int
    kind: str
    outcome: int
    at: int
    times: int = 1


def found(
    rows: Sequence[Row], rules: Sequence[BoundRule], probes: Sequence[Probe], at: int, zone: str
) -> list[set[str]]:
    """Return the rules of which each probe is a finding, whichever of its contacts is."""
    log: list[Row] = []
    owner: dict[int, int] = {}
    known = [row for row in rows if datetime.fromisoformat(row["at"]).timestamp() <= at]
    for number, probe in enumerate(probes):
        log += [_renamed(row, number) for row in known]
        for nth in range(probe.times):
            owner[len(log)] = number
            log.append(_renamed(_contact(rows[probe.like], probe, nth), number))
    outcome = run(source(log), rules, how(zone), Pseudonymiser(KEY))
    assert not outcome.accounts[0].rejects
    assert outcome.accounts[0].duplicate == 0
    said: list[set[str]] = [set() for _ in probes]
    for finding in outcome.ledger.findings:
        if finding.source_row in owner:
            said[owner[finding.source_row]].add(finding.rule)
    return said


def _renamed(row: Row, number: int) -> Row:
    own = {name: f"{row[name]}-{number}" for name in ("debtor_id", "case_id", "activity_id")}
    contact = {"contact": f"{row['contact']}{number:05d}"} if row.get("contact") else {}
    return {**row, **own, **contact}


def _contact(like: Row, probe: Probe, nth: int) -> Row:
    name = KINDS[probe.kind].outcomes[probe.outcome]
    talk = name == TALK
    if talk:
        name = "talked_debtor" if like["party_role"] in ("debtor", "unknown") else "third_talk"
    made = {
        "at": iso(probe.at),
        "activity_id": f"Z{nth}",  # after whatever else happened at that instant
        "channel": probe.kind,
        "direction": "outbound",
        "purpose": "collection",
        "outcome": name,
        "duration_s": str(TALK_S if talk else 0),
        "line_type": "registered",
    }
    return {**{n: v for n, v in like.items() if n not in ("step", "attrs")}, **made}


def outcomes(kind: str) -> range:
    return range(len(KINDS[kind].outcomes))


TRIED: Counter[str] = Counter()
"""How many instants were held against the engine, by what was foretold of them."""


def check(
    rows: Sequence[Row],
    rules: Sequence[BoundRule],
    at: int,
    chances: Sequence[float],
    *,
    zone: str,
    most: int = 3,
) -> None:
    """Hold what is foretold against the engine, at both ends of each stretch and inside."""
    outlook = ahead(rows, rules, at, zone=zone)
    probes: list[Probe] = []
    asked: list[tuple[str, int, int]] = []
    for forecast in _some(outlook.forecasts, chances, most):
        like = _raw(outlook, forecast)
        for foretold, instant, times in _instants(forecast, at, chances):
            asked.append((foretold, len(probes), times))
            probes += [
                Probe(like, forecast.question.kind, n, instant, times)
                for n in outcomes(forecast.question.kind)
            ]
    if not probes:
        return
    said = found(rows, rules, probes, at, zone)
    gaps = {rule.id for rule in rules if rule.check.id in GAPS}
    for foretold, first, times in asked:
        last = first + len(outcomes(probes[first].kind))
        broken = set().union(*said[first:last])
        if times > 1 or foretold in ("enough", "too many"):
            broken -= gaps
        assert bool(broken) == (foretold in ("barred", "too many")), (
            foretold, probes[first], iso(probes[first].at), broken,
        )  # fmt: skip
        TRIED[foretold] += 1


def _some(forecasts: Sequence[Forecast], chances: Sequence[float], most: int) -> list[Forecast]:
    step = max(1, len(forecasts) // most)
    return list(forecasts)[int(chances[0] * step) :: step][:most]


def _raw(outlook: Outlook, forecast: Forecast) -> int:
    assert outlook.ground is not None
    return int(outlook.ground.columns["source_row"][forecast.question.row])


def _instants(
    forecast: Forecast, at: int, chances: Sequence[float]
) -> Iterator[tuple[str, int, int]]:
    """Yield instants with what was foretold of them, and how many contacts are made there."""
    end = at + DAYS * 86_400
    earliest = end if forecast.earliest_s is None else forecast.earliest_s
    if earliest > at:
        yield "barred", at, 1
        yield "barred", earliest - 1, 1
        for chance in chances:
            yield "barred", at + int(chance * (earliest - at)), 1
    if forecast.earliest_s is None:
        return
    until = end if forecast.lawful_until_s is None else forecast.lawful_until_s
    yield "free", earliest, 1
    yield "free", until - 1, 1
    for chance in chances:
        yield "free", earliest + int(chance * (until - earliest)), 1
    if forecast.lawful_until_s is not None:
        yield "barred", until, 1
    yield "enough", earliest, forecast.left
    if not forecast.capped:
        yield "too many", earliest, forecast.left + 1
