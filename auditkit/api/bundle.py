"""Makes the bundle that reports are rendered from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import auditkit
from auditkit.api.acts import contacts, hours, workload
from auditkit.api.linking import crosswalk_rejects, linking, linking_alarms
from auditkit.api.lookback import lookbacks
from auditkit.api.record import Control, Span, alarms, sections
from auditkit.api.rule_views import rule_view
from auditkit.core.clock import day_of
from auditkit.core.findings import Bilingual, Exemption, Finding
from auditkit.engine.bind import BoundRule
from auditkit.engine.outcome import Account, Outcome
from auditkit.policy.load import LoadedPack
from auditkit.policy.model import Profile
from auditkit.report.interface import (
    FileTotals,
    Incident,
    RejectRow,
    ReportBundle,
    UnknownCode,
)
from auditkit.sources.interface import SourceFacts

STAMP = "started_at"
"""The one field of a manifest that differs between two runs over the same input."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked to do, as its manifest says it."""

    started_at: datetime
    key_id: str
    profile: Profile
    packs: tuple[LoadedPack, ...]
    settings: Mapping[str, Any]
    mapping_sha256: str
    confirmations: Mapping[str, Any]
    assumptions: tuple[Bilingual, ...]
    alarms: tuple[Bilingual, ...]
    empty: tuple[SourceFacts, ...]
    as_of: datetime | None
    lang: str
    span: Span
    control: Control | None = None


def make_bundle(outcome: Outcome, rules: Sequence[BoundRule], asked: Asked) -> ReportBundle:
    """Return the bundle of a run, everything in a fixed order."""
    findings = tuple(sorted(outcome.ledger.findings, key=_finding_order))
    not_evaluated = outcome.ledger.not_evaluated()
    period = _period(outcome, asked.settings)
    files = tuple(
        sorted([*map(_totals, outcome.accounts), *map(_nothing, asked.empty)], key=lambda f: f.file)
    )
    return ReportBundle(
        manifest=_manifest(outcome, findings, files, asked),
        files=files,
        rules=tuple(rule_view(rule) for rule in rules),
        findings=findings,
        incidents=_incidents(outcome, findings),
        exemptions=tuple(sorted(outcome.ledger.exemptions, key=_exemption_order)),
        not_evaluated=not_evaluated,
        coverage=outcome.ledger.coverage(),
        unknown_codes=tuple(_unknown_codes(outcome.accounts)),
        rejects=(*_rejects(outcome.accounts), *crosswalk_rejects(outcome)),
        contacts=contacts(outcome.acts),
        lookbacks=lookbacks(rules, outcome.record, (period["from"], period["to"]), not_evaluated),
        hours=hours(outcome.acts),
        workload=workload(outcome.acts, findings),
    )


def _finding_order(each: Finding) -> tuple[str, ...]:
    """Return what puts findings in order; a bank that gives an id twice leaves it to the rest."""
    alike = (each.source_file, each.agency_id, each.collector_id, each.case_id, each.evidence)
    return (each.at[:19], each.rule, each.debtor, each.fingerprint, *alike)


def _exemption_order(each: Exemption) -> tuple[str, ...]:
    record = (each.relied_on_at, each.relied_on, each.source_file)
    return (each.rule, each.at, each.anchor_activity, each.debtor, each.case_id, *record)


def _totals(account: Account) -> FileTotals:
    facts = account.facts
    return FileTotals(
        file=account.name,
        format=facts.format,
        encoding=facts.encoding,
        sha256=facts.sha256,
        bytes=facts.bytes,
        read=facts.read,
        judged=account.judged,
        linked=account.linked,
        duplicate=account.duplicate,
        rejected=account.rejected,
        context=account.context,
        duration_s=account.report.duration_s,
        amount=format(account.report.amount, "f"),
        activities=account.report.activities,
        in_part=account.report.in_part,
    )


def _nothing(facts: SourceFacts) -> FileTotals:
    """Return the totals of a file that holds no rows; it is listed all the same."""
    counts = dict.fromkeys(("read", "judged", "linked", "duplicate", "rejected", "context"), 0)
    return FileTotals(
        facts.name,
        facts.format,
        facts.encoding,
        facts.sha256,
        facts.bytes,
        duration_s=0,
        amount="0",
        **counts,
    )


def _incidents(outcome: Outcome, findings: Iterable[Finding]) -> tuple[Incident, ...]:
    members: dict[str, list[Finding]] = {}
    for finding in findings:
        members.setdefault(finding.incident, []).append(finding)
    held = outcome.ledger.incidents
    return tuple(
        Incident(
            id=name,
            rule=found[0].rule,
            debtor=found[0].debtor,
            findings=tuple(f.fingerprint for f in found),
            activities=tuple(sorted(held[name].values(), key=lambda a: (a.at[:19], a.activity_id))),
        )
        for name, found in members.items()
    )


