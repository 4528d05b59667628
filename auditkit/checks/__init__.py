"""Kernels that know no law, and the table of those that ship."""

from __future__ import annotations

from typing import Final

from auditkit.checks.conduct import (
    agency_duty,
    amount,
    claim,
    facts,
    follow_up,
    language,
    limitation,
    sequence,
    stated,
    stop_state,
)
from auditkit.checks.contact import (
    after_state,
    attribute,
    barred,
    cooling_off,
    designated,
    frequency,
    gap,
    hours,
    listed,
    precondition,
    prerequisite,
)
from auditkit.checks.interface import Check
from auditkit.checks.privacy import (
    after_contract,
    after_statement,
    before_verification,
    contact_book,
    disclosure,
    exported,
    mention,
    required,
)
from auditkit.checks.record import copied, late, party, talk_time, unmatched

BUILTIN: Final[tuple[Check, ...]] = (
    agency_duty.CHECK,
    amount.CHECK,
    claim.CHECK,
    facts.CHECK,
    follow_up.CHECK,
    language.CHECK,
    limitation.CHECK,
    sequence.CHECK,
    stop_state.CHECK,
    sequence.TOO_SOON_CHECK,
    stated.SAME_CHECK,
    stated.DATE_CHECK,
    after_state.CHECK,
    attribute.CHECK,
    barred.CHECK,
    cooling_off.CHECK,
    designated.CHECK,
    frequency.CHECK,
    gap.CHECK,
    hours.CHECK,
    listed.CHECK,
    frequency.NUMBER_CHECK,
    gap.NUMBER_CHECK,
    precondition.CHECK,
    prerequisite.CHECK,
    after_contract.CHECK,
    after_statement.CHECK,
    before_verification.CHECK,
    contact_book.CHECK,
    contact_book.COLLECTOR_CHECK,
    contact_book.AGENCY_CHECK,
    disclosure.CHECK,
    exported.CHECK,
    exported.AGENCY_CHECK,
    mention.CHECK,
    required.CHECK,
    copied.CHECK,
    late.CHECK,
    party.CHECK,
    talk_time.CHECK,
    unmatched.CHECK,
)
"""The checks that ship, by id; a plug-in adds to a copy of it."""
