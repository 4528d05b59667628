"""The traditional characters that have one simplified form, so that either way of writing reads."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PAIRS_FILE: Final = Path(__file__).parent / "data" / "traditional.txt"


def simplified() -> dict[int, int]:
    """Return the code point of the simplified character for that of each traditional one.

    >>> chr(simplified()[ord("號")]), ord("号") in simplified()
    ('号', False)
    """
    lines = _PAIRS_FILE.read_text(encoding="utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return {ord(old): ord(new) for old, new in zip(pairs[::2], pairs[1::2], strict=True)}
