"""Finds the values in texts that identify people, whole archives at a time.

``DETECTORS`` is the table of what is looked for; every one runs on batches of folded texts, then
overlaps are settled. What is found in a text depends on that text alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.anchors import anchored
from auditkit.checks.privacy.detect.digits import numbers
from auditkit.checks.privacy.detect.plain import plain_values
from auditkit.checks.privacy.detect.resolve import detections, joined, settled
from auditkit.checks.privacy.interface import Batch, Detections, Detector
from auditkit.core.kinds import VALUES

__all__ = ["CHUNK", "DETECTORS", "detect", "detect_stream", "plain_values"]
DETECTORS: Final[tuple[Detector, ...]] = (numbers, anchored)
"""Every detector; the order does not matter."""
CHUNK: Final = 10_000
LONGEST: Final = 2_000_000
"""So many texts, and so many characters, are scanned at a time: their arrays suit the caches."""


def detect(texts: Sequence[str], kinds: frozenset[str] | None = None) -> Detections:
    """Return the values in texts; ``kinds`` are names of ``core.kinds.VALUES``, None for all.

    Overlaps are settled among all kinds first, so that asking for fewer never finds more.
    """
    parts = [_scan(texts[first:after], first) for first, after in _chunks(texts)]
    found = parts[0] if len(parts) == 1 else _joined(parts)
    return found if kinds is None else _only(found, kinds)


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Return first and last of the texts scanned together; there is always one chunk."""
    for first in range(0, len(texts), CHUNK) or (0,):
        after = min(first + CHUNK, len(texts))
        cuts = [first, *_cuts(texts, first, after), after]
        yield from pairwise(cuts)


def _cuts(texts: Sequence[str], first: int, after: int) -> Iterator[int]:
    """Return where a chunk is cut because its texts are long."""
    if sum(map(len, texts[first:after])) <= LONGEST:
        return
    length = 0
    for place in range(first, after):
        length += len(texts[place])
        if place > first and length > LONGEST:
            yield place
            length = len(texts[place])


def detect_stream(
    batches: Iterable[Sequence[str]], kinds: frozenset[str] | None = None
) -> Iterator[Detections]:
    """Return the values of each batch of texts, numbered from its own first text."""
    for texts in batches:
        yield detect(texts, kinds)


def _scan(texts: Sequence[str], first: int) -> Detections:
    batch = Batch.of(texts)
    found = settled(joined([detector(batch) for detector in DETECTORS]))
    return detections(batch, found, first)


def _joined(parts: list[Detections]) -> Detections:
    return Detections(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Detections))
    )


def _only(found: Detections, kinds: frozenset[str]) -> Detections:
    wanted = np.array([name in kinds for name in VALUES.names], dtype=bool)[found.kind]
    return Detections(*(getattr(found, f.name)[wanted] for f in fields(Detections)))
