"""Reads what is known up to an instant and looks ahead from there for everybody who was met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from auditkit.core.errors import EngineError
from auditkit.core.frame import FIELDS
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.core.vocabulary import DIRECTIONS
from auditkit.engine.bind import BoundRule
from auditkit.engine.columns import carried
from auditkit.engine.forward.families import split
from auditkit.engine.forward.ground import ASIDE, KEPT, Ground, Ints, ground
from auditkit.engine.forward.kinds import KINDS, MEDIA, media_codes
from auditkit.engine.forward.search import Forecast, Question, Terms, forecasts
from auditkit.engine.frames import Prepared
from auditkit.engine.gather import gathered
from auditkit.engine.judge import ready
from auditkit.engine.outcome import Account, Outcome, Progress, Settings, silent
from auditkit.engine.roster import Input, Roster
from auditkit.engine.run import bench_of
from auditkit.engine.state import State
from auditkit.engine.verdicts import Ledger
from auditkit.sources.crosswalk import Crosswalk

_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks: from which instant, how many days ahead, for which kinds of contact.

    ``talk_s`` is how long a talk is taken to last, ``cap`` how many contacts are tried at most.
    """

    at: datetime
    kinds: tuple[str, ...]
    days: int
    talk_s: int
    cap: int

    @property
    def terms(self) -> Terms:
        """The same in seconds, from the first whole second not before ``at``."""
        first = -int(-self.at.timestamp() // 1)
        return Terms(first, first + self.days * _DAY_S, self.talk_s, self.cap)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was found ahead; ``later`` activities after the instant were left out of it.

    ``left_out`` are the rules on contacts that cannot look forward.
    """

    forecasts: tuple[Forecast, ...]
    ground: Ground | None
    accounts: tuple[Account, ...]
    left_out: tuple[BoundRule, ...]
    later: int
    known_until_ms: int | None


def look_ahead(
    inputs: Sequence[Input],
    rules: Sequence[BoundRule],
    settings: Settings,
    pseudonyms: Pseudonymiser,
    wish: Wish,
    *,
    states: Sequence[State] = (),
    progress: Progress = silent,
    crosswalk: Crosswalk | None = None,
) -> Outlook:
    """Return from when contacts with everybody in the inputs would be lawful.

    Inputs, states and errors are those of ``engine.run.run``; what came after ``wish.at`` is not
    known yet.
    """
    settings = replace(settings, as_of=wish.at)
    asked, left_out = split(rules)
    frame, outcome = _known(inputs, asked, settings, pseudonyms, states, progress, crosswalk)
    rows = frame[frame["epoch_ms"].to_numpy() <= settings.known_until_ms].reset_index(drop=True)
    later = len(frame) - len(rows)
    accounts = tuple(outcome.accounts)
    if rows.empty:
        return Outlook((), None, accounts, left_out, later, None)
    terms = wish.terms
    until_s = terms.until_s + _DAY_S
    base = ground(rows, asked, outcome.record, zone_name=settings.zone, until_s=until_s)
    found = forecasts(base, questions(base, wish.kinds), terms, progress=progress)
    known = int(rows["epoch_ms"].to_numpy().max())
    return Outlook(tuple(found), base, accounts, left_out, later, known)


def _known(
    inputs: Sequence[Input],
    rules: Sequence[BoundRule],
    settings: Settings,
    pseudonyms: Pseudonymiser,
    states: Sequence[State],
    progress: Progress,
    crosswalk: Crosswalk | None,
) -> tuple[pd.DataFrame, Outcome]:
    """Return all rows as one frame, since a number may be called about several debtors."""
    sources = Roster.of(inputs, states)
    outcome = Outcome(Ledger(pseudonyms, sources.names), [], crosswalk=crosswalk)
    columns = carried(rules) | ((KEPT | set(ASIDE)) & set(FIELDS))
    columns = frozenset(columns - {"as_of_ms", "as_of_day"})
    with gathered(inputs, states, columns, settings, outcome, progress=progress) as spool:
        table = pa.concat_tables(list(spool.frames())) if spool.rows else None
    if table is None:
        return pd.DataFrame({"epoch_ms": np.empty(0, dtype=np.int64)}), outcome
    bench = bench_of(sources, rules, settings, outcome)
    prepared = ready(bench, table.combine_chunks()).prepared
    _settle(prepared, outcome)
    return prepared.frame, outcome


def _settle(prepared: Prepared, outcome: Outcome) -> None:
    for number, account in enumerate(outcome.accounts):
        account.judged += int(prepared.judged[number])
        account.linked += int(prepared.linked[number])
        account.context += int(prepared.context[number])
        account.duplicate += int(prepared.duplicates[number])
    lost = [account.name for account in outcome.accounts if not account.balanced]
    if lost:
        raise EngineError("rows are not accounted for", ", ".join(lost))


def questions(base: Ground, kinds: Sequence[str]) -> list[Question]:
    """Return what is asked of each debtor, person, address and kind, after the last row of each."""
    columns, codes = base.columns, media_codes()
    medium = np.array([codes.get(c, -1) for c in columns["channel"].tolist()], dtype=np.int64)
    met = (columns["debtor_key"] != 0) & (medium >= 0)
    met &= columns["direction"] != DIRECTIONS.code("internal")
    placed = medium == MEDIA.index("place")
    met &= placed | (columns["contact_key"] != 0)
    met &= (columns["contact_key"] != 0) | (columns["party_key"] != 0)
    last = _last_of_each(base, np.flatnonzero(met), medium)
    return [
        Question(row, kind)
        for row in last.tolist()
        for kind in kinds
        if KINDS[kind].medium == MEDIA[medium[row]]
    ]


def _last_of_each(base: Ground, rows: Ints, medium: Ints) -> Ints:
    """Return the last of the rows of each debtor, person, address and medium, by these."""
    names = ("debtor_key", "party_key", "contact_key")
    keys = [*(base.columns[name][rows] for name in names), medium[rows]]
    order = np.lexsort((rows, *reversed(keys)))
    alike = np.ones(len(order), dtype=bool)
    for key in keys:
        alike[:-1] &= key[order][1:] == key[order][:-1]
    alike[-1:] = False
    return rows[order[~alike]]
