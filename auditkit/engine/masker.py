"""Decides what becomes of every cell of a masked copy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import pyarrow as pa

from auditkit.core.masking import MARK, Span, Widths, mask_text, mask_value
from auditkit.engine.naming import Namer
from auditkit.sources.cells import clean
from auditkit.sources.copy.columns import Holds, nothings, within
from auditkit.sources.copy.interface import Cell
from auditkit.sources.copy.leaves import Leaf, leaves, with_values
from auditkit.sources.identifiers import identifies
from auditkit.sources.texts import NOTHING
from auditkit.sources.times import parse_times

Find = Callable[[Sequence[str], Sequence[tuple[str, ...]]], list[list[Span]]]
"""Returns the values in some texts; of each text the names are known that its row gives."""
PSEUDONYM: Final = "pseudonym"
NUMBER: Final = "number"
ID: Final = "id"
"""How a summary calls long numbers, whatever they were, and ids that tell no kind."""
_Mark = tuple[str, int]
_READ: Final = frozenset({"id", "code", "text"})
_MOST: Final = 100_000
_KEPT: Final = frozenset(map(str.casefold, NOTHING.to_pylist())) | nothings()
_PARTS: Final = re.compile(r"(\s*[|;,，；、]\s*)")
_PROSE: Final = 40
_CLOCK: Final = re.compile(r"[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?(?:\.[0-9]{1,6})?")
_TIME: Final = re.compile(
    r"[12][0-9]{3}([-/])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01])"
    r"(?:[ T](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?"
)
_FIGURE: Final = re.compile(
    r"[-+]?[¥￥$]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,10})(?:\.[0-9]{1,8})?%?|true|false"
)
_AMOUNT: Final = re.compile(r"[-+]?[0-9]{1,9}\.[0-9]{1,2}")
_SURE: Final = frozenset(
    {"CN_ID_CARD", "CN_RESIDENCE_PERMIT", "CN_MOBILE", "BANK_CARD", "EMAIL_ADDRESS", "US_SSN"}
)
"""What makes an id that a column holds one of a person."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One text of a row: its column and what that holds."""

    column: str
    holds: Holds
    text: str


