"""Writes a made-up month of a US collection agency as VICIdial exports it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from auditkit.synthetic import us_said
from auditkit.synthetic.answers import Answer, Answers, write_answers
from auditkit.synthetic.mapping import write_mapping
from auditkit.synthetic.people import lognormal
from auditkit.synthetic.sheet import Row, write_text
from auditkit.synthetic.us_plants import PLAYS
from auditkit.synthetic.us_shop import SERVER, Account, Call, Event, Shop

DIALLER_FILE: Final = "vicidial_202610.csv"
EVENTS_FILE: Final = "account_events_202610.csv"
STATUS: Final = {
    "SALE": "promise",
    "RPC": "talked_debtor",
    "RTP": "refuses",
    "TPC": "third_talk",
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
PARTY: Final = {
    "CONSUMER": "debtor",
    "RELATIVE": "family",
    "FRIEND": "friend",
    "EMPLOYER": "employer",
}
_TALKED: Final = ("SALE", "RPC", "RTP", "TPC")
_UNSPOKEN: Final = ("NA", "NA", "AM", "A", "B", "DC", "DNCL", "QUEUE", "DROP")
_SUNDAYS: Final = (4, 11, 18, 25)
_LONG_AGO: Final = -400
"""The day of the oldest event, so that the silence of the list tells of a year."""
_VARIANTS: Final = 6
_FULL: Final = 2_000
_COLUMNS: Final = {
    "uniqueid": "activity_id",
    "vendor_lead_code": "case_id",
    "full_name": "party_name",
    "party": "party_role",
    "phone_number_dialed": "contact",
    "alt_dial": "contact_kind",
    "call_date": "at",
    "gmt_offset_now": "tz",
    "length_in_sec": "duration_s",
    "direction": "direction",
    "call_purpose": "purpose",
    "status": "outcome",
    "user": "collector_id",
    "campaign_id": "",
    "list_id": "",
    "lead_id": "",
    "user_group": "org_id",
    "comments": "note",
}
_EVENT_HEADER: Final = (
    "case_id",
    "party_name",
    "party_role",
    "at",
    "tz",
    "channel",
    "direction",
    "step",
    "attrs",
)


def write_us(folder: Path, *, rows: int = 8_000, seed: int = 20261001) -> Answers:
    """Write ``logs/``, ``mapping.yaml`` and ``answers.csv`` and return what was planted.

    ``rows`` is about how many calls are made; the same seed gives the same content.
    """
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    shop = make_shop(rows=rows, seed=seed)
    calls = sorted(shop.calls, key=lambda call: (call.at, call.account.number))
    shown = [_call_row(shop, number, call) for number, call in enumerate(calls, 1)]
    write_text(logs / DIALLER_FILE, tuple(_COLUMNS), shown, encoding="utf-8")
    events = sorted(shop.events, key=lambda event: (event.at, event.account.number))
    told = [_event_row(event) for event in events]
    write_text(logs / EVENTS_FILE, _EVENT_HEADER, told, encoding="utf-8")
    write_mapping(folder / "mapping.yaml", us_sources())
    answers = _answers(shop, {DIALLER_FILE: calls, EVENTS_FILE: events})
    write_answers(folder / "answers.csv", answers)
    return answers


def make_shop(*, rows: int, seed: int) -> Shop:
    """Return a month of about ``rows`` calls with every scenario in it."""
    shop = Shop(np.random.default_rng(seed))
    shop.open().event(_LONG_AGO, "09:00:00", "due.missed")
    for play in (*PLAYS, *us_said.PLAYS, *us_said.UNNOTIFIED):
        for variant in range(_VARIANTS if rows >= _FULL else 1):
            play(shop.open(notified=play not in us_said.UNNOTIFIED), variant)
    while len(shop.calls) < rows:
        _month(shop, shop.open())
    return shop


def _month(shop: Shop, account: Account) -> None:
    """Add one call on some days, and none for a good week after a conversation."""
    rng = shop.rng
    day = int(rng.integers(1, 6))
    while day <= 31:
        if day in _SUNDAYS:
            day += 1
            continue
        clock = f"{rng.integers(8, 20):02d}:{rng.integers(1, 60):02d}:{rng.integers(0, 60):02d}"
        talked = rng.random() < 0.15
        words = _TALKED[:3] if talked else _UNSPOKEN
        account.call(day, clock, words[int(rng.integers(len(words)))])
        day += int(rng.integers(8, 11)) if talked else int(rng.integers(1, 4))


def _call_row(shop: Shop, number: int, call: Call) -> Row:
    length = lognormal(shop.rng, 80, 0.8) if call.status in _TALKED else 0
    return (
        f"1790{number:09d}.{number % 97}",
        call.account.code,
        call.name,
        call.party,
        call.phone,
        "WORK" if call.workplace else "MAIN",
        call.at.astimezone(SERVER).isoformat(sep=" "),
        call.account.offset,
        length,
        call.direction,
        call.purpose,
        call.status,
        f"{6000 + call.account.number % 40}",
        "AUTOLOAN",
        "1001",
        call.account.number,
        "COLLECT1",
        call.comments,
    )


def _event_row(event: Event) -> Row:
    attrs = json.dumps(event.attrs) if event.attrs else ""
    account = event.account
    who = (account.code, account.name, "debtor")
    when = (event.at.isoformat(), account.offset)
    return (*who, *when, "system", "internal", event.step, attrs)


def _answers(shop: Shop, files: Mapping[str, Sequence[Call] | Sequence[Event]]) -> Answers:
    places = {id(act): (file, at) for file, acts in files.items() for at, act in enumerate(acts, 2)}
    return Answers(
        tuple(
            sorted(
                Answer(rule, act.account.code, act.at.isoformat(), *places[id(act)])
                for rule, act in shop.planted
            )
        )
    )


def us_sources() -> list[dict[str, Any]]:
    """Return the mapping of the two files."""
    fields = {name: {"from": header} for header, name in _COLUMNS.items() if name}
    tables = {
        "outcome": STATUS,
        "party_role": PARTY,
        "direction": {"OUTBOUND": "outbound", "INBOUND": "inbound"},
        "purpose": {"COLLECT": "collection", "LOCATE": "location"},
        "contact_kind": {"MAIN": "mobile", "WORK": "work"},
    }
    for name in tables:
        fields[name]["codes"] = name
    fields["duration_s"]["unit"] = "s"
    return [
        {
            "name": "vicidial",
            "kind": "dialler",
            "rank": 1,
            "match": ["vicidial_*.csv"],
            "fields": fields,
            "constants": {"channel": "call"},
            "codes": {"version": "2026-10", "tables": tables},
        },
        {
            "name": "account-events",
            "kind": "case_list",
            "rank": 4,
            "match": ["account_events_*.csv"],
            "fields": {name: {"from": name} for name in _EVENT_HEADER},
        },
    ]
