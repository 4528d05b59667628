"""Finds all values in texts of any origin, people among them, for a masked copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from auditkit.checks.mentions import OWNERS, SURE
from auditkit.checks.privacy.detect import detect
from auditkit.checks.privacy.names import Elsewhere, KnownNames, find_people
from auditkit.core.kinds import VALUES
from auditkit.core.masking import Span


@dataclass(frozen=True, slots=True)
class Spotter:
    """Finds values in texts; ``elsewhere`` are the names that the whole log gives."""

    elsewhere: Elsewhere = field(default_factory=lambda: Elsewhere.of(()))

    @classmethod
    def of(cls, names: Iterable[str]) -> Spotter:
        """Return what finds values and, wherever they turn up, these names."""
        return cls(Elsewhere.of(names))

    def __call__(self, texts: Sequence[str], names: Sequence[tuple[str, ...]]) -> list[list[Span]]:
        """Return the values in texts, unsure ones too; of each text some names are known."""
        spans: list[list[Span]] = [[] for _ in texts]
        if not texts:
            return spans
        found = detect(texts)
        kinds = [VALUES.names[code] for code in found.kind.tolist()]
        places = (column.tolist() for column in (found.text, found.start, found.end))
        for text, start, end, kind in zip(*places, kinds, strict=True):
            spans[text].append((start, end, kind))
        groups = {known: number for number, known in enumerate(dict.fromkeys(names))}
        numbers = np.array([groups[each] for each in names], dtype=np.int64)
        people = find_people(texts, numbers, self._known(groups))
        sure = people.score >= SURE
        places = (column[sure].tolist() for column in (people.text, people.start, people.end))
        for text, start, end in zip(*places, strict=True):
            spans[text].append((start, end, "PERSON"))
        return spans

    def _known(self, groups: dict[tuple[str, ...], int]) -> KnownNames:
        listed = [(name, number) for known, number in groups.items() for name in known]
        return KnownNames.of(
            [name for name, _ in listed],
            np.array([number for _, number in listed], dtype=np.int64),
            np.full(len(listed), OWNERS.code("unknown"), dtype=np.int8),
            self.elsewhere,
        )
