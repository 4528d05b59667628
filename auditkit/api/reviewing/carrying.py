"""Brings into a run's store what people decided on its findings in the stores of earlier runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from auditkit.api.history import stores_of
from auditkit.api.reviewing.decided import CARRIED, with_decisions
from auditkit.core import clock
from auditkit.core.decisions import is_over
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.report.interface import ReportBundle
from auditkit.store.database import Store, open_store
from auditkit.store.deciding import Past, by_finding, decide, sealed_decisions
from auditkit.store.decisions import DecisionEvent

_ORIGIN: Final = frozenset({"run_id", "source"})
_SAID: Final = tuple(field.name for field in fields(DecisionEvent) if field.name not in _ORIGIN)


@dataclass(frozen=True, slots=True)
class Carried:
    """How many decisions were brought in; ``barred`` were not, for a final one stands here."""

    events: int = 0
    barred: int = 0


def carry(
    own: Store, run_id: str, wanted: Collection[str], history: Sequence[str], key: Pseudonymiser
) -> Carried:
    """Append to a store what was decided on findings of a run in the stores that ``history`` names.

    Who, when and why stay as they are; the source names the store and run they come from. A
    decision that is here already is not brought in again, nor one that is older than the last that
    is here. Raises ``StoreError`` for a store whose decisions are not as they were recorded, and
    ``KeyMismatchError`` for one of another key.
    """
    before: list[DecisionEvent] = []
    for where in stores_of(history, own.place.path or own.place.url.render_as_string(False)):
        before += _elsewhere(where, key, wanted)
    if not before:
        return Carried()
    made: list[Carried] = []
    at = clock.now().isoformat(timespec="seconds")

    def judge(past: Past) -> list[DecisionEvent]:
        taken, barred = _fresh(before, past)
        made.append(Carried(len(taken), barred))
        return [replace(event, run_id=run_id) for event in taken]

    decide(own, list(dict.fromkeys(event.fingerprint for event in before)), judge, at=at)
    return made[0]


def with_earlier(
    bundle: ReportBundle, history: Sequence[str], key: Pseudonymiser, at: datetime
) -> ReportBundle:
    """Return a bundle that is kept nowhere with what was decided in the stores of its history.

    Raises as ``carry`` does.
    """
    wanted = {finding.fingerprint for finding in bundle.findings}
    before = [e for where in stores_of(history, None) for e in _elsewhere(where, key, wanted)]
    day = at.astimezone(ZoneInfo(bundle.manifest["profile"]["zone"])).date()
    return with_decisions(bundle, sorted(before, key=_instant), day)


def _elsewhere(
    where: Path | str, key: Pseudonymiser, wanted: Collection[str]
) -> list[DecisionEvent]:
    """Return what was decided in another store on findings that are wanted."""
    with open_store(where, key, create=False) as store:
        return [
            replace(event, source=_source(event, store.place.shown))
            for event in sealed_decisions(store)
            if event.fingerprint in wanted
        ]


def _source(event: DecisionEvent, place: str) -> str:
    """Return where a decision comes from, and in what file it stood at first."""
    first = event.source.partition("; ")[2] if event.source.startswith(CARRIED) else event.source
    return f"{CARRIED}{place}#{event.run_id}" + (f"; {first}" if first else "")


def _fresh(before: Sequence[DecisionEvent], past: Past) -> tuple[list[DecisionEvent], int]:
    """Return the decisions that go on from what is here, and how many a final one keeps out."""
    taken: list[DecisionEvent] = []
    barred = 0
    for name, events in by_finding(sorted(before, key=_instant)).items():
        here = list(past.get(name, ()))
        known = {_said(event) for event in here}
        for event in events:
            if _said(event) in known or (here and _instant(event) < _instant(here[-1])):
                continue
            if here and _locks(here[-1], event):
                barred += 1
                continue
            here.append(event)
            known.add(_said(event))
            taken.append(event)
    return taken, barred


def _locks(last: DecisionEvent, event: DecisionEvent) -> bool:
    """Return whether a decision is final on the day of the next one, which does not reopen it."""
    day: date = _instant(event).date()
    return last.final and not event.reopens and not is_over(last.until, day)


def _said(event: DecisionEvent) -> tuple[object, ...]:
    return tuple(getattr(event, name) for name in _SAID)


def _instant(event: DecisionEvent) -> datetime:
    return datetime.fromisoformat(event.at)
