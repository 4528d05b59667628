"""Words and patterns that rules bring with them, found in one pass for all rules."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.mentions import Lexicon, Pattern
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.lore import Searcher, search_for
from auditkit.checks.privacy.language.patterns import (
    Places,
    Seen,
    Shape,
    apart,
    matches,
    plain_places,
    widened,
)
from auditkit.checks.privacy.language.reading import Reading, found
from auditkit.checks.privacy.language.speech import Speech
from auditkit.checks.privacy.language.spelled import (
    FEW,
    SHORT,
    letters_of,
    spelled_all,
    standing_in,
)
from auditkit.checks.privacy.language.stance import (
    ASKED,
    ASSERTED,
    NEGATED,
    PLANNED,
    QUOTED,
    REPORTED,
)
from auditkit.checks.privacy.language.statements import Found, found_of, together
from auditkit.checks.spelling import choices

_NOWHERE: Final = np.empty(0, dtype=np.int64)
_ORDER: Final = np.argsort(
    [ASSERTED, PLANNED, ASKED, REPORTED, QUOTED, NEGATED], kind="stable"
).astype(np.int8)
"""Rank of each stance: of the words of a pattern the one that ranks highest tells its stance."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Which of all words a lexicon looks for, wants near, or is not to stand inside.

    ``used`` are all of them, those of its patterns too; ``shapes`` those of its patterns that can
    stand somewhere, and ``has_patterns`` whether it has any.
    """

    name: str
    used: NDArray[np.bool_]
    words: NDArray[np.bool_] | None
    near: NDArray[np.bool_] | None
    unless: NDArray[np.bool_] | None
    shapes: tuple[Shape, ...]
    has_patterns: bool


class _Words:
    """The spellings of all words of lexicons, numbered: all, or those that stand in a text."""

    def __init__(self, lexicons: Sequence[Lexicon], text: str | None = None) -> None:
        written = list(dict.fromkeys(_all(lexicons)))
        known = None if text is None else letters_of(written, text)
        listed = [list(choices(each, known)) for each in written]
        plain = spelled_all(list(itertools.chain.from_iterable(listed)))
        words = set(plain) - {""}
        self.words = tuple(sorted(words if text is None else standing_in(text, words)))
        number = {word: n for n, word in enumerate(self.words)}
        numbers = iter([number.get(word, -1) for word in plain])
        self._numbers = {
            each: found
            for each, one in zip(written, listed, strict=True)
            if one and (found := [n for n in itertools.islice(numbers, len(one)) if n >= 0])
        }

    def among(self, written: Iterable[str]) -> NDArray[np.bool_]:
        """Return which of all words are spellings of some."""
        chosen = np.zeros(len(self.words), dtype=bool)
        for each in self._numbers.keys() & written:
            chosen[self._numbers[each]] = True
        return chosen

    def optional(self, written: Sequence[str]) -> NDArray[np.bool_] | None:
        """Return the same, None when there are no words."""
        return self.among(written) if written else None

    def shapes(self, patterns: Iterable[Pattern]) -> Iterator[Shape]:
        """Yield the patterns among the words that can stand somewhere."""
        for each in patterns:
            if not any(map(self._numbers.keys().isdisjoint, each.parts)):
                parts = tuple(map(self.among, each.parts))
                yield Shape(parts, each.within, self.optional(each.unless))


def _all(lexicons: Sequence[Lexicon]) -> Iterator[str]:
    """Yield every word as it is written."""
    for lexicon in lexicons:
        yield from itertools.chain(lexicon.zh, lexicon.en, lexicon.near, lexicon.unless)
        for pattern in lexicon.patterns:
            yield from itertools.chain(*pattern.parts, pattern.unless)


def _prepared(lexicons: tuple[Lexicon, ...], text: str) -> tuple[Searcher, tuple[_Part, ...]]:
    """Return what finds the words of lexicons in a text, made for it alone while that is less."""
    if len(text) < SHORT and next(_asked_before(lexicons)) < FEW:
        return _of_words(lexicons, _Words(lexicons, text))
    return _compiled(lexicons)


@lru_cache(maxsize=16)
def _asked_before(_: tuple[Lexicon, ...]) -> Iterator[int]:
    """Return what counts how often short texts were asked for the same lexicons."""
    return itertools.count()


@lru_cache(maxsize=16)
def _compiled(lexicons: tuple[Lexicon, ...]) -> tuple[Searcher, tuple[_Part, ...]]:
    return _of_words(lexicons, _Words(lexicons))


def _of_words(lexicons: Sequence[Lexicon], words: _Words) -> tuple[Searcher, tuple[_Part, ...]]:
    """Return what finds words, and what each lexicon makes of them."""
    parts = tuple(
        _Part(
            each.name,
            words.among(_all([each])),
            words.optional(each.zh + each.en),
            words.optional(each.near),
            words.optional(each.unless),
            tuple(words.shapes(each.patterns)),
            bool(each.patterns),
        )
        for each in lexicons
    )
    return search_for(words.words, longest=False), parts


def lexicon_statements(
    reading: Reading, said: Speech, lexicons: Sequence[Lexicon], names: Sequence[str]
) -> Found:
    """Return where lexicons stand; of words that overlap, the longer one counts."""
    if not lexicons:
        return together([])
    places = lexicon_places(reading, lexicons)
    kind = np.repeat([names.index(x.name) for x in lexicons], [len(p.start) for p in places])
    start, end = (np.concatenate([getattr(p, side) for p in places]) for side in ("start", "end"))
    width = max(each.parts.shape[1] for each in places)
    parts, ends = (
        np.concatenate(x) for x in zip(*(widened(p, width) for p in places), strict=True)
    )
    stance = _stances(said, parts, ends)
    stance[(stance == ASSERTED) & said.to_come(start, end)] = PLANNED
    return found_of(start, end, kind.astype(np.int16), stance)


def lexicon_places(reading: Reading, lexicons: Sequence[Lexicon]) -> list[Places]:
    """Return for each lexicon where it stands."""
    search, parts = _prepared(tuple(lexicons), reading.plain)
    word, start, end = found(search, reading.plain, reading.codes, overlapping=True)
    order = np.lexsort((-end, start))
    start = start[order]
    seen = Seen(word[order], start, end[order], reading.sentence[start])
    return [_of_lexicon(reading, part, seen) for part in parts]


def _stances(said: Speech, parts: Positions, ends: Positions) -> NDArray[np.int8]:
    """Return how each is said: a pattern as the word of it that ranks highest."""
    stance = said.at(parts.ravel()).reshape(parts.shape)
    stance[(stance == NEGATED) & _own_denial(said, parts, ends)] = ASSERTED
    highest = _ORDER[stance].argmax(axis=1)
    chosen: NDArray[np.int8] = stance[np.arange(len(stance)), highest]
    return chosen


def _own_denial(said: Speech, parts: Positions, ends: Positions) -> NDArray[np.bool_]:
    """Return the words of patterns whose nearest denial is in an earlier word: 别想 … 安宁."""
    reading = said.cues.reading
    word = np.searchsorted(reading.start, parts)
    nearest = said.cues.nearest[word]
    denial = np.where(nearest >= 0, reading.start[nearest], -1)
    own = np.zeros(parts.shape, dtype=bool)
    for n in range(1, parts.shape[1]):
        at = denial[:, n, None]
        own[:, n] = ((parts[:, :n] <= at) & (at < ends[:, :n])).any(axis=1)
    return own


def _of_lexicon(reading: Reading, part: _Part, seen: Seen) -> Places:
    """Return where a lexicon stands, and where it wants to."""
    seen = allowed = seen.take(part.used[seen.word])
    if part.unless is not None:
        inside = seen.take(part.unless[seen.word])
        if len(inside.start):
            allowed = seen.take(~_within(seen.start, seen.end, inside.start, inside.end))
    places = _plain(part, allowed)
    if part.has_patterns:
        shaped = [matches(reading, shape, allowed) for shape in part.shapes]
        places = apart([places, *shaped])
    if part.near is None or not len(places.start):
        return places
    near = seen.sentence[part.near[seen.word]]
    return places.take(np.isin(reading.sentence[places.start], near))


def _plain(part: _Part, seen: Seen) -> Places:
    """Return the lexicon's single words, of those inside one another the longer."""
    if part.words is None:
        return plain_places(_NOWHERE, _NOWHERE)
    some = seen.take(part.words[seen.word])
    longest = np.ones(len(some.start), dtype=bool)
    if len(some.start):
        longest[1:] = some.end[1:] > np.maximum.accumulate(some.end)[:-1]
    return plain_places(some.start[longest], some.end[longest])


def _within(
    start: Positions, end: Positions, first: Positions, last: Positions
) -> NDArray[np.bool_]:
    """Return which spans lie inside one of others, which are in order of their starts."""
    furthest = np.maximum.accumulate(last) if len(last) else last
    index = np.searchsorted(first, start, side="right") - 1
    inside: NDArray[np.bool_] = (index >= 0) & (np.append(furthest, -1)[index] >= end)
    return inside
