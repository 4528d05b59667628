"""Everything that can be done to a record behind the back of the library, one deed at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditkit.core.evidence.recipe import hash_of, listing
from auditkit.store.schema import METADATA

THOROUGH = os.environ.get("AUDITKIT_EXAMPLES") == "thorough"
"""Three rows of every table in every way, instead of the ends of it in the worst one."""

Deed = Callable[[sqlite3.Connection], object]
UNSEEN = {("store", "schema_version")}
"""What is refused when a store is opened, before anything is verified."""


@dataclass(frozen=True)
class Mutation:
    """One deed: its name, and how the places begin that may be named for it."""

    name: str
    places: tuple[str, ...]
    do: Deed
    needs_key: bool = False


def places_of(table: str, run: str = "") -> tuple[str, ...]:
    whole = {"custody": ("chain",), "store": ("store", "chain"), "run": ("run[", "input", "store")}
    whole["state_part"] = ("state",)
    return whole.get(table, (table, f"{table}["))


def rows_of(db: sqlite3.Connection, table: str) -> list[int]:
    """Return the row ids of the first, the middle and the last row."""
    ids = [each for (each,) in db.execute(f"SELECT rowid FROM {table} ORDER BY rowid")]
    places = (0, len(ids) // 2, -1) if THOROUGH else (0, -1)
    return sorted({ids[at] for at in places}) if ids else []


def cells(db: sqlite3.Connection) -> Iterator[Mutation]:
    """Yield a change of every column of every table, in several rows and several ways."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if (table.name, column.name) in UNSEEN:
                continue
            for row in rows_of(db, table.name):
                query = f"SELECT {column.name} FROM {table.name} WHERE rowid = {row}"
                (value,) = db.execute(query).fetchone()
                for how, other in list(_others(value))[: None if THOROUGH else 1]:
                    yield Mutation(
                        f"{table.name}.{column.name} of row {row} {how}",
                        places_of(table.name),
                        _set(table.name, column.name, row, other),
                        column.name in ("seal", "head_seal"),
                    )


def _others(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, bytes):
        middle = len(value) // 2
        yield "flipped", value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :]
        yield "cut", value[:-1]
        yield "emptied", b""
    elif isinstance(value, int):
        yield "raised", value + 1_000 if value not in (0, 1) else 1 - value
        yield "made text", "x"
    else:
        text = str(value)
        middle = len(text) // 2
        yield (
            "flipped",
            text[:middle] + chr(ord(text[middle : middle + 1] or "a") ^ 1) + text[middle + 1 :],
        )
        yield "longer", text + " "
        if text:
            yield "emptied", ""


def _set(table: str, column: str, row: int, value: object) -> Deed:
    def do(db: sqlite3.Connection) -> None:
        db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))

    return do


def rows(db: sqlite3.Connection) -> Iterator[Mutation]:
    """Yield rows removed from and doubled in every table."""
    for table in METADATA.sorted_tables:
        for row in rows_of(db, table.name):
            yield Mutation(
                f"row {row} of {table.name} removed",
                places_of(table.name),
                lambda db, t=table.name, r=row: db.execute(f"DELETE FROM {t} WHERE rowid = {r}"),
            )
            yield Mutation(
                f"row {row} of {table.name} doubled",
                places_of(table.name),
                lambda db, t=table, r=row: _double(db, t.name, [c.name for c in t.columns], r),
            )


def _double(db: sqlite3.Connection, table: str, columns: list[str], row: int) -> None:
    values = list(
        db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE rowid = {row}").fetchone()
    )
    for index, name in enumerate(columns):
        if name in ("id", "seq", "position"):
            is_text = isinstance(values[index], str)
            values[index] = values[index] + "9" if is_text else values[index] + 10_000
        if name in ("fingerprint", "sha256") and table in ("finding", "policy"):
            values[index] = values[index][:-1] + "9"
        if table == "state" and name == "run_id":
            values[index] += "9"
    marks = ", ".join("?" * len(values))
    db.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)


def moves(db: sqlite3.Connection, runs: list[str], kinds: list[str]) -> Iterator[Mutation]:
    """Yield rows of a part swapped with their seals, copied, moved to the end, taken over."""
    for kind in kinds:
        count = db.execute(f"SELECT count(*) FROM {kind} WHERE run_id = ?", (runs[0],)).fetchone()[
            0
        ]
        if count > 1:
            yield Mutation(
                f"{kind} swapped", (kind,), lambda db, k=kind: _swap(db, k, runs[0], 0, 1)
            )
            yield Mutation(f"{kind} ends swapped", (kind,),
                           lambda db, k=kind, n=count: _swap(db, k, runs[0], 0, n - 1))  # fmt: skip
            yield Mutation(
                f"{kind} moved to the end", (kind,),
                lambda db, k=kind, n=count: db.execute(
                    f"UPDATE {k} SET position = {n} WHERE run_id = ? AND position = 0", (runs[0],)),
            )  # fmt: skip
        if count:
            yield Mutation(f"{kind} copied from another run", (kind,),
                           lambda db, k=kind, n=count: _take_over(db, k, runs, n))  # fmt: skip


