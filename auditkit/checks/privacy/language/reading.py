"""A batch of texts as words, clauses and sentences: what every question of language is put to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import Batch, Positions
from auditkit.checks.privacy.language.lore import LOWER, Searcher, lore, searcher

_TEXTS: Final = 10_000
_PHRASE: Final = 40
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

    ``codes``: the batch in small letters. ``word``, ``start``, ``end``: place in ``Lore.words``
    and span in ``Batch.plain``. ``sentence`` and ``clause`` number those of every character,
    ``text`` those of every word.
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
    _known: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    _latest: dict[tuple[str, ...], Positions] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.word)

    def is_a(self, *names: str) -> NDArray[np.bool_]:
        """Return which words are of one of some classes."""
        found = np.zeros(len(self), dtype=bool)
        for name in names:
            if name not in self._known:
                self._known[name] = lore().classes[name][self.word]
            found |= self._known[name]
        return found

    def last(self, index: Positions, *names: str) -> Positions:
        """Return the last word of some classes before each of some words, -1 for none."""
        if names not in self._latest:
            self._latest[names] = before(np.append(self.is_a(*names), False))
        return self._latest[names][index]

    @property
    def role(self) -> NDArray[np.int8]:
        """Return the role that each word names, -1 for none."""
        return lore().role[self.word]

    @property
    def clauses(self) -> NDArray[np.int32]:
        """Return the clause of each word."""
        return self.clause[self.start]

    @property
    def sentences(self) -> NDArray[np.int32]:
        """Return the sentence of each word."""
        return self.sentence[self.start]


def before(mask: NDArray[np.bool_]) -> Positions:
    """Return for each place the last earlier one where ``mask`` holds, -1 where there is none."""
    at = np.where(mask, np.arange(len(mask)), -1)
    latest = np.empty(len(mask), dtype=np.int64)
    latest[:1] = -1
    np.maximum.accumulate(at[:-1], out=latest[1:])
    return latest


def after(mask: NDArray[np.bool_]) -> Positions:
    """Return for each place the first later one where ``mask`` holds, -1 where there is none."""
    mirrored = before(mask[::-1])[::-1]
    return np.where(mirrored < 0, -1, len(mask) - 1 - mirrored)


def batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield texts by the ten thousand, each with the number of its first."""
    for first in range(0, len(texts), _TEXTS):
        yield first, texts[first : first + _TEXTS]


def read(texts: Sequence[str]) -> Reading:
    """Return the reading of some texts."""
    batch = Batch.of(texts)
    codes = LOWER[batch.codes]
    plain = codes.astype("<u4").tobytes().decode("utf-32-le")
    word, start, end = found(searcher(), plain, codes)
    sentence, clause = _layout(codes, word, start, end)
    text = batch.text_of(start) if len(start) else start
    return Reading(batch, plain, codes, word, start, end, text, sentence, clause)


def found(
    search: Searcher, plain: str, codes: NDArray[np.uint32], *, overlapping: bool = False
) -> tuple[Positions, Positions, Positions]:
    """Return (word, start, end) of the words in a text, English ones only as whole words."""
    flat = _flat(search.automaton.find_matches_as_indexes(plain, overlapping))
    whole = _whole(search, codes, flat)
    hidden = flat[~whole & search.phrase[flat[:, 0]]]
    flat = flat[whole]
    if len(hidden) and not overlapping:
        flat = _merged(flat, _under(search, plain, codes, hidden))
    return flat[:, 0], flat[:, 1], flat[:, 2]


def _flat(matches: list[tuple[int, int, int]]) -> Positions:
    chained = itertools.chain.from_iterable(matches)
    return np.fromiter(chained, dtype=np.int64, count=3 * len(matches)).reshape(-1, 3)


def _whole(search: Searcher, codes: NDArray[np.uint32], flat: Positions) -> NDArray[np.bool_]:
    """Return which matches are no part of an English word."""
    word, start, end = flat[:, 0], flat[:, 1], flat[:, 2]
    first, last = search.latin
    letter = np.append(_LETTER[codes], False)
    whole: NDArray[np.bool_] = ~(first[word] & letter[start - 1]) & ~(last[word] & letter[end])
    return whole


def _under(search: Searcher, plain: str, codes: NDArray[np.uint32], hidden: Positions) -> Positions:
    """Return the words under phrases that are none: "will not" in "will notify" hides two."""
    found = []
    for _, start, end in hidden.tolist():
        matches = search.every.find_matches_as_indexes(plain[start : end + _PHRASE], True)
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
    codes: NDArray[np.uint32], word: Positions, start: Positions, end: Positions
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the number of the sentence and of the clause in which each character stands."""
    hard = _ENDS_SENTENCE[codes]
    classes = lore().classes
    dots = np.flatnonzero(codes == ord("."))
    following = np.append(codes[1:], SEPARATOR)[dots]
    hard[dots[~(_LETTER[following] | _DIGIT[following])]] = True
    hard[end[classes["abbreviation"][word]] - 1] = False
    soft = hard | _ENDS_CLAUSE[codes]
    commas = np.flatnonzero(codes == ord(","))
    inside = (commas > 0) & (commas + 1 < len(codes))
    commas = commas[inside]
    soft[commas[_DIGIT[codes[commas - 1]] & _DIGIT[codes[commas + 1]]]] = False
    blanks = np.flatnonzero(codes == ord(" "))
    blanks = blanks[(blanks > 0) & (blanks + 1 < len(codes))]
    soft[blanks[_is_han(codes[blanks - 1]) & _is_han(codes[blanks + 1])]] = True
    soft[start[classes["breaking"][word]]] = True
    return np.cumsum(hard, dtype=np.int32), np.cumsum(soft, dtype=np.int32)


def phrases(codes: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Return the number of the phrase of each character: brackets and colons end none."""
    ends = _ENDS_SENTENCE[codes] | (codes == ord(","))
    return np.cumsum(ends, dtype=np.int32)


def _is_han(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (codes >= _HAN[0]) & (codes < _HAN[1])
