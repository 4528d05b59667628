"""Numbers of all kinds by their digits alone, before what stands around them is weighed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import GROUPS
from auditkit.checks.privacy.detect.runs import Runs
from auditkit.checks.privacy.detect.windows import Windows
from auditkit.checks.privacy.interface import Positions
from auditkit.core.kinds import VALUES

NO_GROUP: Final = -1


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers with scores by shape.

    ``head``, ``tail``: their groups of digits, or ``NO_GROUP``; ``start``, ``end``: their places.
    ``own``: bits of the groups of context that speak for the number; ``needs``: it is nothing
    without them; ``firm``: its digits prove it, so that letters beside it cost score only.
    """

    head: Positions
    tail: Positions
    start: Positions
    end: Positions
    kind: NDArray[np.int16]
    score: NDArray[np.float32]
    own: NDArray[np.uint8]
    needs: NDArray[np.bool_]
    firm: NDArray[np.bool_]

    def take(self, which: NDArray[np.bool_] | Positions) -> Found:
        """Return some of the numbers."""
        return Found(*(getattr(self, f.name)[which] for f in fields(self)))

    def scored(self, score: NDArray[np.float32]) -> Found:
        """Return the numbers with other scores, without those that have none left."""
        return replace(self, score=score).take(score > 0)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is the same for all numbers of a kind."""

    name: str
    own: tuple[str, ...]
    firm: bool = False


def found(
    kind: Kind, runs: Runs, windows: Windows, score: NDArray[Any], **known: NDArray[Any]
) -> Found:
    """Return windows as numbers of a kind; those without a score are left out.

    ``known`` replaces columns that the windows alone would give.
    """
    length = len(windows.first)
    last = windows.first + windows.length - 1
    columns: dict[str, NDArray[Any]] = {
        "head": windows.head,
        "tail": windows.tail,
        "start": runs.place[windows.first],
        "end": runs.place[last] + 1,
        "kind": np.full(length, VALUES.code(kind.name), dtype=np.int16),
        "score": score.astype(np.float32),
        "own": np.full(length, sum(GROUPS[name] for name in kind.own), dtype=np.uint8),
        "needs": np.zeros(length, dtype=bool),
        "firm": np.full(length, kind.firm),
    }
    return Found(**columns | known).take(score > 0)


_TYPES: Final = (*[np.int64] * 4, np.int16, np.float32, np.uint8, bool, bool)
NOBODY: Final = Found(*(np.empty(0, dtype=kind) for kind in _TYPES))
"""No numbers."""


def together(parts: list[Found]) -> Found:
    """Return numbers of several kinds as one."""
    some = [part for part in parts if len(part.head)]
    if len(some) < 2:
        return some[0] if some else NOBODY
    return Found(*(np.concatenate([getattr(part, f.name) for part in some]) for f in fields(Found)))
