"""English names through Presidio's NLP engines, when a model for English is installed."""

from __future__ import annotations

from auditkit.checks.privacy.names.interface import NameRecognizer


def english_recognizer() -> NameRecognizer | None:
    """Return none."""
    return None
