"""Which recognizers find names that the log does not know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.names.english import english_recognizer
from auditkit.checks.privacy.names.interface import NameRecognizer
from auditkit.checks.privacy.names.tagger import Tagger
from auditkit.core.errors import ConfigError
from auditkit.core.han import has_han
from auditkit.core.installed import declared

_ENGLISH: Final = re.compile("[A-Za-z]{2,20}[ ,.'-]{1,3}[A-Za-z]{2,20}")
GROUP: Final = "auditkit.names"
"""Entry points of this group are called without arguments and return a ``NameRecognizer``."""


@cache
def default_recognizers() -> tuple[NameRecognizer, ...]:
    """Return the tagger, an English recognizer when a model is installed, and plugged-in ones.

    Models are loaded once in a process.
    """
    english = english_recognizer()
    return (Tagger(), *((english,) if english else ()), *plugged_in())


def unread(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return the English texts in which nobody looks for the names of strangers.

    None of them is while a model for English is installed or a package declares a recognizer.
    """
    if len(default_recognizers()) > 1:
        return np.zeros(len(texts), dtype=bool)
    return np.array([bool(_ENGLISH.search(t)) and not has_han(t) for t in texts], dtype=bool)


def plugged_in() -> tuple[NameRecognizer, ...]:
    """Return the recognizers that installed packages declare, by name."""
    found = []
    for point in declared(GROUP):
        recognizer = point.load()()
        if not isinstance(recognizer, NameRecognizer):
            raise ConfigError(f"{GROUP}: {point.name}", "is no name recognizer")
        found.append(recognizer)
    return tuple(found)
