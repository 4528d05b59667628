"""What happens in the made-up bank, in the words of the activity table, before any export."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Final

from numpy.random import Generator

from auditkit.core.activity import ATTRIBUTE_KINDS, COLUMNS
from auditkit.core.clock import seconds_of
from auditkit.core.vocabulary import OUTCOMES, Outcome
from auditkit.synthetic.people import Debtor, Numbers, Third, debtor, lognormal

BEIJING: Final = timezone(timedelta(hours=8))
FIRST: Final = datetime(2026, 10, 1, tzinfo=BEIJING)
DAYS: Final = 31
DAY: Final = 86_400
AGENCY: Final = "WB-A"
"""The agency that sends weekly files of its own."""
RESIDENT: Final = "WB-B"
"""The agency that works inside the bank's systems."""
ENDED: Final = "WB-C"
"""An agency whose contract ends within the month."""
CONNECTED: Final = frozenset(
    term.name for term in OUTCOMES.terms if isinstance(term, Outcome) and "c" in term.flags
)
"""Outcomes that mean that somebody or something answered."""
SYSTEM, DIALLER, WEEKLY, EVENTS = "system", "dialler", "weekly", "events"
_WORDS: Final = {
    name: frozenset(column.vocabulary.names)
    for name, column in COLUMNS.items()
    if column.vocabulary is not None and name != "entry_mode"
}


@dataclass(frozen=True, slots=True)
class Case:
    """One overdue account; ``agency`` is empty while the bank collects itself."""

    case_id: str
    debtor: Debtor
    agency: str


@dataclass(slots=True, eq=False)
class Act:
    """One thing that happened; ``at`` is in seconds after the first midnight of the month.

    ``home`` says who writes it down: the collection system (calls also stand in the dialler),
    the dialler alone, the agency's weekly file, or the list of case events.
    """

    case: Case
    at: int
    home: str
    channel: str
    direction: str = "outbound"
    purpose: str = "collection"
    outcome: str = ""
    duration_s: int = -1
    party_name: str = ""
    party_role: str = "debtor"
    contact: str = ""
    contact_kind: str = "mobile"
    contact_source: str = "contract"
    collector_id: str = ""
    agency_id: str = ""
    own_line: str = ""
    line_type: str = ""
    note: str = ""
    message: str = ""
    turns: str = ""
    step: str = ""
    attrs: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a word that the activity table does not know."""
        for name, words in _WORDS.items():
            value = getattr(self, name)
            if value and not words.issuperset(value.split("|")):
                raise KeyError(name)
        if unknown := set(self.attrs) - set(ATTRIBUTE_KINDS):
            raise KeyError(sorted(unknown))

    @property
    def time(self) -> datetime:
        """The start as the dialler or, outside it, the writer's own clock shows it."""
        return self.shifted(0)

    def shifted(self, seconds: int) -> datetime:
        """Return the start as a clock shows it that is ``seconds`` ahead."""
        return FIRST + timedelta(seconds=self.at + seconds)


def moment(day: int, clock: str) -> int:
    """Return the second of the month of a day (1 is the first) and a clock time.

    >>> moment(2, "00:00:01")
    86401
    """
    return (day - 1) * DAY + seconds_of(clock)


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """An activity and one rule it breaks."""

    rule: str
    act: Act


@dataclass(slots=True)
class World:
    """Everything that happened, and what of it was planted."""

    rng: Generator
    numbers: Numbers = field(default_factory=Numbers)
    acts: list[Act] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    cases: int = 0
    debtors: int = 0
    recordings: int = 0
    talked: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    introduced: set[tuple[str, str]] = field(default_factory=set)

    def open_case(self, *, agency: str = "", owner: Debtor | None = None) -> Case:
        """Return a new case of a new debtor, or of ``owner``."""
        if owner is None:
            self.debtors += 1
            owner = debtor(self.rng, self.numbers, self.debtors)
        self.cases += 1
        return Case(f"XD2026-{self.cases:06d}", owner, agency)

    def recording(self) -> str:
        """Return the next number of the recording system."""
        self.recordings += 1
        return f"LY{self.recordings:08d}"

    def collector(self, agency: str) -> str:
        """Return somebody of the bank's or the agency's staff."""
        prefix = {"": "B", AGENCY: "WA", RESIDENT: "WB", ENDED: "WC"}[agency]
        return f"{prefix}{int(self.rng.integers(1, 41)):03d}"


