"""Looks at every byte of a text file once, to know whether it is UTF-8 and closes its quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

BLOCK: Final = 8 << 20
_BLANK: Final = (b"\n\n", b"\n\r\n", b"\r\r", b"\n,", b"\n\t", b"\n;", b"\n|", b'\n"",')


@dataclass(frozen=True, slots=True)
class Survey:
    """What the bytes of a file say.

    ``bad_at`` is the place of the first byte that is no UTF-8, -1 when all are; ``may_be_blank``
    tells that lines without any cell may occur.
    """

    bytes: int
    bad_at: int
    quotes: int
    may_be_blank: bool


def blocks(path: Path, size: int = BLOCK) -> Iterator[bytes]:
    """Yield the bytes of a file in order."""
    with path.open("rb") as file:
        while block := file.read(size):
            yield block


def survey(path: Path) -> Survey:
    """Return what the bytes of a file say; memory is bounded by the block."""
    done, bad_at, quotes, blank, carry = 0, -1, 0, False, b""
    for block in blocks(path):
        quotes += int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord('"')))
        blank = blank or block[:1] in b"\r\n,;\t|" or any(mark in block for mark in _BLANK)
        if bad_at < 0:
            whole, carry_next = _whole(carry + block if carry else block)
            bad = _first_bad(whole)
            bad_at = -1 if bad < 0 else done - len(carry) + bad
            carry = carry_next
        done += len(block)
    if bad_at < 0 and carry:
        bad_at = done - len(carry)
    return Survey(done, bad_at, quotes, blank)


def _whole(block: bytes) -> tuple[bytes, bytes]:
    """Split before a character that the end of the block may have cut."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return (block[:-back], block[-back:]) if back < length else (block, b"")
    return block, b""


def _first_bad(block: bytes) -> int:
    if block.isascii() or _is_utf8(block):
        return -1
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _is_utf8(block: bytes) -> bool:
    # Arrow looks at bytes several times faster than a decoder that makes a string of them
    offsets = pa.py_buffer(np.array([0, len(block)], np.int64))
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(block)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
