"""The bank's list of case events: consents, notices, refusals, states, with canonical headers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from auditkit.synthetic.case_list import is_listed
from auditkit.synthetic.exports import EVENTS_FILE, Place
from auditkit.synthetic.sheet import Row, write_text
from auditkit.synthetic.world import EVENTS, Act, World

EVENTS_HEADER: Final = (
    "debtor_id",
    "debtor_name",
    "case_id",
    "party_name",
    "party_role",
    "contact",
    "at",
    "channel",
    "direction",
    "agency_id",
    "collector_id",
    "step",
    "attrs",
)


def write_events(world: World, folder: Path) -> dict[int, Place]:
    """Write the list in time order and return where each event (by ``id``) stands.

    What the list of cases tells of does not stand here again.
    """
    own = sorted(
        (act for act in world.acts if act.home == EVENTS and not is_listed(act)),
        key=lambda act: (act.at, act.case.case_id),
    )
    rows = [_row(act) for act in own]
    write_text(folder / EVENTS_FILE, EVENTS_HEADER, rows, encoding="utf-8-sig")
    return {id(act): Place(EVENTS_FILE, row) for row, act in enumerate(own, 2)}


def _row(act: Act) -> Row:
    return (
        act.case.debtor.debtor_id,
        act.case.debtor.name,
        act.case.case_id,
        act.party_name,
        act.party_role,
        act.contact,
        act.time.isoformat(),
        act.channel,
        act.direction,
        act.agency_id,
        act.collector_id,
        act.step,
        json.dumps(act.attrs, ensure_ascii=False, sort_keys=True) if act.attrs else "",
    )