@dataclass(slots=True)
class Stage:
    """Writes activities of one case; what is not said is done as it should be."""

    world: World
    case: Case
    agency: str = ""

    @property
    def person(self) -> Debtor:
        """The debtor of the case."""
        return self.case.debtor

    def _add(self, at: int, channel: str, **said: object) -> Act:
        agency = str(said.pop("agency_id", self.agency))
        act = Act(
            case=self.case,
            at=at,
            home=str(said.pop("home", WEEKLY if agency == AGENCY else SYSTEM)),
            channel=channel,
            agency_id=agency,
            **said,  # type: ignore[arg-type]
        )
        self.world.acts.append(act)
        return act

    def _staff(self, said: dict[str, object]) -> None:
        agency = str(said.setdefault("agency_id", self.agency))
        said.setdefault("collector_id", self.world.collector(agency))
        said.setdefault("line_type", "registered")
        said.setdefault("own_line", "95500" if agency != AGENCY else "025-50009000")

    def _reached(self, said: dict[str, object]) -> None:
        third = said.pop("third", None)
        if isinstance(third, Third):
            said.setdefault("party_name", third.name)
            said.setdefault("party_role", third.role)
            said.setdefault("contact", third.contact)
            said.setdefault("contact_source", "on_file")
            said.setdefault("purpose", "location")
        said.setdefault("party_name", self.person.name)
        said.setdefault("contact", self.person.mobile)

    def call(self, at: int, outcome: str = "talked_debtor", **said: object) -> Act:
        """Add a call; a connected one has a duration, a recording and the institution named."""
        self._staff(said)
        self._reached(said)
        attrs: dict[str, object] = {}
        said.setdefault("duration_s", self._talk(outcome))
        channel = str(said.pop("channel", "call"))
        if outcome in CONNECTED:
            attrs = {"recording_id": self.world.recording(), "institution_stated": True}
            attrs["identity_verified"] = True
        if channel == "robot_call":
            said["collector_id"] = "ROBOT01"
        attrs["mode"] = "interactive"
        attrs.update(said.pop("attrs", {}))  # type: ignore[call-overload]
        shown = {key: value for key, value in attrs.items() if value is not None}
        return self._add(at, channel, outcome=outcome, attrs=shown, **said)

    def _talk(self, outcome: str) -> int:
        if outcome not in CONNECTED:
            return 0
        short = outcome in {"hung_up", "silent"}
        return lognormal(self.world.rng, 6 if short else 95, 0.4 if short else 0.8)

    def sms(self, at: int, outcome: str = "delivered", **said: object) -> Act:
        """Add a text message."""
        self._staff(said)
        self._reached(said)
        attrs = {"institution_stated": True, **said.pop("attrs", {})}  # type: ignore[dict-item]
        return self._add(at, str(said.pop("channel", "sms")), outcome=outcome, attrs=attrs, **said)

    def letter(self, at: int, **said: object) -> Act:
        """Add a letter in a closed envelope to the debtor's address."""
        self._staff(said)
        said.setdefault("contact", self.person.address)
        self._reached(said)
        said["contact_kind"] = "home"
        attrs = {"format": "envelope", "institution_stated": True}
        attrs.update(said.pop("attrs", {}))  # type: ignore[call-overload]
        return self._add(at, "letter", outcome="posted", attrs=attrs, **said)

    def visit(self, at: int, outcome: str = "visit_met", **said: object) -> Act:
        """Add a visit by two people who show who they are and record it."""
        self._staff(said)
        said.setdefault("contact", self.person.address)
        self._reached(said)
        said.setdefault("contact_kind", "home")
        attrs: dict[str, object] = {
            "staff_count": 2,
            "id_shown": True,
            "entered": False,
            "place": "home",
            "av_id": f"AV{self.world.recording()[2:]}",
            "institution_stated": True,
            "identity_verified": True,
        }
        attrs.update(said.pop("attrs", {}))  # type: ignore[call-overload]
        shown = {key: value for key, value in attrs.items() if value is not None}
        return self._add(at, "visit", outcome=outcome, attrs=shown, **said)

    def step(self, at: int, step: str, **said: object) -> Act:
        """Add an event of the case that is no contact."""
        said.setdefault("party_role", "debtor")
        said.setdefault("party_name", self.person.name)
        said.setdefault("home", EVENTS)
        said.setdefault("agency_id", "")
        return self._add(at, "system", direction="internal", step=step, **said)

    def violates(self, act: Act, *rules: str) -> None:
        """Note which rules an activity breaks."""
        self.world.planted.extend(Planted(rule, act) for rule in rules)
