"""What a run is told, and what it found: settings, an account of every row, the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from auditkit.core.clock import day_number
from auditkit.core.findings import Bilingual
from auditkit.core.masking import Widths
from auditkit.engine.acts import Acts
from auditkit.engine.attribute import Attribution
from auditkit.engine.evaluate import Record
from auditkit.engine.frames import FOREVER_MS
from auditkit.engine.link_report import LinkReport
from auditkit.engine.made import Cover, Known, recorder
from auditkit.engine.offsets import Offset
from auditkit.engine.sightings import Sightings
from auditkit.engine.state import State
from auditkit.engine.verdicts import Ledger
from auditkit.sources.crosswalk import Crosswalk
from auditkit.sources.interface import Reject, SourceFacts
from auditkit.sources.normalise import NormaliserReport
from auditkit.sources.plan import Plan

Progress = Callable[[str, int, int], None]
NEVER: Final = 2**31 - 1
WINDOW_S: Final = 900


def silent(phase: str, done: int, total: int) -> None:
    """Tell nobody how far a run has come."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told; ``date_from`` and ``date_to`` are the first and last day judged.

    ``as_of`` is the last instant known; what came later is context. ``hand_on_days`` is how many
    local days of acts the next run is handed besides all steps; None hands on nothing.
    ``window_s`` is how far the clocks of two systems may differ and still be corrected; ``widths``
    how much of a value evidence may show.
    """

    zone: str
    tolerance_s: int
    date_from: date | None = None
    date_to: date | None = None
    jobs: int = 1
    as_of: datetime | None = None
    hand_on_days: int | None = None
    window_s: int = WINDOW_S
    widths: Widths = field(default_factory=Widths)

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
    ``state`` is what this run hands on. ``names`` are those of debtors, for finding them where they
    do not belong; they go nowhere. ``first_act`` is the first local day of an act of contact
    in what is audited, ``known_before`` the last local day of history, ``cover`` on which days
    which kind of system recorded calls.
    """

    ledger: Ledger
    accounts: list[Account]
    states: list[tuple[State, int]] = field(default_factory=list)
    state: State | None = None
    pairs: int = 0
    first_day: int | None = None
    first_act: int | None = None
    known_before: int | None = None
    last_day: int | None = None
    last_ms: int | None = None
    record: Record = field(default_factory=lambda: Record(None, None))
    acts: Acts = field(default_factory=Acts)
    packed: list[bytes] = field(default_factory=list)
    links: LinkReport = field(default_factory=LinkReport)
    offsets: tuple[Offset, ...] = ()
    feeds: tuple[str, ...] = ()
    crosswalk: Crosswalk | None = None
    seen: Sightings = field(default_factory=Sightings)
    names: set[str] = field(default_factory=set, repr=False)
    cover: Cover = field(default_factory=Cover, repr=False)

    def known(self, settings: Settings) -> Known:
        """Return the last instant known, by default the latest of what is audited."""
        last_ms, last_day = self.last_ms or 0, self.last_day or 0
        if settings.as_of is not None:
            last_ms = settings.known_until_ms
            last_day = day_number(settings.as_of.astimezone(ZoneInfo(settings.zone)).date())
        kinds = tuple(recorder(account.plan.kind) for account in self.accounts)
        return Known(last_ms, last_day, kinds, self.cover)

    def span(self, settings: Settings) -> tuple[int, int]:
        """Return the first and last local day on which a breached duty is a finding of this run.

        It begins with the first day asked for, else right after what history knows, so that no
        term falls between two runs, else with the first act of contact.
        """
        first, last = settings.period
        if settings.date_from is None and self.known_before is not None:
            first = self.known_before + 1
        elif settings.date_from is None:
            first = self.first_act if self.first_act is not None else self.first_day or -NEVER
        return first, min(self.known(settings).as_of_day, last)

    @property
    def alarms(self) -> tuple[Bilingual, ...]:
        """What a person must look at before relying on the run."""
        notes = [n for a in self.accounts for n in (*a.facts.notes, *a.report.alarms)]
        return tuple(dict.fromkeys(notes))
