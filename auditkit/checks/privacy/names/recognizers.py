"""Which recognizers find names that the log does not know."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import Final

from auditkit.checks.privacy.names.english import english_recognizer
from auditkit.checks.privacy.names.interface import NameRecognizer
from auditkit.checks.privacy.names.tagger import Tagger
from auditkit.core.errors import ConfigError

GROUP: Final = "auditkit.names"
"""Entry points of this group are called without arguments and return a ``NameRecognizer``."""


@cache
def default_recognizers() -> tuple[NameRecognizer, ...]:
    """Return the tagger, an English recognizer when a model is installed, and plugged-in ones.

    Models are loaded once in a process.
    """
    english = english_recognizer()
    return (Tagger(), *((english,) if english else ()), *plugged_in())


def plugged_in() -> tuple[NameRecognizer, ...]:
    """Return the recognizers that installed packages declare, by name."""
    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        recognizer = point.load()()
        if not isinstance(recognizer, NameRecognizer):
            raise ConfigError(f"{GROUP}: {point.name}", "is no name recognizer")
        found.append(recognizer)
    return tuple(found)
