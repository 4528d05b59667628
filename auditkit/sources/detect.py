"""Finds the encoding of a text file and what parts its cells."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import Final

from auditkit.core.errors import InputError
from auditkit.sources.survey import Survey

HEAD: Final = 1 << 20
DELIMITERS: Final = (",", "\t", ";", "|")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def head_of(path: Path, size: int = HEAD, at: int = 0) -> bytes:
    """Return some bytes of a file."""
    with path.open("rb") as file:
        file.seek(at)
        return file.read(size)


def bom_of(head: bytes) -> tuple[bytes, str]:
    """Return the byte-order mark and the encoding it names, both empty without one."""
    return next(((bom, name) for bom, name in _BOMS if head.startswith(bom)), (b"", ""))


def text_encoding(name: str, path: Path, seen: Survey) -> str:
    """Return the encoding of a file: mark, UTF-16, UTF-8, GB18030, asked in that order.

    ``utf-8`` is also given for a UTF-8 file with some broken rows. Raises ``InputError``, with
    the place of the first byte that fits nowhere, for a file that is neither.
    """
    head = head_of(path)
    _, marked = bom_of(head)
    if marked:
        return marked
    wide = wide_of(head)
    if wide:
        return wide
    if seen.bad_at < 0:
        return "utf-8"
    around = head_of(path, HEAD, max(0, seen.bad_at - HEAD // 2))
    lines = [line for line in (*head.split(b"\n"), *_inner(around)) if not line.isascii()]
    for encoding in ("utf-8", "gb18030"):
        if sum(_decodes(line, encoding) for line in lines) * 2 > len(lines):
            return encoding
    row = 1 + head_of(path, seen.bad_at).count(b"\n") if seen.bad_at < (64 << 20) else 0
    raise InputError(
        name,
        f"is neither UTF-8, UTF-16 nor GB18030 (byte {seen.bad_at}{f', line {row}' if row else ''})"
        " / 既不是 UTF-8、UTF-16，也不是 GB18030",
        "Save it as UTF-8, or name its encoding in the mapping. / "
        "请另存为 UTF-8，或在映射中写明编码。",
    )


def _inner(block: bytes) -> list[bytes]:
    """Return the lines of a block that it did not cut."""
    return block.split(b"\n")[1:-1]


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def wide_of(head: bytes) -> str:
    """Return UTF-16 without a mark, told by where the zero bytes stand."""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    if odd > 8 * even and odd * 20 > len(head[:4096]):
        return "utf-16-le"
    return "utf-16-be" if even > 8 * odd and even * 20 > len(head[:4096]) else ""


def sample_records(text: str, delimiter: str, limit: int = 50) -> list[list[str]]:
    """Return the first records of a text; a last one that the sample cut is left in."""
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            records.append(record)
            if len(records) == limit:
                break
    except csv.Error:
        return records
    return records


def delimiter_of(text: str) -> str:
    """Return what parts the cells: the delimiter that most first records agree on.

    >>> delimiter_of("a;b;c\\n1,5;2;3\\n"), delimiter_of("only\\none\\n")
    (';', ',')
    """
    best, chosen = (0, 0), ","
    for delimiter in DELIMITERS:
        widths = [len(record) for record in sample_records(text, delimiter) if record]
        if widths and widths[0] > 1:
            score = (sum(width == widths[0] for width in widths), widths[0])
            if score > best:
                best, chosen = score, delimiter
    return chosen