def _swap(db: sqlite3.Connection, kind: str, run: str, one: int, other: int) -> None:
    for before, after in ((one, -1), (other, one), (-1, other)):
        db.execute(
            f"UPDATE {kind} SET position = ? WHERE run_id = ? AND position = ?",
            (after, run, before),
        )


def _take_over(db: sqlite3.Connection, kind: str, runs: list[str], count: int) -> None:
    names = "position + ?, name, body, seal"
    db.execute(
        f"INSERT INTO {kind} (run_id, position, name, body, seal) "
        f"SELECT ?, {names} FROM {kind} WHERE run_id = ? AND position = 0",
        (runs[0], count, runs[1]),
    )


def links(db: sqlite3.Connection) -> Iterator[Mutation]:
    """Yield what can be done to a chain by somebody who knows how it is made, but has no key."""
    acts = ("chain", "store", "run", "access", "decision", "hold")
    last = db.execute("SELECT max(seq) FROM custody").fetchone()[0]
    for seq in range(1, last + 1):
        for name, places, do, needs_key in (
            (f"link {seq} and all after it cut, head set", acts, cut, True),
            (f"link {seq} taken out", ("chain",), take_out, False),
            (f"link {seq} taken out, chain made anew", acts, _take_out_anew, True),
            (f"link {seq} dated back, chain made anew", acts, _date_back, True),
        ):
            yield Mutation(name, places, lambda db, s=seq, do=do: do(db, s), needs_key)
    yield Mutation("chain removed", ("chain",), lambda db: db.execute("DELETE FROM custody"))


def _date_back(db: sqlite3.Connection, seq: int) -> None:
    db.execute("UPDATE custody SET at = '2020' WHERE seq = ?", (seq,))
    rechain(db)


def _take_out_anew(db: sqlite3.Connection, seq: int) -> None:
    take_out(db, seq)
    rechain(db)


def take_out(db: sqlite3.Connection, seq: int) -> None:
    db.execute("DELETE FROM custody WHERE seq = ?", (seq,))


def cut(db: sqlite3.Connection, seq: int) -> None:
    db.execute("DELETE FROM custody WHERE seq >= ?", (seq,))
    db.execute("UPDATE store SET head = ?", (seq - 1,))


def rechain(db: sqlite3.Connection) -> None:
    """Make every number and hash again; the seals stay, for there is no key to make others."""
    import json

    found = db.execute("SELECT rowid, at, kind, run_id, body FROM custody ORDER BY seq").fetchall()
    prev = "0" * 64
    for seq, (row, at, kind, run, body) in enumerate(found, 1):
        hashed = hash_of(seq, at, kind, run, json.loads(body), prev)
        db.execute("UPDATE custody SET seq = ?, prev = ?, hash = ? WHERE rowid = ?",
                   (seq, prev, hashed, row))  # fmt: skip
        prev = hashed
    db.execute("UPDATE store SET head = ?", (len(found),))


Members = dict[str, bytes]


def members(pack: Members) -> Iterator[tuple[str, str, Members]]:
    """Yield what can be done to every member of a pack: deed, member, the pack after it."""
    for name, body in pack.items():
        for at in sorted({0, len(body) // 2, len(body) - 1}):
            if body:
                flipped = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
                yield f"byte {at} flipped", name, {**pack, name: flipped}
        if body:
            yield "cut", name, {**pack, name: body[:-1]}
            yield "emptied", name, {**pack, name: b""}
        yield "longer", name, {**pack, name: body + b"\n"}
        without = {each: pack[each] for each in pack if each != name}
        yield "removed", name, without
        yield "renamed", name, {**without, f"{name}.old": body}
        yield "added as another", f"{name}.copy", {**pack, f"{name}.copy": body}
        other = next(each for each in pack if pack[each] != body)
        yield "replaced", name, {**pack, name: pack[other]}


def lines(pack: Members) -> Iterator[tuple[str, str, int, Members]]:
    """Yield what can be done to lines of the members that have lines."""
    for name, body in pack.items():
        if not name.endswith((".jsonl", ".sha256")):
            continue
        found = body.splitlines(keepends=True)
        for at in sorted({0, len(found) // 2, len(found) - 1}) if found else ():
            line = found[at]
            middle = len(line) // 2
            changed = line[:middle] + bytes([line[middle] ^ 1]) + line[middle + 1 :]
            yield "changed", name, at, {**pack, name: _with(found, at, [changed])}
            yield "removed", name, at, {**pack, name: _with(found, at, [])}
            yield "doubled", name, at, {**pack, name: _with(found, at, [line, line])}
        if len(found) > 1 and found[0] != found[1]:
            swapped = b"".join([found[1], found[0], *found[2:]])
            yield "swapped", name, 0, {**pack, name: swapped}


def _with(found: list[bytes], at: int, instead: list[bytes]) -> bytes:
    return b"".join([*found[:at], *instead, *found[at + 1 :]])


def relisted(pack: Members) -> Members:
    """Return a pack whose SHA256SUMS was made again to hide what was done."""
    import hashlib

    sums = {n: hashlib.sha256(body).hexdigest() for n, body in pack.items() if n != "SHA256SUMS"}
    return {**pack, "SHA256SUMS": listing(sums).encode()}
