"""Reads YAML by the 1.2 core schema and remembers the line of every key.

PyYAML follows YAML 1.1, where ``22:00`` is 1320, ``on`` is true and the last of two equal keys
wins in silence; none of that may happen to a rule.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from auditkit.core.errors import Problem
from auditkit.core.findings import Bilingual
from auditkit.core.prepared import prepared
from auditkit.core.typed import composed, read_typed

PathTo = tuple[str | int, ...]
_INT: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain values, and the text that tells the 1-based line of each path in it.

    ``doubts`` are full-width marks in free text: told when the file has another problem.
    """

    file: Path
    data: Any
    text: str
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...] = ()
    notes: tuple[Bilingual, ...] = ()

    def line(self, path: PathTo) -> int:
        """Return the line of a path, or of the nearest thing that holds it."""
        lines = _lines(self.text)  # asked only where something is wrong
        for end in range(len(path), -1, -1):
            if path[:end] in lines:
                return lines[path[:end]]
        return 1

    def problem(self, path: PathTo, text: str) -> Problem:
        """Return a problem that stands at a path of this file."""
        return Problem(self.file, self.line(path), text)


def read(file: Path, raw: bytes | None = None) -> Document:
    """Return a YAML file; what is wrong with it stands in ``problems``, nothing is raised.

    ``raw`` is what it holds, where that has been read already.
    """
    try:
        raw = file.read_bytes() if raw is None else raw
    except OSError:
        return Document(file, None, "", (Problem(file, 0, "cannot be opened"),))
    said = prepared("core", raw)
    return parsed(file, raw) if said is None else Document(file, said, raw.decode(), ())


def parsed(file: Path, raw: bytes) -> Document:
    """Return a YAML file read anew; as ``read``."""
    typed = read_typed(file, raw)
    problems = [*typed.problems, *typed.slips]
    if typed.node is None:
        return Document(file, None, "", tuple(problems), notes=typed.notes)
    try:
        data = _build(typed.node, problems, file)
    except RecursionError:
        problems.append(Problem(file, 0, "refers to itself or is nested too deep"))
        data = None
    return Document(file, data, typed.text, tuple(problems), typed.doubts, typed.notes)


def _build(node: yaml.Node, problems: list[Problem], file: Path) -> Any:  # noqa: ANN401 - anything
    if isinstance(node, yaml.ScalarNode):
        return scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, problems, file) for item in node.value]
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in built:
            line = key_node.start_mark.line + 1
            problems.append(Problem(file, line, f"the key {key} stands twice"))
        built[key] = _build(value_node, problems, file)
    return built


@lru_cache(maxsize=8)
def _lines(text: str) -> dict[PathTo, int]:
    """Return the line of each path in the text of a document."""
    lines: dict[PathTo, int] = {}
    with suppress(RecursionError):
        _number(composed(text), (), lines)
    return lines


def _number(node: yaml.Node | None, path: PathTo, lines: dict[PathTo, int]) -> None:
    if node is None:
        return
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            _number(item, (*path, place), lines)
    elif isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            key = str(key_node.value)
            lines[(*path, key)] = key_node.start_mark.line + 1
            _number(value_node, (*path, key), lines)


def scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    """Return the value of a node by the 1.2 core schema."""
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
