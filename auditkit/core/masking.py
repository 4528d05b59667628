"""Masks what identifies a person: the one function for reports, store, logs and copies of logs.

What a detector found is masked by its kind, then whatever else the text still shows of it, and at
last every long number and e-mail address, found or not. A mask never tells how long a value was.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Final

from auditkit.core.long_numbers import HIDDEN, folded, long_numbers, merged, whole_token

Span = tuple[int, int, str]
"""Start and end of a value in a text (code points), and its kind."""
Edit = tuple[int, int, str]
MARK: Final = "***"
SNIPPET: Final = 80
_HIDES: Final = 4  # a number keeps at least so many of its characters to itself
_CLAUSE_END: Final = "，。；！？,;!?\n\r"
_UNSEEN: Final = re.compile(rf"[{HIDDEN}\s\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Width:
    """How many characters of a value stay readable at either end."""

    first: int = 0
    last: int = 0


NOTHING: Final = Width()
_NUMBER: Final = Width(3, 4)
MOST: Final[Mapping[str, Width]] = MappingProxyType(
    {
        # region and birthday come first, sequence and check digit last
        **dict.fromkeys(("CN_ID_CARD", "CN_ID_CARD_UNCHECKED", "CN_RESIDENCE_PERMIT"), Width(0, 4)),
        "CN_FOREIGN_PR_CARD": Width(0, 1),
        "PERSON": Width(1, 0),
        "EMAIL_ADDRESS": Width(1, 0),
        "CN_PLATE": Width(1, 2),
        **dict.fromkeys(("CARD_CVV", "CARD_EXPIRY", "ACCOUNT_PASSWORD", "ONE_TIME_CODE"), NOTHING),
        **dict.fromkeys(("BIRTH_DATE", "ADDRESS"), NOTHING),
    }
)
"""The most that widths may leave readable; of kinds not named here ``most_shown``."""


def most_shown(kind: str) -> Width:
    """Return the most that may stay readable of a kind of value."""
    return MOST.get(kind, _NUMBER)


@dataclass(frozen=True, slots=True)
class Widths:
    """What stays readable, by kind of value; of a kind that is not named nothing does.

    ``email_domain``: whether the domain of an address stays. ``dates_from``: dates from this year
    on stay unless a detector took them for a value; 0 masks all dates written in digits.
    """

    shown: Mapping[str, Width] = field(default_factory=dict)
    email_domain: bool = False
    dates_from: int = 0

    def of(self, kind: str) -> Width:
        """Return the width of a kind, never more than ``most_shown``."""
        said, most = self.shown.get(kind, NOTHING), most_shown(kind)
        return Width(min(said.first, most.first), min(said.last, most.last))


def mask_value(kind: str, value: str, widths: Widths) -> str:
    """Return what may be seen of a value, digits in ASCII.

    >>> mask_value("BANK_CARD", "6222 0200 1234 5678", Widths({"BANK_CARD": Width(0, 4)}))
    '***5678'
    """
    width = widths.of(kind)
    if kind == "EMAIL_ADDRESS":
        box, _, domain = folded(value).strip().rpartition("@")
        shown = _ends(box, width, 1) if box[:1].isalpha() else MARK
        return f"{shown}@{domain if widths.email_domain and _is_domain(domain) else MARK}"
    return _ends(value, width, 1 if kind == "PERSON" else _HIDES)


def _ends(value: str, width: Width, hides: int) -> str:
    """Return the ends of a value that hides enough between them, else none of it."""
    plain = "".join(char for char in folded(value) if char.isalnum())
    if len(plain) < width.first + width.last + hides:
        return MARK
    return plain[: width.first] + MARK + plain[len(plain) - width.last :]


def _is_domain(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,62}(?:\.[A-Za-z][A-Za-z0-9-]{0,62})+", text))


def is_value(kind: str) -> bool:
    """Return whether a kind of mention is a value; words of rules and statements are not.

    >>> is_value("CN_MOBILE"), is_value("told.amount")
    (True, False)
    """
    return not kind[:1].islower()


def mask_text(text: str, spans: Iterable[Span], widths: Widths) -> str:
    """Return a text without the values that stand in it and without other long numbers.

    Spans may overlap and come in any order; what is no value (``is_value``) stays.
    """
    edits = _edits(text, spans, widths)
    return "".join(_atoms(text, 0, len(text), edits)) if edits else text


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with what is put in the place of its values, of which several parts are shown."""

    text: str = field(repr=False)
    edits: tuple[Edit, ...] = field(repr=False)
    widths: Widths

    @classmethod
    def of(cls, text: str, spans: Iterable[Span], widths: Widths) -> Masked:
        """Return a text and the values in it; spans as in ``mask_text``."""
        return cls(text, tuple(_edits(text, spans, widths)), widths)

    def snippet(self, focus: tuple[int, int], *, around: int = SNIPPET) -> str:
        """Return the clause around a mention as one masked line of at most ``around`` characters.

        ``…`` marks what was left out. Control characters and marks that turn the direction of
        writing are gone.
        """
        text, edits = self.text, self.edits
        first, last = _around_edits(*_within(*focus, len(text)), edits)
        begin, end = _clause(text, first, last, edits)
        before, said, after = (
            _atoms(text, *part, edits) for part in ((begin, first), (first, last), (last, end))
        )
        told = _fitted(said, around - 2)  # a mark at either end
        left = around - 2 - _length(told)
        lead = _fitted(before[::-1], max(left // 2, left - _length(after)))[::-1]
        tail = _fitted(after, left - _length(lead)) if len(told) == len(said) else []
        line = _one_line("".join((*lead, *told, *tail)), self.widths)
        starts = begin == 0 and len(lead) == len(before)
        ends = end == len(text) and len(told) + len(tail) == len(said) + len(after)
        return ("" if starts else "…") + line + ("" if ends else "…")

    def line(self, focus: tuple[int, int]) -> tuple[str, int, int]:
        r"""Return the line in which a stretch begins, masked, and where in it the stretch stands.

        >>> spans = [(11, 22, "CN_MOBILE")]
        >>> Masked.of("hello\ncall 13800138000 now", spans, Widths()).line((11, 22))
        ('call *** now', 5, 8)
        """
        text, edits = self.text, self.edits
        first, last = _around_edits(*_within(*focus, len(text)), edits)
        stop = text.find("\n", first)
        begin, end = text.rfind("\n", 0, first) + 1, len(text) if stop < 0 else stop
        begin, end = _around_edits(begin, end, edits)
        last = min(last, end)
        before, said, after = (
            mask_text("".join(_atoms(text, *part, edits)), (), self.widths)
            for part in ((begin, first), (first, last), (last, end))
        )
        return before + said + after, len(before), len(before) + len(said)


def _one_line(text: str, widths: Widths) -> str:
    # what goes may have stood between digits, and a cut may have taken the unit from an amount
    return mask_text(_UNSEEN.sub(" ", text).strip(), (), widths)


def _edits(text: str, spans: Iterable[Span], widths: Widths) -> list[Edit]:
    """Return what to put in the place of what, in order, nothing overlapping."""
    found = _apart(text, spans, widths)
    values = {text[first:last].strip() for first, last, _ in found}
    words = [value for value in values if len(value) > 1]
    edits = list(found)
    for begin, end in _gaps(found, len(text)):
        gap = text[begin:end]
        places = list(long_numbers(gap, widths.dates_from))
        places += _again(gap, words)
        edits += [(begin + first, begin + last, MARK) for first, last in merged(places)]
    return sorted(edits)


def _apart(text: str, spans: Iterable[Span], widths: Widths) -> list[Edit]:
    """Return the masks of the values; where some overlap, one that shows nothing."""
    apart: list[Edit] = []
    clipped = [_clipped(text, *span) for span in spans]
    for first, last, kind in sorted(clipped):
        if first == last or not is_value(kind):
            continue
        if apart and first < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]), MARK)
            continue
        apart.append((first, last, mask_value(kind, text[first:last], widths)))
    return [(first, last, _alone(text, first, last, shown)) for first, last, shown in apart]


