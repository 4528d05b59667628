"""Reads YAML and JSON to values that know where in the file they stand."""

from __future__ import annotations

import json
import json.decoder
import json.scanner
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from auditkit.core.errors import Problem
from auditkit.core.typed import read_typed
from auditkit.policy.yaml import scalar
from auditkit.templates.drawn import Drawn
from auditkit.templates.reading.scalars import draw

_MERGE: Final = "<<"
_DEEPEST: Final = 12
_NEAR: Final = 4096
"""Characters after a value among which the next key of its mapping is looked for."""


@dataclass(frozen=True, slots=True)
class Item:
    """A value in a file: a list, a mapping in pairs that may repeat a key, or a scalar.

    ``offset`` is where it begins, of the value of a pair where its key does; ``drawn`` is the text
    of a string.
    """

    value: Any
    offset: int
    pairs: tuple[tuple[str, Item], ...] | None = None
    items: tuple[Item, ...] | None = None
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """A file as items; ``root`` is None where ``problems`` say why there is none.

    ``slips`` are marks of an input method, with their lines.
    """

    source: str
    root: Item | None
    problems: tuple[Problem, ...] = ()
    slips: tuple[Problem, ...] = ()


def yaml_tree(content: bytes) -> Tree:
    """Return a YAML file as items; only ``RecursionError`` is raised, for one that is too deep."""
    typed = read_typed(Path(), content)
    if typed.node is None:
        return Tree(typed.text, None, typed.problems, typed.slips)
    return Tree(typed.text, _of_node(typed.text, typed.node, 0), (), typed.slips)


def _of_node(source: str, node: yaml.Node, depth: int, at: int | None = None) -> Item:
    if depth > _DEEPEST:
        raise RecursionError
    start = node.start_mark.index
    offset = start if at is None else at
    if isinstance(node, yaml.ScalarNode):
        value = scalar(node)
        end = node.end_mark.index
        drawn = draw(source, start, end, value) if isinstance(value, str) else None
        return Item(value, offset, drawn=drawn)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_of_node(source, each, depth + 1) for each in node.value)
        return Item([item.value for item in items], offset, items=items)
    return _mapping(_pairs(source, node, depth), offset)


def _pairs(source: str, node: yaml.Node, depth: int) -> list[tuple[str, Item]]:
    """Return the pairs of a mapping, and those of one merged into it that it does not replace."""
    pairs: list[tuple[str, Item]] = []
    merged: list[tuple[str, Item]] = []
    for key, value_node in node.value:
        item = _of_node(source, value_node, depth + 1, key.start_mark.index)
        if key.value == _MERGE and item.pairs is not None:
            merged += item.pairs
        else:
            pairs.append((str(key.value), item))
    own = {key for key, _ in pairs}
    return [*pairs, *(pair for pair in merged if pair[0] not in own)]


def _mapping(pairs: Sequence[tuple[str, Item]], offset: int) -> Item:
    return Item({key: item.value for key, item in pairs}, offset, pairs=tuple(pairs))


class _Placed(str):
    """A string of a JSON file that knows where it stands, its quotes among it."""

    __slots__ = ("end", "start")
    start: int
    end: int


def json_tree(source: str) -> Tree:
    """Return a JSON file as items; only ``RecursionError`` is raised, for one that is too deep."""
    decoder: Any = json.JSONDecoder(object_pairs_hook=tuple, strict=False)
    decoder.parse_string = _placed
    # the scanner in C reads strings by itself, this one asks the decoder
    decoder.scan_once = json.scanner.py_make_scanner(decoder)  # type: ignore[attr-defined]
    try:
        value = decoder.decode(source)
    except json.JSONDecodeError as error:
        what = f"is not JSON: {error.msg} / 不是有效的 JSON"
        return Tree(source, None, (Problem(Path(), error.lineno, what),))
    return Tree(source, _of_json(source, value, 0, 0))


def _placed(source: str, begin: int, strict: bool = True) -> tuple[_Placed, int]:
    text, end = json.decoder.scanstring(source, begin, strict)  # type: ignore[attr-defined]
    placed = _Placed(text)
    placed.start, placed.end = begin - 1, end
    return placed, end


def _of_json(source: str, value: Any, depth: int, offset: int) -> Item:  # noqa: ANN401
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, _Placed):
        text = str(value)
        return Item(text, value.start, drawn=draw(source, value.start, value.end, text))
    if isinstance(value, list):
        items = [_of_json(source, each, depth + 1, offset) for each in value]
        return Item([item.value for item in items], _first(items, offset), items=tuple(items))
    if isinstance(value, tuple):
        pairs = _pairs_of_json(source, value, depth, offset)
        return _mapping(pairs, _first([item for _, item in pairs], offset))
    return Item(value, offset)


def _pairs_of_json(
    source: str, pairs: Sequence[tuple[str, Any]], depth: int, offset: int
) -> list[tuple[str, Item]]:
    """Return pairs as items; a number has no place of its own, and takes that of its key."""
    found = []
    done = offset
    for key, value in pairs:
        at = source.find(json.dumps(key, ensure_ascii=False), done, done + _NEAR)
        item = _of_json(source, value, depth + 1, max(at, done))
        found.append((str(key), item))
        done = max(done, item.drawn.source(0) if item.drawn else item.offset)
    return found


def _first(items: Sequence[Item], offset: int) -> int:
    """Return where the first item with a place of its own stands; JSON tells those of strings."""
    return next((item.offset for item in items if item.offset > offset), offset)
