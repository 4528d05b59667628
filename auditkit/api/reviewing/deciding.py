"""Decides on findings one at a time, and lists how those of a run stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from auditkit.api.reviewing.decided import standing_of
from auditkit.api.runs.places import LATEST, STORE_NAME
from auditkit.api.runs.where import opened
from auditkit.core import clock
from auditkit.core.decisions import CLOSED, Refusal, Wish, effective, is_over, person, refusal
from auditkit.core.errors import InputError
from auditkit.core.findings import Decided, Decision
from auditkit.core.i18n import both
from auditkit.core.long_numbers import folded, long_numbers
from auditkit.core.masking import MARK
from auditkit.report.safe import scrubbed
from auditkit.store.access import os_user
from auditkit.store.database import Store
from auditkit.store.deciding import Past, decide, decisions_on
from auditkit.store.decisions import DecisionEvent
from auditkit.store.runs import RunRecord, read_finding, read_findings

_PHONE: Final = 11  # digits
_DATES_FROM: Final = 2000
SHARED_ACCOUNT: Final = "shared-account"
"""Stands in the source of a decision that was made under an account that people share."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding of a run and how it stands; ``decided`` is None where nobody decided anything."""

    finding: Mapping[str, Any]
    status: Decision
    decided: Decided | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which findings a list is to hold; what is empty does not matter."""

    statuses: Sequence[str] = ()
    severities: Sequence[str] = ()
    owner: str = ""
    overdue: bool = False
    lapsed: bool = False
    agencies: Sequence[str] = ()
    rules: Sequence[str] = ()

    def wants(self, listed: Listed) -> bool:
        """Return whether a finding belongs to the list; a rule may be named by its beginning."""
        finding, decided = listed.finding, listed.decided
        return (
            (not self.statuses or listed.status in self.statuses)
            and (not self.severities or finding["severity"] in self.severities)
            and (not self.agencies or finding["agency_id"] in self.agencies)
            and (not self.rules or str(finding["rule"]).startswith(tuple(self.rules)))
            and (not self.owner or person(decided.owner if decided else "") == person(self.owner))
            and (not self.overdue or listed.overdue)
            and (not self.lapsed or (decided is not None and decided.lapsed))
        )


EVERYTHING: Final = Asked()


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What a person decides; what is None stays as it stands."""

    status: Decision
    reason: str
    who: str
    until: date | None = None
    owner: str | None = None
    due: date | None = None
    final: bool = False
    reopens: bool = False
    shared_account: bool = False


@contextmanager
def whole_run(run: Path | str | None, db: str | None) -> Iterator[tuple[Store, RunRecord]]:
    """Yield the store and a run that is complete.

    Without a name it is the latest of ``db``, or of this folder where it holds a store. Raises
    ``InputError`` for a run that is not whole, and as ``where.opened`` does.
    """
    here = db is None and Path(STORE_NAME).is_file()
    with opened(run if run is not None else "." if here else LATEST, db) as (store, record, _):
        if not record.is_complete:
            problem = both("review.not_whole")
            raise InputError(record.id, f"{problem.en} / {problem.zh}")
        yield store, record


def local_day(record: RunRecord, at: datetime) -> date:
    """Return the day of an instant in the zone of a run's profile."""
    return at.astimezone(ZoneInfo(record.manifest["profile"]["zone"])).date()


def list_findings(
    run: Path | str | None, asked: Asked = EVERYTHING, *, db: str | None = None
) -> Iterator[Listed]:
    """Yield the findings of a run as they stand today, in their order; raises as ``whole_run``."""
    with whole_run(run, db) as (store, record):
        day, past = local_day(record, clock.now()), decisions_on(store)
        for finding in read_findings(store, record.id):
            found = listed_as(finding, past, day)
            if asked.wants(found):
                yield found


def listed_as(finding: Mapping[str, Any], past: Past, day: date) -> Listed:
    """Return a finding as it stands on a day."""
    decided = standing_of(past.get(finding["fingerprint"], ()), day)
    status = effective(decided)
    late = decided is not None and is_over(decided.due, day) and status not in CLOSED
    return Listed(finding, status, decided, late)


