"""Finds the names that the log knows, wherever they turn up in the texts of their group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from auditkit.checks.mentions import OWNERS
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.names.form import HAN, WORD, Form
from auditkit.checks.privacy.names.full import full_names, spellings
from auditkit.checks.privacy.names.interface import EVERYWHERE, KnownNames
from auditkit.checks.privacy.names.spans import NO_SPANS, Source, Spans

_PRECEDENCE: Final = tuple(OWNERS.code(name) for name in ("debtor", "party", "collector"))
"""Whose a name is that several people of one group bear."""
_NONE: Final = -2


@dataclass(frozen=True, slots=True)
class Index:
    """The names of some groups, ready to be looked up.

    ``key`` (ascending) is made of the number of a spelling in ``machine`` and the place of a
    group in ``groups``; ``score``, ``owner`` and ``value`` (a place in ``names``) belong to it.
    """

    machine: Any
    groups: NDArray[np.int64]
    key: NDArray[np.int64]
    score: NDArray[np.float32]
    owner: NDArray[np.int8]
    value: NDArray[np.int64]
    names: tuple[str, ...]


def index(known: KnownNames) -> Index:
    """Return the names of the log ready to be looked up; their order does not matter."""
    distinct = sorted(set(known.name))
    full = dict(zip(distinct, full_names(distinct), strict=True))
    names = tuple(sorted({name for name in full.values() if name}))
    place = {name: number for number, name in enumerate(names)}
    ways = [spellings(name) for name in names]
    texts = sorted({way.text for listed in ways for way in listed})
    number = {text: at for at, text in enumerate(texts)}
    value = np.array([place.get(full[name], -1) for name in known.name], dtype=np.int64)
    groups, group = np.unique(np.append(known.group, EVERYWHERE), return_inverse=True)
    rows = _rows(value, group[:-1], known.owner, [len(listed) for listed in ways])
    flat = [(number[way.text], way.score) for listed in ways for way in listed]
    text = np.array([at for at, _ in flat], dtype=np.int64)[rows.spelling]
    score = np.array([sure for _, sure in flat], dtype=np.float32)[rows.spelling]
    key = text * len(groups) + rows.group
    order = np.lexsort((rows.value, _rank(rows.owner), -score, key))
    order = order[np.flatnonzero(np.diff(key[order], prepend=-1))]
    machine = ahocorasick_rs.AhoCorasick(texts) if texts else None
    kept = (score[order], rows.owner[order], rows.value[order])
    return Index(machine, groups, key[order], *kept, names)


def find(form: Form, text_groups: NDArray[np.int64], known: Index) -> Spans:
    """Return where names stand that are known in the group of the text, or everywhere.

    Spans may overlap: a short name inside a longer one is found too.
    """
    if known.machine is None:
        return NO_SPANS
    found = known.machine.find_matches_as_indexes(form.string, overlapping=True)
    matches = np.array(found, dtype=np.int64).reshape(-1, 3)
    spelling, start, end = matches[whole(form, matches[:, 1], matches[:, 2])].T
    first, last = form.plain(start, end)
    group = text_groups[form.batch.text_of(first)]
    entry = _entry(known, spelling, group)
    entry = np.where(entry < 0, _entry(known, spelling, np.full_like(group, EVERYWHERE)), entry)
    at = entry[entry >= 0]
    columns = known.score[at], known.owner[at], known.value[at]
    source = np.full(len(at), Source.KNOWN, dtype=np.int8)
    return Spans(first[entry >= 0], last[entry >= 0], *columns, source)


def whole(form: Form, start: Positions, end: Positions) -> NDArray[np.bool_]:
    """Return which spans are no part of a longer Latin word; Chinese has no words to break."""
    codes = np.concatenate([form.codes, [0, 0]]).astype(np.uint32)
    before, earlier = codes[start - 1], codes[start - 2]
    after, later = codes[end], codes[np.minimum(end + 1, len(codes) - 1)]
    hyphen = ord("-")
    inside = WORD[before] | ((before == hyphen) & WORD[earlier])
    inside |= WORD[after] | ((after == hyphen) & WORD[later])
    alone: NDArray[np.bool_] = HAN[codes[start]] | ~inside
    return alone


@dataclass(frozen=True, slots=True)
class _Rows:
    value: NDArray[np.int64]
    group: NDArray[np.int64]
    owner: NDArray[np.int8]
    spelling: NDArray[np.int64]


def _rows(
    value: NDArray[np.int64],
    group: NDArray[np.int64],
    owner: NDArray[np.int8],
    ways: list[int],
) -> _Rows:
    """Return one row for each known name and way to write it."""
    real = np.flatnonzero(value >= 0)
    counts = np.array(ways, dtype=np.int64)
    offsets = np.cumsum(counts) - counts
    times = counts[value[real]] if len(real) else np.empty(0, dtype=np.int64)
    row = np.repeat(real, times)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    spelling = (offsets[value[row]] + nth) if len(row) else np.empty(0, dtype=np.int64)
    return _Rows(value[row], group[row].astype(np.int64), owner[row], spelling)


def _rank(owner: NDArray[np.int8]) -> NDArray[np.int64]:
    table = np.full(len(OWNERS.names), len(_PRECEDENCE), dtype=np.int64)
    table[list(_PRECEDENCE)] = np.arange(len(_PRECEDENCE))
    return table[owner]


def _entry(
    known: Index, spelling: NDArray[np.int64], group: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return where a spelling stands for a group, -1 when the group does not know it."""
    if not len(known.key):
        return np.full(len(spelling), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(known.groups, group), len(known.groups) - 1)
    key = np.where(known.groups[place] == group, spelling * len(known.groups) + place, _NONE)
    at = np.minimum(np.searchsorted(known.key, key), len(known.key) - 1)
    return np.where(known.key[at] == key, at, -1)
