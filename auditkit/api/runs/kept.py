"""Turns a bundle into what the store keeps of a run, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from math import isfinite
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from auditkit.core.findings import Coverage, Exemption, Finding, Lookback, NotEvaluated
from auditkit.policy.load import LoadedPack
from auditkit.policy.packed import packed
from auditkit.report.interface import (
    ContactKey,
    FileTotals,
    HourKey,
    Incident,
    RejectRow,
    ReportBundle,
    RuleView,
    UnknownCode,
    Workload,
)
from auditkit.report.safe import scrubbed
from auditkit.store.kept import Item, PackFiles

_FIELDS: Final[Mapping[str, tuple[str, type, str]]] = {
    "input": ("files", FileTotals, "file"),
    "rule_version": ("rules", RuleView, "id"),
    "sighting": ("findings", Finding, "fingerprint"),
    "incident": ("incidents", Incident, "id"),
    "exemption": ("exemptions", Exemption, "rule"),
    "not_evaluated": ("not_evaluated", NotEvaluated, "rule"),
    "coverage": ("coverage", Coverage, "rule"),
    "lookback": ("lookbacks", Lookback, "rule"),
    "unknown_code": ("unknown_codes", UnknownCode, "source"),
    "reject": ("rejects", RejectRow, "file"),
}
"""Of each part of a run: the field of the bundle, what it is made of, and what names a row."""
_BULKY: Final[Mapping[type, tuple[str, ...]]] = {Finding: ("observed", "limit"), Incident: ()}
"""Of what a run has many, and which of its fields may be no number, as JSON has none for that."""


def parts_of(bundle: ReportBundle) -> dict[str, Iterable[Item]]:
    """Return the parts of a run as streams of rows.

    A finding is kept as it was found: what people decided on it stands in decisions, not in it.
    """
    parts: dict[str, Iterable[Item]] = {
        kind: _items(getattr(bundle, field), of, name)
        for kind, (field, of, name) in _FIELDS.items()
    }
    for kind, counts in _counted(bundle).items():
        parts[kind] = (Item(_storable(str(row[0])), _text(row)) for row in counts)
    return parts


def _counted(bundle: ReportBundle) -> dict[str, Iterator[list[Any]]]:
    """Return the parts that are counts: rows of what is counted by, its first naming the row."""
    by_case, by_load = bundle.workload.cases, bundle.workload.others
    return {
        "contact": ([*who, count] for who, count in bundle.contacts.items()),
        "contact_hour": ([*when, count] for when, count in bundle.hours.items()),
        "case_load": ([case, count] for case, count in by_case.items()),
        "load_share": ([load, cases] for load, cases in by_load.items()),
    }


def packs_of(packs: Iterable[LoadedPack]) -> tuple[PackFiles, ...]:
    """Return the files of the packs of a run, as they were read."""
    return tuple(
        PackFiles(each.digest, each.pack.id, each.pack.version, packed(each.files))
        for each in packs
    )


def bundle_of(manifest: Mapping[str, Any], read: Callable[[str], Iterable[Item]]) -> ReportBundle:
    """Return the bundle of a kept run; ``read`` gives the rows of a part by its name."""
    fields = {field: tuple(_read(read(kind), of)) for kind, (field, of, _) in _FIELDS.items()}
    return ReportBundle(
        manifest=manifest,
        contacts={ContactKey(*who): count for *who, count in _counts(read("contact"))},
        hours={HourKey(*when): count for *when, count in _counts(read("contact_hour"))},
        workload=Workload(dict(_counts(read("case_load"))), dict(_counts(read("load_share")))),
        **fields,  # type: ignore[arg-type]
    )


def _counts(items: Iterable[Item]) -> Iterator[list[Any]]:
    return (json.loads(item.body) for item in items)


def finding_of(body: Mapping[str, Any]) -> Finding:
    """Return a kept finding, read as JSON, as it was found."""
    found: Finding = _adapter(Finding).validate_python(body)
    return found


def _items(rows: Iterable[Any], of: type, name: str) -> Iterator[Item]:
    adapter, numbers = _adapter(of), _BULKY.get(of)
    for row in rows:
        yield Item(_storable(getattr(row, name)), _body(adapter, row, numbers))


def _body(adapter: TypeAdapter[Any], row: Any, numbers: Iterable[str] | None) -> str:  # noqa: ANN401
    """Return a row as JSON; where there are many by the faster way, if that can say all of it."""
    if numbers is not None and all(isfinite(getattr(row, name)) for name in numbers):
        with suppress(PydanticSerializationError):  # half of a surrogate pair
            return adapter.dump_json(row).decode()
    return _text(adapter.dump_python(row))


def _read(items: Iterable[Item], of: type) -> Iterator[Any]:
    load = _adapter(of).validate_python
    for item in items:
        yield load(json.loads(item.body))


@cache
def _adapter(of: type) -> TypeAdapter[Any]:
    return TypeAdapter(of)


def _text(value: object) -> str:
    """Return JSON as Python reads it again, numbers that are none included."""
    return scrubbed(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _storable(text: str) -> str:
    return scrubbed(text).replace("\0", "\u2400")
