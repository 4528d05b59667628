"""Runs an audit on one machine: read, normalise, spool, link, judge, account for every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa

from auditkit.core.clock import day_number
from auditkit.core.errors import EngineError
from auditkit.core.findings import Bilingual
from auditkit.core.frame import FIELDS, frame_schema
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.attribute import Attribution, attribute, told_apart
from auditkit.engine.bind import BoundRule
from auditkit.engine.columns import by_key, carried
from auditkit.engine.evaluate import Record
from auditkit.engine.feeds import compared, corrected
from auditkit.engine.frames import FOREVER_MS
from auditkit.engine.further import narrow_schema
from auditkit.engine.judge import DEBTOR, Bench, Contacts, Judged, each_judged
from auditkit.engine.link_report import LinkReport
from auditkit.engine.offsets import Offset
from auditkit.engine.roster import Input, Roster
from auditkit.engine.spool import Spool, stored_schema
from auditkit.engine.state import State
from auditkit.engine.verdicts import Ledger
from auditkit.sources.crosswalk import Crosswalk
from auditkit.sources.interface import Reject, SourceFacts
from auditkit.sources.normalise import Normaliser, NormaliserReport
from auditkit.sources.plan import Plan

Progress = Callable[[str, int, int], None]
NEVER: Final = 2**31 - 1
WINDOW_S: Final = 900
_WAITING: Final = 64 * 1024 * 1024


def silent(phase: str, done: int, total: int) -> None:
    """Tell nobody how far a run has come."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told; ``date_from`` and ``date_to`` are the first and last day judged.

    ``as_of`` is the last instant known; what came later is context. ``hand_on_days`` is how many
    local days of acts the next run is handed besides all steps; None hands on nothing.
    ``window_s`` is how far the clocks of two systems may differ and still be corrected.
    """

    zone: str
    tolerance_s: int
    date_from: date | None = None
    date_to: date | None = None
    jobs: int = 1
    as_of: datetime | None = None
    hand_on_days: int | None = None
    window_s: int = WINDOW_S

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
    """What became of the rows of one source.

    Rows are counted, not activities: where a row makes several it is judged if any of them is.
    """

    name: str
    facts: SourceFacts
    plan: Plan
    report: NormaliserReport
    rejects: list[Reject]
    history: bool = False
    judged: int = 0
    linked: int = 0
    duplicate: int = 0
    context: int = 0
    attribution: Attribution = field(default_factory=Attribution)

    @property
    def rejected(self) -> int:
        """The rows of which nothing could be taken."""
        return sum(not reject.activity for reject in self.rejects)

    @property
    def balanced(self) -> bool:
        """Whether every row that was read is accounted for."""
        known = self.judged + self.linked + self.duplicate + self.context
        return self.facts.read == known + self.rejected


@dataclass(slots=True)
class Outcome:
    """What a run found, and what became of every row.

    ``states`` are those that earlier runs handed it, with how many rows were taken from each;
    ``state`` is what this run hands on.
    """

    ledger: Ledger
    accounts: list[Account]
    states: list[tuple[State, int]] = field(default_factory=list)
    state: State | None = None
    pairs: int = 0
    first_day: int | None = None
    last_day: int | None = None
    last_ms: int | None = None
    record: Record = field(default_factory=lambda: Record(None, None))
    contacts: Contacts = field(default_factory=Counter)
    packed: list[bytes] = field(default_factory=list)
    links: LinkReport = field(default_factory=LinkReport)
    offsets: tuple[Offset, ...] = ()
    feeds: tuple[str, ...] = ()
    crosswalk: Crosswalk | None = None

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
    states: Sequence[State] = (),
    progress: Progress = silent,
    crosswalk: Crosswalk | None = None,
) -> Outcome:
    """Return what the rules say of the inputs, with what earlier runs handed on as context.

    ``crosswalk`` says whose numbers and cases are.

    Inputs of history stand after the others. Raises ``InputError`` for a source that cannot be read
    at all, ``CheckError`` for a kernel that fails, ``EngineError`` when a row cannot be accounted
    for.
    """
    columns = carried(rules)
    sources = Roster.of(inputs, states)
    outcome = Outcome(Ledger(pseudonyms, sources.names), [], crosswalk=crosswalk)
    outcome.ledger.expect(rules)
    with gathered(inputs, states, columns, settings, outcome, progress=progress) as spool:
        _judge(spool, sources, rules, settings, outcome, progress)
        if settings.hand_on_days is not None:
            outcome.state = _handed_on(sources, columns, settings, outcome)
    lost = [a.name for a in outcome.accounts if not a.balanced]
    if lost:
        raise EngineError("rows are not accounted for", ", ".join(lost))
    return outcome


@contextmanager
def gathered(
    inputs: Sequence[Input],
    states: Sequence[State],
    columns: frozenset[str],
    settings: Settings,
    outcome: Outcome,
    *,
    progress: Progress = silent,
) -> Iterator[Spool]:
    """Give the rows of all sources in buckets by debtor, and note in ``outcome`` what was met.

    Rows that name nobody wait apart until all others are known; then those whose number belongs to
    one debtor join the others' rows. The clocks of the systems are compared last.
    """
    schema = stored_schema(frame_schema(tuple(name for name in FIELDS if name in columns)))
    sources = Roster.of(inputs, states)
    waits = Spool(schema, "contact_key", budget=_WAITING)
    with Spool(schema, DEBTOR, fallback="contact_key") as spool, waits as waiting:
        for number, item in enumerate(inputs):
            _ingest(number, item, settings, columns, (spool, waiting), outcome, progress)
        for state, first in zip(states, sources.first_of_states, strict=True):
            _take_over(state, first, (spool, waiting), outcome)
        found = attribute(waiting, spool, len(sources.names), outcome.crosswalk)
        for account, part in zip(outcome.accounts, found, strict=False):
            account.attribution = part.with_joined(account.report.joined)
        outcome.feeds = sources.known
        window_ms = settings.window_s * 1000
        outcome.offsets = compared(spool, sources, [i.plan for i in inputs], window_ms=window_ms)
        yield spool


def _ingest(
    number: int,
    item: Input,
    settings: Settings,
    columns: frozenset[str],
    spools: tuple[Spool, Spool],
    outcome: Outcome,
    progress: Progress,
) -> None:
    normaliser = Normaliser(
        item.plan,
        source_index=number,
        zone=item.plan.zone or settings.zone,
        pseudonyms=outcome.ledger.pseudonyms,
        columns=columns,
        crosswalk=outcome.crosswalk,
    )
    rejects: list[Reject] = []
    spoken = {name for name in columns if name in item.plan.mapped}
    done = 0
    for raw in item.source.batches(normaliser.needed_headers):
        normal = normaliser.apply(raw)
        rejects += normal.rejects
        _remember_span(normal.table, item, outcome)
        spoken |= _said_in(normal.table, columns - spoken)
        for spool, table in zip(spools, told_apart(normal.table), strict=True):
            spool.add(table)
        done += raw.table.num_rows
        progress("read", done, 0)
    facts = item.source.facts
    rejects = sorted([*rejects, *facts.unread], key=lambda reject: reject.row)
    record = outcome.record
    outcome.record = replace(record, speaks=(*record.speaks, frozenset(spoken)))
    report = normaliser.report()
    # rows that make no activity never reach the engine; they say nothing that could be judged
    outcome.accounts.append(
        Account(
            item.name,
            facts,
            item.plan,
            report,
            rejects,
            history=item.history,
            context=report.silent,
        )
    )


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


def _remember_span(table: pa.Table, item: Input, outcome: Outcome) -> None:
    if table.num_rows == 0:
        return
    days = table.column("local_day").to_numpy()
    instants = table.column("epoch_ms").to_numpy()
    steps = ~np.asarray(table.column("step").is_null())
    record = outcome.record
    listed = dict(record.listed)
    for name in {name for part in item.plan.parts for name in part.step.split("|") if name}:
        listed[name] = min(int(days.min()), listed.get(name, NEVER))
    outcome.record = replace(
        record,
        acts_from=_earliest(record.acts_from, days[~steps]),
        # a list of some steps says nothing of others
        steps_from=_earliest(record.steps_from, days[steps & (not item.plan.parts)]),
        listed=listed,
    )
    if item.history:
        return
    outcome.first_day = _earliest(outcome.first_day, days)
    last = int(days.max())
    outcome.last_day = last if outcome.last_day is None else max(last, outcome.last_day)
    latest = int(instants.max())
    outcome.last_ms = latest if outcome.last_ms is None else max(latest, outcome.last_ms)


def _take_over(state: State, first: int, spools: tuple[Spool, Spool], outcome: Outcome) -> None:
    """Put what an earlier run handed on beside the rows that were read."""
    rows = 0
    for table in state.tables(spools[0].schema, first):
        rows += table.num_rows
        for spool, part in zip(spools, told_apart(table), strict=True):
            spool.add(part)
    outcome.states.append((state, rows))
    record = outcome.record
    outcome.record = Record(
        _earliest(record.acts_from, [] if state.acts_from is None else [state.acts_from]),
        _earliest(record.steps_from, [] if state.steps_from is None else [state.steps_from]),
        (*record.speaks, *(origin.speaks for origin in state.origins)),
        {
            name: min(known.get(name, NEVER) for known in (record.listed, state.listed))
            for name in {*record.listed, *state.listed}
        },
    )


def _handed_on(
    sources: Roster, columns: frozenset[str], settings: Settings, outcome: Outcome
) -> State:
    record = outcome.record
    since = _hand_on_from(settings, outcome)
    acts_from = record.acts_from if record.acts_from is None else max(record.acts_from, since or 0)
    return State(
        run="",
        origins=sources.origins(record.speaks),
        columns=columns,
        acts_from=acts_from,
        steps_from=record.steps_from,
        listed=record.listed,
        parts=tuple(outcome.packed),
        read=len(outcome.accounts),
    )


def _hand_on_from(settings: Settings, outcome: Outcome) -> int | None:
    """Return the first local day of acts that are handed on, None for none at all."""
    if settings.hand_on_days is None:
        return None
    return (outcome.last_day or 0) - settings.hand_on_days + 1


def _earliest(known: int | None, days: Any) -> int | None:  # noqa: ANN401 - an array or list
    if len(days) == 0:
        return known
    first = int(min(days) if isinstance(days, list) else days.min())
    return first if known is None else min(first, known)


def _judge(
    spool: Spool,
    sources: Roster,
    rules: Sequence[BoundRule],
    settings: Settings,
    outcome: Outcome,
    progress: Progress,
) -> None:
    keyed = by_key(rules)
    others = {} if spool.whole else {k: narrow_schema(r) for k, r in keyed.items() if k != DEBTOR}
    bench = Bench(
        rules=keyed,
        feeds=corrected(sources, outcome.offsets),
        sources=outcome.ledger.sources,
        tolerance_ms=settings.tolerance_s * 1000,
        period=settings.period,
        record=outcome.record,
        pseudonyms=outcome.ledger.pseudonyms,
        further=others,
        known_until_ms=settings.known_until_ms,
        current=sources.current,
        hand_on=_hand_on_from(settings, outcome),
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


def _settle(judged: Judged, outcome: Outcome) -> None:
    for number, account in enumerate(outcome.accounts):
        account.judged += int(judged.judged[number])
        account.context += int(judged.context[number])
        account.duplicate += int(judged.duplicate[number])
        account.linked += int(judged.linked[number])
    if judged.state:
        outcome.packed.append(judged.state)
    outcome.ledger.absorb(judged.ledger)
    outcome.pairs += judged.pairs
    outcome.links.absorb(judged.links)
    outcome.contacts.update(judged.contacts)
