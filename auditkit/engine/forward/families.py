"""Which rules can look forward: those that judge a contact by when, how often and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from auditkit.engine.bind import BoundRule

GAPS: Final = frozenset({"contact.gap", "contact.number_gap"})
"""Checks that only put a contact off for a while: they take nothing from how many are left."""
LASTING: Final = frozenset({"contact.after_state", "conduct.stop_state", "contact.barred"})
"""Checks whose bar ends when something happens, and not by time alone."""
CHECKS: Final = frozenset(
    {
        "contact.frequency",
        "contact.number_frequency",
        "contact.cooling_off",
        "contact.hours",
        "contact.designated",
        *GAPS,
        *LASTING,
    }
)
"""The checks that are asked. What they say depends on the instant by its local day, its clock in
each zone and its distance from earlier rows, and on nothing else."""
_ABOUT_CONTACT: Final = ("contact.",)


def split(rules: Iterable[BoundRule]) -> tuple[tuple[BoundRule, ...], tuple[BoundRule, ...]]:
    """Return the rules that are asked, and those on contacts that cannot look forward."""
    rules = tuple(rules)
    asked = tuple(rule for rule in rules if rule.check.id in CHECKS)
    left = (r for r in rules if r.check.id not in CHECKS and r.check.id.startswith(_ABOUT_CONTACT))
    return asked, tuple(left)
