"""Reads the metadata that stands between ``---`` lines at the start of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from auditkit.core.lint import Place, Suppression
from auditkit.policy.yaml import Document, read
from auditkit.templates.interface import Mistake
from auditkit.templates.reading.meta import Layer, shown
from auditkit.templates.reading.suppressions import suppressions_of
from auditkit.templates.reading.words import key_of

_OPEN: Final = re.compile(
    r"(?:\s{0,9}(?P<comment>\{#-?|<!--)\s{0,9}|\s{0,9}^)[ \t]{0,9}---[ \t]{0,9}\n", re.MULTILINE
)
_FIRST_KEY: Final = re.compile(r"[\w \"']{1,40}[:：]")
_CLOSE: Final = {
    "": re.compile(r"^[ \t]*(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "{#": re.compile(r"^[ \t]*---\s*-?#\}[ \t]*\n?", re.MULTILINE),
    "<!": re.compile(r"^[ \t]*---\s*-->[ \t]*\n?", re.MULTILINE),
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter says and where the text after it begins."""

    body: int = 0
    layer: Layer = field(default_factory=lambda: Layer("front matter", {}))
    entry: str = ""
    suppressions: tuple[Suppression, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def read_front_matter(source: str) -> FrontMatter:
    """Return the front matter of a text; an empty one where there is none."""
    opened = _OPEN.match(source)
    if not opened:
        return FrontMatter()
    closed = _CLOSE[(opened["comment"] or "")[:2]].search(source, opened.end())
    if not closed:
        if not _FIRST_KEY.match(source, opened.end()):
            return FrontMatter()  # a rule across the page
        return FrontMatter(mistakes=(Mistake("meta.not_closed", Place(1, 1)),))
    head = source[opened.end() : closed.start()]
    lines_before = source.count("\n", 0, opened.end())
    if not head.strip():
        return FrontMatter(closed.end())
    document = read(Path(), ("\n" * lines_before + head).encode("utf-8", "replace"))
    return _understood(document, closed.end())


def _understood(document: Document, body: int) -> FrontMatter:
    is_mapping = isinstance(document.data, dict)
    doubts = () if is_mapping and not document.problems else document.doubts
    mistakes = [
        Mistake("meta.broken", Place(max(each.line, 1), 1), {"what": each.text})
        for each in (*document.problems, *doubts)
    ]
    if not is_mapping:
        if not document.problems:
            mistakes.append(Mistake("meta.not_mapping", Place(document.line(()), 1)))
        return FrontMatter(body, mistakes=tuple(mistakes))
    layer, unknown = layer_of(document.data, document, (), "front matter")
    kept, wrong = suppressions_of(
        layer.values.get("suppress"), layer.places.get("suppress", layer.place)
    )
    entry = layer.values.get("id")
    return FrontMatter(
        body,
        layer,
        "" if entry is None else str(entry),
        kept,
        (*mistakes, *unknown, *wrong),
    )


def layer_of(
    data: dict[str, Any], document: Document, path: tuple[str | int, ...], said: str
) -> tuple[Layer, tuple[Mistake, ...]]:
    """Return a mapping as metadata, and a mistake for each key that is none."""
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    mistakes = []
    for written, value in data.items():
        place = Place(document.line((*path, written)), 1)
        key = key_of(str(written))
        if not key:
            mistakes.append(Mistake("meta.unknown_key", place, {"name": shown(str(written))}))
        elif key not in values:
            values[key], places[key] = value, place
    return Layer(said, values, Place(document.line(path), 1), places), tuple(mistakes)
