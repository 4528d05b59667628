"""What the manifest says of the record itself: is it whole, was all of it sent, who complained."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from auditkit.api.complaints import complaints
from auditkit.api.completeness import alarm, completeness, limits, period_of
from auditkit.api.reconcile import Read, broken, reconcile
from auditkit.core.clock import day_of
from auditkit.core.findings import Bilingual, Finding
from auditkit.core.i18n import Catalogue
from auditkit.engine.outcome import Outcome
from auditkit.policy.load import LoadedPack
from auditkit.report.interface import FileTotals
from auditkit.sources.control import Expected, load_control


@dataclass(frozen=True, slots=True)
class Control:
    """A control file as it was read."""

    name: str
    sha256: str
    lines: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days a run was asked for, the last instant known, and the zone it is shown in."""

    date_from: date | None
    date_to: date | None
    as_of: datetime | None
    zone: str


def control_of(path: Path | None) -> Control | None:
    """Return the control file that was named, if any; ``PolicyError`` lists its bad cells."""
    if path is None:
        return None
    lines = load_control(path)
    return Control(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), lines)


def sections(
    outcome: Outcome,
    findings: Sequence[Finding],
    files: Sequence[FileTotals],
    packs: Iterable[LoadedPack],
    span: Span,
    passed: Sequence[str],
    control: Control | None,
) -> dict[str, Any]:
    """Return ``completeness``, ``complaints`` and, with a control file, ``control``."""
    period = period_of(outcome, (span.date_from, span.date_to), span.as_of, span.zone)
    told: dict[str, Any] = {
        "completeness": completeness(outcome, files, packs, period, passed),
        "complaints": {
            **complaints(outcome.seen, findings),
            "share_from": limits().share_from,
        },
    }
    if control is not None:
        compared = reconcile(control.lines, _read(outcome, files))
        told["control"] = {"file": control.name, "sha256": control.sha256, **compared}
    return told


def alarms(told: Mapping[str, Any]) -> tuple[Bilingual, ...]:
    """Return what of these sections a person must look at."""
    found = list(alarm(told["completeness"]))
    unexpected = told.get("control", {}).get("unexpected", ())
    if unexpected:
        found.append(_say("control.unexpected", count=len(unexpected)))
    return tuple(found)


def reasons(manifest: Mapping[str, Any]) -> list[Bilingual]:
    """Return why a run that was held against a control file does not end well."""
    control = manifest.get("control")
    if control is None:
        return []
    return [
        _say("control.missing", file=line["file"], control=control["file"], row=line["row"])
        if line["state"] == "missing"
        else _differs(line, control["file"])
        for line in broken(control)
    ]


def _differs(line: Mapping[str, Any], control: str) -> Bilingual:
    texts = {}
    for lang in ("zh", "en"):
        words = Catalogue(lang)
        found = [
            words.text(
                "control.difference",
                measure=words.text(f"control.measure.{each['measure']}"),
                expected=each["expected"],
                actual=each["actual"] or words.text("none"),
            )
            for each in line["differences"]
        ]
        texts[lang] = words.text(
            "control.differs",
            file=line["file"],
            control=control,
            row=line["row"],
            differences=words.text("separator").join(found),
        )
    return Bilingual(**texts)


def _say(key: str, **args: object) -> Bilingual:
    return Bilingual(*(Catalogue(lang).text(key, **args) for lang in ("zh", "en")))


def _read(outcome: Outcome, files: Sequence[FileTotals]) -> list[Read]:
    names = [account.facts.name for account in outcome.accounts]
    agencies: dict[str, set[str]] = {}
    days: dict[str, list[int]] = {}
    for source, agency, day in outcome.seen.days:
        agencies.setdefault(names[source], set()).add(agency)
        days.setdefault(names[source], []).append(day)
    return [
        Read(
            totals,
            frozenset(agencies.get(totals.file, ())),
            (day_of(min(seen)), day_of(max(seen))) if (seen := days.get(totals.file)) else None,
        )
        for totals in files
    ]
