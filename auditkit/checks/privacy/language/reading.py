"""A batch of texts as words, clauses and sentences: what every question of language is put to."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import Batch, Positions
from auditkit.checks.privacy.language.lore import (
    Lore,
    Searcher,
    lore,
    lore_of,
    search_for,
    searcher,
)
from auditkit.checks.privacy.language.spelled import FEW, LOWER, SHORT

_TEXTS: Final = 10_000
_PHRASE: Final = 40
_LONG: Final = 500_000
"""Characters from which on it pays to wait for a faster search."""
_SENTENCE_ENDS: Final = "\n\r。!?；;｡…|\x1e"
_CLAUSE_ENDS: Final = ",，(（)）[【】]—~\t"
_HAN: Final = (0x3400, 0xA000)


def _table(chars: str) -> NDArray[np.bool_]:
    table = np.zeros(0x110000, dtype=bool)
    table[[ord(char) for char in chars]] = True
    return table


_ENDS_SENTENCE: Final = _table(_SENTENCE_ENDS)
_ENDS_CLAUSE: Final = _table(_CLAUSE_ENDS)
_LETTER: Final = _table("abcdefghijklmnopqrstuvwxyz")
_DIGIT: Final = _table("0123456789")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a batch by place; they do not overlap.

    The last word is none: it stands after the last text, alone in its clause, and is of no class,
    so that an index of -1 or one too far leads to it.

    ``codes``: the batch in small letters and a separator. ``word``, ``start``, ``end``: place in
    ``Lore.words`` and span in ``Batch.plain``. ``sentence`` and ``clause`` number those of every
    character; ``text``, ``sentences``, ``clauses`` those of every word. ``role``: whom it names.
    """

    batch: Batch
    plain: str
    codes: NDArray[np.uint32]
    word: Positions
    start: Positions
    end: Positions
    text: Positions
    sentence: NDArray[np.int32]
    clause: NDArray[np.int32]
    sentences: NDArray[np.int32]
    clauses: NDArray[np.int32]
    role: NDArray[np.int8]
    lore: Lore
    _known: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    _latest: dict[tuple[str, ...], NDArray[np.int32]] = field(default_factory=dict)
    _places: dict[str, Positions] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.word)

    def is_a(self, *names: str) -> NDArray[np.bool_]:
        """Return which words are of one of some classes."""
        known = [self._class(name) for name in names]
        return known[0] if len(known) == 1 else np.logical_or.reduce(known)

    def _class(self, name: str) -> NDArray[np.bool_]:
        if name not in self._known:
            self._known[name] = self.lore.classes[name][self.word]
            self._known[name].flags.writeable = False
        return self._known[name]

    def last(self, index: Positions, *names: str) -> Positions:
        """Return the last word of some classes before each of some words, -1 for none."""
        if names not in self._latest:
            self._latest[names] = before(self.is_a(*names))
        found: Positions = self._latest[names][index].astype(np.int64)
        return found

    def places(self, name: str) -> Positions:
        """Return the words of one class by number."""
        if name not in self._places:
            some = self._acts() if name.startswith("act.") else None
            known = self.lore.classes[name]
            self._places[name] = (
                np.flatnonzero(self.is_a(name)) if some is None else some[known[self.word[some]]]
            )
        return self._places[name]

    def _acts(self) -> Positions:
        # the lists of acts are many and what they hold is rare: look among those words alone
        if "acts" not in self._places:
            self._places["acts"] = np.flatnonzero(self.is_a("acts"))
        return self._places["acts"]


