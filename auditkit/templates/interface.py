"""A template as it is read from a file and as it is filled, before it is judged.

``lint.reading.read(paths, given) -> Read`` reads templates, ``lint.fill.fill(template) -> Filled``
puts stand-ins where their placeholders stood.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from auditkit.core.lint import Place, Span, Suppression

Language = Literal["zh", "en", ""]
Told = Literal["name", "words"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a template's text that stands in the file unbroken and on one line."""

    offset: int  # of its first character in the text, in code points
    place: Place


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of a template besides its words; "" is not known.

    ``channel`` and ``audience`` are terms of ``core.vocabulary`` CHANNELS and ROLES; of several
    audiences each is judged. ``stage`` names a stage of ``policies/lint/stages.yaml``: which steps
    the case has behind it when the template is used. ``sender`` is ``bank`` or ``agency``,
    ``institution`` the lender's name as texts say it, ``signature`` what stands in 【】.
    ``send_window`` are local clock times ``HH:MM-HH:MM``. Templates of one ``group`` say the same
    in several languages. ``said`` holds where each came from: option, front matter, column,
    configuration.
    """

    channel: str = ""
    audience: tuple[str, ...] = ()
    language: Language = ""
    stage: str = ""
    sender: str = ""
    institution: str = ""
    signature: str = ""
    send_window: str = ""
    group: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A blank that a system fills: where it stands in the text and what it will hold.

    ``holds`` is a key of ``policies/lint/placeholders.yaml`` ("" where no list knows the name), as
    its name tells or, of a blank whose name tells nothing, the words on its sides.
    """

    start: int
    end: int
    raw: str
    name: str
    holds: str
    told: Told = "name"


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in a file that is not as it must be, told as a finding of its own.

    ``kind`` is a key of ``reports/locale/lint.yaml``: mistake.<kind>, such as a suppression
    without owner; ``args`` fill its text and hold no words of the template.
    """

    kind: str
    place: Place
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """One text that is to be judged.

    ``text`` is without front matter, comments and markup; ``pieces`` say where its characters
    stand in the file. ``turns`` are offsets (start, end, speaker) of a call script, none elsewhere.
    """

    path: str
    entry: str
    text: str
    pieces: tuple[Piece, ...]
    meta: Meta
    placeholders: tuple[Placeholder, ...]
    suppressions: tuple[Suppression, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    turns: tuple[tuple[int, int, str], ...] = ()

    def place(self, offset: int) -> Place:
        """Return where a character of the text stands in the file."""
        at = bisect_right(self.pieces, offset, key=lambda piece: piece.offset) - 1
        if at < 0:
            return Place(1, 1)
        piece = self.pieces[at]
        return Place(piece.place.line, piece.place.column + offset - piece.offset)

    def span(self, start: int, end: int) -> Span:
        """Return where a stretch of the text stands in the file."""
        last = self.place(max(end - 1, start))
        return Span(self.place(start), Place(last.line, last.column + (end > start)))


@dataclass(frozen=True, slots=True)
class Read:
    """The templates of some files, and what is wrong with files as such (path, mistake)."""

    templates: tuple[Template, ...]
    files: int
    mistakes: tuple[tuple[str, Mistake], ...] = ()


@dataclass(frozen=True, slots=True)
class StandIn:
    """Where in the filled text a placeholder's stand-in stands."""

    start: int
    end: int
    placeholder: Placeholder


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with a synthetic stand-in where each placeholder stood.

    ``stand_ins`` are in order, none overlapping. ``turns`` are those of a call script in offsets
    of the filled text. ``columns`` are what a system that fills them knows besides: canonical
    columns of the activity table, such as the stand-in's name as ``debtor_name``.
    """

    text: str
    stand_ins: tuple[StandIn, ...] = ()
    turns: tuple[tuple[int, int, str], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the template that a stretch of the filled text came from.

        A placeholder that the stretch touches is in it whole.
        """
        first = self._origin(bisect_right(self.stand_ins, start, key=_start) - 1, start, end=False)
        last = self._origin(bisect_left(self.stand_ins, end, key=_start) - 1, end, end=True)
        return first, max(first, last)

    def within(self, start: int, end: int) -> tuple[Placeholder, ...]:
        """Return the placeholders whose stand-ins a stretch of the filled text touches."""
        return tuple(each.placeholder for each in self.touched(start, end))

    def touched(self, start: int, end: int) -> tuple[StandIn, ...]:
        """Return the stand-ins that a stretch of the filled text touches, in order."""
        first = bisect_right(self.stand_ins, start, key=lambda each: each.end)
        last = bisect_left(self.stand_ins, end, key=_start)
        return self.stand_ins[first:last]

    def _origin(self, nearest: int, offset: int, *, end: bool) -> int:
        """Return where an offset came from; ``nearest`` is the last stand-in that begins before."""
        if nearest < 0:
            return offset
        each = self.stand_ins[nearest]
        if offset < each.end:
            return each.placeholder.end if end else each.placeholder.start
        return each.placeholder.end + offset - each.end


def _start(each: StandIn) -> int:
    return each.start
