"""Copies JSON and plain transcripts, everything but the values that change as it is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from auditkit.core.errors import InputError
from auditkit.sources.copy.delimited import bytes_kept, lines_of
from auditkit.sources.copy.interface import ASTRAY, Cell, Change, batched
from auditkit.sources.copy.leaves import Leaf, leaves, with_values
from auditkit.sources.csv import codec_of
from auditkit.sources.jsonl import JsonSource
from auditkit.sources.place import Place

Piece = tuple[str, bool]
"""A piece of a file, and whether it is a row."""


class JsonCopier:
    """A file of JSON objects; ``kind`` is jsonl, json or transcript."""

    suffix = ""

    def __init__(self, place: Place, kind: str) -> None:
        self._place, self._kind = place, kind
        self._source = JsonSource(place, kind=kind)

    def columns(self) -> tuple[str, ...]:
        """Return every key of the first level."""
        return self._source.header()

    def copy(self, change: Change, out: BinaryIO) -> None:
        """Write the copy; nobody knows what a line holds that is no JSON."""
        self._source.header()
        codec = codec_of(self._source.facts.encoding)
        for batch in batched(self._pieces(codec)):
            found = [leaves(piece) if is_row else () for piece, is_row in batch]
            rows = [
                _cells(piece, each, "" if self._kind == "transcript" else ASTRAY)
                for (piece, _), each in zip(batch, found, strict=True)
            ]
            for (piece, is_row), each, texts in zip(batch, found, change(rows), strict=True):
                new = piece
                if is_row:
                    new = texts[0] if each is None else with_values(piece, each, texts)
                out.write(new.encode(codec, bytes_kept(codec)))

    def _pieces(self, codec: str) -> Iterator[Piece]:
        lines = lines_of(self._place, codec)
        if self._kind != "json":
            for line in lines:
                end = line[len(line.rstrip("\r\n")) :]
                yield line[: len(line) - len(end)], True
                yield end, False
            return
        yield from document(self._place.name, "".join(lines))


def _cells(piece: str, found: Iterable[Leaf] | None, otherwise: str) -> list[Cell]:
    if found is None:
        return [(otherwise, piece)]
    return [(leaf.column(), leaf.text) for leaf in found]


def document(name: str, text: str) -> Iterator[Piece]:
    """Yield a JSON document in pieces: its rows, and what stands between them.

    Rows are the elements of its array, or of the one array that it holds; else it is one row.
    """
    start = _first_element(name, text)
    if start < 0:
        yield text, True
        return
    yield text[:start], False
    decoder, at = json.JSONDecoder(), start
    while at < len(text) and text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        yield text[at:end], True
        at = _after_blanks(text, end, " \t\r\n,")
        yield text[end:at], False
    yield text[at:], False


def _first_element(name: str, text: str) -> int:
    """Return where the first element of the array of rows begins, -1 without such an array."""
    begin = _after_blanks(text, 0, "\ufeff \t\r\n")
    try:
        value = json.loads(text[begin:])
    except (ValueError, RecursionError):
        raise InputError(
            name,
            "is not JSON / 不是 JSON",
            "One object a line belongs in a .jsonl file. / 每行一个对象请用 .jsonl 文件。",
        ) from None
    wrapped = isinstance(value, dict) and len(value) == 1
    inner = next(iter(value.values())) if wrapped else value
    if not isinstance(inner, list) or (wrapped and not all(isinstance(v, dict) for v in inner)):
        return -1
    # the key of a wrapper may hold a bracket too, so it is passed over as JSON
    if wrapped:
        begin = _after_blanks(text, begin + 1, " \t\r\n")
        _, begin = json.JSONDecoder().raw_decode(text, begin)
    return _after_blanks(text, text.index("[", begin) + 1, " \t\r\n")


def _after_blanks(text: str, at: int, blanks: str) -> int:
    while at < len(text) and text[at] in blanks:
        at += 1
    return at
