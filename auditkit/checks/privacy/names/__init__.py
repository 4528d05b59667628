"""People's names in Chinese and English texts: known, pointed at by rules, recognized."""

from auditkit.checks.privacy.names.elsewhere import Elsewhere
from auditkit.checks.privacy.names.find import find_people
from auditkit.checks.privacy.names.interface import (
    EVERYWHERE,
    KnownNames,
    NameRecognizer,
    People,
)
from auditkit.checks.privacy.names.recognizers import unread

__all__ = [
    "EVERYWHERE",
    "Elsewhere",
    "KnownNames",
    "NameRecognizer",
    "People",
    "find_people",
    "unread",
]
