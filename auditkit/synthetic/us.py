"""A made-up month of a US collection agency, exported as VICIdial writes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator

from auditkit.synthetic.answers import Answer, Answers, write_answers
from auditkit.synthetic.mapping import write_mapping
from auditkit.synthetic.sheet import Row, write_text

DIALLER_FILE: Final = "vicidial_202610.csv"
EVENTS_FILE: Final = "account_events_202610.csv"
SERVER_ZONE: Final = "America/New_York"
PACK: Final = "us-reg-f"
ZONES: Final = {
    "-4.00": "America/New_York",
    "-5.00": "America/Chicago",
    "-6.00": "America/Denver",
    "-7.00": "America/Los_Angeles",
}
STATUS: Final = {
    "SALE": "promise",
    "RPC": "talked_debtor",
    "RTP": "refuses",
    "TPC": "third_talk",
    "N": "no_answer",
    "NA": "no_answer",
    "A": "voicemail",
    "AM": "voicemail",
    "B": "busy",
    "AB": "busy",
    "DC": "invalid_number",
    "DROP": "dropped",
    "DNCL": "not_dialled",
    "QUEUE": "not_dialled",
}
HEADER: Final = (
    "uniqueid",
    "lead_id",
    "vendor_lead_code",
    "list_id",
    "campaign_id",
    "call_date",
    "phone_number_dialed",
    "party",
    "status",
    "user",
    "user_group",
    "length_in_sec",
    "gmt_offset_now",
    "call_direction",
    "purpose",
    "workplace",
    "recording_id",
)
EVENTS_HEADER: Final = ("debtor_id", "case_id", "party_role", "at", "channel", "direction", "step")
_FIRST: Final = datetime(2026, 10, 1, tzinfo=ZoneInfo(SERVER_ZONE))
_TALKED: Final = frozenset({"SALE", "RPC", "RTP", "TPC"})


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One row of the dialler; ``at`` is the instant, ``offset`` the zone VICIdial shows."""

    lead: int
    at: datetime
    phone: str
    status: str
    offset: str
    party: str = "CONSUMER"
    direction: str = "OUTBOUND"
    purpose: str = "COLLECT"
    workplace: str = "N"


@dataclass(slots=True)
class Shop:
    """The agency's month: calls, account events and what of it is planted."""

    rng: Generator
    calls: list[Call] = field(default_factory=list)
    events: list[tuple[int, datetime, str, dict[str, Any]]] = field(default_factory=list)
    planted: list[tuple[str, Call]] = field(default_factory=list)
    leads: int = 0

    def lead(self) -> Lead:
        """Return a new account in one of the zones."""
        self.leads += 1
        zones = tuple(ZONES)
        return Lead(self, self.leads, zones[self.leads % len(zones)])


@dataclass(frozen=True, slots=True)
class Lead:
    """One account and where its consumer lives."""

    shop: Shop
    number: int
    offset: str

    def local(self, day: int, clock: str) -> datetime:
        """Return an instant from the consumer's own clock."""
        zone = ZoneInfo(ZONES[self.offset])
        return datetime.fromisoformat(f"2026-10-{day:02d}T{clock}").replace(tzinfo=zone)

    def call(self, day: int, clock: str, status: str = "NA", **said: Any) -> Call:  # noqa: ANN401
        """Add a call at the consumer's own clock."""
        phone = said.pop("phone", f"{201 + self.number % 700}555{self.number % 10_000:04d}")
        made = Call(self.number, self.local(day, clock), phone, status, self.offset, **said)
        self.shop.calls.append(made)
        return made

    def event(self, day: int, clock: str, step: str, **attrs: Any) -> None:  # noqa: ANN401
        """Add an event of the account."""
        self.shop.events.append((self.number, self.local(day, clock), step, attrs))

    def violates(self, call: Call, *topics: str) -> None:
        """Note which rules of the pack a call breaks."""
        self.shop.planted.extend((f"{PACK}.{topic}", call) for topic in topics)
