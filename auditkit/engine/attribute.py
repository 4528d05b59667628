"""Gives rows that name nobody the debtor of their number, where the log names exactly one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.vocabulary import ROLES
from auditkit.engine.spool import Spool
from auditkit.sources.crosswalk import Crosswalk
from auditkit.sources.people import by_number_alone, debtor_itself
from auditkit.sources.totals import Joined

Ints = NDArray[np.int64]
SHOWN: Final = 10
"""Numbers and cases that are shown of those that stay nobody's."""
_LOW, _HIGH = np.iinfo(np.int64).min, np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Attribution:
    """How the rows of a source that name nobody came by a debtor.

    ``unattributed`` is the sum of the four that follow it. ``numbers`` are the distinct numbers
    that are left, ``ambiguous`` those of them that several debtors have; ``sample`` are keys of
    some. ``case_rows`` are rows whose case the crosswalk does not know; ``cases`` are those cases.
    """

    by_case: int = 0
    by_number: int = 0
    by_log: int = 0
    left: int = 0
    numbers: int = 0
    ambiguous: int = 0
    sample: tuple[int, ...] = ()
    case_rows: int = 0
    cases: tuple[str, ...] = ()
    case_count: int = 0

    @property
    def unattributed(self) -> int:
        """Rows that name neither a debtor nor anything that stands for one."""
        return self.by_case + self.by_number + self.by_log + self.left

    def with_joined(self, joined: Joined) -> Attribution:
        """Return this with what the crosswalk did while the source was read."""
        shown = [joined.cases[key] for key in sorted(joined.cases)[:SHOWN]]
        return replace(
            self,
            by_case=joined.by_case,
            by_number=joined.by_number,
            case_rows=joined.case_rows,
            cases=tuple(sorted(shown)),
            case_count=len(joined.cases),
        )


@dataclass(slots=True)
class Owners:
    """The debtors of some numbers: three integers for each, however many rows name it."""

    numbers: Ints
    lowest: Ints = field(init=False)
    highest: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nobody."""
        self.lowest = np.full(len(self.numbers), _HIGH)
        self.highest = np.full(len(self.numbers), _LOW)

    def see(self, number: Ints, debtor: Ints) -> None:
        """Take in rows that name a debtor."""
        place, known = self._places(number)
        known &= debtor != 0
        np.minimum.at(self.lowest, place[known], debtor[known])
        np.maximum.at(self.highest, place[known], debtor[known])

    def refuse(self, numbers: Ints) -> None:
        """Give some numbers to nobody."""
        place, known = self._places(numbers)
        self.lowest[place[known]], self.highest[place[known]] = _LOW, _HIGH

    def of(self, number: Ints) -> Ints:
        """Return the one debtor of each number, 0 for none or several."""
        place, known = self._places(number)
        one = known & (self.lowest[place] == self.highest[place])
        return np.where(one, self.lowest[place], 0)

    def shared(self, number: Ints) -> NDArray[np.bool_]:
        """Return which numbers several debtors have."""
        place, known = self._places(number)
        several: NDArray[np.bool_] = known & (self.lowest[place] < self.highest[place])
        return several

    def _places(self, number: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        if not len(self.numbers):
            return np.zeros(len(number), np.int64), np.zeros(len(number), bool)
        place = np.minimum(np.searchsorted(self.numbers, number), len(self.numbers) - 1)
        return place, self.numbers[place] == number


def attribute(
    waiting: Spool, spool: Spool, sources: int, crosswalk: Crosswalk | None
) -> list[Attribution]:
    """Put the waiting rows into the spool, with a debtor where one is known; say so by source.

    A number that the crosswalk speaks of is left to the crosswalk.
    """
    counts = np.zeros((2, sources), np.int64)
    left: list[list[Ints]] = [[] for _ in range(sources)]
    if not waiting.rows:
        return [Attribution() for _ in range(sources)]
    owners = _owners(waiting, spool)
    if crosswalk is not None:
        owners.refuse(crosswalk.given())
    for table in waiting.frames():
        number = table.column("contact_key").to_numpy()
        source = table.column("source").to_numpy().astype(np.int64)
        debtor = owners.of(number)
        counts[0] += np.bincount(source[debtor != 0], minlength=sources)
        counts[1] += np.bincount(source[debtor == 0], minlength=sources)
        for one in np.unique(source[debtor == 0]).tolist():
            left[one].append(np.unique(number[(source == one) & (debtor == 0)]))
        spool.add(_given(table, debtor))
    return [_attribution(owners, counts[:, one], _distinct(left[one])) for one in range(sources)]


def _owners(waiting: Spool, spool: Spool) -> Owners:
    asked = _distinct(
        [np.unique(t.column("contact_key").to_numpy()) for t in waiting.look(["contact_key"])]
    )
    owners = Owners(asked)
    for table in spool.look(["contact_key", "debtor_key"]):
        owners.see(table.column("contact_key").to_numpy(), table.column("debtor_key").to_numpy())
    return owners


def _distinct(parts: Iterable[Ints]) -> Ints:
    distinct: Ints = np.unique(np.concatenate([np.empty(0, np.int64), *parts]))
    return distinct


def _attribution(owners: Owners, counts: Ints, numbers: Ints) -> Attribution:
    return Attribution(
        by_log=int(counts[0]),
        left=int(counts[1]),
        numbers=len(numbers),
        ambiguous=int(owners.shared(numbers).sum()),
        sample=tuple(numbers[:SHOWN].tolist()),
    )


def _given(table: pa.Table, debtor: Ints) -> pa.Table:
    """Return rows with their debtor; who is said to be the debtor is now known as such."""
    number = table.column("contact_key").to_numpy()
    role, party = table.column("party_role").to_numpy(), table.column("party_key").to_numpy()
    itself = (debtor != 0) & (role == ROLES.code("debtor")) & (party == by_number_alone(number))
    said = {"debtor_key": debtor, "party_key": np.where(itself, debtor_itself(debtor), party)}
    for name, values in said.items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pa.array(values, pa.int64()))
    return table


def told_apart(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return the rows that name a debtor and those that do not."""
    named = table.column("debtor_key").to_numpy() != 0
    if named.all():
        return table, table.slice(0, 0)
    return table.filter(pa.array(named)), table.filter(pa.array(~named))
