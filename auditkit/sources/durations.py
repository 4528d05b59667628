"""Reads lengths of calls as banks write them, in whole seconds."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

LONGEST: Final = 86_400
BAD: Final = -2
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:\.\d+)?")
_WORDS: Final = re.compile(
    r"(?:(\d+)\s*(?:小时|时|hours?|hrs?|h))?\s*(?:(\d+)\s*(?:分钟|分|minutes?|mins?|min|m))?\s*"
    r"(?:(\d+)\s*(?:秒钟|秒|seconds?|secs?|sec|s))?",
    re.IGNORECASE,
)
_FACTORS: Final = {"ms": 0.001, "min": 60.0}
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?:,\d{3})*(?:\.\d+)?$)")
_EXCEL_DAY: Final = re.compile(r"(?:1899-12-3\d|1900-01-0\d)[ T]")


def seconds_of(text: str, unit: str | None = None) -> int:
    """Return a duration in seconds, fractions cut; ``BAD`` when it is none or over a day.

    ``unit`` is that of plain numbers. ``mm:ss`` is read as such; a workbook that took it for
    hours and minutes says ``hh:mm:ss`` in the unit ``mm:ss``.

    >>> [seconds_of(text) for text in ("90", "01:30", "00:01:30", "1分30秒", "-5", "1,090")]
    [90, 90, 90, 90, -2, 1090]
    """
    text = _THOUSANDS.sub("", _EXCEL_DAY.sub("", text))
    if _NUMBER.fullmatch(text):
        return _bounded(float(text) * _FACTORS.get(unit or "s", 1.0))
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return _clock(clock, unit)
    words = _WORDS.fullmatch(text)
    if words is None or not any(words.groups()):
        return BAD
    hours, minutes, seconds = (int(part or 0) for part in words.groups())
    return _bounded(hours * 3600 + minutes * 60 + seconds)


def _clock(match: re.Match[str], unit: str | None) -> int:
    first, second, third = (int(part or 0) for part in match.groups())
    if third > 59:
        return BAD
    if unit == "mm:ss" and match.group(1) is not None and third == 0:
        first, second, third = 0, first, second  # 01:30 that Excel holds as 1 h 30 min
    elif unit == "hh:mm:ss" and match.group(1) is None:
        first, second, third = second, third, 0
    return _bounded(first * 3600 + second * 60 + third)


def _bounded(seconds: float) -> int:
    return int(seconds) if 0 <= seconds <= LONGEST else BAD


def durations(values: list[str], unit: str | None) -> NDArray[np.int32]:
    """Return the seconds of each text."""
    return np.array([seconds_of(value, unit) for value in values], np.int32)
