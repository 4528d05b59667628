"""Decides from characters alone what Chinese name begins, or ends, at a place.

All functions take code points with ``PAD`` zeros on either side, and places among those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.names.form import HAN
from auditkit.checks.privacy.names.lexicon import Names, among, names, pair

PAD: Final = 8
"""How far around a place these functions look at most."""
Codes = NDArray[np.uint32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Guess:
    """The names that begin at some places: ``size`` characters, 0 where there is none.

    ``believed``: all its given characters are usual in given names; ``doubtful``: its surname is
    an everyday word; ``ordinary``: it begins as an everyday word does; ``bounded``: it cannot go
    on, because punctuation or another word follows.
    """

    size: Positions
    believed: Mask
    doubtful: Mask
    ordinary: Mask
    bounded: Mask


def padded(codes: Codes) -> Codes:
    """Return code points with room on both sides."""
    edge = np.zeros(PAD, dtype=np.uint32)
    return np.concatenate([edge, codes, edge])


def beginning(codes: Codes, at: Positions) -> Guess:
    """Return what name begins at each place, as long as the words around let it be."""
    words = names()
    compound = among(pair(codes[at], codes[at + 1]), words.compounds)
    given = at + 1 + compound
    one, two, three, four = (codes[given + step] for step in range(4))
    begins = (compound | words.surname[codes[at]]) & _may(one, words) & ~_word(one, two, words)
    long = _may(two, words) & ~_ends(two, three, words)
    long &= words.given[two] | _ends(three, four, words)
    size = np.where(begins, np.where(long, 2, 1) + 1 + compound, 0)
    last, after, next_after = (codes[at + size + step] for step in (-1, 0, 1))
    ordinary = among(pair(codes[at], one), words.everyday) & ~compound
    street = _place_follows(codes, at + size, words) | (ordinary & words.place_chars[last])
    size = np.where(street, 0, size)
    return Guess(
        size,
        believed=words.given[one] & words.given[last],
        doubtful=words.doubtful[codes[at]] & ~compound,
        ordinary=ordinary,
        bounded=_ends(after, next_after, words),
    )


def ending(codes: Codes, ends: Positions) -> Positions:
    """Return how many characters the full name that ends at each place has, 0 for none.

    The longest wins, but a little word before a name (向, 和) is not taken for its surname.
    """
    words = names()
    size = np.zeros(len(ends), dtype=np.int64)
    last = codes[ends - 1]
    for length in (2, 3, 4):
        at = ends - length
        compound = among(pair(codes[at], codes[at + 1]), words.compounds)
        first = np.where(compound, codes[at + min(2, length - 1)], codes[at + 1])
        name = (compound & (length > 2)) | (words.surname[codes[at]] & ~compound & (length < 4))
        name &= words.given[first] & words.given[last]
        name &= _may(first, words) & _may(last, words)
        name &= ~among(pair(codes[at], codes[at + 1]), words.everyday) | compound
        name &= ~_word(codes[ends - 2], last, words)
        shorter = (size > 0) & ~words.doubtful[codes[at + 1]]
        name &= ~(shorter & words.particle[codes[at]])
        size = np.where(name, length, size)
    return size


def stands_free(codes: Codes, at: Positions) -> Mask:
    """Return where what comes before cannot belong to a word with what begins there."""
    before = codes[at - 1]
    free: Mask = ~HAN[before] | names().apart[before]
    return free


def _may(char: Codes, words: Names) -> Mask:
    allowed: Mask = HAN[char] & ~words.never[char]
    return allowed


def _word(first: Codes, second: Codes, words: Names) -> Mask:
    """Return where a word begins that follows names, or stands for one (李主任, 张先生)."""
    return among(pair(first, second), words.follows)


def _ends(first: Codes, second: Codes, words: Names) -> Mask:
    """Return where a name cannot go on."""
    return ~_may(first, words) | _word(first, second, words)


def _place_follows(codes: Codes, at: Positions, words: Names) -> Mask:
    after = pair(codes[at], codes[at + 1])
    return words.place_chars[codes[at]] | among(after, words.place_pairs)