def _clipped(text: str, first: int, last: int, kind: str) -> Span:
    """Return a span within the text; a number takes along what it runs on into, as no kind."""
    first, last = _within(first, last, len(text))
    if first == last or not is_value(kind) or kind in ("PERSON", "ADDRESS"):
        return first, last, kind
    wide = whole_token(text, first, last)
    return (first, last, kind) if wide == (first, last) else (*wide, "")


def _alone(text: str, first: int, last: int, shown: str) -> str:
    """Return a mask without the digits that would run on into those beside it."""
    before, after = folded(text[first - 1 : first]), folded(text[last : last + 1])
    runs_on = (before.isalnum() and shown[0].isdigit()) or (after.isalnum() and shown[-1].isdigit())
    return MARK if runs_on else shown


def _again(gap: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where values stand once more, where no detector saw them; Latin ones whole."""
    for word in words:
        at = gap.find(word)
        while at >= 0:
            end = at + len(word)
            if not _runs_on(gap[at - 1 : at], word[0]) and not _runs_on(
                word[-1], gap[end : end + 1]
            ):
                yield at, end
            at = gap.find(word, at + 1)


def _runs_on(before: str, after: str) -> bool:
    """Return whether two characters are of one Latin word or number."""
    both = before + after
    return len(both) > 1 and both.isascii() and both.isalnum()


def _gaps(edits: Sequence[Edit], length: int) -> Iterator[tuple[int, int]]:
    begin = 0
    for first, last, _ in edits:
        yield begin, first
        begin = last
    yield begin, length


def _within(first: int, last: int, length: int) -> tuple[int, int]:
    first = min(max(first, 0), length)
    return first, min(max(last, first), length)


def _atoms(text: str, begin: int, end: int, edits: Sequence[Edit]) -> list[str]:
    """Return a part of a text as characters and masks, which nobody may cut."""
    low, high = bisect_left(edits, begin, key=_start), bisect_right(edits, end, key=_end)
    atoms: list[str] = []
    for first, last, shown in edits[low:high]:
        atoms += text[begin:first]
        atoms.append(shown)
        begin = last
    return [*atoms, *text[begin:end]]


def _around_edits(first: int, last: int, edits: Sequence[Edit]) -> tuple[int, int]:
    """Return the part widened to the values that it cuts."""
    cut = edits[bisect_right(edits, first, key=_end) : bisect_left(edits, last, key=_start)]
    return min([first, *(edit[0] for edit in cut)]), max([last, *(edit[1] for edit in cut)])


def _clause(text: str, first: int, last: int, edits: Sequence[Edit]) -> tuple[int, int]:
    """Return the clause that holds a part; what ends one within a value ends none."""
    ends = partial(_ends_clause, text, edits)
    begin = next((at + 1 for at in range(first - 1, -1, -1) if ends(at)), 0)
    end = next((at + 1 for at in range(last, len(text)) if ends(at)), len(text))
    return begin, end


def _ends_clause(text: str, edits: Sequence[Edit], at: int) -> bool:
    if text[at] not in _CLAUSE_END:
        return False
    nearest = bisect_right(edits, at, key=_start) - 1
    return nearest < 0 or at >= edits[nearest][1]


def _start(edit: Edit) -> int:
    return edit[0]


def _end(edit: Edit) -> int:
    return edit[1]


def _fitted(atoms: Sequence[str], room: int) -> list[str]:
    fitted: list[str] = []
    for atom in atoms:
        room -= len(atom)
        if room < 0:
            break
        fitted.append(atom)
    return fitted


def _length(atoms: Iterable[str]) -> int:
    return sum(map(len, atoms))
