"""What is known of people's names, what finding them returns, and how a recognizer plugs in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.names.elsewhere import NOWHERE, Elsewhere

EVERYWHERE: Final = -1
"""The group of a name that is known in the texts of every debtor, such as a collector's."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that the log itself knows, as it writes them; arrays of one length.

    ``group`` is the debtor a name belongs to, or ``EVERYWHERE``; ``owner`` is a code of
    ``checks.mentions.OWNERS`` (debtor, party, collector). A name may stand in many groups, and
    several times in one. What is no full name is passed over: 张*, 张某, 张先生, 妈妈, numbers,
    institutions. ``elsewhere`` holds the names of all debtors of the log, prepared once by
    ``Elsewhere.of``; every bucket is given the same, so that what is found does not depend on
    how the log is cut.
    """

    name: tuple[str, ...]
    group: NDArray[np.int64]
    owner: NDArray[np.int8]
    elsewhere: Elsewhere = field(default=NOWHERE)

    @classmethod
    def of(
        cls,
        names: Iterable[str],
        groups: Sequence[int] | NDArray[np.int64],
        owners: Sequence[int] | NDArray[np.int8],
        elsewhere: Elsewhere = NOWHERE,
    ) -> KnownNames:
        """Return known names from columns of one length."""
        group, owner = np.asarray(groups, dtype=np.int64), np.asarray(owners, dtype=np.int8)
        return cls(tuple(names), group, owner, elsewhere)

    def __len__(self) -> int:
        """Return the number of names, repeats included."""
        return len(self.name)


@dataclass(frozen=True, slots=True)
class People:
    """Names of people in a list of texts, by (text, start); no two of one text overlap.

    ``start`` and ``end`` are code-point offsets into the text as it was given. ``owner`` is a
    code of ``OWNERS``: whose name it is where the log knows, ``other`` for the name of another
    debtor, ``unknown`` for a name found by rules or by a recognizer. ``value`` is the name in
    its plain form, that of the log where the text has a variant of it ("Mr Smith").
    """

    text: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    score: NDArray[np.float32]
    owner: NDArray[np.int8]
    value: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of names found."""
        return len(self.text)


def people_of(
    rows: Iterable[tuple[int, int, int, float, int, str]],
) -> People:
    """Return people from rows of (text, start, end, score, owner, value)."""
    listed = list(rows)
    columns = list(zip(*listed, strict=True)) or [()] * 6
    return People(
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype=np.int64),
        np.array(columns[3], dtype=np.float32),
        np.array(columns[4], dtype=np.int8),
        tuple(columns[5]),
    )


@runtime_checkable
class NameRecognizer(Protocol):
    """Finds names that the log does not know; a bank's own model may stand here.

    Hand one to ``find_people(..., recognizers=[...])``, or let a package declare it so that it
    joins the shipped ones::

        [project.entry-points."auditkit.names"]
        our_model = "our_package.names:recognizer"     # called without arguments

    What it finds in a text must depend on that text alone. Its names rank below those that the
    log knows and those found by rules; ``owner`` is ignored. A name scored under
    ``checks.mentions.SURE`` is kept, and counts only for a rule that asks for less sure ones.
    """

    @property
    def name(self) -> str:
        """What reports call it."""

    def find(self, texts: Sequence[str]) -> People:
        """Return the names in some texts."""
