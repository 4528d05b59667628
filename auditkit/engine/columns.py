"""Which columns of the frame a run carries: what rules read, what linking and findings need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from auditkit.checks.interface import Grain
from auditkit.core.frame import FIELDS, IDENTITY, MADE, RAW
from auditkit.engine.bind import BoundRule

LINKING: Final = ("debtor_key", "contact_key", "content_key", "channel", "direction", "epoch_ms")
SHOWN: Final = (
    "activity_id",
    "source",
    "source_row",
    "epoch_ms",
    "local_day",
    "local_second",
    "duration_s",
    "end_ms",
    "channel",
    "direction",
    "purpose",
    "outcome",
    "party_role",
    "debtor_key",
    "party_key",
    "contact_key",
    "collector_key",
    "agency_key",
    "case_id",
    "collector_id",
    "agency_id",
    "org_id",
    "step",
)
"""What a finding, a timeline and the identity of an activity are made from."""

READ_TEXTS: Final = frozenset({"said", "texts", "unnamed", "note_key", "note_size"})
"""Columns that are made from the texts."""
TOLD: Final = RAW | READ_TEXTS | {"ids", "own_line_key"}
"""What reading texts needs: the texts, and what the log knows of names and numbers."""

GRAIN_KEY: Final = {
    Grain.ROW: "debtor_key",
    Grain.DEBTOR: "debtor_key",
    Grain.PARTY: "debtor_key",
    Grain.CASE: "debtor_key",
    Grain.CONTACT: "contact_key",
    Grain.COLLECTOR: "collector_key",
    Grain.AGENCY: "agency_key",
}
"""The column whose hash puts rows that a grain must see together into one bucket."""

NOBODY: Final = frozenset({"debtor_key", "contact_key", "collector_key"})
"""Keys whose 0 is nobody, so that such rows need not be seen together; agency 0 is the lender."""


def carried(rules: Iterable[BoundRule]) -> frozenset[str]:
    """Return the frame columns that sources must give for these rules."""
    rules = tuple(rules)
    read = {name for rule in rules for name in read_by(rule)}
    if any(rule.check.asks is not None for rule in rules) or not READ_TEXTS.isdisjoint(read):
        read |= TOLD
    return frozenset((read | set(LINKING) | set(SHOWN) | set(IDENTITY)) & (set(FIELDS) - MADE))


def read_by(rule: BoundRule) -> frozenset[str]:
    """Return the columns that a rule reads in any of its versions."""
    params = [version.params for version in rule.versions if version.params is not None]
    return frozenset(name for given in params for name in rule.check.columns(given))


def by_key(rules: Iterable[BoundRule]) -> dict[str, tuple[BoundRule, ...]]:
    """Return the rules by the column that rows are bucketed by, ``debtor_key`` first."""
    keyed: dict[str, list[BoundRule]] = {"debtor_key": []}
    for rule in rules:
        keyed.setdefault(GRAIN_KEY[rule.check.grain], []).append(rule)
    return {key: tuple(members) for key, members in keyed.items()}
