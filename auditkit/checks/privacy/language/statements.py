"""The statements of a list of texts: what they speak of, tell of or say was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import NONE


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements by (text, start), arrays of one length.

    ``names``: the kinds that ``kind`` counts in: those of ``core.kinds.STATEMENTS``, then the
    lexicons. ``start``, ``end``: code-point offsets in the text as it was given. ``stance``: code
    of ``checks.mentions.STANCES``. ``recipient``: code of ``core.vocabulary.ROLES`` of who is told
    or sent something, -1 where the text names nobody. ``value``: the number that an amount of
    money names, NaN elsewhere.
    """

    names: tuple[str, ...]
    text: Positions
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    kind: NDArray[np.int16]
    stance: NDArray[np.int8]
    recipient: NDArray[np.int8]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of statements."""
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Found:
    """Statements found in one batch, in any order; spans are places in ``Batch.plain``."""

    start: Positions
    end: Positions
    kind: NDArray[np.int16]
    stance: NDArray[np.int8]
    recipient: NDArray[np.int8]

    def take(self, which: NDArray[np.bool_] | Positions) -> Found:
        """Return some of the statements."""
        return Found(*(getattr(self, field.name)[which] for field in fields(self)))


def found_of(
    start: Positions,
    end: Positions,
    kind: int | NDArray[np.int16],
    stance: NDArray[np.int8],
    recipient: NDArray[np.int8] | int = NONE,
) -> Found:
    """Return statements of a batch, of one kind or of several."""
    count = len(start)
    return Found(
        start,
        end,
        np.broadcast_to(np.asarray(kind, dtype=np.int16), count),
        stance,
        np.broadcast_to(np.asarray(recipient, dtype=np.int8), count),
    )


def together(parts: Sequence[Found]) -> Found:
    """Return the statements of several lists as one."""
    if not parts:
        return found_of(_NO_PLACE, _NO_PLACE, 0, np.empty(0, np.int8))
    return Found(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("start", "end", "kind", "stance", "recipient")
        )
    )


_NO_PLACE: Final = np.empty(0, dtype=np.int64)


def once(found: Found) -> Found:
    """Return statements of which none overlaps an earlier or longer one of its kind."""
    order = np.lexsort((-found.end, found.start, found.kind))
    kind, start, end = found.kind[order], found.start[order], found.end[order]
    first = np.ones(len(order), dtype=bool)
    for code in np.unique(kind):
        at = np.flatnonzero(kind == code)
        first[at[1:]] = start[at][1:] >= np.maximum.accumulate(end[at])[:-1]
    return found.take(order[first])


def kind_names(lexicons: Iterable[str]) -> tuple[str, ...]:
    """Return the names that kinds count in: all statements, then some lexicons by name."""
    return (*STATEMENTS.names, *dict.fromkeys(lexicons))
