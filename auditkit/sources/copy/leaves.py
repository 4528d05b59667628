"""Finds the values in a piece of JSON where they stand, so that all around them can stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_PLAIN: Final = frozenset({"true", "false", "null"})
_OWN: Final = frozenset({"attrs", "turns"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A string or number, or a key below the first level; ``path`` are the keys that lead to it.

    ``start`` and ``end`` are its place in the JSON, ``text`` its value.
    """

    path: tuple[str, ...]
    start: int
    end: int
    text: str
    is_key: bool = False

    def column(self, within: str = "") -> str:
        """Return the name of its column; attributes and the parts of turns have their own.

        ``within`` is the column whose cell the JSON is.
        """
        path = (within, *self.path) if within else self.path
        if self.is_key or not path:
            return ""
        return f"{path[0]}.{path[-1]}" if path[0] in _OWN and len(path) > 1 else path[0]


def leaves(text: str) -> tuple[Leaf, ...] | None:
    """Return the values of an object or array in order; None for what is no such JSON.

    A key that stands twice has both of its values.
    """
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return None
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return tuple(_walk(text))


def with_values(text: str, found: Sequence[Leaf], values: Sequence[str]) -> str:
    """Return JSON in which the values that changed are strings, and nothing else changed."""
    parts, at = [], 0
    for leaf, value in zip(found, values, strict=True):
        if value != leaf.text:
            plain = text[leaf.start : leaf.end].isascii()
            parts += [text[at : leaf.start], json.dumps(value, ensure_ascii=plain)]
            at = leaf.end
    return "".join((*parts, text[at:]))


def _walk(text: str) -> Iterator[Leaf]:
    """Yield the leaves; ``open_`` holds the containers around, ``path`` the keys that led in."""
    open_: list[str] = []
    path: list[str] = []
    key = ""
    expects_key = False
    for found in _TOKEN.finditer(text):
        mark = found.group()
        if mark in ("{", "["):
            open_.append(mark)
            path.append(key)
            key, expects_key = "", mark == "{"
        elif mark in ("}", "]"):
            open_.pop()
            key, expects_key = path.pop(), False
        elif mark == ",":
            expects_key = bool(open_) and open_[-1] == "{"
        elif mark == ":":
            expects_key = False
        elif expects_key:
            key = str(json.loads(mark))
            if any(path):
                yield Leaf(_named(path, ""), *found.span(), key, is_key=True)
        elif mark not in _PLAIN and mark != "\ufeff":
            value = str(json.loads(mark)) if mark.startswith('"') else mark
            yield Leaf(_named(path, key), *found.span(), value)


def _named(path: Sequence[str], key: str) -> tuple[str, ...]:
    return tuple(name for name in (*path, key) if name)
