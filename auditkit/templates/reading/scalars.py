"""Finds where in a file each character of a quoted, folded or indented string stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditkit.templates.drawn import Drawn

_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # one character in two halves
    r"|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|\n[ \t]*|.)",
    re.DOTALL,
)
_FOLD: Final = re.compile(r"[ \t]*\n[ \t\n]*")
_HEADER: Final = re.compile(r"[|>][^\n]*\n")


def draw(source: str, start: int, end: int, value: str) -> Drawn:
    """Return the value of a string that stands in ``source[start:end]`` with its places.

    A character whose place cannot be told is put where the one before it ends.
    """
    raw = source[start:end]
    header = _HEADER.match(raw)
    if header:
        steps = _block(raw, header.end(), value)
    elif raw[:1] in ("'", '"'):
        steps = _flow(raw, 1, value)
    else:
        steps = _flow(raw, 0, value)
    return Drawn(value, _runs(steps, start))


def _runs(steps: Iterator[tuple[int, int]], start: int) -> tuple[tuple[int, int], ...]:
    """Return runs of (offset in the value, offset in the source) from single characters."""
    runs: list[tuple[int, int]] = []
    for offset, at in steps:
        place = start + at
        if not runs or runs[-1][1] + offset - runs[-1][0] != place:
            runs.append((offset, place))
    if not runs or runs[0][0] != 0:
        runs.insert(0, (0, start))
    return tuple(runs)


def _block(raw: str, body: int, value: str) -> Iterator[tuple[int, int]]:
    """Yield the places in a literal or folded block: its lines without their indentation."""
    lines = [(at.start(), at.group()) for at in re.finditer(r"[^\n]*\n|[^\n]+\Z", raw[body:])]
    indent = max(0, _indent(line for _, line in lines) - _indent(value.split("\n")))
    shown = [
        body + at + i for at, line in lines for i in range(min(indent, len(line) - 1), len(line))
    ]
    at = 0
    for offset, character in enumerate(value):
        while at < len(shown) and not _is(raw[shown[at]], character):
            at += 1
        if at == len(shown):
            return
        yield offset, shown[at]
        at += 1


def _indent(lines: Iterable[str]) -> int:
    """Return how far the first line that is not blank is indented."""
    first = next((line for line in lines if line.strip(" \n")), "")
    return len(first) - len(first.lstrip(" "))


def _is(raw: str, character: str) -> bool:
    return raw == character or (raw == "\n" and character == " ")


def _flow(raw: str, at: int, value: str) -> Iterator[tuple[int, int]]:
    """Yield the places in a plain or quoted string, over one line or several."""
    quote = raw[0] if at else ""
    offset = 0
    while offset < len(value) and at < len(raw):
        if quote == '"' and raw[at] == "\\":
            escape = _ESCAPE.match(raw, at)
            if not escape:
                return
            if escape.group()[1] != "\n":
                yield offset, at
                offset += 1
            at = escape.end()
        elif quote == "'" and raw.startswith("''", at):
            yield offset, at
            offset, at = offset + 1, at + 2
        elif fold := _FOLD.match(raw, at):
            for _ in range(max(1, fold.group().count("\n") - 1)):
                yield offset, at
                offset += 1
            at = fold.end()
        else:
            yield offset, at
            offset, at = offset + 1, at + 1
