"""Local times as three numbers, which a browser reads without knowing of zones."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

from auditkit.core.clock import day_number

Moment = tuple[int | None, int, int | None]
"""Day since 1970-01-01, second of that day (-1 where no time is recorded), minutes east of UTC."""
_WRITTEN: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:(Z)|([+-])(\d\d):(\d\d))?)?",
    re.ASCII,
)
_NOTHING: Final[Moment] = (None, -1, None)


@lru_cache(maxsize=1 << 16)  # a finding, its activity and the hours tell of the same instant
def moment(at: str) -> Moment:
    """Return the parts of an ISO time as it is written; nothing at all for another text.

    >>> moment("2026-01-30T22:01:01+08:00")
    (20483, 79261, 480)
    >>> moment("2026-01-30")
    (20483, -1, None)
    """
    found = _WRITTEN.fullmatch(at)
    day = _day(found[1]) if found else None
    if found is None or day is None:
        return _NOTHING
    if found[2] is None:
        return day, -1, None
    second = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4])
    if found[5]:
        return day, second, 0
    if not found[6]:
        return day, second, None
    east = int(found[7]) * 60 + int(found[8])
    return day, second, -east if found[6] == "-" else east


@lru_cache(maxsize=4096)
def _day(text: str) -> int | None:
    try:
        return day_number(date.fromisoformat(text))
    except ValueError:
        return None
