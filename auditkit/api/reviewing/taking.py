"""Takes back a review table that people filled in: every row that holds, and why the rest do not.

The table is read whatever program saved it and whatever was moved, hidden, sorted or deleted in it.
All decisions of a table are one transaction under one link of the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from auditkit.api.reviewing.cells import CellReader, FilledIn
from auditkit.api.reviewing.compare import differences
from auditkit.api.reviewing.decided import standing_of
from auditkit.api.reviewing.deciding import (
    NewDecision,
    event_of,
    local_day,
    looks_personal,
    named,
    refused_as,
    whole_run,
    wished,
)
from auditkit.api.reviewing.result import COLUMN_OF, Imported, Remark
from auditkit.api.reviewing.sheets import Table, TableRow, read_tables
from auditkit.api.reviewing.table import words_of
from auditkit.api.runs.kept import finding_of
from auditkit.core import clock
from auditkit.core.decisions import Wish, person, refusal
from auditkit.core.findings import Decided
from auditkit.report.review_rows import check_of, fixed_cells
from auditkit.store.database import Store
from auditkit.store.deciding import Past, decide, decisions_on
from auditkit.store.decisions import DecisionEvent
from auditkit.store.runs import RunRecord, read_findings


@dataclass(frozen=True, slots=True)
class _Said:
    """A row and what was filled in on it."""

    row: TableRow
    fingerprint: str
    filled: FilledIn


def import_review(
    path: Path,
    *,
    who: str,
    run: Path | str | None = None,
    db: str | None = None,
    dry_run: bool = False,
    shared_account: bool = False,
    lang: str = "zh",
) -> Imported:
    """Record what was decided in a table on findings of a run, by one person.

    ``lang`` is that of the table where its header does not tell. Raises ``InputError`` for a file
    that cannot be read or is no such table, without a person, and as ``review.whole_run`` does.
    """
    if not who.strip():
        raise refused_as(path.name, "who")
    tables = read_tables(path, lang)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with whole_run(run, db) as (store, record):
        reading = _Reading(path.name, digest, who, shared_account)
        said = reading.said(tables, store, record)
        reading.decide(store, record, said, dry_run=dry_run)
    return replace(reading.told(tables, record), dry_run=dry_run)


class _Reading:
    """One table on its way into the store: what was found in it so far."""

    def __init__(self, file: str, digest: str, who: str, shared_account: bool) -> None:
        self._file, self._digest, self._who = file, digest, who
        self._shared = shared_account
        self._problems: set[Remark] = set()
        self._notes: set[Remark] = set()
        self._rows = self._empty = self._repeated = self._unchanged = self._taken = 0

    def said(self, tables: Sequence[Table], store: Store, record: RunRecord) -> list[_Said]:
        """Return the rows that decide something on a finding of the run, one for each finding."""
        filled = list(self._filled(tables))
        expected = _expected({each.fingerprint for each in filled}, tables, store, record)
        held = [each for each in filled if self._holds(each, expected)]
        return self._once_each(held)

    def _filled(self, tables: Iterable[Table]) -> Iterator[_Said]:
        reader = CellReader()
        for row in (row for table in tables for row in table.rows):
            filled = reader.read(row.cells)
            name = named(_text(row.cells.get("fingerprint")))
            self._rows += bool(name) or not filled.is_empty
            if filled.is_empty:
                self._empty += bool(name)
            elif not name:
                self._refuse(row, "fingerprint", "no_fingerprint")
            elif filled.amiss:
                for column, reason in filled.amiss:
                    self._refuse(row, column, reason)
            else:
                yield _Said(row, name, filled)

    def _holds(self, said: _Said, expected: Mapping[str, Mapping[str, str]]) -> bool:
        """Return whether the fixed cells of a row are those of its finding."""
        cells = expected.get(said.fingerprint)
        if cells is None:
            self._refuse(said.row, "fingerprint", "unknown")
            return False
        found = list(differences(cells, said.row.cells))
        changed = [column for column, how in found if how == "changed"]
        for column in changed:
            self._refuse(said.row, column, "changed")
        if not changed:
            self._notes |= {
                self._remark(said.row, column, f"program_{how}") for column, how in found
            }
        return not changed

    def _once_each(self, held: Iterable[_Said]) -> list[_Said]:
        by_finding: dict[str, list[_Said]] = {}
        for said in held:
            by_finding.setdefault(said.fingerprint, []).append(said)
        once = []
        for first, *others in by_finding.values():
            if all(each.filled == first.filled for each in others):
                self._repeated += len(others)
                once.append(first)
            else:
                for each in (first, *others):
                    self._refuse(each.row, "fingerprint", "twice")
        return once

    def decide(
        self, store: Store, record: RunRecord, said: Sequence[_Said], *, dry_run: bool
    ) -> None:
        """Judge the rows against all that was decided, and record those that hold."""
        at, names = clock.now(), [each.fingerprint for each in said]
        day = local_day(record, at)

        def judge(past: Past) -> list[DecisionEvent]:
            made = [self._judged(each, past.get(each.fingerprint, ()), day) for each in said]
            events = [
                event_of(each.fingerprint, record.id, at, wish, self._source(each.row))
                for each, wish in zip(said, made, strict=True)
                if wish is not None
            ]
            self._taken = len(events)
            self._warn(said, made)
            return events

        if dry_run:
            judge(decisions_on(store, names))
        elif names:
            decide(store, names, judge)

    def _warn(self, said: Sequence[_Said], made: Sequence[Wish | None]) -> None:
        """Note where what is recorded names a person by a number."""
        for each, wish in zip(said, made, strict=True):
            for column in ("reason", "owner") if wish is not None else ():
                if looks_personal(getattr(wish, column)):
                    self._notes.add(self._remark(each.row, column, "personal"))

    def _judged(self, said: _Said, past: Sequence[DecisionEvent], day: date) -> Wish | None:
        """Return the decision of a row, None when it says nothing new or is refused."""
        stands = standing_of(past, day)
        wish = self._wish(said, stands)
        if _says_what_stands(wish, stands) or self._was_brought(said, past):
            self._unchanged += 1
            return None
        refused = refusal(past, wish, day)
        if refused is None:
            return wish
        self._refuse(said.row, COLUMN_OF.get(refused, "decision"), refused)
        return None

    def _wish(self, said: _Said, stands: Decided | None) -> Wish:
        """Return what a row decides.

        In the report, whose cells are filled with what stands, an empty cell means none; in the
        review table, whose cells are empty, it means as before.
        """
        filled, blank = said.filled, said.row.table_is_blank
        assert filled.status is not None  # noqa: S101 - rows without one decide nothing
        change = NewDecision(
            status=filled.status,
            reason=filled.reason,
            who=self._who,
            until=filled.until,
            owner=(filled.owner or None) if blank else filled.owner,
            due=filled.due,
            final=filled.final,
            shared_account=self._shared,
        )
        wish = wished(change, stands)
        if blank:
            return wish
        dropped = {
            name: ""
            for name in ("due", "until")
            if name in said.row.cells and getattr(filled, name) is None
        }
        return replace(wish, **dropped)  # type: ignore[arg-type]

    def _was_brought(self, said: _Said, past: Iterable[DecisionEvent]) -> bool:
        """Return whether this person brought in this row of this very file before."""
        place = self._place(said.row)
        return any(place in each.source and person(each.who) == person(self._who) for each in past)

    def _source(self, row: TableRow) -> str:
        return f"{self._file} {self._place(row)}"

    def _place(self, row: TableRow) -> str:
        sheet = f"[{row.sheet}] " if row.sheet else ""
        return f"{sheet}row {row.number} sha256:{self._digest}"

    def _refuse(self, row: TableRow, column: str, reason: str) -> None:
        self._problems.add(self._remark(row, column, reason))

    def _remark(self, row: TableRow, column: str, reason: str) -> Remark:
        return Remark(row.sheet, row.number, column, reason)

    def told(self, tables: Sequence[Table], record: RunRecord) -> Imported:
        """Return what became of the table."""
        refused = {(each.sheet, each.row) for each in self._problems}
        missing = dict.fromkeys(name for table in tables for name in table.missing)
        return Imported(
            file=self._file,
            sha256=self._digest,
            run=record.id,
            lang=tables[0].lang,
            rows=self._rows,
            taken=self._taken,
            unchanged=self._unchanged,
            empty=self._empty,
            repeated=self._repeated,
            refused=len(refused),
            problems=tuple(sorted(self._problems)),
            notes=tuple(sorted(self._notes)),
            missing=tuple(missing),
        )


def _expected(
    names: set[str], tables: Sequence[Table], store: Store, record: RunRecord
) -> dict[str, dict[str, str]]:
    """Return by fingerprint what the fixed cells of the named findings must say."""
    words = words_of(store, record, tables[0].lang)
    found: dict[str, dict[str, str]] = {}
    for kept in read_findings(store, record.id):
        if kept["fingerprint"] in names:
            finding = finding_of(kept)
            cells = fixed_cells(finding, words)
            found[finding.fingerprint] = {
                **cells,
                "check": check_of(finding.fingerprint, cells),
            }
    return found


def _says_what_stands(wish: Wish, stands: Decided | None) -> bool:
    """Return whether a decision is the one that stands, or leaves open what is open."""
    holds = stands if stands is not None and not stands.lapsed else None
    if holds is None:
        said = (wish.reason, wish.owner, wish.due, wish.until)
        return wish.status == "open" and not any(said) and not wish.final
    same = ("status", "reason", "until", "owner", "due")
    return all(getattr(wish, name) == getattr(holds, name) for name in same) and (
        holds.final or not wish.final
    )


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    return value.strip() if isinstance(value, str) else ""