def before(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return for each place the last earlier one that ``mask`` holds for, -1 for none."""
    at = np.where(mask, np.arange(len(mask), dtype=np.int32), np.int32(-1))
    latest = np.full(len(mask), -1, dtype=np.int32)
    np.maximum.accumulate(at[:-1], out=latest[1:])
    return latest


def last_of(places: Positions, index: Positions) -> Positions:
    """Return the last of some places, in order, before each index; -1 for none."""
    found: Positions = np.append(places, -1)[np.searchsorted(places, index) - 1]
    return found


def next_of(places: Positions, index: Positions) -> Positions:
    """Return the first of some places, in order, after each index; -1 for none."""
    found: Positions = np.append(places, -1)[np.searchsorted(places, index, side="right")]
    return found


def batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield texts by the ten thousand, each with the number of its first."""
    for first in range(0, len(texts), _TEXTS):
        yield first, texts[first : first + _TEXTS]


def read(texts: Sequence[str]) -> Reading:
    """Return the reading of some texts."""
    batch = Batch.of(texts)
    codes = np.append(LOWER[batch.codes], np.uint32(SEPARATOR))
    plain = codes[:-1].astype("<u4").tobytes().decode("utf-32-le")
    known, search = _knowing(plain)
    word, start, end = found(search, plain, codes)
    text = batch.text_of(start) if len(start) else start
    last = len(plain)
    word, text = np.append(word, len(known.words)), np.append(text, len(texts))
    start, end = np.append(start, last), np.append(end, last + 1)
    sentence, clause = _layout(codes, known, word, start, end)
    of_words = (sentence[start], clause[start], known.role[word])
    return Reading(batch, plain, codes, word, start, end, text, sentence, clause, *of_words, known)


def _knowing(plain: str) -> tuple[Lore, Searcher]:
    """Return words and what finds them: those of a text alone while that is less to do."""
    if len(plain) < SHORT:
        for of, known, search in _latest():
            if all(text in of for text in plain.split(chr(SEPARATOR))):
                return known, search
        if next(_asked_before()) < FEW:
            known = lore_of(plain)
            _latest()[:] = [(plain, known, search_for(known.words, longest=True, ready_soon=True))]
            return _latest()[0][1:]
    _latest().clear()
    return lore(), searcher(ready_soon=len(plain) < _LONG)


@cache
def _latest() -> list[tuple[str, Lore, Searcher]]:
    """Return the short text that was read last, its words and what finds them, or nothing."""
    return []


@cache
def _asked_before() -> Iterator[int]:
    """Return what counts how often short texts were read."""
    return itertools.count()


def found(
    search: Searcher, plain: str, codes: NDArray[np.uint32], *, overlapping: bool = False
) -> tuple[Positions, Positions, Positions]:
    """Return (word, start, end) of the words in a text, English ones only as whole words."""
    flat = _flat(_matches(search, plain, overlapping=overlapping))
    whole = _whole(search, codes, flat)
    parts = flat[~whole]
    if len(parts):
        flat = flat[whole]
    hidden = parts[search.phrase[parts[:, 0]]]
    if len(hidden) and not overlapping:
        flat = _merged(flat, _under(search, plain, codes, hidden))
    word, start, end = np.ascontiguousarray(flat.T)
    return word, start, end


def _matches(search: Searcher, plain: str, *, overlapping: bool) -> list[tuple[int, int, int]]:
    # a hundred thousand new tuples set off the collector again and again, with nothing to collect
    collecting = gc.isenabled()
    gc.disable()
    try:
        found: list[tuple[int, int, int]]
        found = search.automaton.find_matches_as_indexes(plain, overlapping)
        return found
    finally:
        if collecting:
            gc.enable()


def _flat(matches: list[tuple[int, int, int]]) -> Positions:
    chained = itertools.chain.from_iterable(matches)
    return np.fromiter(chained, dtype=np.int64, count=3 * len(matches)).reshape(-1, 3)


def _whole(search: Searcher, codes: NDArray[np.uint32], flat: Positions) -> NDArray[np.bool_]:
    """Return which matches are no part of an English word."""
    whole = np.ones(len(flat), dtype=bool)
    first, last = search.latin
    latin = np.flatnonzero((first | last)[flat[:, 0]])
    word, start, end = flat[latin].T
    before_it, after_it = _LETTER[codes[start - 1]], _LETTER[codes[end]]
    whole[latin] = ~(first[word] & before_it) & ~(last[word] & after_it)
    return whole


def _under(search: Searcher, plain: str, codes: NDArray[np.uint32], hidden: Positions) -> Positions:
    """Return the words under phrases that are none: "will not" in "will notify" hides two."""
    found = []
    for _, start, end in hidden.tolist():
        matches = search.every().find_matches_as_indexes(plain[start : end + _PHRASE], True)
        some = _flat(matches) + np.array([0, start, start])
        some = some[_whole(search, codes, some)]
        some = some[np.lexsort((-some[:, 2], some[:, 1]))]
        furthest = start
        for row in some:
            if furthest <= row[1] < end:
                found.append(row)
                furthest = row[2]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def _merged(flat: Positions, more: Positions) -> Positions:
    """Return words in order, of those that overlap the first and longest."""
    joined = np.concatenate([flat, more])
    joined = joined[np.lexsort((-joined[:, 2], joined[:, 1]))]
    furthest = np.maximum.accumulate(joined[:, 2])
    single = np.ones(len(joined), dtype=bool)
    single[1:] = joined[1:, 1] >= furthest[:-1]
    merged: Positions = joined[single]
    return merged


def _layout(
    codes: NDArray[np.uint32], known: Lore, word: Positions, start: Positions, end: Positions
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the number of the sentence and of the clause in which each character stands."""
    hard = _ENDS_SENTENCE[codes]
    classes = known.classes
    dots = np.flatnonzero(codes == ord("."))
    following = codes[dots + 1]
    hard[dots[~(_LETTER[following] | _DIGIT[following])]] = True
    hard[end[classes["abbreviation"][word]] - 1] = False
    soft = hard | _ENDS_CLAUSE[codes]
    commas = np.flatnonzero(codes == ord(","))
    soft[commas[_DIGIT[codes[commas - 1]] & _DIGIT[codes[commas + 1]]]] = False
    blanks = np.flatnonzero(codes == ord(" "))
    ends = np.zeros(len(codes) + 1, dtype=bool)
    ends[end[known.role[word] >= 0]] = True
    pauses = (_is_han(codes[blanks - 1]) | ends[blanks]) & _is_han(codes[blanks + 1])
    soft[blanks[pauses]] = True
    soft[start[classes["breaking"][word]]] = True
    return np.cumsum(hard, dtype=np.int32), np.cumsum(soft, dtype=np.int32)


def phrases(codes: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Return the number of the phrase of each character: brackets and colons end none."""
    ends = _ENDS_SENTENCE[codes] | (codes == ord(","))
    return np.cumsum(ends, dtype=np.int32)


def _is_han(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (codes >= _HAN[0]) & (codes < _HAN[1])
