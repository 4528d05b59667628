"""Hashes the inputs of a run again, as they stand now, without reading what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditkit.core.errors import InputError
from auditkit.sources.hashing import FileHash
from auditkit.sources.resolve import Found, found_by, unpacked


def rehash(specs: Sequence[str]) -> dict[str, str]:
    """Return SHA-256 by the name that reports show, for every file that is still to be had.

    Files of an archive have each their own; the sheets of a workbook share that of their file.
    What is gone or cannot be opened is left out.
    """
    there = found_by(list(_there(specs)))
    return {each.name: _hash(each) for item in there for each in _inside(item)}


def hash_of(name: str, hashes: dict[str, str]) -> str:
    """Return the hash of an input by its name, ``book.xlsx[sheet]`` for a sheet; "" for none.

    >>> hash_of("book.xlsx[March]", {"book.xlsx": "ab"})
    'ab'
    """
    if name in hashes:
        return hashes[name]
    books = [book for book in hashes if name.startswith(f"{book}[")]
    return hashes[max(books, key=len)] if books else ""


def _there(specs: Sequence[str]) -> Iterator[str]:
    for spec in specs:
        try:
            found_by([spec])
        except InputError:
            continue
        yield spec


def _inside(item: Found) -> list[Found]:
    try:
        return list(unpacked(item, []))
    except InputError:
        return []


def _hash(item: Found) -> str:
    return (item.hash or FileHash(item.path)).result()[0]
