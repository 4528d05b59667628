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
CHUNK: Final = 1_000_000
"""So many characters are scanned at a time, about: their arrays are kept by the allocator."""


def detect(texts: Sequence[str], kinds: frozenset[str] | None = None) -> Detections:
    """Return the values in texts; ``kinds`` are names of ``core.kinds.VALUES``, None for all.

    Overlaps are settled among all kinds first, so that asking for fewer never finds more.
    """
    parts = [_scan(texts[first:after], first) for first, after in _chunks(texts)]
    found = parts[0] if len(parts) == 1 else _joined(parts)
    return found if kinds is None else _only(found, kinds)


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Return first and last of the texts scanned together; there is always one chunk."""
    if not len(texts):
        yield 0, 0
    ends = np.cumsum([len(text) + 1 for text in texts])
    pieces = -(-int(ends[-1:].sum()) // CHUNK)
    shares = np.arange(1, pieces) * (ends[-1:].sum() / max(pieces, 1))
    cuts = np.unique([0, *np.searchsorted(ends, shares).tolist(), len(texts)])
    yield from pairwise(cuts.tolist())


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
