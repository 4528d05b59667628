"""Reads what a store keeps of a run as the members of an evidence pack, exactly as it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, func, or_, select

from auditkit.core.evidence.links import LINK
from auditkit.core.evidence.recipe import canonical, part_line
from auditkit.policy.packed import ascii_name, unpacked
from auditkit.store.chain import read_chain
from auditkit.store.schema import ACCESS, DECISION, HOLD, PARTS, POLICY, RUN

ACTS: Final = (DECISION, ACCESS, HOLD)
_BULK: Final = 5_000
_FRAME: Final = 100
"""What a line has besides name and body: the keys, the seal, quotes."""


@dataclass(slots=True)
class PartLines:
    """A part as lines; ``digests`` are those of the rows that were read so far."""

    connection: Connection
    run: str
    table: Table
    digests: list[str]

    def size(self) -> int:
        """Return how many bytes all lines have, or more; a character may take four."""
        table = self.table
        each = func.length(table.c.body) + func.length(table.c.name)
        query = select(func.count(), func.sum(each)).where(table.c.run_id == self.run)
        rows, characters = self.connection.execute(query).one()
        return int(rows) * _FRAME + int(characters or 0) * 4

    def __iter__(self) -> Iterator[str]:
        """Yield every row as a line of JSON, its body as it is kept."""
        query = select(self.table).where(self.table.c.run_id == self.run)
        query = query.order_by(self.table.c.position).execution_options(yield_per=_BULK)
        for row in self.connection.execute(query):
            name, seal = (json.dumps(text, ensure_ascii=False) for text in (row.name, row.seal))
            line = f'{{"name":{name},"seal":{seal},"body":{row.body}}}\n'
            self.digests.append(part_line(len(self.digests), row.name, row.body, line))
            yield line


def part_lines(connection: Connection, run: str, kind: str) -> PartLines:
    """Return a part of a run as lines that can be read once."""
    return PartLines(connection, run, PARTS[kind], [])


def manifest_text(connection: Connection, run: str) -> str:
    """Return the manifest of a run as it is kept."""
    return str(connection.execute(select(RUN.c.manifest).where(RUN.c.id == run)).scalar_one())


def act_lines(connection: Connection, run: str, table: Table) -> Iterator[str]:
    """Yield the acts on a run as lines; decisions of other runs on its findings among them."""
    mine = table.c.run_id == run
    if table is DECISION:
        sighting = PARTS["sighting"]
        seen = select(sighting.c.name).where(sighting.c.run_id == run)
        mine = or_(mine, table.c.fingerprint.in_(seen))
    for row in connection.execute(select(table).where(mine).order_by(table.c.id)).mappings():
        act = {name: row[name] for name in row if name not in ("id", "seal")}
        yield canonical({"id": row["id"], "act": act, "seal": row["seal"]}) + "\n"


def policy_files(connection: Connection, digests: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of rule packs under the names that a pack gives them."""
    query = select(POLICY).where(POLICY.c.sha256.in_(digests)).order_by(POLICY.c.pack)
    for row in connection.execute(query):
        files = unpacked(row.body)
        for name in sorted(files):
            yield f"policies/{row.pack}/{ascii_name(name)}", files[name]


def chain_lines(connection: Connection) -> Iterator[str]:
    """Yield every link of the chain as a line."""
    for link in read_chain(connection):
        yield canonical({name: getattr(link, name) for name in LINK}) + "\n"


def completed(connection: Connection, run: str) -> tuple[dict[str, Any], bool] | None:
    """Return what the chain says of a run that ended and whether it was purged; None if neither."""
    body: dict[str, Any] | None = None
    purged = False
    for link in read_chain(connection):
        if link.kind == "run.completed" and link.run_id == run:
            body = dict(link.body)
        if link.kind == "store.upgraded":
            taken = [r for r in link.body.get("runs", ()) if r["id"] == run]
            body = dict(taken[0]) if taken and taken[0]["status"] == "complete" else body
        purged = purged or (link.kind == "run.purged" and link.run_id == run)
    return None if body is None else (body, purged)
