"""Kernels that know no law, and the table of those that ship."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, overload

if TYPE_CHECKING:
    from auditkit.checks.interface import Check

_WHERE: Final = {
    "conduct.agency_duty": "conduct.agency_duty",
    "conduct.amount": "conduct.amount",
    "conduct.claim": "conduct.claim",
    "conduct.facts": "conduct.facts",
    "conduct.follow_up": "conduct.follow_up",
    "conduct.language": "conduct.language",
    "conduct.limitation": "conduct.limitation",
    "conduct.sequence": "conduct.sequence",
    "conduct.stop_state": "conduct.stop_state",
    "conduct.too_soon": "conduct.sequence:TOO_SOON_CHECK",
    "conduct.same": "conduct.stated:SAME_CHECK",
    "conduct.date": "conduct.stated:DATE_CHECK",
    "contact.after_state": "contact.after_state",
    "contact.attribute": "contact.attribute",
    "contact.barred": "contact.barred",
    "contact.cooling_off": "contact.cooling_off",
    "contact.designated": "contact.designated",
    "contact.frequency": "contact.frequency",
    "contact.gap": "contact.gap",
    "contact.hours": "contact.hours",
    "contact.listed": "contact.listed",
    "contact.number_frequency": "contact.frequency:NUMBER_CHECK",
    "contact.number_gap": "contact.gap:NUMBER_CHECK",
    "contact.precondition": "contact.precondition",
    "contact.prerequisite": "contact.prerequisite",
    "privacy.after_contract": "privacy.after_contract",
    "privacy.after_statement": "privacy.after_statement",
    "privacy.before_verification": "privacy.before_verification",
    "privacy.contact_book": "privacy.contact_book",
    "privacy.collector_contact_book": "privacy.contact_book:COLLECTOR_CHECK",
    "privacy.agency_contact_book": "privacy.contact_book:AGENCY_CHECK",
    "privacy.disclosure": "privacy.disclosure",
    "privacy.exported": "privacy.exported",
    "privacy.agency_exported": "privacy.exported:AGENCY_CHECK",
    "privacy.mention": "privacy.mention",
    "privacy.required": "privacy.required",
    "record.copied": "record.copied",
    "record.late": "record.late",
    "record.party": "record.party",
    "record.talk_time": "record.talk_time",
    "record.unmatched": "record.unmatched",
}
"""The module of every check, and its name there where that is not ``CHECK``."""


class Shipped(Sequence["Check"]):
    """The checks that ship; each is imported once it is asked for, and with it what it needs.

    ``ids`` names them all. ``alone`` are those that may judge one activity by itself
    (``Check.by_itself``), told here so that linting imports no others.
    """

    ids: Final = tuple(_WHERE)
    alone: Final = frozenset(
        {
            "conduct.claim",
            "conduct.language",
            "contact.hours",
            "privacy.before_verification",
            "privacy.disclosure",
            "privacy.mention",
            "privacy.required",
        }
    )

    def find(self, name: str) -> Check | None:
        """Return the check of an id, None where none has it."""
        if name not in _WHERE:
            return None
        module, _, attribute = _WHERE[name].partition(":")
        found: Check = getattr(import_module(f"{__name__}.{module}"), attribute or "CHECK")
        return found

    def __len__(self) -> int:
        return len(_WHERE)

    @overload
    def __getitem__(self, at: int) -> Check: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Check]: ...
    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return tuple(self)[at]
        return self.find(self.ids[at])


BUILTIN: Final = Shipped()
"""The checks that ship; a plug-in adds to a copy of it."""
