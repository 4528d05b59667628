"""Applies edits to the bytes of a file: each verified where it stands, nothing else changed."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from auditkit.core.lint import Edit
from auditkit.core.typed import encoding_of
from auditkit.templates.drawn import Lines

_TABLES: Final = (".csv", ".tsv")
_LISTS: Final = (*_TABLES, ".yaml", ".yml", ".json")
_QUOTED: Final = re.compile(r"[\"'\\\n\r\t,;|:#&*!%@`<>]")
"""What a list or a table may take for more than text."""
_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file after its edits: ``done`` were applied, ``refused`` not, each with the reason.

    A reason is a key of ``reports/locale/lint.yaml``: refused.<reason>.
    """

    content: bytes
    done: tuple[Edit, ...] = ()
    refused: tuple[tuple[Edit, str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class _Change:
    start: int
    end: int
    number: int
    new: str


def fixed(path: str, content: bytes, edits: Sequence[Edit]) -> Fixed:
    """Return a file with its edits applied; encoding, byte order mark and line ends are kept.

    An edit is refused where its old text does not stand exactly, where it overlaps another, and
    where an insertion would not be in the text that everybody gets.
    """
    encoding = encoding_of(content)
    text = content.decode(encoding) if encoding else ""
    if encoding is None or content.startswith(b"PK") or text.encode(encoding) != content:
        return Fixed(content, (), tuple((edit, "kind") for edit in edits))
    mark, body = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    source = body.replace("\r\n", "\n").replace("\r", "\n")
    changes: list[_Change] = []
    refused: list[tuple[Edit, str]] = []
    for number, edit in enumerate(edits):
        found = _located(path, source, edit)
        if isinstance(found, str):
            refused.append((edit, found))
        elif any(_clash(found, each) for each in changes):
            refused.append((edit, "overlap"))
        else:
            changes.append(_Change(*found, number, edit.new))
    done = tuple(edits[each.number] for each in sorted(changes, key=lambda each: each.number))
    return Fixed((mark + _changed(body, changes)).encode(encoding), done, tuple(refused))


def _clash(found: tuple[int, int], other: _Change) -> bool:
    """Return whether two edits touch the same characters; insertions at one place follow suit."""
    start, end = found
    return start < other.end and other.start < end


def _located(path: str, source: str, edit: Edit) -> tuple[int, int] | str:
    """Return where an edit applies in the source, or why it does not."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _LISTS and (not edit.old or _QUOTED.search(edit.new)):
        return "list"
    if suffix in _TABLES:
        return _in_row(source, edit)
    lines = source.split("\n")
    start = edit.span.start
    if not 1 <= start.line <= len(lines) or start.column - 1 > len(lines[start.line - 1]):
        return "moved"
    at = Lines(source).offset(start.line, start.column - 1)
    if source[at : at + len(edit.old)] != edit.old:
        return "moved"
    if not edit.old and not _for_all(source, at, edit):
        return "place"
    return at, at + len(edit.old)


def _for_all(source: str, at: int, edit: Edit) -> bool:
    """Return whether what is put in at a place is read by everybody: in no branch, in no tag."""
    if edit.new.startswith("【"):
        return "{%" not in source[:at] and not source[source.rfind("\n", 0, at) + 1 : at].strip()
    rest = source[at:].strip()
    return not rest or (rest.startswith("【") and rest.endswith("】") and rest.count("【") == 1)


def _in_row(source: str, edit: Edit) -> tuple[int, int] | str:
    """Return where in a record the old text stands, if it stands there once."""
    from auditkit.sources.detect import delimiter_of  # noqa: PLC0415 - numpy, for tables only

    reader = csv.reader(io.StringIO(source, newline=""), delimiter=delimiter_of(source[: 1 << 16]))
    begin = 0
    try:
        for number, _ in enumerate(reader, start=1):
            if number == edit.span.start.line:
                break
            begin = reader.line_num
        else:
            return "moved"
    except csv.Error:
        return "moved"
    lines = source.splitlines(keepends=True) if "\x0b" not in source else source.split("\n")
    first = sum(map(len, lines[:begin]))
    record = "".join(lines[begin : reader.line_num])
    if record.count(edit.old) != 1:
        return "several" if edit.old in record else "moved"
    at = first + record.index(edit.old)
    return at, at + len(edit.old)


def _changed(body: str, changes: Iterable[_Change]) -> str:
    """Return a text with line ends as they were, changed at offsets that count them as one."""
    pairs = [found.start() - number for number, found in enumerate(re.finditer("\r\n", body))]
    end_of_line = "\r\n" if pairs else "\n"
    parts: list[str] = []
    done = 0
    for change in sorted(changes, key=lambda each: (each.start, each.number)):
        start, end = (at + bisect_left(pairs, at) for at in (change.start, change.end))
        parts += (body[done:start], change.new.replace("\n", end_of_line))
        done = end
    return "".join((*parts, body[done:]))
