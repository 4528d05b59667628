"""Names that a word segmenter tags as names of people, kept when they begin with a surname.

The shipped general recognizer: good at finding, weak at telling, so its names score low. Each run
of Chinese characters is read once in a call, however often the log repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Batch, Positions
from auditkit.checks.privacy.names.dictionary import Token, segment
from auditkit.checks.privacy.names.form import HAN
from auditkit.checks.privacy.names.interface import People
from auditkit.checks.privacy.names.lexicon import Names, among, names, pair
from auditkit.checks.privacy.names.spans import NO_SPANS, Source, Spans, spans

LIKELY: Final = 0.6
"""The score of a surname and two characters of given names."""
SHORT: Final = 0.55
"""The score of a surname and one character."""
HALF: Final = 0.5
"""The score of an everyday word's surname and two characters of given names."""
DOUBTFUL: Final = 0.4
"""The score of a name whose surname, or whose given name, is an everyday word's."""
_GIVEN_TAGS: Final = frozenset(("a", "ag", "n", "ng", "nr", "nrt", "nz", "vg", "tg"))
"""Tags that the rest of a name, cut off by the segmenter, may have."""
_ROOM: Final = 200_000
"""Distinct runs kept in a call; a run is a few dozen bytes."""

_END: Final[Token] = ("", "")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the segmenter makes of one run: where its words end, and the names in it."""

    ends: frozenset[int]
    names: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Reads runs of Chinese characters, each distinct one once."""

    known: dict[str, Reading] = field(default_factory=dict)

    def read(self, run: str) -> Reading:
        """Return the reading of a run."""
        reading = self.known.get(run)
        if reading is None:
            if len(self.known) >= _ROOM:
                self.known.clear()
            reading = self.known[run] = _reading(segment(run))
        return reading

    def find(self, batch: Batch, covered: NDArray[np.bool_]) -> Spans:
        """Return the names in a batch; runs whose names are all ``covered`` are not read."""
        first, last = runs(batch)
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
        return spans(np.array(start), np.array(end), sureness, Source.RECOGNIZER)

    def starts_word(self, batch: Batch, place: Positions) -> NDArray[np.bool_]:
        """Return at which places of ``batch.plain`` a word starts or ends."""
        first, last = runs(batch)
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


def runs(batch: Batch) -> tuple[Positions, Positions]:
    """Return (start, end) of every run of Chinese characters."""
    edges = np.diff(np.concatenate([[False], HAN[batch.codes], [False]]).astype(np.int8))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _may_begin(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    words = names()
    after = np.append(codes[1:], np.uint32(0))[: len(codes)]
    begins = words.surname[codes] & HAN[after] & ~words.never[after]
    at = np.flatnonzero(begins)
    begins[at] = ~among(pair(codes[at], after[at]), words.everyday)
    return begins | among(pair(codes, after), words.compounds)


def _reading(tokens: Sequence[Token]) -> Reading:
    ends = [0]
    for word, _ in tokens:
        ends.append(ends[-1] + len(word))
    return Reading(frozenset(ends), tuple(_named(tokens, names())))


def _named(tokens: Sequence[Token], words: Names) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, score) of the names among the words of a run."""
    at = skip = 0
    compounds = words.compound_words
    for number, (word, tag) in enumerate(tokens):
        start, at = at, at + len(word)
        if start < skip or (len(word) > 1 and tag[:2] != "nr" and word not in compounds):
            continue
        name = _whole(word, tag, (*tokens[number + 1 : number + 3], _END, _END), words)
        if not name:
            continue
        score = score_of(name, words)
        if score and not _place(tokens, number, start + len(name) - at, words):
            skip = start + len(name)
            yield start, skip, score


def _place(tokens: Sequence[Token], number: int, taken: int, words: Names) -> bool:
    """Return whether the characters after a name make it a street, a shop or the like."""
    following = "".join(word for word, _ in tokens[number + 1 : number + 3])
    return following[taken:].startswith(words.places)


def _whole(word: str, tag: str, rest: Sequence[Token], words: Names) -> str:
    """Return the name that begins with a word: the word itself or with the next; "" if none."""
    (after, after_tag), (beyond, _) = rest[:2]
    if len(word) == 1 or word in words.compound_words:
        surname = len(word) > 1 or words.surname[ord(word)]
        tagged = after_tag.startswith("nr") or (tag == "nr" and after_tag in _GIVEN_TAGS)
        return word + after if surname and tagged and _fits(after, 2, words) else ""
    if not tag.startswith("nr"):
        return ""
    full = 3 if word[:2] in words.compound_words else 2
    goes_on = len(word) == full and (after_tag in _GIVEN_TAGS or not beyond)
    goes_on = goes_on and _fits(after, 1, words)
    return word + after if goes_on else word


def _fits(text: str, longest: int, words: Names) -> bool:
    return 0 < len(text) <= longest and _believed(text, words)


def _believed(text: str, words: Names) -> bool:
    return all(words.given[ord(char)] and not words.never[ord(char)] for char in text)


def score_of(name: str, words: Names) -> float:
    """Return how sure a tagged word is a name, 0 for what cannot be one."""
    compound = name[:2] in words.compound_words and len(name) > 2
    given = name[2 if compound else 1 :]
    if not (compound or words.surname[ord(name[0])]) or not 1 <= len(given) <= 2:
        return 0.0
    if any(words.never[ord(char)] for char in given):
        return 0.0
    if name[:2] in words.ordinary or name in words.ordinary or given in words.titles:
        return 0.0
    believed = _believed(given, words)
    if words.doubtful[ord(name[0])] and not compound:
        return HALF if believed and len(given) == 2 else DOUBTFUL
    if not believed and not compound:
        return DOUBTFUL
    return LIKELY if len(given) == 2 or compound else SHORT
