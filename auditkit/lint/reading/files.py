"""Reads files and folders to templates; what cannot be read is told and stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from auditkit.core.lint import Place
from auditkit.core.typed import decoded
from auditkit.lint.interface import Mistake, Read, Template
from auditkit.lint.reading.assemble import Ask
from auditkit.lint.reading.single import read_single
from auditkit.lint.reading.walk import EXTENSIONS, Choice, walk

_MOST_MB: Final = 32
Asking = Callable[[str, Path], Ask]
"""What is asked of a file, by its name and path: configuration differs from folder to folder."""


class Unreadable(Exception):  # noqa: N818 - no error of ours: it ends as a mistake of the file
    """A file that no template can be made of, and why."""

    def __init__(self, kind: str, line: int = 1, **args: Any) -> None:  # noqa: ANN401
        super().__init__(kind, line, args)
        self.mistake = Mistake(f"file.{kind}", Place(max(line, 1), 1), args)


def read_files(paths: Sequence[Path], choice: Choice, asking: Asking) -> Read:
    """Return the templates of files and folders, ordered by path and place."""
    templates: list[Template] = []
    mistakes: list[tuple[str, Mistake]] = []
    files = 0
    for path in walk(paths, choice):
        name = choice.name(path)
        try:
            found, wrong = read_content(name, _content(path), asking(name, path))
        except Unreadable as error:
            found, wrong = (), (error.mistake,)
        files += 1
        templates += found
        mistakes += [(name, mistake) for mistake in wrong]
    return Read(
        tuple(sorted(templates, key=lambda each: each.path)), files, tuple(sorted(mistakes))
    )


def read_content(
    name: str, content: bytes, ask: Ask
) -> tuple[tuple[Template, ...], tuple[Mistake, ...]]:
    """Return the templates in the content of a file; raises ``Unreadable``."""
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("unknown_kind", known=" ".join(EXTENSIONS))
    text = decoded(content)
    if text is None:
        raise Unreadable("undecodable")
    template = read_single(name, text, ask)
    if not template.text and not template.mistakes:
        raise Unreadable("no_text")
    return (template,), ()


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_MB << 20:
            raise Unreadable("too_large", most=_MOST_MB)
        return path.read_bytes()
    except OSError:
        raise Unreadable("cannot_open") from None
