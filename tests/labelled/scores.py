"""Precision and recall of what was found against what is labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Score:
    """Counts of one kind: labelled, found, found rightly.

    ``near`` of the labelled and ``near_found`` of the found overlap one another without, perhaps,
    beginning and ending at the same place; equal to ``right`` where there are no places.
    """

    labelled: int = 0
    found: int = 0
    right: int = 0
    near: int = 0
    near_found: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, labelled: frozenset[Hashable], found: frozenset[Hashable], where: str) -> None:
        """Count what one text has against what was found in it."""
        both = len(labelled & found)
        self.labelled += len(labelled)
        self.found += len(found)
        self.right += both
        self.near += both
        self.near_found += both
        self.missed += [where] * (len(labelled) - both)
        self.wrong += [where] * (len(found) - both)

    @property
    def precision(self) -> float:
        """The share of the found that is right; 1 when nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the labelled that was found; 1 when nothing is labelled."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.labelled + self.found
        return 2 * self.right / both if both else 1.0

    @property
    def near_recall(self) -> float:
        """The share of the labelled that something of the same kind overlaps."""
        return self.near / self.labelled if self.labelled else 1.0

    @property
    def near_precision(self) -> float:
        """The share of the found that overlaps something labelled of the same kind."""
        return self.near_found / self.found if self.found else 1.0


def together(scores: Iterable[Score]) -> Score:
    """Return the counts of several kinds as one."""
    whole = Score()
    for score in scores:
        for name in ("labelled", "found", "right", "near", "near_found"):
            setattr(whole, name, getattr(whole, name) + getattr(score, name))
    return whole


def often(where: Iterable[str]) -> str:
    """Return the places with their counts, each once.

    >>> often(["zt1", "zt2", "zt1"])
    'zt1×2 zt2'
    """
    counted = Counter(where)
    return " ".join(f"{name}×{count}" if count > 1 else name for name, count in counted.items())
