"""Kernels that know no law, and the table of those that ship."""

from __future__ import annotations

from typing import Final

from auditkit.checks.contact import cooling_off, frequency, hours
from auditkit.checks.interface import Check

BUILTIN: Final[tuple[Check, ...]] = (
    cooling_off.CHECK,
    frequency.CHECK,
    frequency.NUMBER_CHECK,
    hours.CHECK,
)
"""The checks that ship, by id; a plug-in adds to a copy of it."""
