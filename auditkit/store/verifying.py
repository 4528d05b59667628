"""Re-performs the record of a store: what stands there against what its chain of custody says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from sqlalchemy import Boolean, Column, Connection, Integer, Table, func, select, type_coerce

from auditkit.core.evidence.links import (
    UNREADABLE,
    Difference,
    Said,
    check_links,
    guarded,
    is_noted,
    take,
)
from auditkit.core.evidence.recipe import canonical, digest_of
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.core.seal import Sealer
from auditkit.store.schema import (
    ACCESS,
    CUSTODY,
    DECISION,
    HOLD,
    PARTS,
    REVISION,
    RUN,
    STATE,
    STATE_PART,
    STORE,
    revision_of,
)
from auditkit.store.verifying_findings import check_findings
from auditkit.store.verifying_parts import check_part, check_state
from auditkit.store.verifying_policies import check_policies

Fits = Callable[..., bool]
Progress = Callable[[str, int, int], None]
_ACTS: Final = (ACCESS, DECISION, HOLD)


@dataclass(frozen=True, slots=True)
class Looked:
    """A store as it was read: its row, what its chain says, its runs by id, and what is wrong.

    ``fits`` tells whether a seal fits; None, and ``seals`` says why, when that cannot be told.
    """

    connection: Connection
    row: Mapping[str, Any]
    links: Sequence[Mapping[str, Any]]
    said: Said
    runs: Mapping[str, Mapping[str, Any]]
    fits: Fits | None
    seals: str
    found: list[Difference]
    checked: dict[str, int] = field(default_factory=dict)

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash of the last link, 0 and nothing for a chain without links."""
        return (self.links[-1]["seq"], self.links[-1]["hash"]) if self.links else (0, "")

    def standing(self) -> dict[str, Mapping[str, Any]]:
        """Return the links ``run.completed`` of runs that were not purged, by run, in order."""
        return {
            run: link for run, link in self.said.completed.items() if run not in self.said.purged
        }


def look(connection: Connection, key: Pseudonymiser | None) -> Looked:
    """Read the chain and the runs of a store; what is wrong with the chain is in ``found``."""
    found: list[Difference] = []
    if connection.dialect.name == "sqlite":
        told = connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars().all()
        found += [] if told == ["ok"] else [Difference("changed", "audit.db", "damaged")]
    row = _store_row(connection, found)
    query = select(CUSTODY).order_by(CUSTODY.c.seq)
    rows = [dict(each) for each in connection.execute(query).mappings()]
    fits, seals = seals_of(rows, row["key_id"], key)
    links = check_links(rows, found, fits)
    said = Said({}, {}, {}, {})
    guarded(found, "chain", take, said, links)
    runs = {each["id"]: dict(each) for each in connection.execute(select(RUN)).mappings()}
    checked = {"links": len(links)}
    looked = Looked(connection, row, links, said, runs, fits, seals, found, checked)
    _check_head(looked)
    return looked


def _store_row(connection: Connection, found: list[Difference]) -> dict[str, Any]:
    rows = [dict(each) for each in connection.execute(select(STORE)).mappings()]
    if len(rows) != 1:
        found.append(Difference("added" if rows else "removed", STORE.name, "row"))
    return rows[0] if rows else dict.fromkeys(STORE.columns.keys(), "")


def seals_of(
    links: Iterable[Mapping[str, Any]], owner: object, key: Pseudonymiser | None
) -> tuple[Fits | None, str]:
    """Return what checks seals, if the key at hand is that of the record, and how to say so.

    It is when the record names it (``owner``), or when any link was sealed under it.
    """
    if key is None:
        return None, "no_key"
    sealer = Sealer.of(key)
    try:
        is_own = owner == key.key_id or any(
            sealer.fits(each["seal"], "link", each["hash"]) for each in links
        )
    except UNREADABLE:
        is_own = False
    return (sealer.fits, "checked") if is_own else (None, "other_key")


def check_store(looked: Looked, noted: str = "") -> None:
    """Check what belongs to the store as a whole: runs, acts, packs, identities, strangers."""
    found = looked.found
    if noted and not is_noted(looked.links, noted):
        found.append(Difference("changed", "chain", "noted"))
    for run in sorted({*looked.said.begun, *looked.said.completed, *looked.runs}):
        guarded(found, f"run[{run}]", _check_run, looked, run)
    guarded(found, "store.key_id", _check_key, looked)
    for table in _ACTS:
        guarded(found, table.name, _check_acts, looked, table)
    guarded(found, REVISION.name, _check_revision, looked)
    standing = looked.standing()
    check_policies(looked.connection, [link["body"] for link in standing.values()],
                   [looked.runs.get(run, {}) for run in standing], found)  # fmt: skip
    for table in (*PARTS.values(), STATE, STATE_PART):
        guarded(found, table.name, _check_strangers, looked, table)


def check_run(looked: Looked, run: str, progress: Progress) -> None:
    """Check every row that is kept of one run; of a purged one that none is."""
    if run not in looked.standing():
        return
    told, found, fits = looked.standing()[run]["body"], looked.found, looked.fits
    total = sum(each["rows"] for each in told["parts"].values())
    rows = looked.checked.setdefault("rows", 0)
    for table in PARTS.values():
        part = told["parts"].get(table.name, {"rows": 0, "sha256": digest_of("")})
        place = f"{table.name} {run}"
        done = rows - looked.checked["rows"]
        tick = partial(_tick, progress, done, total)
        guarded(found, place, check_part, looked.connection, table, run, part, fits, found, tick)
        rows += part["rows"]
    looked.checked["rows"] = rows
    state = told.get("state")
    guarded(found, f"state {run}", check_state, looked.connection, run, state, found)


