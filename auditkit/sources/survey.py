"""Looks at every byte of a text file once, to know whether it is UTF-8 and closes its quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

BLOCK: Final = 8 << 20
_TOTALS: Final = ("小计", "合计", "总计", "汇总", "otal")
_TOTALS_UTF8: Final = tuple(word.encode() for word in _TOTALS)
_TOTALS_GB: Final = tuple(word.encode("gb18030") for word in _TOTALS)
_ODD: Final = (
    (b"=", (b'="',)),
    (b"'", (b",'", b"\t'", b"\n'", b";'", b"|'")),
    (b"\t", (b"\t,", b'\t"', b"\t\n", b"\t\r", b"\t;", b"\t|", b",\t")),
    (b"+", (b"E+", b"e+")),
    (b"\xc2", (b"\xc2\xa0",)),
)
_WIDTHLESS: Final = (b"\xe2\x80\x8b", b"\xe2\x80\x8d", b"\xe2\x80\x8e", b"\xe2\x81\xa0")
_FOOT: Final = re.compile(
    r"(?:^|\n)[\s,;|\"]*(?:制\s*表|填\s*表|审\s*核|复\s*核|核\s*对|经办|打\s*印|导\s*出|报表|统计|数据|单位"
    r"|负责人|备\s*注|说\s*明|注|本报表|以|第|printed|prepared|exported|generated|source|note|checked"
    r"|reviewed|approved|[-=*]{3}|page|end)",
    re.IGNORECASE,
)
TAIL: Final = 1 << 14
_BLANK: Final = (b"\n\n", b"\n\r\n", b"\r\r", b"\n,", b"\n\t", b"\n;", b"\n|", b'\n"",')


@dataclass(frozen=True, slots=True)
class Survey:
    """What the bytes of a file say.

    ``bad_at`` is the place of the first byte that is no UTF-8, -1 when all are; ``may_be_blank``
    tells that lines without any cell may occur, ``may_total`` that totals or footers may, and
    ``odd`` that cells may be wrapped as spreadsheet programs do it.
    """

    bytes: int
    bad_at: int
    quotes: int
    may_be_blank: bool
    may_total: bool = False
    odd: bool = False


def blocks(path: Path, size: int = BLOCK) -> Iterator[bytes]:
    """Yield the bytes of a file in order."""
    with path.open("rb") as file:
        while block := file.read(size):
            yield block


def survey(path: Path) -> Survey:
    """Return what the bytes of a file say; memory is bounded by the block."""
    done, bad_at, quotes, blank, carry = 0, -1, 0, False, b""
    totals, odd, last = False, False, b""
    for block in blocks(path):
        quotes += int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord('"')))
        blank = blank or block[:1] in b"\r\n,;\t|" or any(mark in block for mark in _BLANK)
        if bad_at < 0:
            whole, carry_next = _whole(carry + block if carry else block)
            bad = _first_bad(whole)
            bad_at = -1 if bad < 0 else done - len(carry) + bad
            carry = carry_next
        if done == 0:
            totals, odd = _has_total(block), _is_odd(block)
        last = block
        done += len(block)
    if bad_at < 0 and carry:
        bad_at = done - len(carry)
    if done > len(last):
        # a program that wraps cells or adds totals does so from the top to the end
        totals, odd = totals or _has_total(last), odd or _is_odd(last)
    return Survey(done, bad_at, quotes, blank, totals or _has_foot(last[-TAIL:]), odd)


def _has_total(block: bytes) -> bool:
    return any(word in block for word in (*_TOTALS_UTF8, *_TOTALS_GB))


def _is_odd(block: bytes) -> bool:
    """Return whether cells may need cleaning; a rare byte is asked for before its company."""
    return any(rare in block and any(m in block for m in marks) for rare, marks in _ODD) or any(
        mark in block for mark in _WIDTHLESS
    )


def _has_foot(tail: bytes) -> bool:
    return any(_FOOT.search(tail.decode(code, "replace")) for code in ("utf-8", "gb18030"))


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
