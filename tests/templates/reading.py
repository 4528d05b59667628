"""What tests of reading share: files in a folder, read as they would be, and a text's places."""

from __future__ import annotations

from pathlib import Path

from auditkit.core.typed import decoded
from auditkit.templates.blanks.lexicon import load_lexicon
from auditkit.templates.interface import Read, Template
from auditkit.templates.reading.assemble import Ask
from auditkit.templates.reading.files import read_content, read_files
from auditkit.templates.reading.walk import Choice

ASK = Ask(load_lexicon())


def read_one(name: str, content: str | bytes) -> Template:
    """Return the one template of a file."""
    (template,) = read_many(name, content)
    return template


def read_many(name: str, content: str | bytes) -> tuple[Template, ...]:
    """Return the templates of a file in which nothing is wrong as a whole."""
    raw = content.encode() if isinstance(content, str) else content
    found, wrong = read_content(name, raw, ASK)
    assert wrong == ()
    return found


def mistakes(name: str, content: str | bytes) -> list[tuple[str, int]]:
    """Return kind and line of all that is wrong with a file and its templates."""
    raw = content.encode() if isinstance(content, str) else content
    found, wrong = read_content(name, raw, ASK)
    told = [*wrong, *(mistake for template in found for mistake in template.mistakes)]
    return [(each.kind, each.place.line) for each in told]


def read_folder(folder: Path) -> Read:
    """Return what a folder holds; names count from it."""
    return read_files([folder], Choice(folder), lambda _: ASK)


def misplaced(template: Template, content: str | bytes) -> list[tuple[int, str]]:
    """Return the characters of a text that do not stand in the file where it says."""
    raw = content.encode() if isinstance(content, str) else content
    lines = [line + "\n" for line in (decoded(raw) or "").split("\n")]
    wrong = []
    for offset, character in enumerate(template.text):
        line, column = template.place(offset)
        if lines[line - 1][column - 1 : column] != character:
            wrong.append((offset, character))
    return wrong