def history(
    fingerprint: str, *, run: Path | str | None = None, db: str | None = None
) -> tuple[DecisionEvent, ...]:
    """Return everything that was decided on a finding, in the order it was recorded.

    Raises ``InputError`` for a finding that neither the run has nor anybody decided on.
    """
    name = named(fingerprint)
    with whole_run(run, db) as (store, record):
        events = decisions_on(store, [name]).get(name, ())
        if not events and read_finding(store, record.id, name) is None:
            raise _unknown(name)
        return tuple(events)


def set_decision(
    fingerprint: str, change: NewDecision, *, run: Path | str | None = None, db: str | None = None
) -> DecisionEvent:
    """Decide on one finding of a run and return what was recorded.

    Raises ``InputError`` for a finding that the run does not have and for a decision that the rules
    of ``core.decisions`` do not allow.
    """
    name, at = named(fingerprint), clock.now()
    made: list[DecisionEvent] = []
    with whole_run(run, db) as (store, record):
        if read_finding(store, record.id, name) is None:
            raise _unknown(name)

        def judge(past: Past) -> Sequence[DecisionEvent]:
            events, day = past.get(name, ()), local_day(record, at)
            wish = wished(change, standing_of(events, day))
            if refused := refusal(events, wish, day):
                raise refused_as(name, refused)
            made.append(event_of(name, record.id, at, wish))
            return made

        decide(store, [name], judge)
    return made[0]


def wished(change: NewDecision, stands: Decided | None) -> Wish:
    """Return a change as a whole decision, filled up from what stands unless that has lapsed."""
    holds = stands if stands is not None and not stands.lapsed else None
    # a last day belongs to its decision, and is not handed to another
    same = holds if holds is not None and holds.status == change.status else None
    return Wish(
        status=change.status,
        who=_text(change.who),
        os_user=os_user(),
        reason=without_numbers(_text(change.reason)),
        until=_day(change.until, same.until if same else ""),
        owner=_text(change.owner if change.owner is not None else holds.owner if holds else ""),
        due=_day(change.due, holds.due if holds else ""),
        final=change.final,
        reopens=change.reopens,
        shared_account=change.shared_account,
    )


def event_of(
    fingerprint: str, run_id: str, at: datetime, wish: Wish, source: str = ""
) -> DecisionEvent:
    """Return a decision as it is recorded; that an account is shared stands in its source."""
    said = (source, SHARED_ACCOUNT if wish.shared_account else "")
    return DecisionEvent(
        fingerprint=fingerprint,
        run_id=run_id,
        at=at.isoformat(timespec="seconds"),
        who=wish.who,
        os_user=wish.os_user,
        status=wish.status,
        reason=wish.reason,
        until=wish.until,
        owner=wish.owner,
        due=wish.due,
        final=wish.final,
        reopens=wish.reopens,
        source="; ".join(filter(None, said)),
    )


def refused_as(where: str, refused: Refusal) -> InputError:
    """Return the error for a decision that is not taken."""
    said = both(f"review.refused.{refused}")
    return InputError(where, f"{said.en} / {said.zh}")


def named(fingerprint: str) -> str:
    """Return a fingerprint as the store has it, however it was typed."""
    return unicodedata.normalize("NFKC", fingerprint).strip().upper()


def looks_personal(*texts: str) -> bool:
    """Return whether what somebody wrote holds, or held, a number or an address of a person."""
    return any(MARK in text or any(_personal(text)) for text in texts)


def without_numbers(text: str) -> str:
    """Return a text with e-mail addresses, and numbers as long as a phone's, masked.

    >>> without_numbers("本人 139-0000-0001 来电, 2026-11-02")
    '本人 *** 来电, 2026-11-02'
    """
    for first, last in reversed(list(_personal(text))):
        text = text[:first] + MARK + text[last:]
    return text


def _personal(text: str) -> Iterator[tuple[int, int]]:
    plain = folded(text)
    for first, last in long_numbers(plain, dates_from=_DATES_FROM):
        part = plain[first:last]
        if "@" in part or sum(map(str.isdigit, part)) >= _PHONE:
            yield first, last


def _unknown(fingerprint: str) -> InputError:
    said = both("review.refused.unknown")
    return InputError(scrubbed(fingerprint)[:40], f"{said.en} / {said.zh}")


def _day(given: date | None, stands: str) -> str:
    return given.isoformat() if given is not None else stands


def _text(text: str) -> str:
    r"""Return text that every database takes: no halves of characters, no \0, no edges."""
    return scrubbed(text).replace("\0", "\u2400").strip()
