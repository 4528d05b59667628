"""Names that a word segmenter tags as names of people, kept when they begin with a surname.

The shipped general recognizer: good at finding, weak at telling, so its names score low. Each run
of Chinese characters is read once in a call, however often the log repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Batch, Positions
from auditkit.checks.privacy.names.form import HAN
from auditkit.checks.privacy.names.interface import People
from auditkit.checks.privacy.names.lexicon import Names, among, names, pair
from auditkit.checks.privacy.names.spans import NO_SPANS, Source, Spans, spans

LIKELY: Final = 0.6
"""The score of a surname and two characters of given names."""
SHORT: Final = 0.55
"""The score of a surname and one character."""
DOUBTFUL: Final = 0.4
"""The score of a name whose surname, or whose given name, is an everyday word's."""
_GIVEN_TAGS: Final = ("a", "ag", "ng", "nr", "nz", "vg", "tg")
_ROOM: Final = 200_000
"""Distinct runs kept in a call; a run is a few dozen bytes."""

Token = tuple[str, str]


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
            reading = self.known[run] = _reading(_jieba().tag(run))
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

    def fits(self, batch: Batch, start: Positions, end: Positions) -> NDArray[np.bool_]:
        """Return which spans begin and end where words do; a span over several runs does."""
        first, last = runs(batch)
        at = np.searchsorted(first, start, side="right") - 1
        fit = np.ones(len(start), dtype=bool)
        for number in np.flatnonzero(end <= last[at] if len(last) else fit[:0]):
            low, high = int(first[at[number]]), int(last[at[number]])
            ends = self.read(batch.plain[low:high]).ends
            fit[number] = int(start[number]) - low in ends and int(end[number]) - low in ends
        return fit


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


@cache
def _jieba() -> Any:  # noqa: ANN401 - the package has no types
    import rjieba  # noqa: PLC0415 - its dictionary takes a tenth of a second to load

    return rjieba.Jieba()


def _reading(tokens: Sequence[Token]) -> Reading:
    ends = [0]
    for word, _ in tokens:
        ends.append(ends[-1] + len(word))
    return Reading(frozenset(ends), tuple(_named(tokens, names())))


def _named(tokens: Sequence[Token], words: Names) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, score) of the names among the words of a run."""
    at = skip = 0
    for number, (word, tag) in enumerate(tokens):
        start, at = at, at + len(word)
        if start < skip:
            continue
        rest = tokens[number + 1 : number + 3]
        name = _whole(word, tag, rest, words)
        following = "".join(part for part, _ in rest)[len(name) - len(word) :]
        score = score_of(name, words) if name else 0.0
        if score and not following.startswith(words.places):
            skip = start + len(name)
            yield start, skip, score


def _whole(word: str, tag: str, rest: Sequence[Token], words: Names) -> str:
    """Return the name that begins with a word: the word itself or with the next; "" if none."""
    after, after_tag = rest[0] if rest else ("", "")
    if tag.startswith("nr"):
        if len(word) == 2 and len(after) == 1 and _believed(after, words):
            return word + after if after_tag in _GIVEN_TAGS else word
        return word if len(word) > 1 else ""
    surname = word in words.compound_words or (len(word) == 1 and words.surname[ord(word)])
    if surname and after_tag.startswith("nr") and len(after) <= 2 and _believed(after, words):
        return word + after
    return ""


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
    if (words.doubtful[ord(name[0])] and not compound) or not _believed(given, words):
        return DOUBTFUL
    return LIKELY if len(given) == 2 or compound else SHORT
