"""Reads JSON: one object a line, an array of objects, one object, or a call's plain transcript."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Any, Final

import numpy as np

from auditkit.core.errors import InputError
from auditkit.sources import detect
from auditkit.sources.csv import codec_of
from auditkit.sources.interface import RawBatch, Reject, SourceFacts
from auditkit.sources.naming import unique_headers
from auditkit.sources.place import Place, begin, finish, pick, text_table
from auditkit.sources.screen import LIMIT
from auditkit.sources.survey import blocks, survey
from auditkit.sources.transcript import turns_of_text, with_turns

ROWS: Final = 16_384
_AS_IT_IS: Final = ("utf-8", "utf-8-sig")
_LOST: Final = "\ufffd".encode()
"""What stands for bytes that another encoding does not have."""
_Numbered = tuple[int, "dict[str, Any] | None", str]
"""A row number, its object, or why there is none."""


class JsonSource:
    """A file of JSON objects; ``lines`` tells one object a line from one document."""

    def __init__(self, place: Place, *, kind: str) -> None:
        self._place, self._kind = place, kind
        self._facts = SourceFacts(place.name, format=kind)
        self._names: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """The name reports show."""
        return self._place.name

    @property
    def place(self) -> Place:
        """The file that is read."""
        return self._place

    @property
    def facts(self) -> SourceFacts:
        """What is known; complete once ``batches`` is exhausted."""
        return self._facts

    def header(self) -> tuple[str, ...]:
        """Return every key that occurs, in order of appearance; reads the file once."""
        if self._names is None:
            seen: dict[str, None] = {}
            for _, row, _ in self._objects():
                seen.update(dict.fromkeys(row or ()))
            self._names = tuple(seen)
        return self._names

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        """Yield the rows; a line is its own row number, an element of an array is counted."""
        names = pick(self.header(), columns)
        begin(self._facts, self._place)
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        for number, row, reason in self._objects():
            self._facts.read += 1
            if row is None:
                self._facts.unread.append(Reject(number, "", reason))
                continue
            rows.append([text_of(row.get(name)) for name in names])
            numbers.append(number)
            if len(rows) == ROWS:
                yield _batch(names, rows, numbers)
                rows, numbers = [], []
        if rows:
            yield _batch(names, rows, numbers)
        finish(self._facts, self._place)

    def _objects(self) -> Iterator[_Numbered]:
        encoding = self._encoding()
        reader = _READERS[self._kind]
        for number, row, reason in reader(self._place, encoding):
            yield number, None if row is None else _headed(with_turns(row)), reason

    def _encoding(self) -> str:
        if not self._facts.encoding:
            seen = survey(self._place.path)
            named = self._place.encoding
            self._facts.encoding = named or (
                detect.text_encoding(self._place.name, self._place.path, seen)
                if seen.bytes
                else "utf-8"
            )
        return self._facts.encoding


def text_of(value: Any) -> str | None:  # noqa: ANN401 - any JSON
    """Return a value as text; objects and lists stay JSON.

    >>> text_of(3), text_of(True), text_of({"额": 1})
    ('3', 'true', '{"额": 1}')
    """
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _headed(row: dict[str, Any]) -> dict[str, Any]:
    return dict(zip(unique_headers(row), row.values(), strict=True))


def _batch(names: list[str], rows: list[list[str | None]], numbers: list[int]) -> RawBatch:
    return RawBatch(text_table(names, rows), np.array(numbers, dtype=np.int64))


def _lines(place: Place, encoding: str) -> Iterator[tuple[int, bytes | None]]:
    """Yield numbered lines as UTF-8; None for one longer than any row may be."""
    chunks: Iterable[bytes] = blocks(place.path)
    if encoding not in _AS_IT_IS:
        chunks = _utf8(chunks, codec_of(encoding))
    carry, number, too_long = b"", 0, False
    for chunk in chunks:
        *whole, carry = (carry + chunk).split(b"\n")
        for line in whole:
            number += 1
            yield number, None if too_long or len(line) > LIMIT else line
            too_long = False
        if len(carry) > LIMIT:
            carry, too_long = b"", True
    if carry or too_long:
        yield number + 1, None if too_long else carry


def _utf8(chunks: Iterable[bytes], codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _by_line(place: Place, encoding: str) -> Iterator[_Numbered]:
    for number, line in _lines(place, encoding):
        if line is None:
            yield number, None, "record_too_long"
        elif line.strip().removeprefix(codecs.BOM_UTF8):
            given = line.removeprefix(codecs.BOM_UTF8)
            lost = encoding not in _AS_IT_IS and _LOST in given
            yield (number, None, "undecodable") if lost else _parsed(number, given)


def _parsed(number: int, line: bytes) -> _Numbered:
    try:
        value = json.loads(line.decode("utf-8"), parse_float=str)
    except UnicodeDecodeError:
        return number, None, "undecodable"
    except (ValueError, RecursionError):
        return number, None, "not_json"
    return (number, value, "") if isinstance(value, dict) else (number, None, "not_json")


def _document(place: Place, encoding: str) -> Iterator[_Numbered]:
    """Yield the objects of one document; elements are numbered from 1."""
    value = _loaded(place, encoding)
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list)]
        only = len(value) == 1 and lists and all(isinstance(v, dict) for v in lists[0])
        value = lists[0] if only and with_turns(value) is value else [value]
    if not isinstance(value, list):
        raise InputError(
            place.name,
            "is JSON but holds no objects / 是 JSON，但没有对象",
            "Give an array of objects, or one object a line. / 请给出对象数组，或每行一个对象。",
        )
    for number, row in enumerate(value, start=1):
        good = isinstance(row, dict)
        yield number, row if good else None, "" if good else "not_json"


def _loaded(place: Place, encoding: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        text = place.path.read_bytes().decode(codec_of(encoding)).removeprefix("\ufeff")
        return json.loads(text, parse_float=str) if text.strip() else []
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
    except (ValueError, RecursionError):
        line, column = 1, 1
    raise InputError(
        place.name,
        f"is not JSON (line {line}, column {column}) / 不是 JSON（第 {line} 行第 {column} 列）",
        "One object a line belongs in a .jsonl file. / 每行一个对象请用 .jsonl 文件。",
    )


def _plain(place: Place, encoding: str) -> Iterator[_Numbered]:
    """Yield the one call of a plain transcript; its file's name is its id."""
    text = place.path.read_bytes().decode(codec_of(encoding), errors="replace")
    turns = turns_of_text(text.removeprefix("\ufeff"))
    if turns is None:
        raise InputError(
            place.name,
            "is no transcript: no line begins with who speaks / 不是通话文本：没有以说话人开头的行",
            "Begin lines like “Agent: …” or “坐席：…”. / 请以“坐席：”“客户：”等开头。",
        )
    turns_text = json.dumps(turns, ensure_ascii=False)
    yield 1, {"call_id": PurePath(place.name).stem, "turns": turns_text}, ""


_READERS: Final[dict[str, Callable[[Place, str], Iterator[_Numbered]]]] = {
    "jsonl": _by_line,
    "json": _document,
    "transcript": _plain,
}
