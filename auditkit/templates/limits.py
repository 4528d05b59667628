"""How an SMS is counted in segments, by the sizes of ``policies/lint/limits.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from auditkit.core.errors import PolicyError
from auditkit.policy.load import explain
from auditkit.policy.model import Written
from auditkit.policy.yaml import read

FILE: Final = Path("lint") / "limits.yaml"
_WIDE: Final = 0xFFFF


class Segments(Written):
    """Units of a message that is sent alone, and of each segment of a longer one."""

    one: int = Field(ge=1)
    each: int = Field(ge=1)


class Septets(Segments):
    """The characters of the 7 bit alphabet; those of the extension table take two septets."""

    alphabet: str
    extension: str


class Sms(Written):
    """The sizes of an SMS in either alphabet."""

    gsm7: Septets
    ucs2: Segments

    def segments(self, text: str) -> int:
        """Return in how many segments a text is sent; 0 for none at all."""
        narrow = set(self.gsm7.alphabet) | set(self.gsm7.extension)
        if set(text) <= narrow:
            double = set(self.gsm7.extension)
            return _filled((1 + (mark in double) for mark in text), self.gsm7)
        return _filled((1 + (ord(mark) > _WIDE) for mark in text), self.ucs2)


class Limits(Written):
    """What limits there are."""

    sms: Sms


def load_limits(roots: Sequence[Path]) -> Limits:
    """Return the limits of the first policies folder that gives some."""
    file = next(root / FILE for root in roots if (root / FILE).exists())
    document = read(file)
    if document.problems:
        raise PolicyError(document.problems)
    try:
        return Limits.model_validate(document.data)
    except ValidationError as error:
        raise PolicyError(tuple(explain(error, document, ()))) from None


def _filled(sizes: Iterable[int], room: Segments) -> int:
    """Return how many segments characters of some sizes fill; none is divided."""
    widths = list(sizes)
    if sum(widths) <= room.one:
        return int(bool(widths))
    segments, left = 1, room.each
    for width in widths:
        if width > left:
            segments, left = segments + 1, room.each
        left -= width
    return segments
