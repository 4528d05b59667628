"""A made-up month of a US collection agency: accounts, calls and what of them is planted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from numpy.random import Generator

SERVER: Final = ZoneInfo("America/New_York")
PACK: Final = "us-reg-f"
ZONES: Final = {
    "-4.00": ZoneInfo("America/New_York"),
    "-5.00": ZoneInfo("America/Chicago"),
    "-6.00": ZoneInfo("America/Denver"),
    "-7.00": ZoneInfo("America/Los_Angeles"),
}
"""What VICIdial shows as ``gmt_offset_now`` in October, and where the consumer lives."""
_FIRST: Final = date(2026, 10, 1)
_NOTICED, _ENDS = -25, "2026-10-20"
"""The day of the month on which an account got its notice, and the end printed on it."""
_FIRST_NAMES: Final = ("Avery", "Blake", "Casey", "Devon", "Ellis", "Finley", "Harper", "Jordan")
_LAST_NAMES: Final = ("Alder", "Birch", "Cedar", "Elmer", "Hazel", "Linden", "Rowan", "Willow")


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One row of the dialler; ``at`` is an instant, the rest as VICIdial writes it."""

    account: Account
    at: datetime
    status: str
    phone: str
    party: str
    name: str
    direction: str
    purpose: str
    workplace: bool
    comments: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """Something that happened to an account and is no call of the dialler."""

    account: Account
    at: datetime
    step: str
    attrs: dict[str, Any]


@dataclass(slots=True)
class Shop:
    """The agency's month."""

    rng: Generator
    calls: list[Call] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    planted: list[tuple[str, Call | Event]] = field(default_factory=list)
    accounts: int = 0

    def open(self, *, notified: bool = True) -> Account:
        """Return a new account, with the notice it got before; they take turns in the zones."""
        self.accounts += 1
        account = Account(self, self.accounts, tuple(ZONES)[self.accounts % len(ZONES)])
        if notified:
            account.event(_NOTICED, "09:00:00", "validation.notice", printed_end_date=_ENDS)
        return account


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """One debt of one consumer; ``offset`` is what the dialler knows of where they live."""

    shop: Shop
    number: int
    offset: str

    @property
    def code(self) -> str:
        """The client's account code."""
        return f"ACCT-{self.number:06d}"

    @property
    def name(self) -> str:
        """The consumer's made-up name."""
        first = _FIRST_NAMES[self.number % len(_FIRST_NAMES)]
        return f"{first} {_LAST_NAMES[self.number // len(_FIRST_NAMES) % len(_LAST_NAMES)]}"

    def phone(self, line: int = 0) -> str:
        """Return one of the account's numbers, all in the block kept for fiction."""
        area, last = divmod(self.number * 3 + line, 100)
        return f"{201 + area % 700}55501{last:02d}"

    def local(self, day: int, clock: str) -> datetime:
        """Return an instant from the consumer's own clock; day 0 is the last of September."""
        naive = datetime.combine(_FIRST + timedelta(days=day - 1), time.fromisoformat(clock))
        return naive.replace(tzinfo=ZONES[self.offset])

    def call(self, day: int, clock: str, status: str = "NA", **said: Any) -> Call:  # noqa: ANN401
        """Add a call to the consumer, or to somebody else, at the consumer's own clock."""
        third = str(said.get("party", "CONSUMER")) != "CONSUMER"
        made = Call(
            account=self,
            at=self.local(day, clock),
            status=status,
            phone=self.phone(1 if third else int(said.get("line", 0))),
            party=str(said.get("party", "CONSUMER")),
            name=f"Sam {self.name.split()[1]}" if third else self.name,
            direction=str(said.get("direction", "OUTBOUND")),
            purpose=str(said.get("purpose", "COLLECT")),
            workplace=bool(said.get("workplace", False)),
            comments=str(said.get("comments", "")),
        )
        self.shop.calls.append(made)
        return made

    def event(self, day: int, clock: str, step: str, **attrs: Any) -> Event:  # noqa: ANN401
        """Add an event of the account at the consumer's own clock."""
        event = Event(self, self.local(day, clock), step, attrs)
        self.shop.events.append(event)
        return event

    def violates(self, act: Call | Event, *topics: str) -> None:
        """Note which rules of the pack a call or an event breaks."""
        self.shop.planted.extend((f"{PACK}.{topic}", act) for topic in topics)
