"""Reads a text file as one template: the first form of reading, without metadata of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditkit.core.errors import InputError
from auditkit.core.lint import Place
from auditkit.core.typed import decoded
from auditkit.lint.interface import Filled, Meta, Piece, Read, Template


def read(paths: Sequence[Path], given: Meta) -> Read:
    """Return each file as one template with what the options say of it."""
    return Read(tuple(_template(path, given) for path in paths), len(paths))


def fill(template: Template) -> Filled:
    """Return the text as it stands."""
    return Filled(template.text)


def _template(path: Path, given: Meta) -> Template:
    text = decoded(path.read_bytes())
    if text is None:
        raise InputError(str(path), "is neither UTF-8, UTF-16 nor GB18030 / 编码无法识别")
    pieces, at = [], 0
    for line, words in enumerate(text.split("\n"), start=1):
        pieces.append(Piece(at, Place(line, 1)))
        at += len(words) + 1
    return Template(path.as_posix(), "", text, tuple(pieces), given, ())
