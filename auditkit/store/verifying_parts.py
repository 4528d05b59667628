"""Checks the rows of a run one by one, and says what was done to those that do not fit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, select

from auditkit.core.evidence.links import Difference
from auditkit.core.evidence.recipe import row_line
from auditkit.store.schema import STATE, STATE_PART

Fits = Callable[..., bool]
_BULK: Final = 5_000
_NAMED: Final = 500
_SEARCHED: Final = 60
_FINGERPRINT: Final = re.compile(r"F[A-Z2-7]{16}")


@dataclass(slots=True)
class _Read:
    """What was read of a part: its digest, its rows that do not fit, the places that are empty."""

    digest: str = ""
    rows: int = 0
    bad: list[Row[Any]] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    due: int = 0


def check_part(
    connection: Connection,
    table: Table,
    run: str,
    told: Mapping[str, Any],
    fits: Fits | None,
    found: list[Difference],
    tick: Callable[[int], None],
) -> None:
    """Name the rows of a part that were changed, added, removed, moved or copied.

    Without the key it can be told that a row was changed, but not which.
    """
    read = _read(connection, table, run, fits, tick)
    place = f"{table.name} {run}"
    wrong = [Difference("removed", f"{place}[{at}]", "row") for at in read.gaps[:_NAMED]]
    beyond = [row for row in read.bad if row.position >= told["rows"]]
    if fits is None:
        wrong += _beyond(connection, table, run, told["rows"])
    for row in read.bad[:_NAMED]:
        kind = (
            _deed(connection, table, run, row, fits, read)
            if len(read.bad) <= _SEARCHED
            else "changed"
        )
        if kind == "changed" and row in beyond:
            kind = "added"
        wrong.append(Difference(kind, f"{place}[{row.position}]{_shown(row.name)}", "seal"))
    fewer = told["rows"] - read.due
    wrong += [
        Difference("removed", f"{place}[{read.due + n}]", "row") for n in range(min(fewer, _NAMED))
    ]
    if (read.rows, read.digest) != (told["rows"], told["sha256"]) and not wrong:
        wrong.append(Difference("changed", place, "part"))
    found += wrong


def _read(
    connection: Connection, table: Table, run: str, fits: Fits | None, tick: Callable[[int], None]
) -> _Read:
    read, update = _Read(), hashlib.sha256()
    query = select(*(table.c[name] for name in ("position", "name", "body", "seal")))
    query = query.where(table.c.run_id == run).order_by(table.c.position)
    for row in connection.execute(query.execution_options(yield_per=_BULK)):
        position, name, body, seal = row
        if position > read.due:
            read.gaps += range(read.due, min(position, read.due + _NAMED))
        update.update(row_line(read.rows, name, body).encode())
        read.rows += 1
        if read.rows % _BULK == 0:
            tick(read.rows)
        read.due = position + 1
        if fits and not fits(seal, table.name, run, str(position), name, body):
            read.bad.append(row)
    tick(read.rows)
    read.digest = update.hexdigest()
    return read


def _beyond(connection: Connection, table: Table, run: str, rows: int) -> list[Difference]:
    query = select(table.c.position).where(table.c.run_id == run, table.c.position >= rows)
    return [
        Difference("added", f"{table.name} {run}[{at}]", "row")
        for at in connection.scalars(query.limit(_NAMED))
    ]


def _deed(
    connection: Connection,
    table: Table,
    own: str,
    row: Row[Any],
    fits: Fits | None,
    read: _Read,
) -> str:
    """Return what was done to a row whose seal does not fit: moved, copied, or else changed."""
    assert fits is not None  # noqa: S101 - without the key no row is known to be bad
    near = {row.position - 1, row.position + 1, *read.gaps}
    for at in near | {each.position for each in read.bad}:
        if fits(row.seal, table.name, own, str(at), row.name, row.body):
            return "moved"
    same = select(table.c.run_id, table.c.position).where(table.c.seal == row.seal)
    for run, at in connection.execute(same):
        if fits(row.seal, table.name, run, str(at), row.name, row.body):
            return "copied"
    return "changed"


def _shown(name: str) -> str:
    return f" {name}" if _FINGERPRINT.fullmatch(name) else ""


def check_state(
    connection: Connection, run: str, told: Mapping[str, Any] | None, found: list[Difference]
) -> None:
    """Check what a run hands to the next."""
    about = connection.scalar(select(STATE.c.about).where(STATE.c.run_id == run))
    query = select(STATE_PART.c.position, STATE_PART.c.body).where(STATE_PART.c.run_id == run)
    parts = list(connection.execute(query.order_by(STATE_PART.c.position)))
    place = f"state {run}"
    if about is None or told is None:
        if (about is None) != (told is None):
            found.append(Difference("removed" if about is None else "added", place, "row"))
        return
    if [at for at, _ in parts] != list(range(told["parts"])):
        kind = "added" if len(parts) > told["parts"] else "removed"
        kind = "changed" if len(parts) == told["parts"] else kind
        found.append(Difference(kind, f"state_part {run}", "count"))
    whole = hashlib.sha256(about.encode())
    for _, body in parts:
        whole.update(hashlib.sha256(body).digest())
    if whole.hexdigest() != told["sha256"]:
        found.append(Difference("changed", place, "link"))
