"""Gathers the rows of all sources in buckets by debtor, with what earlier runs handed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.frame import FIELDS, frame_schema
from auditkit.engine.attribute import attribute, told_apart
from auditkit.engine.feeds import compared
from auditkit.engine.judge import DEBTOR
from auditkit.engine.made import recorder
from auditkit.engine.outcome import NEVER, Account, Outcome, Progress, Settings, silent
from auditkit.engine.ownership import debtor_names
from auditkit.engine.roster import Input, Roster
from auditkit.engine.spool import Spool, stored_schema
from auditkit.engine.state import State
from auditkit.sources.interface import Reject
from auditkit.sources.normalise import Normaliser

_WAITING: Final = 64 * 1024 * 1024


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
        outcome.cover.see(normal.table, recorder(item.plan.kind))
        outcome.names |= debtor_names(normal.table)
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
        outcome.known_before = _latest(outcome.known_before, days)
        return
    outcome.first_day = _earliest(outcome.first_day, days)
    outcome.first_act = _earliest(outcome.first_act, days[~steps])
    outcome.last_day = _latest(outcome.last_day, days)
    latest = int(instants.max())
    outcome.last_ms = latest if outcome.last_ms is None else max(latest, outcome.last_ms)


def _take_over(state: State, first: int, spools: tuple[Spool, Spool], outcome: Outcome) -> None:
    """Put what an earlier run handed on beside the rows that were read."""
    rows = 0
    for table in state.tables(spools[0].schema, first):
        rows += table.num_rows
        outcome.known_before = _latest(outcome.known_before, table.column("local_day").to_numpy())
        for spool, part in zip(spools, told_apart(table), strict=True):
            spool.add(part)
    outcome.states.append((state, rows))
    record = outcome.record
    outcome.record = replace(
        record,
        acts_from=_earliest(record.acts_from, [] if state.acts_from is None else [state.acts_from]),
        steps_from=_earliest(
            record.steps_from, [] if state.steps_from is None else [state.steps_from]
        ),
        speaks=(*record.speaks, *(origin.speaks for origin in state.origins)),
        listed={
            name: min(known.get(name, NEVER) for known in (record.listed, state.listed))
            for name in {*record.listed, *state.listed}
        },
    )


def handed_on(
    sources: Roster, columns: frozenset[str], settings: Settings, outcome: Outcome
) -> State:
    """Return what the next run is handed, once everything was judged."""
    record = outcome.record
    since = hand_on_from(settings, outcome)
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


def hand_on_from(settings: Settings, outcome: Outcome) -> int | None:
    """Return the first local day of acts that are handed on, None for none at all."""
    if settings.hand_on_days is None:
        return None
    return (outcome.last_day or 0) - settings.hand_on_days + 1


def _earliest(known: int | None, days: Any) -> int | None:  # noqa: ANN401 - an array or list
    if len(days) == 0:
        return known
    first = int(min(days) if isinstance(days, list) else days.min())
    return first if known is None else min(first, known)


def _latest(known: int | None, days: NDArray[np.int32]) -> int | None:
    """Return the latest of some local days and the one known so far."""
    if len(days) == 0:
        return known
    last = int(days.max())
    return last if known is None else max(last, known)
