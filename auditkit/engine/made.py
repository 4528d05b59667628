"""Columns of the frame that no source gives: what is known until when, and who recorded what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core import vocabulary as v
from auditkit.engine.frames import LINK_SLOTS

Ints = NDArray[np.int64]
DIALLER: Final = 1
SYSTEM: Final = 2
BITS: Final = {"dialler": DIALLER, "system": SYSTEM}
_VOICE: Final = ("call", "robot_call")
_KINDS: Final = {"dialler": DIALLER, "collection_system": SYSTEM, "agency": SYSTEM}


def recorder(kind: str) -> int:
    """Return the bit of a kind of source: a dialler, a system that people write in, neither."""
    return _KINDS.get(kind, 0)


@dataclass(slots=True)
class Cover:
    """On which local days which kind of system recorded calls of which agency."""

    bits: dict[tuple[int, int], int] = field(default_factory=dict)

    def see(self, table: pa.Table, bit: int) -> None:
        """Take in the calls of a table that a system of this kind recorded."""
        if not bit or not table.num_rows:
            return
        voice = [v.CHANNELS.code(name) for name in _VOICE]
        calls = np.isin(table.column("channel").to_numpy(), voice)
        agency = table.column("agency_key").to_numpy()[calls].astype(np.int64)
        day = table.column("local_day").to_numpy()[calls].astype(np.int64)
        pairs = pd.DataFrame({"agency": agency, "day": day}).drop_duplicates()
        for key in zip(pairs["agency"].tolist(), pairs["day"].tolist(), strict=True):
            self.bits[key] = self.bits.get(key, 0) | bit

    def of(self, agency: Ints, day: Ints) -> NDArray[np.int8]:
        """Return the bits of each agency and day."""
        if not self.bits or not len(agency):
            return np.zeros(len(agency), dtype=np.int8)
        known = pd.Series(self.bits)
        known.index = pd.MultiIndex.from_tuples(known.index)
        asked = pd.MultiIndex.from_arrays([agency, day])
        place = known.index.get_indexer(asked)
        held = np.append(known.to_numpy(), 0)[place]
        return np.where(place < 0, 0, held).astype(np.int8)


@dataclass(frozen=True, slots=True)
class Known:
    """The last instant and local day known, and what systems recorded; bits by source number."""

    as_of_ms: int
    as_of_day: int
    recorders: tuple[int, ...] = ()
    cover: Cover = field(default_factory=Cover)

    def note(self, frame: pd.DataFrame) -> None:
        """Add the columns ``core.frame.MADE`` to a frame whose events are linked."""
        frame["as_of_ms"] = np.int64(self.as_of_ms)
        frame["as_of_day"] = np.int32(self.as_of_day)
        frame["recorded_in"] = self._recorded(frame)
        covered = np.zeros(len(frame), dtype=np.int8)
        if "agency_key" in frame.columns:
            agency = frame["agency_key"].to_numpy().astype(np.int64)
            covered = self.cover.of(agency, frame["local_day"].to_numpy().astype(np.int64))
        frame["covered_by"] = covered

    def _recorded(self, frame: pd.DataFrame) -> NDArray[np.int8]:
        table = np.array([*self.recorders, 0], dtype=np.int8)
        slots = [f"linked_source_{n}" for n in range(LINK_SLOTS)]
        columns: Iterable[str] = ("source", *(name for name in slots if name in frame.columns))
        bits = np.zeros(len(frame), dtype=np.int8)
        for name in columns:
            source = frame[name].to_numpy().astype(np.int64)
            known = (source >= 0) & (source < len(self.recorders))
            bits |= table[np.where(known, source, -1)]
        return bits.astype(np.int8)


def note_recorded(frame: pd.DataFrame, bits: NDArray[np.int8]) -> None:
    """Say which systems recorded each row of a frame, and so which were at work when."""
    cover = Cover()
    named = [name for name in ("channel", "agency_key", "local_day") if name in frame.columns]
    rows = frame[named].assign(**{} if "agency_key" in named else {"agency_key": 0})
    for bit in BITS.values():
        cover.see(pa.Table.from_pandas(rows[bits & bit != 0], preserve_index=False), bit)
    agency, day = (rows[name].to_numpy().astype(np.int64) for name in ("agency_key", "local_day"))
    frame["recorded_in"] = bits
    frame["covered_by"] = cover.of(agency, day)
