"""The groups a rule counts in: exact dense codes inside a run, stable keys across runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.interface import UNKNOWN, Unknown
from auditkit.checks.text import text_codes, words
from auditkit.checks.timeline import Timeline
from auditkit.core.frame import NO_DAY
from auditkit.core.mixing import splitmix
from auditkit.core.vocabulary import NONE

Key = Literal["debtor", "party", "contact", "case", "debt", "collector", "agency", "channel"]

_COLUMNS: Final[dict[Key, str]] = {
    "debtor": "debtor_key",
    "party": "party_key",
    "contact": "contact_key",
    "case": "case_key",
    "collector": "collector_key",
    "agency": "agency_key",
    "channel": "channel",
    "debt": "debts",
}
_NEEDED: Final[dict[Key, Unknown]] = {
    "debtor": Unknown.DEBTOR,
    "party": Unknown.CONTACT,  # a person who is not named is known by the number
    "contact": Unknown.CONTACT,
    "case": Unknown.CASE,
    "channel": Unknown.CHANNEL,
}
READS: Final = tuple(_COLUMNS.values())
"""The frame columns that a group may be made of."""


@dataclass(frozen=True, slots=True)
class Members:
    """Rows by group, earliest first inside each; a row stands once for each debt it names.

    ``rows`` are frame positions, ``group`` dense codes, ``start`` the index at which the group of
    a member begins, ``debt`` a stable hash of the debt's id (0: none named).
    """

    rows: NDArray[np.int64]
    group: NDArray[np.int64]
    start: NDArray[np.int64]
    debt: NDArray[np.uint64] | None


def keys_within(grain: Literal["debtor", "contact"], per: Sequence[Key]) -> tuple[Key, ...]:
    """Return the keys of a group in one fixed order; a group never crosses the check's grain."""
    return tuple(key for key in _COLUMNS if key == grain or key in per)


