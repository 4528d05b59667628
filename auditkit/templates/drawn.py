"""Text drawn from a file piece by piece, each character with the place that it came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from auditkit.core.lint import Place
from auditkit.templates.interface import Piece

Runs = tuple[tuple[int, int], ...]


class Change(NamedTuple):
    """A stretch of a drawn text that another text stands for: "" for markup."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text and, by runs of (offset in it, offset in its source), where it was drawn from.

    A run goes on, character by character, until the next one; there is one at offset 0.
    """

    text: str
    runs: Runs

    def source(self, offset: int) -> int:
        """Return where in the source a character stands."""
        start, source = self.runs[bisect_right(self.runs, offset, key=lambda run: run[0]) - 1]
        return source + offset - start

    def changed(self, changes: Iterable[Change]) -> Drawn:
        """Return the text with stretches replaced, in order; one that overlaps another is left."""
        texts: list[str] = []
        runs: list[tuple[int, int]] = []
        done = size = 0
        for start, end, new in sorted(changes):
            if start < done:
                continue
            for text, found in ((self.text[done:start], self._runs(done, start)),
                                (new, ((0, self.source(start)),) if new else ())):  # fmt: skip
                runs += [(size + offset, source) for offset, source in found]
                texts.append(text)
                size += len(text)
            done = end
        runs += [(size + offset, source) for offset, source in self._runs(done, len(self.text))]
        texts.append(self.text[done:])
        return Drawn("".join(texts), tuple(runs) or ((0, self.source(done)),))

    def part(self, start: int, end: int) -> Drawn:
        """Return a stretch of the text."""
        runs = self._runs(start, end) or ((0, self.source(start)),)
        return Drawn(self.text[start:end], runs)

    def _runs(self, start: int, end: int) -> Runs:
        """Return the runs of a stretch, counted from its beginning."""
        if start >= end:
            return ()
        at = bisect_right(self.runs, start, key=lambda run: run[0])
        runs = [(0, self.source(start))]
        while at < len(self.runs) and self.runs[at][0] < end:
            runs.append((self.runs[at][0] - start, self.runs[at][1]))
            at += 1
        return tuple(runs)


def whole(text: str) -> Drawn:
    """Return a source as the text drawn from it."""
    return Drawn(text, ((0, 0),))


def joined(parts: Sequence[tuple[str, int]]) -> Drawn:
    """Return texts one behind another, each with the place in the source where it begins."""
    runs, size = [], 0
    for text, source in parts:
        if text:
            runs.append((size, source))
            size += len(text)
    return Drawn("".join(text for text, _ in parts), tuple(runs) or ((0, 0),))


class Lines:
    """Where the lines of a source begin, so that an offset becomes a line and a column."""

    def __init__(self, source: str) -> None:
        self._starts = [0]
        at = source.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = source.find("\n", at + 1)

    def place(self, offset: int) -> Place:
        """Return line and column of a character of the source."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """Return the character at a line from 1 and a column from 0."""
        return self._starts[line - 1] + column


class Cell:
    """A cell of a table: its row, and the place within its text."""

    def __init__(self, row: int) -> None:
        self._row = row

    def place(self, offset: int) -> Place:
        """Return the row and the place in the cell."""
        return Place(self._row, offset + 1)


def pieces(drawn: Drawn, lines: Lines | Cell) -> tuple[Piece, ...]:
    """Return where the characters of a text stand: a piece for each run and each line in it."""
    made = []
    for (start, source), (end, _) in pairwise([*drawn.runs, (len(drawn.text), 0)]):
        made.append(Piece(start, lines.place(source)))
        at = drawn.text.find("\n", start, end - 1)
        while at >= 0:
            made.append(Piece(at + 1, lines.place(source + at + 1 - start)))
            at = drawn.text.find("\n", at + 1, end - 1)
    return tuple(made)
