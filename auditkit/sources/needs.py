"""Which of the bank's columns must be read to compute which columns of the frame."""

from __future__ import annotations

from typing import Final

from auditkit.core.frame import ZONES
from auditkit.sources.mapping import EFFECTS
from auditkit.sources.plan import WHEN, Plan

ALWAYS: Final = (
    "at",
    "tz",
    "debtor_id",
    "debtor_ids",
    "case_id",
    "contact",
    "agency_id",
    "duration_s",
    "attrs",
    "attrs.amount",
    WHEN,
)
"""Needed to accept a row and for control totals, whatever is asked for."""
PARTY: Final = ("party_id", "party_name", "party_role", "contact")
CONTENT: Final = (
    *PARTY,
    "activity_id",
    "channel",
    "direction",
    "outcome",
    "collector_id",
    "step",
    "debt_id",
    "end_at",
)
"""What tells two rows apart, besides the debtor, the time and the texts that are read."""

_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "activity_id": ("activity_id",),
    "content_key": CONTENT,
    "case_key": ("case_id",),
    "party_key": PARTY,
    "contact_key": ("contact",),
    "collector_key": ("collector_id",),
    "agency_key": ("agency_id",),
    "org_key": ("org_id",),
    "creditor_key": ("creditor_id",),
    "own_line_key": ("own_line",),
    "end_ms": ("end_at", "duration_s"),
    "recorded_ms": ("recorded_at",),
    "debts": ("debt_group", "debt_id", "case_id"),
    "ids": ("debtor_id", "debtor_ids"),
    **dict.fromkeys(("said", "texts", "unnamed", "note_key", "note_size"), ()),
    **dict.fromkeys(("epoch_ms", "local_day", "local_second"), ("at", "tz")),
    "zones": ("tz",),
    **{f"local_day_{zone}": ("at", "tz") for zone in range(2, ZONES + 1)},
    **{f"local_second_{zone}": ("at", "tz") for zone in range(2, ZONES + 1)},
}


def needed_columns(plan: Plan, columns: frozenset[str]) -> frozenset[str]:
    """Return the canonical columns that the asked frame columns are made from."""
    needed = set(ALWAYS)
    for column in columns:
        needed.update(_NEEDS.get(column, (column,)))
    words = {name for name in needed if name in EFFECTS}
    for name, bound in plan.bound.items():
        if name == WHEN:  # says whether there is an activity, nothing about it
            continue
        given = {word for effect in bound.table.values() for word in effect.words(name)}
        if given & words:
            needed.add(name)
    return frozenset(needed & plan.mapped)


def needed_headers(plan: Plan, columns: frozenset[str]) -> frozenset[str]:
    """Return the bank's columns that must be read, for every activity that a row makes."""
    return frozenset(
        header
        for each in (part.plan for part in plan.activities)
        for name in needed_columns(each, columns)
        if name in each.bound
        for header in each.bound[name].headers
    )
