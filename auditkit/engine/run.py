"""Runs an audit on one machine: read, normalise, spool, link, judge, account for every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa

from auditkit.core.clock import day_number
from auditkit.core.errors import EngineError
from auditkit.core.findings import Bilingual
from auditkit.core.frame import FIELDS, frame_schema
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import BoundRule
from auditkit.engine.columns import by_key, carried
from auditkit.engine.evaluate import Record
from auditkit.engine.frames import FOREVER_MS, Feed
from auditkit.engine.further import narrow_schema
from auditkit.engine.judge import DEBTOR, Bench, Contacts, Judged, each_judged
from auditkit.engine.sightings import Sightings
from auditkit.engine.spool import Spool, stored_schema
from auditkit.engine.verdicts import Ledger
from auditkit.sources.interface import Reject, Source, SourceFacts
from auditkit.sources.normalise import Normaliser, NormaliserReport
from auditkit.sources.plan import Plan

Progress = Callable[[str, int, int], None]
NEVER: Final = 2**31 - 1


def silent(phase: str, done: int, total: int) -> None:
    """Tell nobody how far a run has come."""


@dataclass(frozen=True, slots=True)
class Input:
    """A source and how its columns map."""

    source: Source
    plan: Plan


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told; ``date_from`` and ``date_to`` are the first and last day judged.

    ``as_of`` is the last instant known; what came later is context.
    """

    zone: str
    tolerance_s: int
    date_from: date | None = None
    date_to: date | None = None
    jobs: int = 1
    as_of: datetime | None = None

    @property
    def known_until_ms(self) -> int:
        """The last instant known, in milliseconds."""
        return FOREVER_MS if self.as_of is None else int(self.as_of.timestamp() * 1000)

    @property
    def period(self) -> tuple[int, int]:
        """First and last local day to be judged, as day numbers."""
        first = -NEVER if self.date_from is None else day_number(self.date_from)
        return first, NEVER if self.date_to is None else day_number(self.date_to)


@dataclass(slots=True)
class Account:
    """What became of the rows of one source."""

    facts: SourceFacts
    plan: Plan
    report: NormaliserReport
    rejects: list[Reject]
    judged: int = 0
    linked: int = 0
    duplicate: int = 0
    context: int = 0

    @property
    def balanced(self) -> bool:
        """Whether every row that was read is accounted for."""
        known = self.judged + self.linked + self.duplicate + self.context
        return self.facts.read == known + len(self.rejects)


@dataclass(slots=True)
class Outcome:
    """What a run found, and what became of every row."""

    ledger: Ledger
    accounts: list[Account]
    pairs: int = 0
    first_day: int | None = None
    last_day: int | None = None
    last_ms: int | None = None
    record: Record = field(default_factory=lambda: Record(None, None))
    contacts: Contacts = field(default_factory=Counter)
    seen: Sightings = field(default_factory=Sightings)

    @property
    def alarms(self) -> tuple[Bilingual, ...]:
        """What a person must look at before relying on the run."""
        notes = [n for a in self.accounts for n in (*a.facts.notes, *a.report.alarms)]
        return tuple(dict.fromkeys(notes))


def run(
    inputs: Sequence[Input],
    rules: Sequence[BoundRule],
    settings: Settings,
    pseudonyms: Pseudonymiser,
    *,
    progress: Progress = silent,
) -> Outcome:
    """Return what the rules say of the inputs.

    Raises ``InputError`` for a source that cannot be read at all, ``CheckError`` for a kernel that
    fails, ``EngineError`` when a row cannot be accounted for.
    """
    columns = carried(rules)
    schema = stored_schema(frame_schema(tuple(name for name in FIELDS if name in columns)))
    with Spool(schema, DEBTOR, fallback="contact_key") as spool:
        outcome = Outcome(Ledger(pseudonyms, tuple(i.source.name for i in inputs)), [])
        outcome.ledger.expect(rules)
        for number, item in enumerate(inputs):
            _ingest(number, item, settings, pseudonyms, columns, spool, outcome, progress)
        _judge(spool, inputs, rules, settings, outcome, progress)
    lost = [a.facts.name for a in outcome.accounts if not a.balanced]
    if lost:
        raise EngineError("rows are not accounted for", ", ".join(lost))
    return outcome


