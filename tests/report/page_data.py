"""Reads the data of a page back into what a run says, by the contract and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from auditkit.core.findings import Activity, Bilingual, Finding
from auditkit.report.html.payload import payload, script_safe
from auditkit.report.html.told import told_of
from auditkit.report.interface import ReportBundle
from auditkit.report.record import number

ALL = 50_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Document = dict[str, Any]


def data_of(run: ReportBundle, most: int = ALL) -> Document:
    written = script_safe(payload(told_of(run, most=most, reviewed=5), "zh"))
    document: Document = json.loads(written)
    return document


def rows(table: dict[str, list[Any]]) -> list[dict[str, Any]]:
    assert len({len(column) for column in table.values()}) <= 1, "columns differ in length"
    return [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]


def moment_of(row: dict[str, Any]) -> str:
    """Return the time of a row as a run writes it."""
    day = EPOCH + timedelta(days=row["day"])
    if row["second"] < 0:
        return f"{day:%Y-%m-%d}"
    at = day + timedelta(seconds=row["second"])
    sign, east = "-" if row["offset"] < 0 else "+", abs(row["offset"])
    return f"{at:%Y-%m-%dT%H:%M:%S}{sign}{east // 60:02d}:{east % 60:02d}"


def bilingual(document: Document, place: int) -> Bilingual | None:
    if place < 0:
        return None
    return Bilingual(document["texts"]["zh"][place], document["texts"]["en"][place])


def word(document: Document, group: str, place: int) -> str:
    return "" if place < 0 else document["vocab"][group]["keys"][place]


def read_findings(document: Document) -> Iterator[dict[str, object]]:
    """Yield every finding as the page knows it, in the fields of a run."""
    strings, acts = document["strings"], document["activities"]["id"]
    for row in rows(document["findings"]):
        rule = document["rules"][row["rule"]]
        case = rows(document["cases"])[row["case"]]
        yield {
            "fingerprint": row["fingerprint"],
            "rule": rule["id"],
            "pack": rule["pack"],
            "family": word(document, "family", rule["family"]),
            "check": rule["check"],
            **{name: word(document, name, row[name]) for name in
               ("severity", "certainty", "force", "decision", "party_role")},
            "incident": document["incidents"]["id"][row["incident"]],
            **{name: strings[row[name]] for name in ("overlap", "debtor", "party", "evidence")},
            "collector_id": strings[row["collector"]],
            "agency_id": strings[row["agency"]],
            "org_id": strings[row["org"]],
            "case_id": case["id"],
            "case_debtor": strings[case["debtor"]],
            "at": moment_of(row),
            "anchor_activity": acts[row["anchor"]],
            "activities": tuple(acts[each] for each in row["counted"]),
            "observed": row["observed"],
            "limit": row["limit"],
            "window": (strings[row["window_from"]], strings[row["window_to"]]),
            **{name: bilingual(document, row[name]) for name in ("message", "remedy", "wording")},
            "basis": [clause_of(document, each) for each in document["bases"][row["basis"]]],
        }  # fmt: skip


def clause_of(document: Document, place: int) -> tuple[object, ...]:
    clause = document["clauses"][place]
    return (
        document["instruments"][clause["instrument"]]["id"],
        clause["clause"],
        clause["from"],
        word(document, "confidence", clause["confidence"]),
        clause["finer_unseen"],
    )


def said_by(each: Finding) -> dict[str, object]:
    """Return the same fields as the run itself says them."""
    names = ("fingerprint", "rule", "pack", "family", "check", "severity", "certainty", "force",
             "decision", "party_role", "incident", "overlap", "debtor", "party", "evidence",
             "collector_id", "agency_id", "org_id", "case_id", "at", "anchor_activity",
             "activities", "message", "remedy", "wording")  # fmt: skip
    return {
        **{name: getattr(each, name) for name in names},
        "case_debtor": each.debtor,
        "observed": number(each.observed),
        "limit": number(each.limit),
        "window": each.window or ("", ""),
        "basis": [(b.instrument, b.clause, b.in_force_from, b.source_confidence, b.finer_unseen)
                  for b in each.basis],
    }  # fmt: skip


def read_activities(document: Document) -> Iterator[Activity]:
    strings = document["strings"]
    for row in rows(document["activities"]):
        flat = row["linked"]
        yield Activity(
            activity_id=row["id"],
            at=moment_of(row),
            **{name: word(document, name, row[name])
               for name in ("channel", "direction", "outcome", "party_role")},
            step="|".join(word(document, "step", each) for each in row["step"]),
            party=strings[row["party"]],
            contact=strings[row["contact"]],
            collector_id=strings[row["collector"]],
            agency_id=strings[row["agency"]],
            duration_s=row["duration"],
            source_file=strings[row["file"]],
            source_row=row["row"],
            linked=tuple((strings[flat[n]], flat[n + 1]) for n in range(0, len(flat), 2)),
        )  # fmt: skip
