"""Takes notes, messages and the turns of transcripts out of the rows of a bucket."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.checks.mentions import PLACES, SPEAKERS
from auditkit.core import vocabulary as v
from auditkit.core.frame import RAW_TEXTS
from auditkit.sources.transcript import speaker_of, turns_of_text

Ints = NDArray[np.int64]
_MESSAGE, _TURN = PLACES.code("message"), PLACES.code("turn")


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a table of rows; arrays of one length.

    ``row``: place of the row in the table. ``number``: which of ``distinct`` it is: what stands in
    a text is read once, however many rows hold it. ``place``, ``speaker``: codes of
    ``checks.mentions``; ``turn``: place in the transcript, -1 elsewhere.
    """

    distinct: tuple[str, ...]
    number: Ints
    row: Ints
    place: NDArray[np.int8]
    turn: NDArray[np.int32]
    speaker: NDArray[np.int8]

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.row)

    def only(self, distinct: NDArray[np.bool_]) -> Texts:
        """Return those of some distinct texts."""
        kept = distinct[self.number] if len(distinct) else np.zeros(len(self), dtype=bool)
        arrays = (
            getattr(self, name)[kept] for name in ("number", "row", "place", "turn", "speaker")
        )
        return Texts(self.distinct, *arrays)

    def bits(self, rows: int) -> NDArray[np.int8]:
        """Return which texts each row has: bit n for the n-th of ``core.frame.RAW_TEXTS``."""
        bits = np.zeros(rows, dtype=np.int8)
        np.bitwise_or.at(bits, self.row, (1 << self.place.astype(np.int64)).astype(np.int8))
        return bits


def texts_of(table: pa.Table) -> Texts:
    """Return the texts of rows of the spool, each event's own; empty cells are none."""
    parts: list[tuple[Ints, list[str], int, Ints, NDArray[np.int8]]] = []
    inbound = _inbound(table)
    for place, name in enumerate(RAW_TEXTS):
        if name not in table.column_names or table.column(name).null_count == table.num_rows:
            continue
        cells = table.column(name).to_pylist()
        rows = np.array(
            [n for n, cell in enumerate(cells) if cell and cell.strip()], dtype=np.int64
        )
        if place == _TURN:
            parts.append(_turns(rows, [cells[row] for row in rows.tolist()]))
            continue
        speaker = np.full(len(rows), SPEAKERS.code("collector"), dtype=np.int8)
        if place == _MESSAGE:
            speaker[inbound[rows]] = SPEAKERS.code("party")
        none = np.full(len(rows), -1, dtype=np.int64)
        parts.append((rows, [cells[row] for row in rows.tolist()], place, none, speaker))
    return _joined(parts)


def _joined(parts: list[tuple[Ints, list[str], int, Ints, NDArray[np.int8]]]) -> Texts:
    written = [text for part in parts for text in part[1]]
    number, distinct = pd.factorize(np.array(written, dtype=object))
    return Texts(
        distinct=tuple(distinct.tolist()),
        number=number.astype(np.int64),
        row=np.concatenate([np.empty(0, np.int64), *(part[0] for part in parts)]),
        place=np.concatenate(
            [np.empty(0, np.int8), *(np.full(len(p[0]), p[2], np.int8) for p in parts)]
        ),
        turn=np.concatenate([np.empty(0, np.int64), *(p[3] for p in parts)]).astype(np.int32),
        speaker=np.concatenate([np.empty(0, np.int8), *(part[4] for part in parts)]),
    )


def _inbound(table: pa.Table) -> NDArray[np.bool_]:
    inbound: NDArray[np.bool_] = table.column("direction").to_numpy() == v.DIRECTIONS.code(
        "inbound"
    )
    return inbound


def _turns(rows: Ints, cells: Sequence[str]) -> tuple[Ints, list[str], int, Ints, NDArray[np.int8]]:
    said = [
        (row, number, who, text)
        for row, cell in zip(rows.tolist(), cells, strict=True)
        for number, (who, text) in enumerate(_spoken(cell))
        if text.strip()
    ]
    return (
        np.array([one[0] for one in said], dtype=np.int64),
        [one[3] for one in said],
        _TURN,
        np.array([one[1] for one in said], dtype=np.int64),
        np.array([one[2] for one in said], dtype=np.int8),
    )


def _spoken(cell: str) -> Iterator[tuple[int, str]]:
    """Yield who says what in a transcript: JSON turns, ``Name: text`` lines, else one text."""
    turns: Any = None
    if cell.lstrip().startswith("["):
        try:
            turns = json.loads(cell)
        except ValueError:
            turns = None
    if not isinstance(turns, list):
        turns = turns_of_text(cell) or [{"text": cell}]
    for turn in turns:
        if isinstance(turn, dict):
            yield _speaker(turn.get("speaker")), str(turn.get("text") or "")


def _speaker(word: Any) -> int:  # noqa: ANN401 - any JSON
    who = word if word in SPEAKERS.names else speaker_of(str(word or ""))
    return SPEAKERS.code(who or "none")