def _ingest(
    number: int,
    item: Input,
    settings: Settings,
    pseudonyms: Pseudonymiser,
    columns: frozenset[str],
    spool: Spool,
    outcome: Outcome,
    progress: Progress,
) -> None:
    normaliser = Normaliser(
        item.plan,
        source_index=number,
        zone=item.plan.zone or settings.zone,
        pseudonyms=pseudonyms,
        columns=columns,
    )
    rejects: list[Reject] = []
    spoken = {name for name in columns if name in item.plan.mapped}
    done = 0
    for raw in item.source.batches(normaliser.needed_headers):
        normal = normaliser.apply(raw)
        rejects += normal.rejects
        _remember_span(normal.table, outcome)
        spoken |= _said_in(normal.table, columns - spoken)
        spool.add(normal.table)
        done += raw.table.num_rows
        progress("read", done, 0)
    facts = item.source.facts
    rejects = sorted([*rejects, *facts.unread], key=lambda reject: reject.row)
    record = outcome.record
    outcome.record = Record(
        record.acts_from, record.steps_from, (*record.speaks, frozenset(spoken))
    )
    outcome.accounts.append(Account(facts, item.plan, normaliser.report(), rejects))


def _said_in(table: pa.Table, columns: frozenset[str]) -> set[str]:
    """Return the attribute columns in which some row says something."""
    return {name for name in columns if name.startswith("attrs.") and _says(table, name)}


def _says(table: pa.Table, name: str) -> bool:
    missing = FIELDS[name].missing
    column = table.column(name)
    if missing is None:
        return bool(column.null_count < len(column))
    values = column.to_numpy()
    said = ~np.isnan(values) if missing != missing else values != missing  # noqa: PLR0124 - NaN
    return bool(said.any())


def _remember_span(table: pa.Table, outcome: Outcome) -> None:
    if table.num_rows == 0:
        return
    days = table.column("local_day").to_numpy()
    instants = table.column("epoch_ms").to_numpy()
    steps = ~np.asarray(table.column("step").is_null())
    record = outcome.record
    outcome.record = Record(
        _earliest(record.acts_from, days[~steps]),
        _earliest(record.steps_from, days[steps]),
        record.speaks,
    )
    outcome.first_day = _earliest(outcome.first_day, days)
    last = int(days.max())
    outcome.last_day = last if outcome.last_day is None else max(last, outcome.last_day)
    latest = int(instants.max())
    outcome.last_ms = latest if outcome.last_ms is None else max(latest, outcome.last_ms)


def _earliest(known: int | None, days: Any) -> int | None:  # noqa: ANN401 - an array
    if len(days) == 0:
        return known
    first = int(days.min())
    return first if known is None else min(first, known)


def _judge(
    spool: Spool,
    inputs: Sequence[Input],
    rules: Sequence[BoundRule],
    settings: Settings,
    outcome: Outcome,
    progress: Progress,
) -> None:
    keyed = by_key(rules)
    others = {} if spool.whole else {k: narrow_schema(r) for k, r in keyed.items() if k != DEBTOR}
    bench = Bench(
        rules=keyed,
        feeds=_feeds(inputs),
        sources=outcome.ledger.sources,
        tolerance_ms=settings.tolerance_s * 1000,
        period=settings.period,
        record=outcome.record,
        pseudonyms=outcome.ledger.pseudonyms,
        further=others,
        known_until_ms=settings.known_until_ms,
    )
    jobs = 1 if spool.whole else settings.jobs
    done = 0
    with ExitStack() as stack:
        spools = {
            key: stack.enter_context(Spool(schema, key, fallback=DEBTOR))
            for key, schema in others.items()
        }
        for judged in each_judged(bench, spool.frames(), jobs=jobs):
            _settle(judged, outcome)
            for key, table in judged.further.items():
                spools[key].add(table)
            done += judged.rows
            progress("judge", done, spool.rows)
        for key, further in spools.items():
            for ledger in each_judged(bench, further.frames(), jobs=jobs, key=key):
                outcome.ledger.absorb(ledger)


def _feeds(inputs: Sequence[Input]) -> tuple[Feed, ...]:
    """Return the system of every source: files of one mapped source are one feed."""
    names = list(dict.fromkeys(item.plan.name for item in inputs))
    return tuple(Feed(names.index(item.plan.name), item.plan.rank) for item in inputs)


def _settle(judged: Judged, outcome: Outcome) -> None:
    for number, account in enumerate(outcome.accounts):
        account.judged += int(judged.judged[number])
        account.context += int(judged.context[number])
        account.duplicate += int(judged.duplicate[number])
        account.linked += int(judged.linked[number])
    outcome.ledger.absorb(judged.ledger)
    outcome.pairs += judged.pairs
    outcome.contacts.update(judged.contacts)
    outcome.seen.absorb(judged.seen)
