"""The two recorded acts that lead from a finding back to the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from auditkit.api.history import files_of
from auditkit.api.inputs import open_inputs
from auditkit.api.runs.where import opened
from auditkit.core import clock
from auditkit.core.errors import InputError
from auditkit.core.outputs import Put, put
from auditkit.engine.roster import Input
from auditkit.sources.interface import RawBatch
from auditkit.store.access import Access, Verb, os_user, record_access
from auditkit.store.database import Store
from auditkit.store.runs import RunRecord, read_finding, read_findings

SHOWN: Final = (
    "debtor_id",
    "debtor_name",
    "debtor_ids",
    "case_id",
    "party_name",
    "party_role",
    "contact",
    "at",
    "collector_id",
    "collector_name",
    "agency_id",
)
"""The canonical columns that are shown as the bank wrote them."""


@dataclass(frozen=True, slots=True)
class Identified:
    """A finding and, by canonical column, what the bank's own row says."""

    finding: Mapping[str, Any]
    person: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Worklist:
    """How many findings were led back to persons, and where the workbook stands."""

    count: int
    file: Put


def identify(
    run: Path | str, *, reason: str, who: str, out: Path, db: str | None = None
) -> Worklist:
    """Write a workbook, for its owner only, that leads every finding of a run back to the person.

    ``run`` is a folder, or a run of the store ``db``. The act is recorded before anything is read.
    Raises ``InputError`` when an input is gone or is not what was audited, ``ConfigError`` without
    a key, a reason or a person.
    """
    from auditkit.report.worklist import write_worklist  # noqa: PLC0415 - openpyxl loads when needed

    with opened(run, db) as (store, record, _):
        findings = list(read_findings(store, record.id))
        count = len(findings)
        _record(store, record, "identify", reason=reason, who=who, what=record.id, count=count)
        _refuse_purged(record)
        found = _read_back(record, findings)
    rows = [(each.finding, each.person) for each in found]
    return Worklist(len(rows), put(out, lambda file: write_worklist(rows, SHOWN, file)))


def reveal(
    run: Path | str, fingerprint: str, *, reason: str, who: str, db: str | None = None
) -> dict[str, Any]:
    """Return the person behind one finding, as the bank's own row names them.

    The act is recorded before anything is read; raises as ``identify`` does, and ``InputError``
    for a fingerprint that the run does not have.
    """
    with opened(run, db) as (store, record, _):
        finding = read_finding(store, record.id, fingerprint)
        if finding is None:
            raise InputError(str(run), "the run has no such finding")
        _record(store, record, "reveal", reason=reason, who=who, what=fingerprint, count=1)
        found = _read_back(record, [finding])[0]
    place = {
        name: found.finding[name] for name in ("fingerprint", "rule", "source_file", "source_row")
    }
    return {**place, "person": dict(found.person)}


def _refuse_purged(run: RunRecord) -> None:
    if not run.is_complete:
        raise InputError(
            run.id, "holds no findings: it is incomplete or was purged / 未完成或已清除"
        )


def _record(
    store: Store, run: RunRecord, verb: Verb, *, reason: str, who: str, what: str, count: int
) -> None:
    at = clock.now().isoformat(timespec="seconds")
    record_access(store, Access(run.id, at, who, os_user(), verb, reason, what, count))


def _read_back(run: RunRecord, findings: list[dict[str, Any]]) -> list[Identified]:
    kept = run.manifest["inputs"]
    mapping = Path(kept["mapping"]) if kept["mapping"] else None
    if any("://" in source or source == "-" for source in kept["sources"]):
        raise InputError(
            "identify",
            "the run read a database or standard input, which cannot be read again from here",
            "Export the rows to a file, audit the file, and identify that run.",
        )
    opened = _inputs(kept, mapping)
    readable = frozenset(item.name for item in opened)
    hashes = {each["file"]: each["sha256"] for each in run.manifest.get("files", ())}
    wanted: dict[str, set[int]] = {}
    for finding in findings:
        for file, row in _places(finding, readable):
            wanted.setdefault(file, set()).add(row)
    rows: dict[tuple[str, int], dict[str, str]] = {}
    for item in opened:
        if item.name in wanted:
            rows.update(_rows(item, wanted[item.name]))
            if item.source.facts.sha256 != hashes.get(item.name):
                raise InputError(item.name, "is not the file that was audited")
    missing = sorted(set(wanted) - readable)
    if missing:
        raise InputError(", ".join(missing), "was audited but is not there any more")
    return [Identified(f, _person(rows[place] for place in _places(f, readable))) for f in findings]


def _inputs(kept: Mapping[str, Any], mapping: Path | None) -> tuple[Input, ...]:
    """Return the files of a run, and those of its history that are files."""
    earlier = files_of(kept.get("history", ()))
    opened = open_inputs(kept["sources"], mapping=mapping).inputs
    if not earlier:
        return opened
    before = open_inputs(earlier, mapping=mapping).inputs
    return (*opened, *(replace(item, history=True) for item in before))


def _places(finding: Mapping[str, Any], readable: frozenset[str]) -> list[tuple[str, int]]:
    """Return the rows that record the activity: the one that stands for it, then the linked.

    A linked row that an earlier run handed on stands in no file of this run.
    """
    linked = [(str(file), int(row)) for file, row in finding["linked"] if file in readable]
    return [(finding["source_file"], finding["source_row"]), *linked]


def _person(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return what the rows say; the first that says something has the word."""
    person: dict[str, str] = {}
    for row in rows:
        person.update({name: said for name, said in row.items() if said and not person.get(name)})
    return person


def _rows(item: Input, wanted: set[int]) -> dict[tuple[str, int], dict[str, str]]:
    headers = {name: item.plan.bound[name].headers for name in SHOWN if name in item.plan.bound}
    needed = frozenset(header for each in headers.values() for header in each)
    found: dict[tuple[str, int], dict[str, str]] = {}
    for raw in item.source.batches(needed):
        for at in np.flatnonzero(np.isin(raw.rows, list(wanted))).tolist():
            cells = {name: _cells(raw, at, each) for name, each in headers.items()}
            found[item.name, int(raw.rows[at])] = cells
    return found


def _cells(raw: RawBatch, at: int, headers: Iterable[str]) -> str:
    values = (raw.table.column(header)[at].as_py() for header in headers)
    return " ".join(
        value.decode(raw.encoding, errors="replace") if isinstance(value, bytes) else str(value)
        for value in values
        if value is not None
    )
