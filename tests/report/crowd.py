"""A run that can be narrowed down in every way, and what must then be left, counted naively."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from report_decided import decided
from report_factory import RULES, START, activity, bundle, finding

from auditkit.core.findings import Activity, Finding
from auditkit.report.interface import ContactKey, HourKey, Incident, RejectRow, ReportBundle

AGENCIES, ORGS = ("", "AG-02", "AG-05"), ("杭州分行", "宁波分行")
DECISIONS = ("open", "open", "confirmed", "false_alarm", "in_appeal", "remediated")
STEPS = ("", "refusal", "", "suit.filed", "")
FAMILIES = {"cn-law.contact.refusal": "conduct", "cn-self.hours.quiet": "privacy"}
CROWD_RULES = tuple(replace(each, family=FAMILIES.get(each.id, "contact")) for each in RULES)
_FAMILY = {rule.id: rule.family for rule in CROWD_RULES}

BY: Mapping[str, Callable[[Finding], str]] = {
    "severity": lambda it: it.severity,
    "certainty": lambda it: it.certainty,
    "decision": lambda it: it.decision,
    "family": lambda it: _FAMILY[it.rule],
    "force": lambda it: it.force,
    "rule": lambda it: it.rule,
    "agency": lambda it: it.agency_id,
    "org": lambda it: it.org_id,
    "collector": lambda it: it.collector_id,
    "weekday": lambda it: str(datetime.fromisoformat(it.at).weekday()),
    "hour": lambda it: str(datetime.fromisoformat(it.at).hour),
}


def crowd(cases: int = 8, each: int = 6) -> ReportBundle:
    """Return a run of cases with findings of one rule each, and two acts that break none."""
    parts = [_case(number, each) for number in range(cases)]
    findings = [one for _, some in parts for one in some]
    said = {it.fingerprint: decided(it.decision) for it in findings if it.decision != "open"}
    return replace(
        bundle(),
        rules=CROWD_RULES,
        findings=tuple(sorted(findings, key=lambda it: (it.at, it.fingerprint))),
        incidents=tuple(
            Incident(some[0].incident, some[0].rule, some[0].debtor,
                     tuple(it.fingerprint for it in some), tuple(acts))
            for acts, some in parts
        ),
        decided=said,
        rejects=(RejectRow("催收系统导出.xlsx", 17, "跟进时间", "not_a_date"),
                 RejectRow("拨打明细_202603.csv", 20_441, "", "cell_count")),
        contacts={
            ContactKey(agency, f"CS10{n}0", org, f"2026-03-{2 + n:02d}"): 120 + n
            for agency in AGENCIES for org in ORGS for n in range(4)
        },
        hours={HourKey(weekday, hour): 20 for weekday in range(7) for hour in range(8, 22)},
    )  # fmt: skip


def _case(number: int, size: int) -> tuple[list[Activity], list[Finding]]:
    judging = [rule.id for rule in RULES if rule.versions[-1].basis]
    acts = [
        activity(
            number * 100 + n,
            START + timedelta(days=number * 2 + n // 3, hours=(n * 5 + number) % 14),
            agency_id=AGENCIES[number % 3],
            collector_id=f"CS10{number % 4}{n % 2}",
            party=f"P-{number}",
            channel=("call", "sms", "visit")[(number + n) % 3],
            step=STEPS[(number + n) % 5],
        )
        for n in range(size + 2)
    ]
    acts.sort(key=lambda it: it.at)
    rule = judging[number % len(judging)]
    findings = [
        finding(
            rule, act, family=_FAMILY[rule],
            case_id=f"C2026-{number:04d}", debtor=f"D-{number}", org_id=ORGS[number % 2],
            incident=f"I{number}", activities=tuple(it.activity_id for it in acts[: n + 1]),
            decision=DECISIONS[(number + n) % len(DECISIONS)],
        )
        for n, act in enumerate(acts[:size])
    ]  # fmt: skip
    return acts, findings


def left(run: ReportBundle, chosen: Mapping[str, Iterable[str]]) -> list[Finding]:
    """Return the findings that are of one of the chosen keys in everything chosen by."""
    return [it for it in run.findings if all(BY[name](it) in keys for name, keys in chosen.items())]


def counts(run: ReportBundle, name: str, chosen: Mapping[str, Iterable[str]]) -> Counter[str]:
    """Return how many findings each key of ``name`` would leave, the other choices standing."""
    others = {each: keys for each, keys in chosen.items() if each != name}
    return Counter(BY[name](it) for it in left(run, others))
