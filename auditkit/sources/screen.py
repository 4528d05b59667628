"""Reads records of a delimited text one by one and takes out those that spoil the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

LIMIT: Final = 8 << 20
"""Bytes a record may have."""


class Screen:
    """Replaces records that cannot be read by empty ones, so that every row keeps its number.

    ``bad`` says by record number (the first record is 1) why a record was taken out:
    ``cell_count``, ``record_too_long`` or ``quote_not_closed``. A record that never ends is cut
    at its first line end and reading goes on from there. Records before ``first`` are not judged;
    ``why`` may name a better reason for a record with the wrong number of cells.
    """

    def __init__(
        self,
        delimiter: str,
        width: int,
        *,
        first: int = 1,
        limit: int = LIMIT,
        why: Callable[[int, bytes], str] | None = None,
    ) -> None:
        self.bad: dict[int, str] = {}
        self._mark = delimiter.encode()
        self._width, self._first, self._limit = width, first, limit
        self._why = why
        self.number = 0
        self._empty = self._mark * (width - 1) + b"\n"
        mark = re.escape(self._mark)
        self._token = re.compile(rb"(?:(?<=[\r\n" + mark + rb'])|\A)"|\r\n|\n|\r')

    def pass_through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the text with every bad record emptied."""
        carry, skipping = b"", False
        for chunk in chunks:
            text = carry + chunk
            if skipping:
                end = _line_end(text, 0)
                if end < 0:
                    carry = b""
                    continue
                text, skipping = text[end:], False
            parts, rest = self._records(text, last=False)
            carry = text[rest:]
            while len(carry) > self._limit and not skipping:
                parts.append(self._take_out("record_too_long"))
                end = _line_end(carry, 0)
                skipping = end < 0
                more, rest = ([], 0) if skipping else self._records(carry[end:], last=False)
                parts += more
                carry = b"" if skipping else carry[end:][rest:]
            yield b"".join(parts)
        yield b"".join(self._end(b"" if skipping else carry))

    def _end(self, text: bytes) -> Iterator[bytes]:
        while text:
            parts, rest = self._records(text, last=True)
            yield from parts
            text = text[rest:]
            if text:
                yield self._take_out("quote_not_closed")
                end = _line_end(text, 0)
                text = b"" if end < 0 else text[end:]

    def _records(self, text: bytes, *, last: bool) -> tuple[list[bytes], int]:
        """Return the records that end in a text, and where the first that does not begins."""
        parts: list[bytes] = []
        start = 0
        while start < len(text):
            end, cells = self._plain(text, start)
            if end < 0:
                end, cells = self._quoted(text, start, last=last)
            if end < 0:
                break
            parts.append(self._judge(text[start:end], cells))
            start = end
        return parts, start

    def _plain(self, text: bytes, start: int) -> tuple[int, int]:
        """Return the end of a record without quotes and its cells; -1 for any other."""
        end = text.find(b"\n", start) + 1
        if not end or text.find(b'"', start, end) >= 0:
            return -1, 0
        if 0 <= text.find(b"\r", start, end) < end - 2:
            return -1, 0
        return end, text.count(self._mark, start, end) + 1

    def _quoted(self, text: bytes, start: int, *, last: bool) -> tuple[int, int]:
        cells, at = 1, start
        while token := self._token.search(text, at):
            cells += text.count(self._mark, at, token.start())
            if token.group() != b'"':
                cut = token.group() == b"\r" and token.end() == len(text) and not last
                return (-1, 0) if cut else (token.end(), cells)
            at = _close(text, token.end(), last=last)
            if at < 0:
                return -1, 0
        return (len(text), cells + text.count(self._mark, at)) if last else (-1, 0)

    def _judge(self, record: bytes, cells: int) -> bytes:
        if len(record) > self._limit:
            return self._take_out("record_too_long")
        if cells == self._width or not record.strip(b"\r\n"):
            self.number += 1
            return record
        if self.number + 1 < self._first:
            self.number += 1
            return self._empty
        return self._take_out(
            (self._why(self.number + 1, record) if self._why else "") or "cell_count"
        )

    def _take_out(self, reason: str) -> bytes:
        self.number += 1
        self.bad[self.number] = reason
        return self._empty


def _close(text: bytes, at: int, *, last: bool) -> int:
    """Return the place after the closing quote, -1 when it is not in the text."""
    while (found := text.find(b'"', at)) >= 0:
        if found + 1 == len(text):
            return found + 1 if last else -1
        if text[found + 1] != ord('"'):
            return found + 1
        at = found + 2
    return -1


def _line_end(text: bytes, start: int) -> int:
    """Return the place after the first line end, -1 without one."""
    found = min(
        (p for p in (text.find(b"\n", start), text.find(b"\r", start)) if p >= 0), default=-1
    )
    return found + 2 if found >= 0 and text[found : found + 2] == b"\r\n" else found + (found >= 0)
