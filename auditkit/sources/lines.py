"""Reads YAML that people write: every scalar as the text it was, every path with its line.

Codes of diallers are words such as ``N``, ``NO`` and ``01``; read as YAML 1.1 they would turn
into truth values and numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from auditkit.core.errors import Problem
from auditkit.core.findings import Bilingual
from auditkit.core.typed import read_typed

PathTo = tuple[str | int, ...]
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Document:
    """Plain values (text, lists, dicts, None) and the 1-based line of each path in the file."""

    file: Path
    data: Any = None
    lines: dict[PathTo, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: tuple[Bilingual, ...] = ()

    def complain(self, path: PathTo, text: str) -> None:
        """Add a problem at the line of a path, or of the nearest thing that holds it."""
        line = 0
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                line = self.lines[path[:end]]
                break
        self.problems.append(Problem(self.file, line, text))


def read_yaml(file: Path) -> Document:
    """Return a YAML file; what is wrong with it stands in ``problems``, nothing is raised.

    A full-width mark in a header or code without quotes counts as wrong: such a header would be
    found in no file.
    """
    document = Document(file)
    try:
        typed = read_typed(file)
    except OSError:
        document.problems.append(Problem(file, 0, "cannot be opened"))
        return document
    document.notes = typed.notes
    document.problems += [*typed.problems, *typed.slips, *typed.doubts]
    if typed.node is not None:
        document.data = _build(typed.node, (), document)
    return document


def _build(node: yaml.Node, path: PathTo, document: Document) -> Any:  # noqa: ANN401 - YAML holds anything
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        plain = node.style not in ("'", '"', "|", ">")
        return None if plain and node.value in _NOTHING else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), document) for i, item in enumerate(node.value)]
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        document.lines[(*path, key)] = key_node.start_mark.line + 1
        if key in built:
            document.complain((*path, key), f"the key {key} stands twice")
        built[key] = _build(value_node, (*path, key), document)
    return built
