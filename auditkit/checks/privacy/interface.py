"""What detectors take and give: a batch of texts folded to one form, and the values found in it.

Every detector runs on the folded form of a whole batch, in which a character is one code point
and widths, digit shapes, look-alike letters and traditional characters are gone; offsets always
lead back into the texts as they were given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import GONE, SEPARATOR, code_points, folds, places

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts joined by ``SEPARATOR``, folded, without zero-width characters.

    ``plain`` is the folded string, ``codes`` its code points (uint32); ``origin`` holds for every
    place in ``plain`` the place in the texts as joined, and ``starts`` where each text begins
    there.
    """

    texts: Sequence[str]
    plain: str
    codes: NDArray[np.uint32]
    origin: Positions
    starts: Positions

    @classmethod
    def of(cls, texts: Sequence[str]) -> Batch:
        """Return the batch of some texts; 10,000 notes at a time suit the caches."""
        points = code_points(chr(SEPARATOR).join(texts))
        bounds = np.flatnonzero(points == SEPARATOR)
        if len(bounds) != max(len(texts) - 1, 0):
            return cls.of([text.replace(chr(SEPARATOR), " ") for text in texts]).over(texts)
        starts = np.append(0, bounds + 1)[: len(texts)]
        codes = folds().take(points)
        gone = codes == GONE
        if gone.any():
            origin = np.flatnonzero(~gone)
            codes = codes[origin]
        else:
            origin = places(len(codes))
        plain = codes.astype("<u4", copy=False).tobytes().decode("utf-32-le")
        return cls(texts, plain, codes, origin, starts)

    def over(self, texts: Sequence[str]) -> Batch:
        """Return the batch as that of texts that differ in nothing a pattern could see."""
        return replace(self, texts=texts)

    def locate(self, start: Positions, end: Positions) -> tuple[Positions, Positions, Positions]:
        """Return (text, start, end) in the given texts of spans in ``plain``, none empty."""
        first, last = self.origin[start], self.origin[end - 1] + 1
        text = np.searchsorted(self.starts, first, side="right") - 1
        return text, first - self.starts[text], last - self.starts[text]

    def text_of(self, place: Positions) -> Positions:
        """Return the number of the text in which places of ``plain`` lie."""
        found: Positions = np.searchsorted(self.starts, self.origin[place], side="right") - 1
        return found


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spans of ``Batch.plain`` that may be values, in any order; they may overlap.

    ``kind``: code of ``core.kinds.VALUES``; ``score`` 0 to 1, before overlaps are settled.
    """

    start: Positions
    end: Positions
    kind: NDArray[np.int16]
    score: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Detections:
    """Values found in a list of texts, by (text, start); no two of one text overlap.

    ``start`` and ``end`` are code-point offsets into the text as it was given;
    ``detect.plain_values`` gives the values in their plain form.
    """

    text: Positions
    start: Positions
    end: Positions
    kind: NDArray[np.int16]
    score: NDArray[np.float32]

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self.text)


Detector = Callable[[Batch], Candidates]
"""Finds candidates in a batch; pure, and what it finds in a text depends on that text alone."""
NO_CANDIDATES: Final = Candidates(
    np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int16), np.empty(0, np.float32)
)
