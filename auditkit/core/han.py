"""Chinese characters in texts of any script."""

from __future__ import annotations

from typing import Final

FIRST: Final = "\u3400"
LAST: Final = "\u9fff"


def has_han(text: str) -> bool:
    """Return whether a text has a Chinese character: a unified ideograph or one of extension A.

    >>> has_han("Dear 先生"), has_han("Dear Sir")
    (True, False)
    """
    return not text.isascii() and any(FIRST <= char <= LAST for char in text)
