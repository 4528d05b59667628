"""What is known up to an instant, held so that contacts can be tried on it many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.core.frame import IDENTITY, NO_DAY, ZONES
from auditkit.engine.bind import BoundRule
from auditkit.engine.columns import GRAIN_KEY, read_by
from auditkit.engine.evaluate import Record
from auditkit.sources.zones import Zone, to_wall, zone

Ints = NDArray[np.int64]
KEYS: Final = ("debtor_key", "contact_key")
"""The columns whose value says which rows a rule must see together."""
ASIDE: Final = ("zones", "attrs.window", "attrs.from_time", "attrs.to_time")
"""What is read of rows besides what rules read: where their clocks run, and at what hours."""


@dataclass(frozen=True, slots=True)
class Lined:
    """Positions of the rows that carry a key, those of one key together."""

    order: Ints
    keys: Ints

    @classmethod
    def of(cls, key: Ints) -> Lined:
        """Return the rows by a key column; 0 is nobody."""
        rows = np.flatnonzero(key != 0)
        order = rows[np.argsort(key[rows], kind="stable")]
        return cls(order, key[order])

    def edges(self, wanted: Ints) -> tuple[Ints, Ints]:
        """Return from where to where in ``order`` the rows of each wanted key stand."""
        lo = np.searchsorted(self.keys, wanted, side="left")
        return lo, np.searchsorted(self.keys, wanted, side="right")

    def rows(self, key: int) -> Ints:
        """Return the positions of the rows of one key."""
        lo, hi = self.edges(np.array([key]))
        return self.order[lo[0] : hi[0]]


@dataclass(frozen=True, slots=True)
class Ground:
    """The rows known, by column, the rules to ask and the zones of each row.

    ``words`` holds the categories of the columns that are texts, whose ``columns`` are codes.
    ``guessed`` are the rows that name no zone and whose clock is not that of the usual one: theirs
    is taken to keep its distance from UTC, though the clock may change.
    """

    columns: dict[str, NDArray[Any]]
    words: dict[str, pd.Index]
    rules: tuple[BoundRule, ...]
    record: Record
    zones: tuple[tuple[Zone, ...], ...]
    zone_of: Ints
    lined: dict[str, Lined]
    guessed: NDArray[np.bool_]

    def of_key(self, key: str) -> Ints:
        """Return the numbers of the rules that see together the rows of one value of a column."""
        return np.array(
            [n for n, rule in enumerate(self.rules) if GRAIN_KEY[rule.check.grain] == key],
            dtype=np.int64,
        )

    def text(self, column: str, row: int) -> str:
        """Return a text cell, empty when it is not said."""
        code = int(self.columns[column][row])
        return "" if code < 0 else str(self.words[column][code])


def ground(
    frame: pd.DataFrame,
    rules: Sequence[BoundRule],
    record: Record,
    *,
    zone_name: str,
    until_s: int,
) -> Ground:
    """Return what rules need to know of a frame, none of whose rows is judged again.

    ``zone_name`` is the zone of rows that name none; zones are known up to ``until_s``.
    """
    read = {*IDENTITY, *KEYS, *ASIDE, *(n for rule in rules for n in read_by(rule))}
    names = [name for name in frame.columns if name in read or name in KEPT]
    columns: dict[str, NDArray[Any]] = {}
    words: dict[str, pd.Index] = {}
    for name in names:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            words[name] = frame[name].cat.categories
            columns[name] = frame[name].cat.codes.to_numpy().astype(np.int32)
        else:
            columns[name] = frame[name].to_numpy()
    columns["judged"] = np.zeros(len(frame), dtype=bool)
    zones, zone_of, guessed = _zones(frame, zone_name, until_s)
    lined = {key: Lined.of(columns[key]) for key in KEYS}
    return Ground(columns, words, tuple(rules), record, zones, zone_of, lined, guessed)


KEPT: Final = frozenset(
    {
        *("debtor_key", "party_key", "contact_key", "case_key", "collector_key", "agency_key"),
        *("org_key", "creditor_key", "case_id", "collector_id", "agency_id"),
        *("org_id", "party_role", "contact_kind", "contact_source", "debts"),
        *("source", "source_row", "channel", "direction", "zones", "as_of_ms", "as_of_day"),
    }
)
"""What a contact that might be made has in common with the last one of the same person."""


def _zones(
    frame: pd.DataFrame, zone_name: str, until_s: int
) -> tuple[tuple[tuple[Zone, ...], ...], Ints, NDArray[np.bool_]]:
    """Return the distinct lists of zones, the number of each row's, and which are guessed."""
    since = int(frame["epoch_ms"].min() // 1000) if len(frame) else until_s
    named = frame["zones"].astype(object).to_numpy()
    said = np.array([str(each) if isinstance(each, str) else "" for each in named], dtype=object)
    nameless = np.flatnonzero(said == "")
    if len(nameless):
        said[nameless] = _by_offset(frame.iloc[nameless], zone_name, since, until_s)
    guessed = np.zeros(len(said), dtype=bool)
    guessed[nameless] = said[nameless] != zone_name
    distinct, number = np.unique(said.astype(str), return_inverse=True)
    lists = tuple(_named(names.split("|"), since, until_s) for names in distinct.tolist())
    return lists, number.reshape(-1).astype(np.int64), guessed


def _named(names: Iterable[str], since: int, until_s: int) -> tuple[Zone, ...]:
    found = (zone(name.strip(), since, until_s) for name in names if name.strip())
    return tuple(each for each in found if each is not None)


def _by_offset(frame: pd.DataFrame, zone_name: str, since: int, until_s: int) -> list[str]:
    """Return the zones of rows that do not name theirs: the usual one, where the clock agrees."""
    usual = _named((zone_name,), since, until_s)[0]
    instant = frame["epoch_ms"].to_numpy() // 1000
    names: list[list[str]] = [[] for _ in instant]
    for number in range(1, ZONES + 1):
        suffix = "" if number == 1 else f"_{number}"
        if f"local_day{suffix}" not in frame.columns:
            continue
        day, second = (frame[f"local_{n}{suffix}"].to_numpy() for n in ("day", "second"))
        clock = day.astype(np.int64) * 86_400 + second
        east = clock - instant
        plain = (clock == to_wall(instant, usual)) | (second < 0) | (day == NO_DAY)
        for at, (as_usual, offset) in enumerate(zip(plain.tolist(), east.tolist(), strict=True)):
            name = zone_name if as_usual else _fixed(offset)
            if name not in names[at]:
                names[at].append(name)
    return ["|".join(each) for each in names]


def _fixed(offset: int) -> str:
    minutes = abs(offset) // 60
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