def keyed(
    frame: pd.DataFrame,
    chosen: NDArray[np.bool_],
    unknown: NDArray[np.int8],
    per: Sequence[Key] = (),
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return the chosen rows whose day and keys are said; the others become unknown.

    Agency 0 is the lender and collector 0 nobody named: both are values.
    """
    reason = np.where(frame["local_day"].to_numpy() == NO_DAY, UNKNOWN.index(Unknown.ZONE), 0)
    for key in per:
        if key in _NEEDED:
            missing = NONE if key == "channel" else 0
            unsaid = frame[_COLUMNS[key]].to_numpy() == missing
            reason[unsaid & (reason == 0)] = UNKNOWN.index(_NEEDED[key])
    lost = chosen & (reason != 0)
    return chosen & ~lost, np.where(lost, reason, unknown).astype(np.int8)


def gather(
    frame: pd.DataFrame,
    line: Timeline,
    mask: NDArray[np.bool_],
    keys: Sequence[Key],
    extra: NDArray[np.int64] | None = None,
) -> Members:
    """Return the rows of ``mask`` by group; ``extra`` (by row) splits the groups further."""
    rows = line.pick(mask)
    columns: list[NDArray[np.int64]] = []
    debt: NDArray[np.uint64] | None = None
    if "debt" in keys:
        at, piece, hashes = _debts(frame, rows)
        rows, debt = rows[at], hashes[piece]
        columns.append(piece)
    columns += [_value(frame, key)[rows] for key in keys if key != "debt"]
    if extra is not None:
        columns.append(extra[rows])
    code = dense(columns)
    at = by_group(code)
    group = code[at]
    return Members(rows[at], group, group_start(group), None if debt is None else debt[at])


def group_key(
    frame: pd.DataFrame, keys: Sequence[Key], members: Members, at: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the keys of the groups of some members; free of whatever else the frame holds."""
    mixed = np.zeros(len(at), dtype=np.uint64)
    for key in keys:
        if key == "debt":
            value = np.zeros(len(at), np.uint64) if members.debt is None else members.debt[at]
        else:
            value = _value(frame, key)[members.rows[at]].view(np.uint64)
        mixed = splitmix(mixed ^ value)
    return mixed.view(np.int64)


def debtor_group(frame: pd.DataFrame, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the stable key of the debtor of each row."""
    return splitmix(_value(frame, "debtor")[rows].view(np.uint64)).view(np.int64)


def of_debtors(frame: pd.DataFrame, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return all rows of the debtors that have a row in ``mask``."""
    keys = frame["debtor_key"]
    concerned: NDArray[np.bool_] = keys.isin(keys[mask].unique()).to_numpy()
    return concerned


def dense(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return one exact code per distinct tuple of values, from 0 without gaps."""
    total = pd.factorize(columns[0])[0].astype(np.int64)
    for column in columns[1:]:
        code, distinct = pd.factorize(column)
        total = pd.factorize(total * max(len(distinct), 1) + code)[0].astype(np.int64)
    return total


def by_group(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the indices that sort codes from 0 stably.

    One sort of ``code << bits | index``: the keys are unique, so an unstable sort is exact.
    """
    bits = max(len(group), 1).bit_length()
    packed = (group << bits) | np.arange(len(group), dtype=np.int64)
    packed.sort()
    return packed & ((1 << bits) - 1)


def group_start(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each member of sorted codes the index at which its group begins."""
    index = np.arange(len(group), dtype=np.int64)
    first = np.ones(len(group), dtype=bool)
    first[1:] = group[1:] != group[:-1]
    return np.maximum.accumulate(np.where(first, index, 0)) if len(group) else index


def last_before(members: Members, flag: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the index of the last flagged member strictly before each in its group, else -1."""
    index = np.arange(len(flag), dtype=np.int64)
    seen = np.full(len(flag), -1, dtype=np.int64)
    seen[1:] = np.maximum.accumulate(np.where(flag, index, -1))[:-1]
    return np.where(seen >= members.start, seen, -1)


def _value(frame: pd.DataFrame, key: Key) -> NDArray[np.int64]:
    return frame[_COLUMNS[key]].to_numpy().astype(np.int64)


def _debts(
    frame: pd.DataFrame, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Return (index into ``rows``, piece) once for each debt, and the hash of each piece.

    A row that names no debt goes to the debtor's only known debt, else to the last piece: "none".
    """
    codes, texts = text_codes(frame["debts"])
    pieces: dict[str, int] = {}
    listed = [[pieces.setdefault(word, len(pieces)) for word in words(text)] for text in texts]
    listed.append([])
    count = np.array([len(ids) for ids in listed], dtype=np.int64)
    flat = np.array([piece for ids in listed for piece in ids], dtype=np.int64)
    offset = np.concatenate(([0], np.cumsum(count)))
    debtor = frame["debtor_key"].to_numpy()
    nothing = len(pieces)
    flat = np.append(flat, nothing)
    own = _only_debt(debtor, codes, (count, flat, offset), nothing)
    many = np.maximum(count[codes[rows]], 1)
    at = np.repeat(np.arange(len(rows), dtype=np.int64), many)
    nth = np.arange(len(at), dtype=np.int64) - np.repeat(np.cumsum(many) - many, many)
    code = codes[rows][at]
    named = count[code] > 0
    slot = np.where(named, offset[code] + nth, len(flat) - 1)
    piece = np.where(named, flat[slot], own[rows][at])
    hashes = pd.util.hash_array(np.array([*pieces], dtype=object), categorize=False)
    return at, piece, np.append(hashes, np.uint64(0)).astype(np.uint64)


def _only_debt(
    debtor: NDArray[np.int64],
    codes: NDArray[np.int64],
    listed: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    nothing: int,
) -> NDArray[np.int64]:
    """Return for each row the one debt known of its debtor, ``nothing`` where none or several."""
    count, flat, offset = listed
    person, people = pd.factorize(debtor)
    pair = np.unique(person.astype(np.int64) * len(count) + codes % len(count))
    who, code = np.divmod(pair, len(count))
    many = count[code]
    who = np.repeat(who, many)
    nth = np.arange(len(who), dtype=np.int64) - np.repeat(np.cumsum(many) - many, many)
    piece = flat[np.repeat(offset[code], many) + nth]
    low = np.full(len(people), nothing, dtype=np.int64)
    high = np.full(len(people), -1, dtype=np.int64)
    np.minimum.at(low, who, piece)
    np.maximum.at(high, who, piece)
    only = np.where(low == high, low, nothing)
    return np.where(debtor == 0, nothing, only[person]).astype(np.int64)
