"""Judges texts that nobody has sent yet, with the rules of the audit and as it would.

A draft is the row that a template would make once it is sent, and the steps that its case has
behind it by then. Each has its own debtor and case, so that drafts never see each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks import Shipped
from auditkit.checks.interface import UNKNOWN, Check, Unknown, nothing
from auditkit.checks.mentions import PLACES, Mentions
from auditkit.checks.privacy.names import KnownNames
from auditkit.core.clock import day_of
from auditkit.core.errors import EngineError
from auditkit.core.findings import Bilingual, Certainty
from auditkit.core.frame import NO_DAY
from auditkit.engine.bind import BoundRule, Version
from auditkit.engine.evaluate import Hit, Record, Verdict, evaluate
from auditkit.engine.handmade import normalised, read_frame
from auditkit.engine.made import Known
from auditkit.engine.rows import Rows
from auditkit.engine.told import Told, personal_in
from auditkit.engine.verdicts import certainty_of
from auditkit.engine.wording import say, undated

SAID: Final = frozenset({"message", "turn"})
"""Where the text of a template can stand; a note is never one."""
CLOCK: Final = "clock"
_NOON: Final = "12:00:00"
_LAST_MS: Final = 2**62


@dataclass(frozen=True, slots=True)
class Draft:
    """What a template would be in the log: ``row`` of canonical columns, without day and ids.

    ``before`` are earlier rows of its case, each with how many local days before.
    """

    row: Mapping[str, Any]
    before: tuple[tuple[int, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention that a hit rests on; ``turn`` is -1 in a message."""

    place: str
    turn: int
    start: int
    end: int
    kind: str
    label: Bilingual


@dataclass(frozen=True, slots=True)
class DraftHit:
    """A rule that a draft breaks, in the version of the day; where words are missing, no spots."""

    draft: int
    rule: BoundRule
    version: Version
    certainty: Certainty
    message: Bilingual
    observed: float
    limit: float
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that cannot judge a draft, and why."""

    draft: int
    rule: BoundRule
    version: Version
    reason: Unknown


@dataclass(frozen=True, slots=True)
class Judged:
    """What rules say of drafts."""

    hits: tuple[DraftHit, ...] = ()
    undecided: tuple[Undecided, ...] = field(default=())


def speaks_of_texts(rule: BoundRule, day: int) -> bool:
    """Return whether a rule in force can judge the text of one message or script by itself."""
    return not SAID.isdisjoint(_by_itself(rule, day))


def speaks_of_clock(rule: BoundRule, day: int) -> bool:
    """Return whether a rule in force can judge a time of day by itself."""
    return CLOCK in _by_itself(rule, day)


def of_drafts(checks: Iterable[Check]) -> frozenset[str]:
    """Return the ids of checks whose rules may judge a text or a time of day by itself."""
    if isinstance(checks, Shipped):
        return checks.alone
    return frozenset(check.id for check in checks if check.by_itself is not nothing)


def speaks_of_templates(rule: BoundRule) -> bool:
    """Return whether the last version of a rule can judge a template: its text, its clock, itself.

    Of itself speak rules that ask for the attribute ``template``, which no log has.
    """
    last = rule.versions[-1]
    if last.params is None:
        return False
    named = rule.check.by_itself(last.params)
    return bool({*SAID, CLOCK} & {*named}) or speaks_only_of_templates(rule)


def speaks_only_of_templates(rule: BoundRule) -> bool:
    """Return whether the last version of a rule asks for the attribute ``template``."""
    last = rule.versions[-1]
    return last.params is not None and "template" in rule.check.attributes(last.params)


def _by_itself(rule: BoundRule, day: int) -> tuple[str, ...]:
    version = rule.in_force(day)
    return () if version is None else rule.check.by_itself(version.params)


def judge_drafts(
    drafts: Sequence[Draft], rules: Sequence[BoundRule], *, day: int, zone: str
) -> Judged:
    """Return what the rules in force on a local day of ``zone`` say of each draft."""
    if not drafts or not rules:
        return Judged()
    rows = [row for number, draft in enumerate(drafts) for row in _rows(draft, number, day)]
    frame, told = _frame(rows, rules, zone)
    own = frame["source_row"].to_numpy() - 1
    draft_of = np.repeat(np.arange(len(drafts)), [1 + len(draft.before) for draft in drafts])
    last = np.append(draft_of[1:] != draft_of[:-1], True)
    frame["judged"] = last[own]
    Known(_LAST_MS, day).note(frame)
    verdicts = evaluate(frame, rules, record=Record(NO_DAY, NO_DAY), mentions=told.mentions)
    return _judged(frame, told, verdicts, draft_of[own])


def _rows(draft: Draft, number: int, day: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of a draft's case, its own last."""
    ids = {"debtor_id": f"T{number}", "case_id": f"T{number}"}
    held = {name: draft.row[name] for name in ("debtor_name",) if name in draft.row}
    for place, (days, row) in enumerate(draft.before):
        at = f"{day_of(day - days).isoformat()} {_NOON}"
        yield {"activity_id": f"T{number}-{place}", "at": at, **ids, **held, **row}
    at = f"{day_of(day).isoformat()} {_NOON}"
    yield {"activity_id": f"T{number}", "at": at, **ids, **draft.row}


