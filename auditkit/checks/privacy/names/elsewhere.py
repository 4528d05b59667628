"""The names of all debtors of a log, kept as hashes, and where they turn up in a batch.

A log may have millions of debtors; eight bytes a name keep them, and no name can be read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import SEPARATOR, code_points
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.names.form import HAN, WORD, Form
from auditkit.checks.privacy.names.full import full_names
from auditkit.checks.privacy.names.lexicon import among

LONGEST: Final = 6
"""Chinese names of more characters are not looked for in other debtors' texts."""
_WORDS: Final = 3
"""Latin names of more words likewise."""
_CHUNK: Final = 100_000
_BASE: Final = 0x9E3779B97F4A7C15 | 1
_INVERSE: Final = pow(_BASE, -1, 1 << 64)
_MIX: Final = 0xBF58476D1CE4E5B9


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Names known somewhere in the log: ``keys`` (ascending hashes) and the characters in use.

    ``lengths``: how many characters the Chinese ones have; ``first`` and ``second``: code points
    that a Chinese name begins with, ascending; ``latin`` says whether there are Latin ones.
    """

    keys: NDArray[np.uint64]
    lengths: tuple[int, ...]
    first: NDArray[np.uint32]
    second: NDArray[np.uint32]
    latin: bool

    @classmethod
    def of(cls, names: Iterable[str]) -> Elsewhere:
        """Return the names of a log, whatever is no full name left out."""
        listed = sorted(set(names))
        full: set[str] = set()
        for low in range(0, len(listed), _CHUNK):
            full.update(full_names(listed[low : low + _CHUNK]))
        chinese = {name for name in full if name and not name[0].isascii()}
        chinese = {name for name in chinese if len(name) <= LONGEST}
        latin = {name for name in full if 1 < len(name.split(" ")) <= _WORDS}
        return cls(
            keys=np.unique(_hash_names(sorted(chinese | latin))),
            lengths=tuple(sorted({len(name) for name in chinese})),
            first=np.unique(np.array([ord(name[0]) for name in chinese], dtype=np.uint32)),
            second=np.unique(np.array([ord(name[1]) for name in chinese], dtype=np.uint32)),
            latin=bool(latin),
        )

    def find(self, form: Form) -> tuple[Positions, Positions]:
        """Return (start, end) in ``form`` of every name of the log that stands there."""
        if not len(self.keys) or not len(form.codes):
            return _NOTHING, _NOTHING
        pieces = [self._chinese(form.codes, length) for length in self.lengths]
        if self.latin:
            pieces.append(_latin(form.codes))
        start = np.concatenate([piece[0] for piece in pieces])
        end = np.concatenate([piece[1] for piece in pieces])
        known = among(_hash_spans(form.codes, start, end), self.keys)
        return start[known], end[known]

    def _chinese(self, codes: NDArray[np.uint32], length: int) -> tuple[Positions, Positions]:
        size = max(len(codes) - length + 1, 0)
        begins = _mask(codes, self.first)[:size]
        start = np.flatnonzero(begins)
        start = start[_mask(codes[start + 1], self.second)]
        for offset in range(2, length):
            start = start[HAN[codes[start + offset]]]
        return start, start + length


_NOTHING: Final = np.empty(0, dtype=np.int64)
NOWHERE: Final = Elsewhere(
    np.empty(0, np.uint64), (), np.empty(0, np.uint32), np.empty(0, np.uint32), latin=False
)
"""No names at all."""


def _mask(codes: NDArray[np.uint32], chosen: NDArray[np.uint32]) -> NDArray[np.bool_]:
    table = np.zeros(len(HAN), dtype=bool)
    table[chosen] = True
    return table[codes]


def _latin(codes: NDArray[np.uint32]) -> tuple[Positions, Positions]:
    """Return every span of two or three words in a row, one space between them."""
    inside = WORD[codes] | (codes == ord("'")) | (codes == ord("-"))
    edges = np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    if len(begins) < 2:
        return _NOTHING, _NOTHING
    spaced = (begins[1:] - ends[:-1] == 1) & (codes[ends[:-1]] == ord(" "))
    two = np.flatnonzero(spaced)
    three = two[: len(two)][np.isin(two + 1, two)]
    start = np.concatenate([begins[two], begins[three]])
    return start, np.concatenate([ends[two + 1], ends[three + 2]])


def _values(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    value = (codes.astype(np.uint64) + np.uint64(1)) * np.uint64(_MIX)
    value ^= value >> np.uint64(29)
    return value * np.uint64(_BASE)


def _powers(base: int, count: int) -> NDArray[np.uint64]:
    factors = np.full(count, base, dtype=np.uint64)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _hash_spans(codes: NDArray[np.uint32], start: Positions, end: Positions) -> NDArray[np.uint64]:
    """Return a hash of each span that depends on its characters alone."""
    if len(start) and int((end - start).max()) <= LONGEST:
        return _hash_short(codes, start, end - start)
    sums = np.cumsum(_values(codes) * _powers(_BASE, len(codes)), dtype=np.uint64)
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), sums])
    hashed: NDArray[np.uint64] = (sums[end] - sums[start]) * _powers(_INVERSE, len(codes) + 1)[
        start
    ]
    return hashed


def _hash_short(codes: NDArray[np.uint32], start: Positions, size: Positions) -> NDArray[np.uint64]:
    """Return the same hash of short spans, character by character."""
    hashed = np.zeros(len(start), dtype=np.uint64)
    for nth, power in enumerate(_powers(_BASE, int(size.max()))):
        at = np.flatnonzero(size > nth)
        hashed[at] += _values(codes[start[at] + nth]) * power
    return hashed


def _hash_names(names: Sequence[str]) -> NDArray[np.uint64]:
    if not names:
        return np.empty(0, dtype=np.uint64)
    codes = code_points(chr(SEPARATOR).join(names))
    lengths = np.fromiter(map(len, names), dtype=np.int64, count=len(names))
    end = np.cumsum(lengths + 1) - 1
    return _hash_spans(codes, end - lengths, end)
