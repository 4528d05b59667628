"""Makes runs with as many findings as asked for, of real rules and of nobody."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from auditkit import api  # noqa: E402 - the folder above must be known first
from auditkit.api.bundle import rule_view  # noqa: E402
from auditkit.core.findings import Activity, Bilingual, Finding  # noqa: E402
from auditkit.core.pseudonym import Pseudonymiser  # noqa: E402
from auditkit.report.interface import (  # noqa: E402
    ContactKey,
    FileTotals,
    Incident,
    ReportBundle,
    RuleView,
)

KEY = bytes(range(32))
START = datetime(2026, 10, 1, 1, tzinfo=UTC)
PACKS = ("cn-gbt45251", "cn-pipl", "cn-cpl")
PER_INCIDENT = 4
Name = Callable[..., str]


def made(count: int) -> ReportBundle:
    """Return a run with findings of real rules, each on an activity of its own.

    Four of them share an incident; messages, evidence and pseudonyms are as long as real ones.
    """
    shelf = api.library()
    packs = shelf.packs(PACKS)
    rules = [each for each in map(rule_view, shelf.rules(packs)) if each.versions[-1].basis]
    name = Pseudonymiser(KEY).fingerprint
    findings = [_finding(n, rules[n // PER_INCIDENT % len(rules)], name) for n in range(count)]
    incidents = []
    for first in range(0, count, PER_INCIDENT):
        some = findings[first : first + PER_INCIDENT]
        acts = tuple(_activity(n, name) for n in range(first, first + len(some)))
        prints = tuple(each.fingerprint for each in some)
        incidents.append(Incident(some[0].incident, some[0].rule, some[0].debtor, prints, acts))
    days = (START + timedelta(days=n) for n in range(30))
    contacts = {ContactKey("", "B001", "HZ", f"{day:%Y-%m-%d}"): 400 for day in days}
    total = FileTotals(
        "calls.csv", "csv", "utf-8", "0" * 64, 1, *(count, count, 0, 0, 0, 0, 0, "0")
    )
    return ReportBundle(
        manifest=_manifest(packs, count),
        files=(total,),
        rules=tuple(rules),
        findings=tuple(findings),
        incidents=tuple(incidents),
        exemptions=(),
        not_evaluated=(),
        coverage=(),
        unknown_codes=(),
        rejects=(),
        contacts=contacts,
    )


def _activity(number: int, name: Name) -> Activity:

    return Activity(
        activity_id=name("A", str(number)),
        at=_at(number),
        channel="call",
        direction="outbound",
        outcome="talked_debtor",
        party_role="debtor",
        party=name("P-", str(number // PER_INCIDENT)),
        contact=name("C-", str(number // PER_INCIDENT)),
        collector_id=f"B{number % 200:03d}",
        agency_id=("", "WB-A", "WB-B")[number % 3],
        step="",
        duration_s=number % 300,
        source_file="calls.csv",
        source_row=number + 2,
        linked=(("催收系统.xlsx", number + 2),),
    )


def _at(number: int) -> str:
    return (START + timedelta(seconds=25 * number)).isoformat()


def _finding(number: int, rule: RuleView, name: Name) -> Finding:

    act = _activity(number, name)
    group = number // PER_INCIDENT
    counted = tuple(name("A", str(n)) for n in range(group * PER_INCIDENT, number + 1))
    day, times = act.at[:10], f"{act.at[:10]} 10:20:30 call talked_debtor"
    return Finding(
        fingerprint=name("F", rule.id, str(number)),
        incident=name("I", rule.id, str(group)),
        overlap=name("O", rule.check, str(number)),
        rule=rule.id,
        pack=rule.pack,
        family=rule.family,
        check=rule.check,
        force=rule.force,
        severity=rule.severity,
        certainty=rule.certainty,
        decision="open",
        debtor=name("D-", str(group)),
        party=act.party,
        party_role=act.party_role,
        case_id=f"XD2026-{group:06d}",
        collector_id=act.collector_id,
        agency_id=act.agency_id,
        org_id="杭州分行",
        at=act.at,
        day=day,
        anchor_activity=act.activity_id,
        activities=counted,
        source_file=act.source_file,
        source_row=act.source_row,
        observed=float(len(counted) + 3),
        limit=3.0,
        window=(day, day),
        evidence="; ".join([times] * len(counted))
        + "；“……再不还款就联系你单位，电话 138****8000……”",
        message=Bilingual(
            f"{day} 第 {len(counted) + 3} 次有效语音呼叫，超过每日 3 次",
            f"Effective voice call {len(counted) + 3} on {day}; the limit is 3 per day",
        ),
        basis=rule.versions[-1].basis,
        remedy=rule.remedy,
        linked=act.linked,
        wording=rule.wording,
    )


def _manifest(packs: Sequence[Any], count: int) -> dict[str, Any]:

    nothing: dict[str, Any] = {"lines": [], "files": [], "columns": [], "holidays_known": True}
    return {
        "run_id": "R0123456789ABCDEF",
        "started_at": START.isoformat(),
        "version": "0",
        "key_id": "0" * 12,
        "profile": {"id": "bench", "title": {"zh": "基准", "en": "bench"}, "zone": "Asia/Shanghai"},
        "packs": [
            {
                "id": each.pack.id,
                "version": each.pack.version,
                "sha256": each.digest,
                "title": each.pack.title.model_dump(),
            }
            for each in packs
        ],
        "instruments": [_instrument(i) for each in packs for i in each.instruments.values()],
        "period": {"from": "2026-10-01", "to": "2026-10-31"},
        "as_of": START.isoformat(),
        "settings": {},
        "lang": "zh",
        "assumptions": [],
        "alarms": [],
        "linking": {},
        "completeness": nothing | {"unit": "day", "from": "2026-10-01", "to": "2026-10-31"},
        "confirmations": {
            "mapping": "not_needed",
            "codes": "not_needed",
            "packs": "confirmed",
            "items": [],
        },
        "fail_on": "high",
        "headline": {"findings": count, "incidents": -(-count // PER_INCIDENT), "overlaps": count},
    }


def _instrument(each: Any) -> dict[str, Any]:  # noqa: ANN401 - a model of the policy loader
    names = ("id", "force", "primary_text_read", "source_confidence")
    return {**{name: getattr(each, name) for name in names}, "title": each.title.model_dump()}
