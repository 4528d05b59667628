"""What is said in several words with others between: patterns of lexicons, joined in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.reading import Reading


@dataclass(frozen=True, slots=True)
class Places:
    """Spans in a batch, and per span where each part begins and ends (n, parts)."""

    start: Positions
    end: Positions
    parts: Positions
    ends: Positions

    def take(self, which: NDArray[np.bool_] | Positions) -> Places:
        """Return some of the spans."""
        return Places(self.start[which], self.end[which], self.parts[which], self.ends[which])


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern among numbered words: which belong to each part, and which forbid it."""

    parts: tuple[NDArray[np.bool_], ...]
    within: int
    unless: NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True)
class Seen:
    """The words of all lexicons found in a batch, by (start, longest first)."""

    word: Positions
    start: Positions
    end: Positions
    sentence: NDArray[np.int32]

    def take(self, which: NDArray[np.bool_] | Positions) -> Seen:
        """Return some of the words."""
        return Seen(self.word[which], self.start[which], self.end[which], self.sentence[which])


def plain_places(start: Positions, end: Positions) -> Places:
    """Return spans of one part each."""
    return Places(start, end, start[:, None], end[:, None])


def matches(reading: Reading, shape: Shape, seen: Seen) -> Places:
    """Return where a pattern stands among words; for each last word the nearest earlier ones."""
    parts = [np.flatnonzero(part[seen.word]) for part in shape.parts]
    if not all(map(len, parts)):
        return _nowhere(len(parts))
    parts = _together(reading, parts, seen)
    found = plain_places(seen.start[parts[0]], seen.end[parts[0]])
    for at in parts[1:]:
        if not len(found.start):
            break
        found = _joined(reading, found, seen.start[at], seen.end[at], shape.within)
    if not len(found.start):
        return _nowhere(len(parts))
    if shape.unless is not None:
        found = found.take(~_forbidden(reading, found, seen.start[shape.unless[seen.word]]))
    return found


def _nowhere(parts: int) -> Places:
    """Return no spans of some parts."""
    none, wide = np.empty(0, dtype=np.int64), np.empty((0, parts), dtype=np.int64)
    return Places(none, none, wide, wide)


def _together(reading: Reading, parts: list[Positions], seen: Seen) -> list[Positions]:
    """Return the words of each part that stand in a sentence with one of the rarest part."""
    rarest = min(parts, key=len)
    if len(parts) == 1:
        return parts
    has = np.zeros(int(reading.sentence[-1]) + 1, dtype=bool)
    has[seen.sentence[rarest]] = True
    return [at[has[seen.sentence[at]]] for at in parts]


def _joined(
    reading: Reading, found: Places, start: Positions, end: Positions, within: int
) -> Places:
    """Return what was found so far with the words of the next part that follow close enough."""
    # the nearest before a word ends last; of those that end there the longest
    found = found.take(np.lexsort((-found.start, found.end)))
    nearest = np.searchsorted(found.end, start, side="right") - 1
    close = nearest >= 0
    close &= start - found.end[nearest] <= within
    close &= reading.sentence[found.end[nearest] - 1] == reading.sentence[start]
    before, start, end = found.take(nearest[close]), start[close], end[close]
    parts, ends = (np.column_stack(x) for x in ((before.parts, start), (before.ends, end)))
    return Places(before.start, end, parts, ends)


def _forbidden(reading: Reading, found: Places, start: Positions) -> NDArray[np.bool_]:
    """Return which spans touch a clause in which one of the words at ``start`` stands."""
    clauses = np.sort(reading.clause[start])
    first = np.searchsorted(clauses, reading.clause[found.start], side="left")
    last = np.searchsorted(clauses, reading.clause[found.end - 1], side="right")
    forbidden: NDArray[np.bool_] = last > first
    return forbidden


def apart(parts: Sequence[Places]) -> Places:
    """Return the spans of several lists of which none overlaps an earlier or longer one."""
    width = max(each.parts.shape[1] for each in parts)
    start = np.concatenate([each.start for each in parts])
    end = np.concatenate([each.end for each in parts])
    wide, ends = (np.concatenate(x) for x in zip(*(widened(p, width) for p in parts), strict=True))
    order = np.lexsort((-end, start))
    start, end, wide, ends = start[order], end[order], wide[order], ends[order]
    first = np.ones(len(start), dtype=bool)
    first[1:] = start[1:] >= np.maximum.accumulate(end)[:-1]
    return Places(start, end, wide, ends).take(first)


def widened(places: Places, width: int) -> tuple[Positions, Positions]:
    """Return where parts begin and end, the first repeated where there are fewer than ``width``."""
    missing = width - places.parts.shape[1]
    parts, ends = (
        np.concatenate([side, np.repeat(side[:, :1], missing, axis=1)], axis=1)
        for side in (places.parts, places.ends)
    )
    return parts, ends
