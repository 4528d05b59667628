"""Takes the files out of an archive (.zip), each into a private file and never by its name."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from auditkit.core.errors import InputError
from auditkit.sources.hashing import FileHash
from auditkit.sources.passwords import refused, words_as_bytes
from auditkit.sources.private import private_copy
from auditkit.sources.zip_aes import AES, AesEntry

LARGEST: Final = 16 << 30
"""Bytes the files of an archive may have together."""
MEMBERS: Final = 10_000
_RATIO: Final = 200
_FREE: Final = 64 << 20
_CHUNK: Final = 1 << 20
_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: the name reports show, where its copy is and what keeps it."""

    name: str
    path: Path
    hash: FileHash


def members(
    name: str, path: Path, wanted: Callable[[str], bool], passed: list[str], *, depth: int = 0
) -> Iterator[Member]:
    """Yield the wanted files of an archive in order of name, those of one archive within it too.

    ``passed`` takes the names of the others. ``InputError`` for an archive that is damaged, that
    unpacks to too much, that no password opens, or that nests deeper.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _entries(name, archive)
            for shown, entry in entries:
                inside = f"{name}/{shown}"
                if PurePosixPath(shown).suffix.lower() == ".zip":
                    yield from _nested(inside, archive, entry, wanted, passed, depth)
                elif wanted(shown):
                    copy, kept = private_copy(_bytes(inside, archive, entry))
                    yield Member(inside, copy, kept)
                else:
                    passed.append(inside)
    except _DAMAGE:
        raise _damaged(name) from None


def _nested(
    name: str,
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    wanted: Callable[[str], bool],
    passed: list[str],
    depth: int,
) -> Iterator[Member]:
    if depth:
        raise InputError(
            name,
            "is an archive within an archive within an archive / 压缩包嵌套超过两层",
            "Unpack it first. / 请先解压。",
        )
    copy, kept = private_copy(_bytes(name, archive, entry))
    yield from members(name, copy, wanted, passed, depth=1)
    del kept


def _entries(name: str, archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the files of an archive under names that are safe to show, in order."""
    files = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_link(entry)]
    if len(files) > MEMBERS:
        raise _too_large(name)
    whole = sum(entry.file_size for entry in files)
    packed = sum(entry.compress_size for entry in files)
    if whole > LARGEST or (whole > _FREE and whole > _RATIO * max(packed, 1)):
        raise _too_large(name)
    taken: dict[str, int] = {}
    named = []
    for entry in files:
        shown = _safe(_decoded(entry))
        if not shown or _is_hidden(shown):
            continue
        taken[shown] = taken.get(shown, 0) + 1
        if taken[shown] > 1:
            shown = f"{shown}#{taken[shown]}"
        named.append((shown, entry))
    return sorted(named, key=lambda each: each[0])


def _decoded(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; without a mark it is GB18030 where Chinese Windows made it."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _safe(name: str) -> str:
    """Return a name without anything that leads out of the archive.

    >>> _safe("../../etc/a.csv"), _safe("C:\\\\logs\\\\b.csv"), _safe("/c.csv")
    ('etc/a.csv', 'logs/b.csv', 'c.csv')
    """
    plain = "".join(c if c.isprintable() else "_" for c in name.replace("\\", "/"))
    parts = [part for part in _DRIVE.sub("", plain).split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in name.split("/"))


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return (entry.external_attr >> 28) == 0xA


def _bytes(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of an entry; more than it declares is damage."""
    if not entry.flag_bits & _ENCRYPTED:
        yield from _read(archive, entry, None)
        return
    if entry.compress_type == AES:
        yield from _aes(name, archive, entry)
        return
    for word in words_as_bytes():
        if _fits(archive, entry, word):
            yield from _read(archive, entry, word)
            return
    raise refused(name)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, word: bytes | None) -> Iterator[bytes]:
    with archive.open(entry, pwd=word) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _fits(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, word: bytes) -> bool:
    """Return whether a password opens an entry: one byte is checked, so the whole is read."""
    try:
        for _ in _read(archive, entry, word):
            pass
    except (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError):
        return False
    return True


def _aes(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    found = AesEntry.of(archive, entry)
    for word in words_as_bytes():
        if found.opens(word):
            yield from found.read(word)
            return
    raise refused(name)


def _too_large(name: str) -> InputError:
    return InputError(
        name,
        "unpacks to more than an archive of logs would / 压缩包展开后过大",
        "Unpack it and look at what it holds. / 请先解压查看其内容。",
    )


def _damaged(name: str) -> InputError:
    return InputError(
        name,
        "is a damaged archive, or packed in a way that is not read / 压缩包已损坏或压缩方式不支持",
        "Unpack it and give the folder. / 请解压后指定文件夹。",
    )