def _unknown_codes(accounts: Iterable[Account]) -> Iterable[UnknownCode]:
    for account in accounts:
        for each in account.report.unknown_codes:
            yield UnknownCode(account.name, each.header, each.canonical, each.code, each.rows)


def _rejects(accounts: Iterable[Account]) -> Iterable[RejectRow]:
    for account in accounts:
        for each in account.rejects:
            yield RejectRow(account.name, each.row, each.column, each.reason, each.activity)


def _manifest(
    outcome: Outcome, findings: Sequence[Finding], files: Sequence[FileTotals], asked: Asked
) -> dict[str, Any]:
    earlier = {account.name for account in outcome.accounts if account.history}
    read = [account.facts for account in outcome.accounts if not account.history]
    passed = [name for facts in (*read, *asked.empty) for name in facts.passed]
    audited = tuple(totals for totals in files if totals.file not in earlier)
    record = sections(outcome, findings, audited, asked.packs, asked.span, passed, asked.control)
    body: dict[str, Any] = {
        "version": auditkit.__version__,
        "key_id": asked.key_id,
        "profile": {
            "id": asked.profile.id,
            "title": asked.profile.title.model_dump(),
            "zone": asked.profile.zone,
        },
        "packs": [_pack(pack) for pack in asked.packs],
        "instruments": [i for pack in asked.packs for i in _instruments(pack)],
        "period": _period(outcome, asked.settings),
        "as_of": _as_of(outcome, asked),
        "settings": dict(asked.settings),
        "history": _history(outcome),
        "mapping": {"sha256": asked.mapping_sha256},
        "assumptions": [asdict(text) for text in _unique(asked.assumptions)],
        "alarms": [
            asdict(text)
            for text in _unique(
                (*asked.alarms, *alarms(record), *outcome.alarms, *linking_alarms(outcome))
            )
        ],
        "linking": linking(outcome, asked.profile),
        "files": [asdict(totals) for totals in files],
        "headline": {
            "findings": len(findings),
            "incidents": len({finding.incident for finding in findings}),
            "overlaps": len({finding.overlap for finding in findings}),
        },
        "fail_on": asked.settings["fail_on"],
        "lang": asked.lang,
        **record,
    }
    stamp = {"run_id": _run_id(body), STAMP: asked.started_at.isoformat(timespec="seconds")}
    # not part of the name: a run stays the same when somebody confirms its mapping afterwards
    body["mapping"]["confirmed"] = _confirmed(asked.confirmations)
    return {**stamp, **body, "confirmations": dict(asked.confirmations)}


def _confirmed(told: Mapping[str, Any]) -> bool:
    return {told["mapping"], told["codes"]} <= {"confirmed", "not_needed"}


def _history(outcome: Outcome) -> dict[str, Any]:
    """Return the context a run was given, and since when its record holds acts and steps."""
    record = outcome.record
    return {
        "files": [account.name for account in outcome.accounts if account.history],
        "runs": [{"run": state.run, "rows": rows} for state, rows in outcome.states],
        "acts_from": None if record.acts_from is None else day_of(record.acts_from).isoformat(),
        "steps_from": None if record.steps_from is None else day_of(record.steps_from).isoformat(),
    }


def _unique(texts: Iterable[Bilingual]) -> tuple[Bilingual, ...]:
    return tuple(dict.fromkeys(texts))


def _run_id(body: Mapping[str, Any]) -> str:
    """Return a name that two runs share exactly when input, policy and settings are the same."""
    return "R" + hashlib.sha256(repr(sorted(body.items())).encode()).hexdigest()[:16].upper()


def _pack(pack: LoadedPack) -> dict[str, Any]:
    return {
        "id": pack.pack.id,
        "version": pack.pack.version,
        "sha256": pack.digest,
        "title": pack.pack.title.model_dump(),
    }


def _instruments(pack: LoadedPack) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "title": each.title.model_dump(),
            "force": each.force,
            "primary_text_read": each.primary_text_read,
            "source_confidence": each.source_confidence,
        }
        for each in pack.instruments.values()
    ]


def _period(outcome: Outcome, settings: Mapping[str, Any]) -> dict[str, str | None]:
    first, last = outcome.first_day, outcome.last_day
    return {
        "from": settings["from"] or (day_of(first).isoformat() if first is not None else None),
        "to": settings["to"] or (day_of(last).isoformat() if last is not None else None),
    }


def _as_of(outcome: Outcome, asked: Asked) -> str | None:
    if asked.as_of is not None:
        return asked.as_of.isoformat()
    if outcome.last_ms is None:
        return None
    return datetime.fromtimestamp(outcome.last_ms / 1000, UTC).isoformat(timespec="seconds")
