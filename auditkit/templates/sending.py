"""What a template would be in the log once it is sent: one draft for each who may get it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from auditkit.checks.timeline import clock_seconds
from auditkit.core.vocabulary import ROLES
from auditkit.engine.send_window import Window
from auditkit.engine.templates import Draft
from auditkit.templates.interface import Filled, Template
from auditkit.templates.stages import Stage

BANK: Final = "bank"
AGENCY: Final = "agency"
SENDERS: Final = (BANK, AGENCY)
_UNKNOWN: Final = "unknown"
_VOICE: Final = ("call", "robot_call")
_OUTCOMES: Final = {"letter": "posted", "visit": "visit_met"}
_OUTSIDE: Final = "agency_id"

Act = tuple[tuple[str, str], ...]
"""Columns of a row and their values."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A draft of a template for one audience, sent by one kind of sender."""

    template: int
    audience: str
    sender: str
    draft: Draft
    has_answers: bool  # whether a script says what the other side says
    act: Act  # what the row says besides text, steps and attributes


def sendings(
    number: int,
    template: Template,
    filled: Filled,
    stages: Mapping[str, Stage],
    attrs: Mapping[str, Any],
) -> Iterator[Sending]:
    """Yield a template's drafts: for each audience, and for either sender where none is named."""
    meta = template.meta
    stage = stages.get(meta.stage)
    before = tuple((each.days, each.row) for each in stage.behind) if stage else ()
    said = {**filled.columns, **_text(filled, meta.channel), "attrs": dict(attrs)}
    answers = any(speaker == "party" for *_, speaker in filled.turns)
    for audience in meta.audience or (_UNKNOWN,):
        for sender in (meta.sender,) if meta.sender else SENDERS:
            act = _act(meta.channel, audience) | ({_OUTSIDE: "A1"} if sender == AGENCY else {})
            act |= stage.own if stage else {}
            row = {**said, **act, **_names(filled, audience)}
            yield Sending(number, audience, sender, Draft(row, before), answers, tuple(act.items()))


def windows(written: str) -> tuple[Window | None, ...]:
    """Return the windows of metadata, ``HH:MM-HH:MM`` joined by commas; None where none is given.

    >>> windows("08:00-20:30"), windows("")
    (((28800, 73800),), (None,))
    """
    found = (part.partition("-") for part in written.split(",") if part)
    clocks = ((clock_seconds(start), clock_seconds(end)) for start, _, end in found)
    return tuple(each for each in clocks if min(each) >= 0) or (None,)


def _text(filled: Filled, channel: str) -> dict[str, str]:
    """Return the text as a message or transcript; a script without turns is the collector's."""
    if not filled.turns and channel not in _VOICE:
        return {"message": filled.text}
    turns = [
        {"speaker": speaker, "text": filled.text[start:end]}
        for start, end, speaker in filled.turns or ((0, len(filled.text), "collector"),)
    ]
    return {"turns": json.dumps(turns, ensure_ascii=False)}


def _act(channel: str, audience: str) -> dict[str, str]:
    third = audience not in ("debtor", _UNKNOWN)
    talked = "third_talk" if third else "talked_debtor"
    return {
        "channel": channel,
        "party_role": audience,
        "direction": "outbound",
        "purpose": "collection",
        "outcome": talked if channel in _VOICE else _OUTCOMES.get(channel, "sent"),
    }


def _names(filled: Filled, audience: str) -> dict[str, str]:
    """Return the debtor's name as that of the person reached, where it is the debtor."""
    name = filled.columns.get("debtor_name")
    return {"party_name": name} if name and audience == ROLES.names[0] else {}
