"""The local days that a report counts from, and how long ago something was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

# the library's own parser takes digits without dashes for a date, so an account number for a day
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?![\d-])", re.ASCII)


def day_of(text: str) -> date | None:
    """Return an ISO date, or the date of an ISO time as it is written; ``None`` for neither.

    >>> day_of("2026-01-30T22:01:01+08:00")
    datetime.date(2026, 1, 30)
    """
    found = _DAY.match(text)
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def local_day(manifest: Mapping[str, Any], key: str) -> date | None:
    """Return the day of an instant of the manifest in the zone of its profile."""
    text = str(manifest.get(key) or "")
    zone = manifest.get("profile", {}).get("zone")
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(ZoneInfo(str(zone))).date() if at.tzinfo and zone else at.date()
    except (ValueError, KeyError, OSError):  # no time, or no zone of that name
        return day_of(text)


def days_between(first: date | None, last: date | None) -> int | None:
    """Return the days from the first to the last, ``None`` where one is not known."""
    return (last - first).days if first and last else None
