"""Names the columns of a header so that each can be told from the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_INVISIBLE: Final = "\ufeff\u200b\u200c\u200d\u2060 \t\r\n\u3000\xa0"


def unique_headers(cells: Iterable[str]) -> tuple[str, ...]:
    """Return trimmed headers, each once: ``name``, ``name#2``; a blank one is ``column_7``.

    >>> unique_headers(["\\ufeff姓名 ", "电话", "电话", ""])
    ('姓名', '电话', '电话#2', 'column_4')
    """
    taken: dict[str, None] = {}
    for place, cell in enumerate(cells, start=1):
        name = cell.strip(_INVISIBLE) or f"column_{place}"
        shown, count = name, 1
        while shown in taken:
            count += 1
            shown = f"{name}#{count}"
        taken[shown] = None
    return tuple(taken)
