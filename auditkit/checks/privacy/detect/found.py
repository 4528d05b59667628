"""Numbers of one kind before words around them are weighed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import GROUPS
from auditkit.checks.privacy.interface import Positions
from auditkit.core.kinds import VALUES

TIED: Final = 0.3
DOUBTFUL: Final = 0.15


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers with scores by shape alone.

    ``own``: bits of the groups of context that speak for the number; ``needs``: it is nothing
    without them.
    """

    start: Positions
    end: Positions
    kind: NDArray[np.int16]
    score: NDArray[np.float32]
    own: NDArray[np.uint8]
    needs: NDArray[np.bool_]

    def take(self, which: NDArray[np.bool_]) -> Found:
        """Return some of the numbers."""
        return replace(self, **{f.name: getattr(self, f.name)[which] for f in fields(self)})


def found(
    kind: str,
    start: Positions,
    end: Positions,
    score: NDArray[np.float64],
    own: tuple[str, ...],
    needs: NDArray[np.bool_] | None = None,
) -> Found:
    """Return numbers of one kind; those without a score are left out."""
    length = len(start)
    made = Found(
        start,
        end,
        np.full(length, VALUES.code(kind), dtype=np.int16),
        score.astype(np.float32),
        np.full(length, sum(GROUPS[name] for name in own), dtype=np.uint8),
        np.zeros(length, dtype=bool) if needs is None else needs,
    )
    return made.take(score > 0)


def together(parts: list[Found]) -> Found:
    """Return numbers of several kinds as one."""
    columns = {
        f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Found)
    }
    return Found(**columns)
