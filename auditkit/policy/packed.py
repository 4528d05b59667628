"""Packs the files of a rule pack into one body, equal for equal files, and takes it apart again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote

from auditkit.core.evidence.container import MODE, THEN, UNIX

_SAFE: Final = "/ -_.()~,+=@"


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files: not compressed, for compressors differ and stored bytes do not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(entry(name), files[name])
    return out.getvalue()


def unpacked(body: bytes) -> dict[str, bytes]:
    """Return the files of a zip by name; ``BadZipFile`` when it is none."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {unquote(each.filename): archive.read(each) for each in archive.infolist()}


def entry(name: str) -> zipfile.ZipInfo:
    """Return the entry of a file: an ASCII name, a fixed time, the same on every system."""
    made = zipfile.ZipInfo(ascii_name(name), THEN)
    made.create_system = UNIX
    made.external_attr = MODE
    return made


def ascii_name(name: str) -> str:
    """Return a name that every archiver can write, other characters as percent and hex.

    >>> ascii_name("lists/名单.csv")
    'lists/%E5%90%8D%E5%8D%95.csv'
    """
    return quote(name, safe=_SAFE)
