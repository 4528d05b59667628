"""Fills the blanks of a text with what they will hold, and leads every place back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, Literal

from auditkit.core.han import has_han
from auditkit.templates.blanks.lexicon import Fill, Generated, Lexicon, Unit
from auditkit.templates.blanks.values import GENERATORS
from auditkit.templates.interface import Filled, Placeholder, StandIn, Template

_AROUND: Final = 12
Lang = Literal["zh", "en"]
Turns = tuple[tuple[int, int, str], ...]


def fill(template: Template, lexicon: Lexicon) -> Filled:
    """Return the text of a template with every blank filled by a value that belongs to nobody."""
    text = template.text
    lang: Lang = template.meta.language or ("zh" if has_han(text) else "en")
    parts: list[str] = []
    stand_ins: list[StandIn] = []
    columns: dict[str, str] = {}
    done = size = 0
    for each in template.placeholders:
        kind = lexicon.kinds.get(each.holds)
        kept, value = text[done : each.start], _value(template, each, lexicon, lang)
        start = size + len(kept)
        size, done = start + len(value), each.end
        parts += (kept, value)
        stand_ins.append(StandIn(start, size, each))
        if kind and kind.column:
            columns.setdefault(kind.column, value)
    parts.append(text[done:])
    turns = _moved(template.turns, stand_ins)
    return Filled("".join(parts), tuple(stand_ins), turns, columns)


def _moved(turns: Turns, stand_ins: Sequence[StandIn]) -> Turns:
    """Return turns in offsets of the filled text."""
    return tuple(
        (_forth(start, stand_ins), _forth(end, stand_ins), who) for start, end, who in turns
    )


def _forth(offset: int, stand_ins: Sequence[StandIn]) -> int:
    at = bisect_right(stand_ins, offset, key=lambda each: each.placeholder.end) - 1
    return offset if at < 0 else stand_ins[at].end + offset - stand_ins[at].placeholder.end


def _value(template: Template, blank: Placeholder, lexicon: Lexicon, lang: Lang) -> str:
    kind = lexicon.kinds.get(blank.holds)
    if kind is None:
        return str(getattr(lexicon.unknown, lang))
    if kind.metadata and (known := str(getattr(template.meta, kind.metadata))):
        return known
    unit = lexicon.units[kind.beside.unit] if kind.beside else None
    said = unit is not None and _says_unit(template.text, blank, unit)
    chosen: Fill = kind.beside.fill if kind.beside and said else kind.fill
    value: str | Generated = getattr(chosen, lang)
    return value if isinstance(value, str) else GENERATORS[value.generate]()


def _says_unit(text: str, placeholder: Placeholder, unit: Unit) -> bool:
    """Return whether the text beside a blank says the unit of its value."""
    before = text[max(0, placeholder.start - _AROUND) : placeholder.start].rstrip()
    after = text[placeholder.end : placeholder.end + _AROUND].lstrip()
    return before.endswith(unit.before) or after.startswith(unit.after)
