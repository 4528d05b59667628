"""Finds the line of a key in a TOML file, which the parser does not tell, and writes TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_HEAD: Final = re.compile(r"\s*\[(?P<many>\[)?\s*(?P<name>[^\[\]]+?)\s*\]")
_KEY: Final = re.compile(r"\s*(?P<name>(?:[\w\-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[\w\-\"']+)*)\s*=")
_BARE: Final = re.compile(r"[A-Za-z0-9_\-]+")
KeyPath = tuple[str | int, ...]


def lines_of(text: str) -> dict[KeyPath, int]:
    """Return the line of every key and table; of what stands in an inline table its key's line."""
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    counted: dict[KeyPath, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            table = _parts(head["name"])
            if head["many"]:
                counted[table] = counted.get(table, -1) + 1
                table = (*table, counted[table])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_parts(key["name"])), number)
    return lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """Return the line of a key, or of the nearest thing that holds it; 0 where none is found."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return 0


def _parts(name: str) -> KeyPath:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def written(value: Any) -> str:  # noqa: ANN401 - whatever a setting holds
    """Return a value as TOML.

    >>> written({"a": ["x", 1], "中": True})
    '{a = ["x", 1], "中" = true}'
    """
    if isinstance(value, Mapping):
        pairs = (f"{key_written(str(key))} = {written(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(written, value)) + "]"
    return (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, str | int)
        else written(str(value))
    )


def key_written(key: str) -> str:
    """Return a key, quoted where it has to be."""
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
