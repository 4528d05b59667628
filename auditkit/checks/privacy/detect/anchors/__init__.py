"""Values found from an anchor: a word or a sign that they cannot do without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from auditkit.checks.privacy.detect.anchors.births import births
from auditkit.checks.privacy.detect.anchors.contact import accounts
from auditkit.checks.privacy.detect.anchors.documents import documents, passports, shapes
from auditkit.checks.privacy.detect.anchors.index import Page, page_of
from auditkit.checks.privacy.detect.anchors.network import addresses, emails
from auditkit.checks.privacy.detect.anchors.phones import phones
from auditkit.checks.privacy.detect.anchors.places import places
from auditkit.checks.privacy.detect.anchors.plates import plates
from auditkit.checks.privacy.detect.anchors.secrets import secrets
from auditkit.checks.privacy.detect.anchors.streets import streets
from auditkit.checks.privacy.detect.anchors.western import western
from auditkit.checks.privacy.detect.resolve import joined
from auditkit.checks.privacy.interface import NO_CANDIDATES, Batch, Candidates

FINDERS: Final[tuple[Callable[[Page], Candidates], ...]] = (
    emails,
    addresses,
    accounts,
    documents,
    passports,
    shapes,
    secrets,
    plates,
    births,
    places,
    streets,
    phones,
    western,
)
"""What finds values from anchors; all of them read one page."""


def anchored(batch: Batch) -> Candidates:
    """Return the values that stand at an anchor; a ``Detector``."""
    if not len(batch.codes):
        return NO_CANDIDATES
    page = page_of(batch)
    return joined([find(page) for find in FINDERS])
