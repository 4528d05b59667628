"""What texts speak of, tell of or say was done, and how they say it; the words stand in YAML."""

from auditkit.checks.privacy.language.asking import contexts, holders, read_language, stances
from auditkit.checks.privacy.language.claims import STATES
from auditkit.checks.privacy.language.reached import REACHED
from auditkit.checks.privacy.language.statements import Statements

__all__ = ["REACHED", "STATES", "Statements", "contexts", "holders", "read_language", "stances"]
