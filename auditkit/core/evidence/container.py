"""Checks the archive around the members of a pack: nothing beside, before or after them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from auditkit.core.evidence.links import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

THEN = (1980, 1, 1, 0, 0, 0)
UNIX = 3
MODE = 0o100644 << 16
LARGE = (1 << 31) - 1
_LOCAL, _CENTRAL, _END = 30, 46, 22
_BLOCK = 1 << 16


def check_container(archive: zipfile.ZipFile, file: IO[bytes]) -> Iterator[Difference]:
    """Yield the entries whose headers are not as they are made, and bytes that are no entry's.

    Members of more than 2 GiB have headers that Pythons write differently; theirs are not compared.
    """
    at = 0
    for info in archive.infolist():
        made = (info.date_time, info.create_system, info.external_attr, info.create_version)
        plain = (info.flag_bits, info.internal_attr, info.volume, info.comment, info.extra)
        is_large = max(info.file_size, info.compress_size) > LARGE
        fits = made[:3] == (THEN, UNIX, MODE) and (is_large or plain == (0, 0, 0, b"", b""))
        fits = fits and (is_large or (made[3] == info.extract_version == 20))
        file.seek(info.header_offset)
        head = file.read(_LOCAL)
        if not is_large:
            fits = fits and head + file.read(len(info.filename)) == info.FileHeader(zip64=False)
        extra = struct.unpack("<H", head[28:30])[0] if is_large else 0
        begin = info.header_offset + _LOCAL + len(info.filename) + extra
        if not fits or info.header_offset != at or not _is_one_stream(file, begin, info):
            yield Difference("changed", info.filename, "header")
        at = begin + info.compress_size
    yield from _check_end(archive, file, at)


def _is_one_stream(file: IO[bytes], begin: int, info: zipfile.ZipInfo) -> bool:
    """Return whether compressed bytes are one whole stream and the bits that fill it up are zero.

    Readers of archives do not look at either, so that some bits could be changed unseen.
    """
    if info.compress_type != zipfile.ZIP_DEFLATED or not info.compress_size:
        return False
    stream, left = zlib.decompressobj(-15), info.compress_size - 1
    file.seek(begin)
    while left:
        block = file.read(min(left, _BLOCK))
        if not block:
            return False
        stream.decompress(block)
        left -= len(block)
    last, other = file.read(1), stream.copy()
    stream.decompress(last)
    other.decompress(bytes([last[0] & ~(1 << last[0].bit_length() - 1)]) if last[0] else last)
    return stream.eof and not stream.unused_data and (not last[0] or not other.eof)


def _check_end(archive: zipfile.ZipFile, file: IO[bytes], at: int) -> Iterator[Difference]:
    """Check the directory at the end: it begins where the members end, and nothing follows it."""
    names = archive.infolist()
    if any(max(info.file_size, info.compress_size) > LARGE for info in names):
        return
    size = sum(_CENTRAL + len(info.filename) for info in names)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(names), len(names), size, at, 0)
    file.seek(at + size)
    if archive.start_dir != at or file.read(_END + 1) != end:
        yield Difference("changed", "zip", "header")
