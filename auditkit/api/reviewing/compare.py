"""Tells what a program did to a cell from what a person, or a shifted sort, put there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal

from auditkit.report.review_rows import plain
from auditkit.report.safe import CellText, visible
from auditkit.sources.grid import as_text

Changed = Literal["digits", "number", "date", "encoding", "cut", "changed"]
"""How a cell differs; only the last is no work of a program."""
_KEPT: Final = 15  # digits that office programs keep of a number
_SHOWN: Final = 5  # digits that a cell in scientific form shows at least
_LONG: Final = 200  # from so many characters on the beginning of a text is enough to know it
_CUT_FROM: Final = 16_000  # characters that a workbook may have had to cut
_SCIENTIFIC: Final = re.compile(r"\d(?:\.(\d+))?[Ee]\+?\d{1,3}")
_MOMENT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]*(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)


def differences(
    expected: Mapping[str, str], cells: Mapping[str, Any]
) -> Iterator[tuple[str, Changed]]:
    """Yield the columns whose cells are not what was written, and how each differs."""
    for name, value in cells.items():
        if name in expected and (how := difference(expected[name], value)) is not None:
            yield name, how


def difference(expected: str, value: Any) -> Changed | None:  # noqa: ANN401 - whatever a cell holds
    """Return how a cell differs from the text that was written into it, None when it does not.

    >>> difference("110105194912310021", 1.10105194912310e17), difference("007", 7.0)
    ('digits', 'number')
    >>> difference("K-1", "K-2"), difference("K－1", " K-1")
    ('changed', None)
    """
    if value == expected:
        return None
    cell, meant = plain(as_text(value) or ""), plain(expected)
    if cell == meant or (len(expected) > _CUT_FROM and cell == plain(CellText()(expected))):
        return None
    by_program = (
        _as_number(meant, cell)
        or _as_moment(expected, as_text(value) or "")
        or _as_encoded(expected, cell)
    )
    if by_program:
        return by_program
    return "cut" if len(cell) > _LONG and meant.startswith(cell) else "changed"


def _as_number(meant: str, cell: str) -> Changed | None:
    """Return whether a text of digits was taken for a number."""
    if not (meant.isascii() and meant.isdigit()):
        return None
    try:
        number = Decimal(cell.replace(",", ""))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    if number == int(meant):
        return "number"
    shown = _SCIENTIFIC.fullmatch(cell)
    kept = _KEPT if shown is None else 1 + len(shown[1] or "")
    size = len(str(int(meant)))
    if size <= kept or kept < _SHOWN:
        return None
    # what is kept of a number is cut to it, what is shown of it is rounded
    unit = Decimal(10) ** (size - kept) / (1 if shown is None else 2)
    return "digits" if abs(number - int(meant)) <= unit else None


def _as_moment(meant: str, cell: str) -> Changed | None:
    """Return whether a time was shown in another way, to the minute or the day."""
    one, other = _MOMENT.match(meant), _MOMENT.fullmatch(cell.strip())
    if one is None or other is None:
        return None
    first, second = _instant(one), _instant(other)
    if first is None or second is None:
        return None
    if other[4] is None:
        return "date" if first.date() == second.date() else None
    if other[6] is None:
        first, second = first.replace(second=0), second.replace(second=0)
    return "date" if first == second else None


def _instant(found: re.Match[str]) -> datetime | None:
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type] # noqa: DTZ001 - two local times of one zone
    except ValueError:
        return None


def _as_encoded(expected: str, cell: str) -> Changed | None:
    """Return whether a smaller encoding had no place for some characters."""
    cell = cell.replace("\ufffd", "?")
    if "?" not in cell:
        return None
    # a text file shows the end of a line as a character, which the encoding may lack as well
    lost = (text.encode("gbk", "replace").decode("gbk") for text in (expected, visible(expected)))
    return "encoding" if _marks(cell) in {_marks(plain(text)) for text in lost} else None


def _marks(text: str) -> str:
    # what lies outside the first 65,536 characters is one mark to some programs, two to others
    return re.sub(r"\?+", "?", text)
