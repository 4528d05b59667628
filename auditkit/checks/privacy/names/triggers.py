"""Names of Chinese people beside words that announce one: 其母李秀英, 姓名：张建国, 王伟先生.

Signs are looked up first, all in one pass; what stands after or before them is then decided on
arrays of characters. A surname with a title alone (王经理, 张先生) is no full name: it is kept
with a score under ``SURE``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Batch, Positions
from auditkit.checks.privacy.names.dictionary import is_word
from auditkit.checks.privacy.names.form import han_runs
from auditkit.checks.privacy.names.guess import (
    PAD,
    Codes,
    beginning,
    ending,
    padded,
    stands_free,
)
from auditkit.checks.privacy.names.lexicon import among, names, pair, pairs, table
from auditkit.checks.privacy.names.spans import Source, Spans, spans, together
from auditkit.checks.privacy.names.transliterated import transliterated
from auditkit.checks.privacy.names.western import western

LABELLED: Final = 0.9
"""The score of a name after a label and a colon or 是, or before its relation in brackets."""
RELATED: Final = 0.85
"""The score of a name after a relation."""
TITLED: Final = 0.8
"""The score of a full name before a title."""
MENTIONED: Final = 0.65
"""The score of a name beside a word that often, but not only, stands beside names: 客户, 称."""
OPENING: Final = 0.55
"""The score of a name of three characters at the beginning of a clause: 黄国栋在老家, 接高翔宇."""
REACHED: Final = 0.5
"""The score of such a name of three characters where the segmenter sees another word."""
EVERYDAY: Final = 0.4
"""The score of a name of two characters that is also a word, unless it is labelled."""
TITLE_ONLY: Final = 0.3
"""The score of a surname with a title: 王经理."""
_LINKS: Final = ":(\"'“”「【[<= -是为叫系名即0123456789"
_SURE_LINKS: Final = ":=是为叫系名"
_STEPS: Final = 4
_ITSELF: Final = "本人"
"""Confirms a full name before it and is no title."""
_LIST: Final = ord("、")
_ROLE, _RELATION, _LABEL, _TITLE, _ACT = range(5)
_SCORES: Final = np.array([MENTIONED, RELATED, RELATED], dtype=np.float32)

StartsWord = Callable[[Batch, Positions], NDArray[np.bool_]]


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


def find(batch: Batch, taken: NDArray[np.bool_], starts_word: StartsWord) -> Spans:
    """Return the names beside signs; they may overlap.

    Where characters are ``taken`` by names that the log knows, no more than is cheap is looked
    for. ``starts_word`` tells at which places of ``batch.plain`` a word starts.
    """
    signs, codes = _signs(batch), padded(batch.codes)
    sure = [_after(codes, signs), _bracketed(codes, signs), *_titled(codes, signs)]
    sure.append(_opening(batch, codes, taken, starts_word))
    found = together([*sure, _acting(batch, codes, signs.of(_ACT), taken, starts_word)])
    for _ in range(2):
        found = together([found, _listed(codes, found)])
    return together([_doubted(batch, found), transliterated(batch), western(batch)])


def _signs(batch: Batch) -> _Signs:
    machine, kinds = _machine()
    found = machine.find_matches_as_indexes(batch.plain, overlapping=True)
    matches = np.array(found, dtype=np.int64).reshape(-1, 3)
    return _Signs(matches[:, 1] + PAD, matches[:, 2] + PAD, kinds[matches[:, 0]])


@cache
def _machine() -> tuple[Any, NDArray[np.int64]]:
    """Return the automaton of all signs and the kind of each.

    A word stands before a name in the surest of its kinds, and may besides stand after one.
    """
    words = names()
    before: dict[str, int] = {}
    for kind, signs in enumerate((words.roles, words.relations, words.labels)):
        before.update(dict.fromkeys(signs, kind))
    titles = dict.fromkeys((*words.titles, _ITSELF), _TITLE)
    listed = [*before.items(), *titles.items(), *dict.fromkeys(words.acts, _ACT).items()]
    kinds = np.array([kind for _, kind in listed], dtype=np.int64)
    return _automaton([word for word, _ in listed]), kinds


def _automaton(words: list[str]) -> Any:  # noqa: ANN401 - the package has no types
    return ahocorasick_rs.AhoCorasick(words, implementation=ahocorasick_rs.Implementation.DFA)


def _after(codes: Codes, signs: _Signs) -> Spans:
    """Return the names that follow a sign."""
    ahead = signs.of(_ROLE, _RELATION, _LABEL)
    at, linked = _past_links(codes, ahead.end)
    guess, weak = beginning(codes, at), ahead.kind == _ROLE
    labelled = linked & ~weak
    score = np.where(labelled, np.float32(LABELLED), _SCORES[ahead.kind])
    fine = (guess.size > 0) & (~weak | (guess.believed & guess.bounded & ~guess.doubtful))
    everyday = guess.ordinary & ~weak & guess.believed & guess.bounded & (guess.size == 2)
    score = np.where(everyday, np.float32(EVERYDAY), score)
    fine &= ~guess.ordinary | everyday | (labelled & guess.believed & (guess.size > 2))
    fine &= ~guess.doubtful | (guess.believed & (labelled | guess.bounded | (guess.size > 2)))
    start = at[fine] - PAD
    return spans(start, start + guess.size[fine], score[fine].astype(np.float32), Source.RULE)


def _past_links(codes: Codes, at: Positions) -> tuple[Positions, NDArray[np.bool_]]:
    """Return the places after what links a sign to its name, and where that is a sure link."""
    links, sure_links = _links()
    linked, going = np.zeros(len(at), dtype=bool), np.ones(len(at), dtype=bool)
    for _ in range(_STEPS):
        going &= links[codes[at]]
        linked |= going & sure_links[codes[at]]
        at = at + going
    return at, linked


def _opening(
    batch: Batch, codes: Codes, taken: NDArray[np.bool_], starts_word: StartsWord
) -> Spans:
    """Return the names that begin a clause, or stand there after a verb of one character."""
    words, at = names(), han_runs(batch.codes)[0] + PAD
    before = codes[at - 1]
    at = at[(before < ord("0")) | (before > ord("9"))]
    at = np.concatenate([at, at[words.towards[codes[at]]] + 1])
    at = at[~taken[np.minimum(at - PAD, len(taken) - 1)]] if len(taken) else at
    at = at[words.surname[codes[at]] | among(pair(codes[at], codes[at + 1]), words.compounds)]
    guess = beginning(codes, at)
    fine = (guess.size > 2) & guess.believed & guess.bounded & ~guess.doubtful & ~guess.ordinary
    start = at[fine] - PAD
    found = spans(start, start + guess.size[fine], OPENING, Source.RULE)
    return found.take(starts_word(batch, found.end))


def _bracketed(codes: Codes, signs: _Signs) -> Spans:
    """Return the names before their relation in brackets: 李秀英（母亲）."""
    related = signs.of(_RELATION)
    return _before(codes, related.start[codes[related.start - 1] == ord("(")] - 1, LABELLED)


def _titled(codes: Codes, signs: _Signs) -> tuple[Spans, Spans]:
    """Return the full names before a title, and the surnames with a title."""
    words, titles = names(), signs.of(_TITLE)
    full = _before(codes, titles.start, TITLED)
    own = pair(codes[titles.start], codes[titles.start + 1]) == pairs([_ITSELF])[0]
    at, end = titles.start[~own] - 1, titles.end[~own]
    two = pair(codes[at - 1], codes[at])
    compound = among(two, words.compounds)
    named = compound | (words.surname[codes[at]] & ~words.particle[codes[at]])
    named &= ~among(two, _untitled())
    start = (at - compound)[named] - PAD
    return full, spans(start, end[named] - PAD, TITLE_ONLY, Source.TITLE)


def _acting(
    batch: Batch,
    codes: Codes,
    acts: _Signs,
    taken: NDArray[np.bool_],
    starts_word: StartsWord,
) -> Spans:
    """Return the names before what somebody does, where no word reaches into them."""
    ends = acts.start - PAD
    found = _before(codes, acts.start[~taken[ends - 1] | (ends == 0)], MENTIONED)
    surname = codes[found.start + PAD]
    found = found.take(~names().doubtful[surname] | (found.end - found.start > 2))
    free = stands_free(codes, found.start + PAD)
    free[~free] = starts_word(batch, found.start[~free])
    long = (found.end - found.start > 2) & ~names().doubtful[codes[found.start + PAD]]
    score = np.where(free, found.score, np.float32(REACHED))
    return replace(found, score=score).take(free | long)


def _listed(codes: Codes, found: Spans) -> Spans:
    """Return the names that stand in a list after one that was found: 王建军、李淑珍."""
    ends = np.unique(found.end[found.source == Source.RULE]) + PAD
    at = ends[codes[ends] == _LIST] + 1
    guess = beginning(codes, at)
    fine = (guess.size > 0) & guess.believed & ~guess.ordinary
    fine &= guess.bounded | (~guess.doubtful & (guess.size > 2))
    start = at[fine] - PAD
    return spans(start, start + guess.size[fine], MENTIONED, Source.RULE)


def _before(codes: Codes, ends: Positions, score: float) -> Spans:
    """Return the full names that end at these places."""
    size = ending(codes, ends)
    real = size > 0
    end = ends[real] - PAD
    return spans(end - size[real], end, score, Source.RULE)


def _doubted(batch: Batch, found: Spans) -> Spans:
    """Return the spans with names that are, or begin with, words of the language held less sure.

    A name of two characters is doubted unless it is labelled, a longer one where nothing but its
    place speaks for it.
    """
    short = (found.end - found.start == 2) & (found.score < LABELLED)
    at = np.flatnonzero((found.source == Source.RULE) & (short | (found.score <= OPENING)))
    begins = [batch.plain[low : low + 2] for low in found.start[at].tolist()]
    word = np.array([is_word(text) for text in begins], dtype=bool)
    score = found.score.copy()
    score[at[word]] = np.minimum(score[at[word]], np.float32(EVERYDAY))
    return replace(found, score=score)


@cache
def _links() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    links = table(_LINKS)
    links[ord(" ")] = True
    return links, table(_SURE_LINKS)


@cache
def _untitled() -> NDArray[np.uint64]:
    return pairs(word[-2:] for word in names().untitled if len(word) > 1)