@dataclass(slots=True)
class Masker:
    """Masks the cells of rows, and counts what it masked by column and kind.

    With a ``namer`` those who are named in columns keep one pseudonym each, the one that
    reports show; without, what may be seen of the value. ``keep`` are columns left as they are.
    """

    holds: Mapping[str, Holds]
    find: Find
    widths: Widths
    namer: Namer | None = None
    keep: frozenset[str] = frozenset()
    time_order: str | None = None
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    progress: Callable[[int], None] = lambda _: None
    rows: int = 0
    _times: dict[str, bool] = field(default_factory=dict)

    def __call__(self, rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
        """Return the new texts of the cells of some rows."""
        found = [[leaves(text) for _, text in row] for row in rows]
        pieces = [self._pieces(*each) for each in zip(rows, found, strict=True)]
        masked = self._masked(pieces)
        self.rows += len(rows)
        self.progress(self.rows)
        return [_rebuilt(*each) for each in zip(rows, found, masked, strict=True)]

    def _pieces(
        self, row: Sequence[Cell], found: Sequence[tuple[Leaf, ...] | None]
    ) -> list[_Piece]:
        made: list[_Piece] = []
        for (column, text), inner in zip(row, found, strict=True):
            if inner is None:
                made.append(_Piece(column, self._held(column), text))
                continue
            for leaf in inner:
                own = leaf.column(column)
                made.append(_Piece(own, self._held(own), leaf.text))
        return made

    def _held(self, column: str) -> Holds:
        return self.holds.get(column) or within(column)

    def _masked(self, rows: Sequence[Sequence[_Piece]]) -> list[list[str]]:
        """Return the new texts; what is to be read is read in one go, equal texts once."""
        asked: dict[tuple[str, tuple[str, ...]], int] = {}
        marks = [self._asked(row, asked) for row in rows]
        spans = self.find([text for text, _ in asked], [names for _, names in asked])
        texts = self._twice([text for text, _ in asked], spans)
        if self.namer is not None:
            self.namer.prepare(_named(rows, marks))
        answers = list(zip(spans, texts, strict=True))
        return [
            [self._new(piece, mark, answers) for piece, mark in zip(row, ways, strict=True)]
            for row, ways in zip(rows, marks, strict=True)
        ]

    def _asked(
        self, row: Sequence[_Piece], asked: dict[tuple[str, tuple[str, ...]], int]
    ) -> list[_Mark]:
        """Return what becomes of each piece, and where its answer will stand among ``asked``."""
        names = _names(row)
        marks: list[_Mark] = []
        for piece in row:
            way, place = self._way(piece), -1
            if way in _READ:
                short = way != "text"
                own = tuple(n for n in names if n in piece.text) if short else names
                place = asked.setdefault((piece.text, own), len(asked))
            marks.append((way, place))
        return marks

    def _way(self, piece: _Piece) -> str:
        """Return what becomes of a piece: stays, hidden, or read as id, code or text."""
        way, text = piece.holds.way, clean(piece.text).strip()
        kept = text.casefold() in _KEPT or piece.column.partition(".")[0] in self.keep
        if kept or self._is_plain(way, text):
            return "stays"
        if way in ("hidden", "name"):
            return "text" if _is_prose(text, piece.holds.kind) else "hidden"
        return {"gone": "hidden", "time": "text", "number": "text"}.get(way, way)

    def _is_plain(self, way: str, text: str) -> bool:
        """Return whether a cell is the time or number that its column holds, or a sum of money."""
        if way == "text":
            return bool(_AMOUNT.fullmatch(text))
        if way == "number" and _FIGURE.fullmatch(text):
            return True
        return way in ("time", "number") and self._is_time(text)

    def _is_time(self, text: str) -> bool:
        if _TIME.fullmatch(text) or _CLOCK.fullmatch(text):
            return True
        if text not in self._times:
            if len(self._times) > _MOST:
                self._times.clear()
            wall = parse_times(pa.array([text], pa.string()), self.time_order)
            self._times[text] = bool(wall.problem[0] == 0)
        return self._times[text]

    def _twice(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[str]:
        """Return masked texts; what touched another value shows itself once that is masked."""
        once = [mask_text(*each, self.widths) for each in zip(texts, spans, strict=True)]
        places = [at for at, (old, new) in enumerate(zip(texts, once, strict=True)) if old != new]
        left = self.find([once[at] for at in places], [()] * len(places))
        for at, found in zip(places, left, strict=True):
            once[at] = mask_text(once[at], [s for s in found if s[2] != "PERSON"], self.widths)
        return once

    def _new(
        self, piece: _Piece, mark: _Mark, answers: Sequence[tuple[Sequence[Span], str]]
    ) -> str:
        way, at = mark
        if at < 0:
            return self._hidden(piece) if way == "hidden" else piece.text
        spans, masked = answers[at]
        if way == "id":
            found = identifies(piece.text.strip()) or any(span[2] in _SURE for span in spans)
            return self._hidden(piece) if found else piece.text
        if way == "code" and not spans:
            return piece.text
        if masked != piece.text:
            for kind in {span[2] for span in spans} or {NUMBER}:
                self.counts[(piece.column, kind)] += 1
        return masked

    def _hidden(self, piece: _Piece) -> str:
        """Return the pseudonyms of those whom a cell names, or what may be seen of them."""
        holds = piece.holds
        named = self.namer is not None and bool(holds.domain)
        self.counts[(piece.column, PSEUDONYM if named else holds.kind or ID)] += 1
        parts = enumerate(_parts(piece))
        return "".join(part if at % 2 else self._one(part.strip(), holds) for at, part in parts)

    def _one(self, part: str, holds: Holds) -> str:
        if not part:
            return part
        if self.namer is None or not holds.domain:
            return mask_value(holds.kind, part, self.widths) if holds.kind else MARK
        return self.namer.of(holds, part)


def _parts(piece: _Piece) -> list[str]:
    """Return the values of a cell, and between them what parts them."""
    if piece.holds.way == "gone" or piece.holds.kind == "ADDRESS":
        return [piece.text]
    return _PARTS.split(clean(piece.text))


def _named(
    rows: Sequence[Sequence[_Piece]], marks: Sequence[Sequence[_Mark]]
) -> Iterator[tuple[Holds, str]]:
    for row, ways in zip(rows, marks, strict=True):
        for piece, (way, _) in zip(row, ways, strict=True):
            if way == "hidden" and piece.holds.domain:
                stripped = (part.strip() for part in _parts(piece)[::2])
                yield from ((piece.holds, part) for part in stripped if part)


def _is_prose(text: str, kind: str) -> bool:
    """Return whether a cell of a column of names or numbers says more than that."""
    return len(text) > _PROSE * (3 if kind == "ADDRESS" else 1) or "\n" in text


def _names(row: Sequence[_Piece]) -> tuple[str, ...]:
    """Return the names that the columns of a row give."""
    said = (piece for piece in row if piece.holds.way == "name")
    parts = (part.strip() for piece in said for part in _PARTS.split(clean(piece.text))[::2])
    return tuple(sorted({part for part in parts if 2 <= len(part) <= _PROSE}))


def _rebuilt(
    row: Sequence[Cell], found: Sequence[tuple[Leaf, ...] | None], texts: Sequence[str]
) -> list[str]:
    """Return the cells of a row from the new texts of its pieces."""
    rest = iter(texts)
    return [
        next(rest) if inner is None else with_values(text, inner, list(islice(rest, len(inner))))
        for (_, text), inner in zip(row, found, strict=True)
    ]
