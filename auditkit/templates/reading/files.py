"""Reads files and folders to templates; what cannot be read is told and stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from auditkit.core.errors import InputError
from auditkit.core.lint import Place
from auditkit.core.typed import decoded, encoding_of
from auditkit.templates.interface import Mistake, Read, Template
from auditkit.templates.reading.assemble import Ask
from auditkit.templates.reading.items import json_tree, yaml_tree
from auditkit.templates.reading.listed import read_tree
from auditkit.templates.reading.meta import TOP
from auditkit.templates.reading.single import read_single
from auditkit.templates.reading.table import read_delimited, read_workbook
from auditkit.templates.reading.walk import EXTENSIONS, Choice, walk

_MOST_MB: Final = 32
_HEAD: Final = 4096
_ZIP: Final = b"PK\x03\x04"
_DOCUMENTS: Final = (".docx", ".doc", ".odt", ".pptx", ".pdf", ".zip")
_YAML: Final = (".yaml", ".yml")
_TABLES: Final = (".csv", ".tsv")
Found = tuple[tuple[Template, ...], tuple[Mistake, ...]]


class Unreadable(Exception):  # noqa: N818 - no error of ours: it ends as a mistake of the file
    """A file that no template can be made of, and why."""

    def __init__(self, kind: str, line: int = 1, **args: Any) -> None:  # noqa: ANN401
        super().__init__(kind, line, args)
        self.mistake = Mistake(f"file.{kind}", Place(max(line, 1), 1), args)


def read_files(paths: Sequence[Path], choice: Choice, asking: Callable[[Path], Ask]) -> Read:
    """Return the templates of files and folders, ordered by path and place.

    What is ``asking`` of a file may differ from folder to folder.
    """
    templates: list[Template] = []
    mistakes: list[tuple[str, Mistake]] = []
    files = 0
    for path in walk(paths, choice):
        name = choice.name(path)
        found, wrong = _read(name, path, asking(path))
        files += 1
        templates += found
        mistakes += [(name, mistake) for mistake in wrong]
    templates.sort(key=lambda each: each.path)
    return Read(tuple(templates), files, tuple(sorted(mistakes, key=_by_place)))


def with_content(read: Read, name: str, content: bytes, ask: Ask) -> Read:
    """Return what was read with one more file, whose content came from elsewhere."""
    found, wrong = read_content(name, content, ask)
    mistakes = (*read.mistakes, *((name, mistake) for mistake in wrong))
    return Read((*read.templates, *found), read.files + 1, mistakes)


def read_content(name: str, content: bytes, ask: Ask) -> Found:
    """Return the templates in the content of a file, and what is wrong with it as a whole."""
    try:
        return _of_content(name, content, ask)
    except Unreadable as error:
        return (), (error.mistake,)


def _read(name: str, path: Path, ask: Ask) -> Found:
    try:
        content = _content(path)
        if content.startswith(_ZIP) and path.suffix.lower() not in _DOCUMENTS:
            return read_workbook(name, path, ask)
        return _of_content(name, content, ask)
    except Unreadable as error:
        return (), (error.mistake,)
    except InputError as error:
        return (), (Mistake("file.broken", TOP, {"what": error.problem}),)


def _of_content(name: str, content: bytes, ask: Ask) -> Found:
    suffix = PurePosixPath(name).suffix.lower()
    if _is_binary(content) or suffix in _DOCUMENTS:
        raise Unreadable("unknown_kind", known=" ".join(EXTENSIONS))
    try:
        if suffix in _YAML:
            return read_tree(name, yaml_tree(content), ask)
        text = decoded(content)
        if text is None:
            raise Unreadable("undecodable")
        if suffix == ".json":
            return read_tree(name, json_tree(text), ask)
    except RecursionError:
        raise Unreadable("broken", what="is nested too deep / 嵌套过深") from None
    if suffix in _TABLES:
        return read_delimited(name, text, ask)
    template = read_single(name, text, ask)
    if not template.text:
        return (), (*template.mistakes, Mistake("file.no_text", TOP))
    return (template,), ()


def _is_binary(content: bytes) -> bool:
    """Return whether bytes are no text: a zero byte and no mark or pattern of UTF-16."""
    head = content[:_HEAD]
    return b"\0" in head and encoding_of(content) not in ("UTF-16-LE", "UTF-16-BE", "UTF-8")


def _by_place(told: tuple[str, Mistake]) -> tuple[str, Place, str]:
    return told[0], told[1].place, told[1].kind


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_MB << 20:
            raise Unreadable("too_large", most=_MOST_MB)
        return path.read_bytes()
    except OSError:
        raise Unreadable("cannot_open") from None
