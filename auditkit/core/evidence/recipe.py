"""How the hashes of a record are made, for whoever makes a record and for whoever checks one."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NONE_BEFORE = "0" * 64


def canonical(value: object) -> str:
    """Return JSON with sorted keys and no blanks: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_of(seq: int, at: str, kind: str, run_id: str, body: Mapping[str, Any], prev: str) -> str:
    """Return the hash of a link: SHA-256 over the canonical JSON of its six fields as a list."""
    return digest_of(canonical([seq, at, kind, run_id, body, prev]))


def row_line(position: int, name: str, body: str) -> str:
    """Return the line of a row; the digest of a part is SHA-256 over the lines of its rows."""
    return f"{position} {digest_of(name)} {digest_of(body)}\n"


def part_line(position: int, name: str, body: str, line: str) -> str:
    """Return what a pack says of a row: the line that its part's digest is made of, and its own."""
    return f"{row_line(position, name, body)[:-1]} {digest_of(line)}\n"


def folder_digest(sums: Mapping[str, str]) -> str:
    """Return the digest of a folder, given the SHA-256 of each file by its path in it."""
    total = hashlib.sha256()
    for name in sorted(sums, key=lambda name: name.split("/")):
        total.update(name.encode() + b"\0")
        total.update(bytes.fromhex(sums[name]))
    return total.hexdigest()


def pack_digest(sums: Mapping[str, str]) -> str:
    """Return the digest of a rule pack, given the SHA-256 of each of its files.

    ``pack/`` holds its folder, ``phrases.json`` the phrases it names, ``lists/`` a bank's lists.
    """
    digest = folder_digest(_under("pack/", sums))
    if "phrases.json" in sums:
        digest = digest_of(f"{digest} {sums['phrases.json']}")
    lists = _under("lists/", sums)
    return digest_of(f"{digest} {folder_digest(lists)}") if lists else digest


def _under(prefix: str, sums: Mapping[str, str]) -> dict[str, str]:
    return {name[len(prefix) :]: sums[name] for name in sums if name.startswith(prefix)}


def listing(sums: Mapping[str, str]) -> str:
    """Return digests as sha256sum writes and checks them."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def listed(text: str) -> dict[str, str]:
    """Return what a listing says; ``ValueError`` when it is none."""
    pairs = [line.split("  ", 1) for line in text.splitlines()]
    return {name: digest for digest, name in pairs}


def compare(expected: list[str], actual: list[str]) -> Iterator[tuple[str, int]]:
    """Yield what was done to a sequence: what kind of change, and at which place of it.

    Of an added row the place is that in ``actual``.

    >>> list(compare(list("abcd"), list("axd")))
    [('changed', 1), ('removed', 2)]
    >>> list(compare(list("abcd"), list("acbd")))
    [('moved', 1), ('moved', 2)]
    """
    first, last = 0, min(len(expected), len(actual))
    while first < last and expected[first] == actual[first]:
        first += 1
    tail = 0
    while tail < last - first and expected[-1 - tail] == actual[-1 - tail]:
        tail += 1
    old, new = expected[first : len(expected) - tail], actual[first : len(actual) - tail]
    gone, fresh = _only(old, Counter(new)), _only(new, Counter(old))
    for at in sorted(gone | fresh):
        kind = "changed" if at in gone and at in fresh else "removed" if at in gone else "added"
        yield kind, first + at
    if not gone and not fresh:
        for at in range(len(old)):
            if old[at] != new[at]:
                yield "moved", first + at


def _only(these: list[str], others: Counter[str]) -> set[int]:
    """Return the places of values that the others do not have, or not so often."""
    places = set()
    for at, value in enumerate(these):
        if others[value]:
            others[value] -= 1
        else:
            places.add(at)
    return places