def _tick(progress: Progress, done: int, total: int, more: int) -> None:
    progress("verify", done + more, total)


def check_identities(looked: Looked, runs: Sequence[str]) -> None:
    """Check which run is said to have seen each finding first."""
    standing, ended = list(looked.standing()), list(looked.said.completed)
    found = looked.found
    guarded(found, "finding", check_findings, looked.connection, standing, ended, runs, found)


def _check_head(looked: Looked) -> None:
    number, hashed = looked.head
    if looked.row["head"] != number:
        short = isinstance(looked.row["head"], int) and looked.row["head"] > number
        kind, place = ("removed", f"chain[{number + 1}]") if short else ("changed", "store.head")
        looked.found.append(Difference(kind, place, "head"))
    elif (
        looked.fits
        and number
        and not looked.fits(looked.row["head_seal"], "head", str(number), hashed)
    ):
        looked.found.append(Difference("changed", "store.head_seal", "seal"))


def _check_revision(looked: Looked) -> None:
    """Hold the revision that migrations go by against the version of the schema."""
    stands = list(looked.connection.scalars(select(REVISION.c.version_num)))
    if stands != [revision_of(looked.row["schema_version"])]:
        looked.found.append(Difference("changed", REVISION.name, "version"))


def _check_run(looked: Looked, run: str) -> None:
    place, row = f"run[{run}]", looked.runs.get(run)
    begun, completed = looked.said.begun.get(run), looked.said.completed.get(run)
    if row is None:
        looked.found.append(Difference("removed", place, "row"))
        return
    if begun is None and completed is None:
        looked.found.append(Difference("added", place, "row"))
        return
    for column, value in _expected(looked.said, run).items():
        stands = digest_of(row["manifest"]) if column == "manifest" else row[column]
        if value is not None and stands != value:
            looked.found.append(Difference("changed", f"{place}.{column}", "link"))


def _expected(said: Said, run: str) -> dict[str, str | None]:
    """Return what the chain says of the columns of a run; None where it says nothing."""
    begun, ended = said.begun.get(run), said.completed.get(run)
    upgraded = begun is not None and begun["kind"] == "store.upgraded"
    started = None if begun is None or upgraded else begun["at"]
    if ended is None:
        body = begun["body"] if begun is not None else {}
        return {
            "started_at": started,
            "status": body.get("status", "running"),
            "ended_at": None if upgraded else "",
            "name": body.get("name", ""),
            "manifest": body.get("manifest_sha256"),
        }
    return {
        "started_at": started,
        "status": "purged" if run in said.purged else ended["body"].get("status", "complete"),
        "ended_at": None if ended["kind"] == "store.upgraded" else ended["at"],
        "name": ended["body"]["name"],
        "manifest": ended["body"]["manifest_sha256"],
    }


def _check_key(looked: Looked) -> None:
    """Hold the key's name of the store and of each run against that of the whole manifests."""
    owner = looked.row["key_id"]
    bad = {each.place for each in looked.found}
    for run, row in looked.runs.items():
        if run in looked.said.completed and f"run[{run}].manifest" not in bad:
            said = key_of(row)
            if said and said != owner:
                looked.found.append(Difference("changed", "store.key_id", "manifest"))
                owner = said
        if row["key_id"] != owner:
            looked.found.append(Difference("changed", f"run[{run}].key_id", "manifest"))


def key_of(row: Mapping[str, Any]) -> str:
    """Return the key that a run's manifest names, "" when it names none."""
    return str(json.loads(row["manifest"]).get("key_id", ""))


def _check_acts(looked: Looked, table: Table) -> None:
    told = looked.said.acts.get(table.name, {})
    seen = set()
    # truth as it is stored: SQLite would take any text for true
    raw = [type_coerce(c, Integer).label(c.name) if _is_truth(c) else c for c in table.columns]
    for read in looked.connection.execute(select(*raw).order_by(table.c.id)).mappings():
        row = {name: _truth(value) if _is_truth(table.c[name]) else value
               for name, value in read.items()}  # fmt: skip
        number, seal = row["id"], row["seal"]
        text = canonical({name: row[name] for name in row if name not in ("id", "seal")})
        seen.add(number)
        place = f"{table.name}[{number}]"
        if number not in told:
            looked.found.append(Difference("added", place, "row"))
        elif digest_of(text) != told[number][0]:
            looked.found.append(Difference("changed", place, "row"))
        elif looked.fits and not looked.fits(seal, table.name, text):
            looked.found.append(Difference("changed", place, "seal"))
    lost = sorted(set(told) - seen)
    looked.found.extend(Difference("removed", f"{table.name}[{n}]", "row") for n in lost)
    looked.checked[table.name] = len(seen)


def _is_truth(column: Column[Any]) -> bool:
    return isinstance(column.type, Boolean)


def _truth(value: object) -> object:
    return bool(value) if value in (0, 1) else value


def _check_strangers(looked: Looked, table: Table) -> None:
    """Name rows of runs that have none, and runs that have more or fewer than they should."""
    standing = looked.standing()
    query = select(table.c.run_id, func.count()).group_by(table.c.run_id)
    counts = {run: int(count) for run, count in looked.connection.execute(query)}
    for run in sorted(counts, key=str):
        if run not in standing:
            looked.found.append(Difference("added", f"{table.name} {run}", "stranger"))
    if table.name in PARTS:
        for run, link in standing.items():
            rows = link["body"]["parts"].get(table.name, {"rows": 0})["rows"]
            if counts.get(run, 0) != rows:
                kind = "added" if counts.get(run, 0) > rows else "removed"
                looked.found.append(Difference(kind, f"{table.name} {run}", "count"))