def _frame(
    rows: list[dict[str, Any]], rules: Sequence[BoundRule], zone: str
) -> tuple[pd.DataFrame, Told]:
    normal = normalised(rows, rules, name="templates", zone=zone)
    if normal.rejects:
        reasons = ", ".join(f"{each.column}: {each.reason}" for each in normal.rejects[:1])
        raise EngineError(f"a template makes a row that cannot be read ({reasons})")
    return read_frame(normal.table, rules, apart=True)


def _judged(
    frame: pd.DataFrame, told: Told, verdicts: Iterable[Verdict], draft: NDArray[np.int64]
) -> Judged:
    rows = Rows(frame, ("templates",), np.arange(len(frame)), told)
    hits: list[DraftHit] = []
    undecided: list[Undecided] = []
    for verdict in verdicts:
        hits += [_hit(rows, verdict, hit, draft) for hit in verdict.each() if hit.by < 0]
        undecided += [
            Undecided(int(draft[at]), verdict.rule, verdict.version, UNKNOWN[verdict.unknown[at]])
            for at in np.flatnonzero(verdict.unknown).tolist()
        ]
    hits.sort(key=lambda hit: (hit.draft, hit.rule.id))
    undecided.sort(key=lambda each: (each.draft, each.rule.id))
    return Judged(tuple(hits), tuple(undecided))


def _hit(rows: Rows, verdict: Verdict, hit: Hit, draft: NDArray[np.int64]) -> DraftHit:
    seen = verdict.seen[hit.seen_lo : hit.seen_hi]
    return DraftHit(
        draft=int(draft[hit.anchor]),
        rule=verdict.rule,
        version=verdict.version,
        certainty=certainty_of(verdict.rule.certainty, hit.at_most),
        message=say(undated(verdict.rule.message), rows, hit, seen),
        observed=hit.observed,
        limit=hit.limit,
        spots=tuple(_spots(rows.told, rows.told.mentions.take(seen))),
    )


def _spots(told: Told, seen: Mentions) -> Iterator[Spot]:
    for place, turn, start, end, code in zip(
        seen.place.tolist(),
        seen.turn.tolist(),
        seen.start.tolist(),
        seen.end.tolist(),
        seen.kind.tolist(),
        strict=True,
    ):
        kind = seen.names[code]
        label = Bilingual(told.label(kind, "zh"), told.label(kind, "en"))
        yield Spot(PLACES.names[place], turn, start, end, kind, label)


def personal(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """Return everything personal in some texts: start, end and kind, whether a rule asks or not."""
    nobody = np.zeros(len(texts), dtype=np.int64)
    return personal_in(texts, nobody, KnownNames.of((), (), ()))
