"""Turns wall-clock times into instants and instants into local days, for whole columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

_FIXED: Final = re.compile(r"(?:UTC|GMT)?([+-]?)(\d{1,2})(?::?(\d{2})|\.(\d+))?")
_DAY: Final = 86_400
_MARGIN: Final = 2 * _DAY


@dataclass(frozen=True, slots=True)
class Zone:
    """Offsets of a zone between two instants.

    ``offsets[i]`` holds before ``changes[i]``, the last one from the last change on; all in
    seconds. ``since`` and ``until`` bound the instants for which this is true.
    """

    name: str
    changes: NDArray[np.int64]
    offsets: NDArray[np.int64]
    since: int
    until: int


def fixed_offset(name: str) -> int | None:
    """Return the seconds east of UTC of ``+08:00``, ``UTC-5`` or ``-5.00``, else None.

    >>> fixed_offset("+08:00"), fixed_offset("-3.50"), fixed_offset("Asia/Shanghai")
    (28800, -12600, None)
    """
    if name in ("Z", "UTC", "GMT"):
        return 0
    match = _FIXED.fullmatch(name)
    if match is None:
        return None
    sign, hours, minutes, part = match.groups()
    seconds = int(hours) * 3600 + int(minutes or 0) * 60 + int(float(f"0.{part or 0}") * 3600)
    if seconds > 14 * 3600:
        return None
    return -seconds if sign == "-" else seconds


def zone(name: str, since: int, until: int) -> Zone | None:
    """Return a zone's offsets for instants between two seconds since 1970; None when unknown."""
    since, until = since - _MARGIN, until + _MARGIN
    east = fixed_offset(name)
    if east is not None:
        return Zone(name, np.empty(0, np.int64), np.array([east]), since, until)
    try:
        info = ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return None
    changes: list[int] = []
    offsets = [_at(info, since)]
    for day in range(since, until, _DAY):
        following = _at(info, day + _DAY)
        if following != offsets[-1]:
            changes.append(_change(info, day, day + _DAY))
            offsets.append(following)
    return Zone(name, np.array(changes, np.int64), np.array(offsets, np.int64), since, until)


def _at(info: ZoneInfo, instant: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant)
    offset = moment.astimezone(info).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _change(info: ZoneInfo, low: int, high: int) -> int:
    """Return the first second of the new offset, between two instants that differ."""
    before = _at(info, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _at(info, middle) == before:
            low = middle
        else:
            high = middle
    return high


def to_instants(wall: NDArray[np.int64], at: Zone) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return instants of wall-clock seconds, and which do not exist.

    A time that comes twice in autumn is the earlier instant.
    """
    if not len(at.changes):
        return wall - at.offsets[0], np.zeros(len(wall), bool)
    segment = np.searchsorted(at.changes + at.offsets[:-1], wall, side="right")
    instants = wall - at.offsets[segment]
    starts = np.concatenate(([np.iinfo(np.int64).min], at.changes))
    return instants, instants < starts[segment]


def to_wall(instants: NDArray[np.int64], at: Zone) -> NDArray[np.int64]:
    """Return the wall-clock seconds of instants."""
    if not len(at.changes):
        return instants + np.int64(at.offsets[0])
    wall: NDArray[np.int64] = (
        instants + at.offsets[np.searchsorted(at.changes, instants, side="right")]
    )
    return wall
