"""Words that rules bring with them, found in one pass for all rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.mentions import Lexicon
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.lore import Searcher, search_for, spelled
from auditkit.checks.privacy.language.reading import Reading, found
from auditkit.checks.privacy.language.stance import Standing
from auditkit.checks.privacy.language.statements import Found, found_of, together

_DENIED_WITHIN: Final = 10


@dataclass(frozen=True, slots=True)
class _Part:
    """Which of all words a lexicon looks for, wants near, or is not to stand inside."""

    name: str
    words: NDArray[np.bool_]
    near: NDArray[np.bool_] | None
    unless: NDArray[np.bool_] | None


@lru_cache(maxsize=16)
def _compiled(lexicons: tuple[Lexicon, ...]) -> tuple[Searcher, tuple[_Part, ...]]:
    listed = [
        (
            lexicon.name,
            _spelled(lexicon.zh + lexicon.en),
            _spelled(lexicon.near),
            _spelled(lexicon.unless),
        )
        for lexicon in lexicons
    ]
    words = tuple(sorted(set().union(*(part for row in listed for part in row[1:]))))
    parts = tuple(
        _Part(name, _among(words, zh_en), _optional(words, near), _optional(words, unless))
        for name, zh_en, near, unless in listed
    )
    return search_for(words, longest=False), parts


def _spelled(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(spelled, words)))


def _among(words: Sequence[str], chosen: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([word in chosen for word in words], dtype=bool)


def _optional(words: Sequence[str], chosen: frozenset[str]) -> NDArray[np.bool_] | None:
    return _among(words, chosen) if chosen else None


def lexicon_statements(
    reading: Reading, stand: Standing, lexicons: Sequence[Lexicon], names: Sequence[str]
) -> Found:
    """Return where the words of lexicons stand; of words that overlap, the longer one counts."""
    if not lexicons:
        return together([])
    search, parts = _compiled(tuple(lexicons))
    word, start, end = found(search, reading.plain, reading.codes, overlapping=True)
    order = np.lexsort((-end, start))
    word, start, end = word[order], start[order], end[order]
    sentence = reading.sentence[start]
    spans = [_of_lexicon(part, word, start, end, sentence) for part in parts]
    return together(
        [
            found_of(
                start[at],
                end[at],
                names.index(part.name),
                stand.at(start[at], reach=_DENIED_WITHIN),
            )
            for part, at in zip(parts, spans, strict=True)
        ]
    )


def _of_lexicon(
    part: _Part, word: Positions, start: Positions, end: Positions, sentence: NDArray[np.int32]
) -> Positions:
    """Return which of all words found belong to a lexicon, where it wants them."""
    at = np.flatnonzero(part.words[word])
    if len(at):
        furthest = np.maximum.accumulate(end[at])
        longest = np.ones(len(at), dtype=bool)
        longest[1:] = end[at][1:] > furthest[:-1]
        at = at[longest]
    if part.near is not None:
        at = at[np.isin(sentence[at], sentence[part.near[word]])]
    if part.unless is not None:
        inside = np.flatnonzero(part.unless[word])
        at = at[~_within(start[at], end[at], start[inside], end[inside])]
    return at


def _within(
    start: Positions, end: Positions, first: Positions, last: Positions
) -> NDArray[np.bool_]:
    """Return which spans lie inside one of others, which are in order of their starts."""
    furthest = np.maximum.accumulate(last) if len(last) else last
    index = np.searchsorted(first, start, side="right") - 1
    inside: NDArray[np.bool_] = (index >= 0) & (np.append(furthest, -1)[index] >= end)
    return inside
