"""Reads YAML that people type: in the encoding of their editor, with an input method switched on.

A Chinese input method gives ``：`` for ``:`` and a full-width space for an indentation. YAML takes
most of that for text, in silence; here it is named with its place and with what to type instead.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from auditkit.core.errors import Problem
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.resources import YAML_LOADER
from auditkit.core.slips import Slip, in_broken_text, in_node

_MARKS: Final = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16-LE"),
    (codecs.BOM_UTF16_BE, "UTF-16-BE"),
)
UNDECODABLE: Final = (
    "is neither UTF-8, UTF-16 nor GB18030; save it as UTF-8"
    " / 既不是 UTF-8、UTF-16，也不是 GB18030；请另存为 UTF-8"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed file: its text with plain line ends, and its YAML tree where it has one.

    ``slips`` certainly are what an input method left; ``doubts`` are where they stand in free text,
    and matter only when something else is wrong. ``notes`` say how the bytes were read.
    """

    text: str = ""
    node: yaml.Node | None = None
    slips: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Bilingual, ...] = ()


def read_typed(file: Path, raw: bytes | None = None) -> Typed:
    """Return a YAML file; what is wrong stands in it, only ``OSError`` is raised.

    ``raw`` is what it holds, where that has been read already.
    """
    raw = file.read_bytes() if raw is None else raw
    encoding = encoding_of(raw)
    if encoding is None:
        return Typed(problems=(Problem(file, _first_broken(raw), UNDECODABLE),))
    text = _text(raw, encoding)
    plain = encoding == "UTF-8"
    notes = () if plain else (both("typed.encoding", file=file.name, encoding=encoding),)
    control = _CONTROL.search(text)
    if control:
        return Typed(text, problems=(_control(file, text, control.start()),), notes=notes)
    return _composed(file, text, notes)


def encoding_of(raw: bytes) -> str | None:
    """Return UTF-8, UTF-16 or GB18030, asked in that order; None when it is none of them.

    >>> encoding_of("键: 值".encode()), encoding_of("键: 值".encode("gbk")), encoding_of(b"\\xff")
    ('UTF-8', 'GB18030', None)
    """
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    wide = "UTF-16-LE" if odd > even else "UTF-16-BE" if even else ""
    tried = (marked,) if marked else (wide,) if wide else ("UTF-8", "GB18030")
    fits = (name for name in tried if _decodes(raw, name))
    found = next(fits, None)
    # a UTF-8 file with one broken byte often is GB18030 by accident
    return None if found == "GB18030" and _mostly_utf8(raw) else found


def decoded(raw: bytes) -> str | None:
    """Return the text of a typed file with plain line ends; None when no encoding fits."""
    encoding = encoding_of(raw)
    return None if encoding is None else _text(raw, encoding)


def _text(raw: bytes, encoding: str) -> str:
    text = raw.decode(encoding).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(raw: bytes) -> bool:
    lines = [line for line in raw.splitlines() if not line.isascii()]
    return sum(_decodes(line, "UTF-8") for line in lines) * 2 > len(lines)


def _first_broken(raw: bytes) -> int:
    lines = enumerate(raw.splitlines(), start=1)
    return next((number for number, line in lines if not _decodes(line, "UTF-8")), 0)


class _Untyped(YAML_LOADER):  # type: ignore[misc]
    """Guesses no types: the 1.2 core schema is applied to nodes later, by what they say."""

    def resolve(self, *_: object) -> str:
        """Return no tag at all."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Keep no path, which only tags depend on."""

    ascend_resolver = descend_resolver


def composed(text: str) -> yaml.Node | None:
    """Return the tree of a YAML text, None of an empty one; raises ``YAMLError``."""
    node: yaml.Node | None = yaml.compose(text, Loader=_Untyped)
    return node


def _composed(file: Path, text: str, notes: tuple[Bilingual, ...]) -> Typed:
    try:
        node = composed(text)
    except yaml.YAMLError as error:
        slips = _problems(file, in_broken_text(text))
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None)
        what = f"is not YAML: {said}" if said else "is not YAML"
        line = mark.line + 1 if mark else 0
        broken = Problem(file, line, f"{what} / 不是有效的 YAML")
        return Typed(text, slips=slips, problems=(broken,), notes=notes)
    if node is None:
        return Typed(text, problems=(Problem(file, 0, "is empty"),), notes=notes)
    found = list(in_node(node, text))
    return Typed(
        text,
        node,
        slips=_problems(file, (slip for slip in found if slip.certain)),
        doubts=_problems(file, (slip for slip in found if not slip.certain)),
        notes=notes,
    )


def _problems(file: Path, slips: Iterable[Slip]) -> tuple[Problem, ...]:
    return tuple(Problem(file, slip.line, _told(said)) for slip in slips for said in _said(slip))


def _said(slip: Slip) -> Iterator[Bilingual]:
    marks = {"mark": slip.mark, "plain": slip.plain}
    name, instead = both(f"typed.{slip.kind}", **marks), both(f"typed.{slip.instead}", **marks)
    more = both("typed.or_quote") if slip.quotable else Bilingual("", "")
    parts = {"column": slip.column, "code": f"U+{ord(slip.mark):04X}"}
    zh = both("typed.instead", **parts, name=name.zh, instead=instead.zh).zh + more.zh
    en = both("typed.instead", **parts, name=name.en, instead=instead.en).en + more.en
    yield Bilingual(zh, en)


def _control(file: Path, text: str, at: int) -> Problem:
    line = text.count("\n", 0, at)
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    said = both("typed.control", column=column, code=f"U+{ord(text[at]):04X}")
    return Problem(file, line + 1, _told(said))


def _told(said: Bilingual) -> str:
    return f"{said.en} / {said.zh}"
