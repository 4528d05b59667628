"""Names that a word segmenter tags as names of people, kept when they begin with a surname.

The shipped general recognizer: good at finding, weak at telling, so its names score low. Each run
of Chinese characters is read once in a call, however often the log repeats it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Batch, Positions
from auditkit.checks.privacy.names.dictionary import segment
from auditkit.checks.privacy.names.form import HAN, han_runs
from auditkit.checks.privacy.names.interface import People
from auditkit.checks.privacy.names.lexicon import WIDE, among, names, pair
from auditkit.checks.privacy.names.reading import Reading, reading_of
from auditkit.checks.privacy.names.spans import NO_SPANS, Source, Spans, spans

_ROOM: Final = 200_000
"""Distinct runs kept in a call; a run is a few dozen bytes."""


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Reads runs of Chinese characters, each distinct one once."""

    known: dict[str, Reading] = field(default_factory=dict)
    latest: list[tuple[Batch, Positions, Positions]] = field(default_factory=list)

    def read(self, run: str) -> Reading:
        """Return the reading of a run."""
        reading = self.known.get(run)
        if reading is None:
            if len(self.known) >= _ROOM:
                self.known.clear()
            reading = self.known[run] = reading_of(segment(run))
        return reading

    def runs(self, batch: Batch) -> tuple[Positions, Positions]:
        """Return the runs of Chinese characters of a batch, kept until another one is read."""
        if not self.latest or self.latest[0][0] is not batch:
            self.latest[:] = [(batch, *han_runs(batch.codes))]
        return self.latest[0][1:]

    def find(self, batch: Batch, covered: NDArray[np.bool_]) -> Spans:
        """Return the names in a batch; runs whose names are all ``covered`` are not read."""
        first, last = self.runs(batch)
        worth = np.concatenate([[0], np.cumsum(_may_begin(batch.codes) & ~covered)])
        chosen = worth[last] > worth[first]
        start: list[int] = []
        end: list[int] = []
        score: list[float] = []
        plain, read = batch.plain, self.read
        for low, high in zip(first[chosen].tolist(), last[chosen].tolist(), strict=True):
            for begins, ends, sure in read(plain[low:high]).names:
                start.append(low + begins)
                end.append(low + ends)
                score.append(sure)
        if not start:
            return NO_SPANS
        sureness = np.array(score, dtype=np.float32)
        found = spans(np.array(start), np.array(end), sureness, Source.RECOGNIZER)
        return found.take(~_counted(batch.codes, found.start))

    def starts_word(self, batch: Batch, place: Positions) -> NDArray[np.bool_]:
        """Return at which places of ``batch.plain`` a word starts or ends."""
        first, last = self.runs(batch)
        at = np.searchsorted(first, place, side="right") - 1
        starts = np.ones(len(place), dtype=bool)
        inside = np.flatnonzero((at >= 0) & (place <= np.append(last, 0)[at]))
        lows, highs = first[at[inside]].tolist(), last[at[inside]].tolist()
        offsets = (place[inside] - first[at[inside]]).tolist()
        plain, read = batch.plain, self.read
        listed = zip(lows, highs, offsets, strict=True)
        starts[inside] = [offset in read(plain[low:high]).ends for low, high, offset in listed]
        return starts

    def fits(self, batch: Batch, start: Positions, end: Positions) -> NDArray[np.bool_]:
        """Return which spans begin and end where words do."""
        return self.starts_word(batch, start) & self.starts_word(batch, end)


@dataclass(frozen=True, slots=True)
class Tagger:
    """The shipped recognizer of Chinese names, for use wherever a ``NameRecognizer`` is taken."""

    name: str = "rjieba"

    def find(self, texts: Sequence[str]) -> People:
        """Return the names in some texts, some of them overlapping what the log may know."""
        batch = Batch.of(texts)
        found = Segmenter().find(batch, np.zeros(len(batch.codes), dtype=bool))
        text, start, end = batch.locate(found.start, found.end)
        value = tuple(batch.plain[a:b] for a, b in zip(found.start, found.end, strict=True))
        return People(text, start, end, found.score, found.owner, value)


def _counted(codes: NDArray[np.uint32], at: Positions) -> NDArray[np.bool_]:
    """Return where a digit stands before: 3张 and 2周 are no surnames."""
    before = codes[at - 1]
    counted: NDArray[np.bool_] = (at > 0) & (before >= ord("0")) & (before <= ord("9"))
    return counted


def _may_begin(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    words, begins = names(), np.zeros(len(codes), dtype=bool)
    at = np.flatnonzero(_firsts().take(codes))
    first, after = codes[at], np.append(codes, np.uint32(0))[at + 1]
    both = pair(first, after)
    single = words.surname[first] & HAN[after] & ~words.never[after]
    single &= ~among(both, words.everyday)
    begins[at] = single | among(both, words.compounds)
    return begins


@cache
def _firsts() -> NDArray[np.bool_]:
    """Return which characters a surname begins with."""
    firsts = names().surname.copy()
    firsts[(names().compounds >> np.uint64(WIDE)).astype(np.int64)] = True
    return firsts
