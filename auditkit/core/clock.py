"""The one door to the clock; everything else takes time as a parameter."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Final

EPOCH: Final = date(1970, 1, 1)


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds of a clock that never goes back."""
    return time.monotonic()


def day_number(day: date) -> int:
    """Return days since 1970-01-01.

    >>> day_number(date(2026, 1, 30))
    20483
    """
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the date of a day number.

    >>> day_of(20483).isoformat()
    '2026-01-30'
    """
    return EPOCH + timedelta(days=int(number))


def clock_time(second: int) -> str:
    """Return a second of the day as ``HH:MM:SS``.

    >>> clock_time(79261)
    '22:01:01'
    """
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def seconds_of(clock: str) -> int:
    """Return the second of the day of ``HH:MM`` or ``HH:MM:SS``; ``ValueError`` when it is neither.

    >>> seconds_of("22:00")
    79200
    """
    parts = [int(part) for part in clock.split(":")]
    if len(parts) not in (2, 3) or not (
        0 <= parts[0] <= 24 and all(0 <= p < 60 for p in parts[1:])
    ):
        raise ValueError
    return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) == 3 else 0)
