"""Reads rows of a judged frame for people: ids, pseudonyms, words, local times."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.core import vocabulary as v
from auditkit.core.clock import clock_time, day_of
from auditkit.core.findings import Activity
from auditkit.core.pseudonym import show
from auditkit.engine.frames import LINK_SLOTS
from auditkit.engine.told import Told

Positions = NDArray[np.int64]
PREFIX: Final = {"debtor_key": "D", "party_key": "P", "contact_key": "C", "collector_key": "S"}


class Rows:
    """Reads some rows of a frame for people; ``positions`` are those that reach a finding."""

    def __init__(
        self,
        frame: pd.DataFrame,
        sources: tuple[str, ...],
        positions: Positions,
        told: Told | None = None,
    ) -> None:
        self.sources = sources
        self.told = told or Told()
        self._frame = frame
        self._positions = positions
        self._at = {position: at for at, position in enumerate(positions.tolist())}
        self._columns: dict[str, list[Any]] = {}
        self._known: dict[int, Activity] = {}
        self._slots = tuple(n for n in range(LINK_SLOTS) if f"linked_row_{n}" in frame.columns)

    def value(self, column: str, position: int) -> Any:  # noqa: ANN401 - any cell
        """Return one cell."""
        if column not in self._columns:
            self._columns[column] = self._frame[column].take(self._positions).tolist()
        return self._columns[column][self._at[position]]

    def id(self, position: int) -> str:
        """Return the id of an activity."""
        return str(self.value("activity_id", position))

    def text(self, column: str, position: int) -> str:
        """Return a text cell, empty when it is not said."""
        value = self.value(column, position)
        return "" if pd.isna(value) else str(value)

    def shown(self, column: str, position: int) -> str:
        """Return the pseudonym of a key column."""
        return show(PREFIX[column], int(self.value(column, position)))

    def word(self, vocabulary: v.Vocabulary, column: str, position: int) -> str:
        """Return the word of a code column, empty when it is not said."""
        code = int(self.value(column, position))
        return "" if code == v.NONE else vocabulary.names[code]

    def at(self, position: int) -> str:
        """Return the local start with its offset, as ISO 8601; the day alone where no time is."""
        day, second = self.value("local_day", position), self.value("local_second", position)
        if second < 0:  # the record gives a day and no time of day
            return day_of(day).isoformat()
        local = int(day) * 86400 + int(second)
        offset = local - int(self.value("epoch_ms", position)) // 1000
        sign, minutes = ("-" if offset < 0 else "+"), abs(offset) // 60
        zone = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
        return f"{day_of(day).isoformat()}T{clock_time(int(second))}{zone}"

    def activity(self, position: int) -> Activity:
        """Return a row as findings and timelines show it."""
        known = self._known.get(position)
        if known is None:
            known = self._known[position] = self._activity(position)
        return known

    def _activity(self, position: int) -> Activity:
        linked = tuple(
            (self.sources[self.value(f"linked_source_{n}", position)], row)
            for n in self._slots
            if (row := self.value(f"linked_row_{n}", position)) >= 0
        )
        return Activity(
            activity_id=self.id(position),
            at=self.at(position),
            channel=self.word(v.CHANNELS, "channel", position),
            direction=self.word(v.DIRECTIONS, "direction", position),
            outcome=self.word(v.OUTCOMES, "outcome", position),
            party_role=self.word(v.ROLES, "party_role", position),
            party=self.shown("party_key", position),
            contact=self.shown("contact_key", position),
            collector_id=self.text("collector_id", position),
            agency_id=self.text("agency_id", position),
            step=self.text("step", position),
            duration_s=int(self.value("duration_s", position)),
            source_file=self.sources[int(self.value("source", position))],
            source_row=int(self.value("source_row", position)),
            linked=linked,
        )
