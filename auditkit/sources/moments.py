"""Places times of the wall clock in the zones where they were lived."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.core.frame import ZONES
from auditkit.sources.texts import Coded
from auditkit.sources.times import DAY, LOCAL, Wall
from auditkit.sources.zones import Zone, fixed_offset, to_instants, to_wall, zone

_YEAR: Final = 366 * DAY


@dataclass(frozen=True, slots=True)
class Placed:
    """Instants in seconds since 1970, and the wall clock of each of the ``ZONES`` of every row.

    ``bad_zone`` and ``gap`` mark rows whose zone nobody knows or whose time never was.
    """

    instants: NDArray[np.int64]
    walls: tuple[NDArray[np.int64], ...]
    bad_zone: NDArray[np.bool_]
    gap: NDArray[np.bool_]


@dataclass(slots=True)
class Atlas:
    """The zones met so far; each is computed once for the span of years it is asked for."""

    known: dict[str, Zone | None] = field(default_factory=dict)

    def get(self, name: str, since: int, until: int) -> Zone | None:
        """Return a zone that is right between two instants, None when there is no such zone."""
        found = self.known.get(name)
        if found is None and name in self.known:
            return None
        if found is None or since < found.since or until > found.until:
            since = min(since - _YEAR, found.since if found else since)
            until = max(until + _YEAR, found.until if found else until)
            self.known[name] = found = zone(name, since, until)
        return found


def is_zone(name: str) -> bool:
    """Return whether a name is an IANA zone or a fixed offset."""
    return fixed_offset(name) is not None or zone(name, 0, 0) is not None


def place(wall: Wall, tz: Coded | None, default: str, atlas: Atlas) -> Placed:
    """Return where times lie; ``tz`` names a zone or several joined by ``|``, the first counts."""
    rows = len(wall.seconds)
    placed = Placed(
        np.zeros(rows, np.int64),
        tuple(np.zeros(rows, np.int64) for _ in range(ZONES)),
        np.zeros(rows, bool),
        np.zeros(rows, bool),
    )
    readable = wall.seconds[wall.problem == 0]
    span = (int(readable.min()) - DAY, int(readable.max()) + DAY) if len(readable) else (0, 0)
    if tz is None or not (tz.indices >= 0).any():
        _place(placed, slice(None), wall, _zones(default, span, atlas))
        return placed
    for index in np.unique(tz.indices).tolist():
        names = default if index < 0 else str(tz.values[index].as_py())
        _place(placed, np.flatnonzero(tz.indices == index), wall, _zones(names, span, atlas))
    return placed


def _zones(names: str, span: tuple[int, int], atlas: Atlas) -> list[Zone] | None:
    parts = [part.strip() for part in names.split("|") if part.strip()]
    found = [atlas.get(part, *span) for part in parts]
    zones = [one for one in found if one is not None]
    return zones if zones and len(zones) == len(found) <= ZONES else None


def _place(
    placed: Placed, rows: slice | NDArray[np.int64], wall: Wall, zones: list[Zone] | None
) -> None:
    if zones is None:
        placed.bad_zone[rows] = True
        return
    seconds, offset = wall.seconds[rows], wall.offset[rows]
    instants, gap = to_instants(seconds, zones[0])
    said = offset != LOCAL
    if said.any():
        instants = np.where(said, seconds - offset, instants)
        gap &= ~said
    placed.instants[rows], placed.gap[rows] = instants, gap
    for index, local in enumerate(placed.walls):
        local[rows] = to_wall(instants, zones[min(index, len(zones) - 1)])
