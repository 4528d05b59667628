"""Names of Chinese people beside words that announce one: 其母李秀英, 姓名：张建国, 王伟先生.

Signs are looked up first, all in one pass; what stands after or before them is then decided on
arrays of characters. A surname with a title alone (王经理, 张先生) is no full name: it is kept
with a score under ``SURE``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Batch, Positions
from auditkit.checks.privacy.names.form import HAN
from auditkit.checks.privacy.names.lexicon import Names, among, names, pair, pairs
from auditkit.checks.privacy.names.spans import NO_SPANS, Source, Spans, spans, together
from auditkit.checks.privacy.names.transliterated import transliterated

LABELLED: Final = 0.9
"""The score of a name after a label and a colon or 是, or before its relation in brackets."""
RELATED: Final = 0.85
"""The score of a name after a relation."""
TITLED: Final = 0.8
"""The score of a full name before a title."""
MENTIONED: Final = 0.65
"""The score of a name after a word that often, but not only, stands before names: 客户, 联系."""
TITLE_ONLY: Final = 0.3
"""The score of a surname with a title: 王经理."""
_LINKS: Final = ":(\"'“”「【[<= -是为叫系名即0123456789"
_SURE_LINKS: Final = ":=是为叫系名"
_ITSELF: Final = "本人"
"""Confirms a full name before it and is no title."""
_STEPS: Final = 4
_PAD: Final = 8
_ROLE, _RELATION, _LABEL, _TITLE = range(4)
_SCORES: Final = np.array([MENTIONED, RELATED, RELATED, TITLED], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Signs:
    """Where signs stand in the padded characters of a batch; ``kind`` as above."""

    start: Positions
    end: Positions
    kind: NDArray[np.int64]

    def of(self, *kinds: int) -> _Signs:
        """Return the signs of some kinds."""
        mask = np.isin(self.kind, kinds)
        return _Signs(self.start[mask], self.end[mask], self.kind[mask])


@dataclass(frozen=True, slots=True)
class _Guess:
    """A name of ``size`` characters at a place, 0 where there is none."""

    size: Positions
    believed: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    ordinary: NDArray[np.bool_]
    bounded: NDArray[np.bool_]


def find(batch: Batch) -> Spans:
    """Return the names beside signs; they may overlap."""
    signs = _signs(batch)
    dotted = transliterated(batch)
    if not len(signs.start):
        return dotted
    edge = np.zeros(_PAD, dtype=np.uint32)
    codes = np.concatenate([edge, batch.codes, edge])
    pieces = [_after(codes, signs), _bracketed(codes, signs), _titled(codes, signs), dotted]
    return together(pieces)


def _signs(batch: Batch) -> _Signs:
    machine, kinds = _machine()
    found = machine.find_matches_as_indexes(batch.plain, overlapping=True)
    if not found:
        nothing = np.empty(0, dtype=np.int64)
        return _Signs(nothing, nothing, nothing)
    matches = np.array(found, dtype=np.int64)
    return _Signs(matches[:, 1] + _PAD, matches[:, 2] + _PAD, kinds[matches[:, 0]])


@cache
def _machine() -> tuple[Any, NDArray[np.int64]]:
    """Return the automaton of all signs and the kind of each; the surer kind of a word counts."""
    words = names()
    kinds: dict[str, int] = {}
    listed = (words.roles, words.relations, words.labels, (*words.titles, _ITSELF))
    for kind, signs in enumerate(listed):
        kinds.update(dict.fromkeys(signs, kind) if kind < _TITLE else {})
    texts = [*kinds, *listed[_TITLE]]
    numbers = [*kinds.values(), *([_TITLE] * len(listed[_TITLE]))]
    return ahocorasick_rs.AhoCorasick(texts), np.array(numbers, dtype=np.int64)


def _after(codes: NDArray[np.uint32], signs: _Signs) -> Spans:
    """Return the names that follow a sign."""
    ahead = signs.of(_ROLE, _RELATION, _LABEL)
    at, linked = ahead.end.copy(), np.zeros(len(ahead.end), dtype=bool)
    links, sure_links = _points(_LINKS), _points(_SURE_LINKS)
    going = np.ones(len(at), dtype=bool)
    for _ in range(_STEPS):
        going &= np.isin(codes[at], links)
        linked |= going & np.isin(codes[at], sure_links)
        at = at + going
    guess = _guess(codes, at)
    labelled = linked & (ahead.kind != _ROLE)
    score = np.where(labelled, np.float32(LABELLED), _SCORES[ahead.kind])
    weak = ahead.kind == _ROLE
    fine = (guess.size > 0) & ~(weak & ~(guess.believed & guess.bounded))
    fine &= ~guess.ordinary | (labelled & guess.believed & (guess.size > 2))
    fine &= ~guess.doubtful | (~weak & guess.believed & (labelled | (guess.size > 2)))
    start = at[fine] - _PAD
    return spans(start, start + guess.size[fine], score[fine].astype(np.float32), Source.RULE)


def _guess(codes: NDArray[np.uint32], at: Positions) -> _Guess:
    """Return what name begins at each place, by its characters and the word that follows."""
    words = names()
    compound = among(pair(codes[at], codes[at + 1]), words.compounds)
    given = at + 1 + compound
    one, two, three, four = (codes[given + step] for step in range(4))
    begins = (compound | words.surname[codes[at]]) & _may(one, words)
    begins &= ~_word_at(one, two, words)
    long = _may(two, words) & ~_word_at(two, three, words)
    long &= words.given[two] | _ends(three, four, words)
    long &= ~_ends(two, three, words)
    size = np.where(begins, np.where(long, 2, 1) + 1 + compound, 0)
    last, after, next_after = (codes[at + size + step] for step in (-1, 0, 1))
    believed = words.given[one] & words.given[last]
    ordinary = among(pair(codes[at], one), words.everyday) & ~compound
    doubtful = words.doubtful[codes[at]] & ~compound
    bounded = _ends(after, next_after, words)
    size = np.where(_place_follows(codes, at + size, words), 0, size)
    return _Guess(size, believed, doubtful, ordinary, bounded)


def _may(char: NDArray[np.uint32], words: Names) -> NDArray[np.bool_]:
    return HAN[char] & ~words.never[char]


def _word_at(
    first: NDArray[np.uint32], second: NDArray[np.uint32], words: Names
) -> NDArray[np.bool_]:
    """Return where a word begins that follows names or stands for one."""
    return among(pair(first, second), words.follows)


def _ends(first: NDArray[np.uint32], second: NDArray[np.uint32], words: Names) -> NDArray[np.bool_]:
    """Return where a name cannot go on."""
    return ~HAN[first] | words.never[first] | _word_at(first, second, words)


def _place_follows(codes: NDArray[np.uint32], at: Positions, words: Names) -> NDArray[np.bool_]:
    single = [ord(word) for word in words.places if len(word) == 1]
    double = pairs(word for word in words.places if len(word) > 1)
    return np.isin(codes[at], single) | among(pair(codes[at], codes[at + 1]), double)


def _bracketed(codes: NDArray[np.uint32], signs: _Signs) -> Spans:
    """Return the names before their relation in brackets: 李秀英（母亲）."""
    related = signs.of(_RELATION)
    ends = related.start[codes[related.start - 1] == ord("(")] - 1
    return _before(codes, ends, LABELLED)


def _titled(codes: NDArray[np.uint32], signs: _Signs) -> Spans:
    """Return the full names before a title, and surnames with a title where there is none."""
    words, titles = names(), signs.of(_TITLE)
    full = _before(codes, titles.start, TITLED)
    surname = words.surname[codes[titles.start - 1]] & ~words.particle[codes[titles.start - 1]]
    own = among(pair(codes[titles.start], codes[titles.start + 1]), pairs([_ITSELF]))
    at = titles.start[surname & ~own] - 1
    untitled = among(pair(codes[at - 1], codes[at]), _untitled())
    ends = titles.end[surname & ~own][~untitled] - _PAD
    return together([full, spans(at[~untitled] - _PAD, ends, TITLE_ONLY, Source.TITLE)])


def _before(codes: NDArray[np.uint32], ends: Positions, score: float) -> Spans:
    """Return the full names that end at these places."""
    words = names()
    chosen = np.zeros(len(ends), dtype=np.int64)
    for size in (2, 3, 4):
        at = ends - size
        compound = among(pair(codes[at], codes[at + 1]), words.compounds) & (size > 2)
        first = np.where(compound, codes[at + 2], codes[at + 1])
        name = compound | (words.surname[codes[at]] & (size < 4))
        name &= _may(first, words) & _may(codes[ends - 1], words)
        name &= words.given[first] & words.given[codes[ends - 1]]
        name &= ~among(pair(codes[at], codes[at + 1]), words.everyday) | compound
        shorter = (chosen > 0) & words.particle[codes[at]]
        chosen = np.where(name & ~shorter, size, chosen)
    real = chosen > 0
    start = ends[real] - chosen[real] - _PAD
    return spans(start, ends[real] - _PAD, score, Source.RULE) if real.any() else NO_SPANS


def _points(chars: str) -> NDArray[np.uint32]:
    return np.array([ord(char) for char in chars], dtype=np.uint32)


@cache
def _untitled() -> NDArray[np.uint64]:
    return pairs(word[-2:] for word in names().untitled if len(word) > 1)
