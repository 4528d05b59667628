# ruff: noqa: E501 a table of made-up rows reads better with one row per line
"""A synthetic run with several packs, overlaps, exemptions and gaps; nobody in it exists."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from auditkit.core.findings import (
    Activity,
    Basis,
    Bilingual,
    Coverage,
    Exemption,
    Finding,
    Lookback,
    NotEvaluated,
)
from auditkit.report.interface import (
    ContactKey,
    FileTotals,
    Incident,
    RejectRow,
    ReportBundle,
    RuleVersion,
    RuleView,
    UnknownCode,
)

CHINA = timezone(timedelta(hours=8))
START = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
NAN = float("nan")


def _token(letter: str, text: str, size: int = 10) -> str:
    digest = hashlib.sha256(text.encode()).digest()[:size]
    return letter + base64.b32encode(digest).decode().rstrip("=")


def rule(rule_id: str, **changes: object) -> RuleView:
    pack, family = rule_id.split(".", maxsplit=1)[0], "contact"
    basis = Basis("std-a", "5.3", "2025-02-28", "H", finer_unseen=True)
    params = {
        "select": {
            "channels": ["call", "robot_call"],
            "directions": ["outbound"],
            "roles": ["debtor"],
            "counter": "conversation",
            "min_talk_s": None,
        },
        "per": ["debtor"],
        "max": 3,
        "days": 1,
    }
    view = RuleView(
        id=rule_id,
        pack=pack,
        family=family,
        check="contact.frequency",
        title=Bilingual("交互式语音每日有效呼叫次数", "Effective interactive voice calls per day"),
        force="standard",
        severity="medium",
        certainty="definite",
        versions=(RuleVersion("2025-02-28", "", params, (basis,)),),
        remedy=Bilingual(
            "当日停止对该债务人的语音催收，汇总本行与各外部机构的呼叫次数后再派发任务。",
            "Stop voice collection for the day; sum the calls of the bank and its agencies.",
        ),
        wording=None,
        why=None,
        primary_text_read=False,
        cases=6,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


RULES = (
    rule(
        "bank-example.frequency.calls",
        title=Bilingual("本行：每日呼叫次数", "Own policy: calls per day"),
        force="bank_policy",
        severity="low",
        versions=(
            RuleVersion(
                "2025-06-01",
                "2025-12-31",
                {"max": 3, "days": 1},
                (Basis("own-1", "第四条", "2025-06-01", "own"),),
            ),
            RuleVersion(
                "2026-01-01",
                "",
                {"max": 2, "days": 1, "per": ["debtor", "channel"]},
                (Basis("own-1", "第四条", "2026-01-01", "own"),),
            ),
        ),
        primary_text_read=True,
    ),
    rule("cn-std.frequency.interactive"),
    rule(
        "cn-self.hours.quiet",
        check="contact.hours",
        title=Bilingual("夜间禁止催收", "No collection at night"),
        force="self_discipline",
        severity="high",
        versions=(
            RuleVersion(
                "2026-01-30",
                "",
                {
                    "select": {"channels": ["call", "visit"], "purposes": ["collection"]},
                    "barred": [{"start": "22:00", "end": "08:00", "weekdays": None}],
                    "closed": "left",
                    "judge": "start",
                    "consent": {"scope": "hours", "by": ["debtor"]},
                },
                (Basis("self-b", "第三章", "2026-01-30", "H", finer_unseen=True),),
            ),
        ),
        wording=Bilingual("您好，现在方便通话吗？", "Hello, is this a good time to talk?"),
        why=Bilingual(
            "夜间联系打扰债务人及其家人的安宁。",
            "Contact at night disturbs the debtor and the family.",
        ),
    ),
    rule(
        "cn-law.contact.refusal",
        check="contact.after_state",
        title=Bilingual("第三人拒绝后再次联系", "Contact after a third person refused"),
        force="law",
        severity="critical",
        certainty="presumptive",
        versions=(
            RuleVersion(
                "2021-11-01",
                "",
                {
                    "barred": {"roles": ["family", "colleague"]},
                    "per": ["party"],
                    "opened_by": ["refusal"],
                },
                (
                    Basis("law-c", "第十五条", "2021-11-01", "H"),
                    Basis("min-d", "第四十一条", "2023-03-01", "H"),
                ),
            ),
        ),
        primary_text_read=True,
    ),
    rule(
        "cn-min.visit.people",
        check="contact.attribute",
        title=Bilingual("上门人数", "People on a visit"),
        force="ministry_rule",
        certainty="review",
        versions=(
            RuleVersion(
                "2023-03-01",
                "2024-12-31",
                {
                    "select": {"channels": ["visit"]},
                    "attribute": "staff_count",
                    "at_least": 2,
                    "unsaid": "not_evaluated",
                },
                (Basis("min-d", "第四十一条", "2023-03-01", "M"),),
            ),
            RuleVersion("2025-01-01", "", None, ()),
        ),
    ),
)
_BY_ID = {each.id: each for each in RULES}


def activity(number: int, at: datetime, **changes: object) -> Activity:
    values = Activity(
        activity_id=_token("A", f"activity {number}", 8),
        at=at.isoformat(),
        channel="call",
        direction="outbound",
        outcome="talked_debtor",
        party_role="debtor",
        party=_token("P-", "party", 8),
        contact=_token("C-", "contact", 8),
        collector_id="CS1007",
        agency_id="",
        step="",
        duration_s=65,
        source_file="拨打明细_202603.csv",
        source_row=number + 2,
        linked=(("催收系统导出.xlsx", number + 40),),
    )
    return replace(values, **changes)  # type: ignore[arg-type]


def finding(rule_id: str, anchor: Activity, **changes: object) -> Finding:
    view = _BY_ID[rule_id]
    version = next(each for each in reversed(view.versions) if each.basis)
    values = Finding(
        fingerprint=_token("F", f"{rule_id} {anchor.activity_id}"),
        incident=_token("I", rule_id + anchor.at[:10]),
        overlap="",
        rule=rule_id,
        pack=view.pack,
        family=view.family,
        check=view.check,
        force=view.force,
        severity=view.severity,
        certainty=view.certainty,
        decision="open",
        debtor=_token("D-", "debtor", 8),
        party=anchor.party,
        party_role=anchor.party_role,
        case_id="6222021234567890123",
        collector_id=anchor.collector_id,
        agency_id=anchor.agency_id,
        org_id="上海分行",
        at=anchor.at,
        day=anchor.at[:10],
        anchor_activity=anchor.activity_id,
        activities=(anchor.activity_id,),
        source_file=anchor.source_file,
        source_row=anchor.source_row,
        observed=4.0,
        limit=3.0,
        window=(anchor.at[:10], anchor.at[:10]),
        evidence="",
        message=Bilingual(
            f"{anchor.at[:10]} 第 4 次有效语音呼叫，超过每日 3 次",
            f"Effective voice call 4 on {anchor.at[:10]}; the limit is 3 per day",
        ),
        basis=version.basis,
        remedy=view.remedy,
    )
    return replace(values, **changes)  # type: ignore[arg-type]


LINKING = {
    "pairs": 1204,
    "tolerance_s": 90,
    "window_s": 900,
    "min_pairs": 20,
    "offsets": [
        {
            "feed": "dialler",
            "offset_s": 0,
            "how": "reference",
            "against": "",
            "pairs": 0,
            "hours": 0,
        },
        {
            "feed": "crm",
            "offset_s": -137.0,
            "how": "estimated",
            "against": "dialler",
            "pairs": 1190,
            "hours": 0,
        },
        {
            "feed": "agency",
            "offset_s": 0,
            "how": "too_few_pairs",
            "against": "",
            "pairs": 0,
            "hours": 0,
        },
    ],
    "feeds": [
        {"feed": "crm", "rows": 1500, "linked": 1204, "unlinked": 296},
        {"feed": "dialler", "rows": 1300, "linked": 1204, "unlinked": 96},
    ],
    "between": [
        {
            "first": "dialler",
            "second": "crm",
            "pairs": 1204,
            "classes": {
                "number_close": 1180,
                "number_far": 10,
                "debtor_close": 8,
                "debtor_far": 0,
                "contradicted": 6,
            },
            "seconds_apart": {"p05": -1, "p50": 0, "p95": 3},
        }
    ],
    "samples": [
        {
            "class": "contradicted",
            "first": {
                "file": "拨打明细_202603.csv",
                "row": 7,
                "at": "2026-03-02T09:00:00",
                "duration_s": 65,
            },
            "second": {
                "file": "催收系统导出.xlsx",
                "row": 47,
                "at": "2026-03-02T08:57:44",
                "duration_s": 4,
            },
            "seconds_apart": 1.0,
            "debtor": _token("D-", "debtor", 8),
            "contact": _token("C-", "contact", 8),
        }
    ],
    "without_debtor": [
        {
            "file": "拨打明细_202603.csv",
            "rows": 60,
            "by_case": 3,
            "by_number": 17,
            "by_log": 30,
            "left": 10,
            "left_numbers": 4,
            "left_ambiguous": 1,
            "left_sample": [_token("C-", "left", 8)],
            "unknown_case_rows": 2,
            "unknown_cases": 1,
            "unknown_case_sample": ["WB-77"],
        }
    ],
    "crosswalk": {
        "files": [{"file": "对照表.xlsx[Sheet1]", "sha256": "00", "rows": 25}],
        "read": 25,
        "used": 20,
        "unused": 2,
        "ambiguous": 2,
        "rejected": 1,
    },
}


def manifest(**changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "run_id": "R20260401-7KQ2",
        "started_at": "2026-04-01T01:30:00+00:00",
        "version": "0.1.0",
        "key_id": "3fa1c09b77de",
        "profile": {
            "id": "cn-bank",
            "title": {
                "zh": "中国商业银行（个人消费类贷款）",
                "en": "Chinese commercial bank (personal consumer loans)",
            },
            "zone": "Asia/Shanghai",
        },
        "packs": [
            {
                "id": "bank-example",
                "version": "1",
                "sha256": hashlib.sha256(b"own").hexdigest(),
                "title": {"zh": "本行制度示例", "en": "A bank's own policy (example)"},
            },
            {
                "id": "cn-std",
                "version": "2026.11",
                "sha256": hashlib.sha256(b"std").hexdigest(),
                "title": {
                    "zh": "示例标准 贷后催收风控指引",
                    "en": "Example standard on collection risk control",
                },
            },
        ],
        "period": {"from": "2026-03-01", "to": "2026-03-31"},
        "as_of": "2026-03-31T21:14:09+08:00",
        "settings": {
            "link_tolerance_s": 90,
            "zone": "Asia/Shanghai",
            "clock_offsets": {"拨打明细": -3},
        },
        "lang": "zh",
        "assumptions": [
            {"zh": "呼损按未接通处理", "en": "Dropped calls are read as not connected"},
            {
                "zh": "催收系统导出.xlsx 未写明时区，按 Asia/Shanghai 读取",
                "en": "催收系统导出.xlsx names no zone and is read as Asia/Shanghai",
            },
        ],
        "alarms": [
            {
                "zh": "委外周报.xlsx 的“案件号”列有 12 个以 000 结尾的 18 位数字，疑似被 Excel 截断",
                "en": "Column 案件号 of 委外周报.xlsx has 12 numbers of 18 digits that end in 000; Excel may have cut them",
            }
        ],
        "linking": LINKING,
        "instruments": [
            {
                "id": "law-c",
                "title": {"zh": "《示例个人信息法》", "en": "Example personal information law"},
                "force": "law",
                "primary_text_read": True,
                "source_confidence": "H",
            },
            {
                "id": "min-d",
                "title": {
                    "zh": "《示例消费者权益保护管理办法》",
                    "en": "Example consumer protection measures",
                },
                "force": "ministry_rule",
                "primary_text_read": False,
                "source_confidence": "M",
            },
            {
                "id": "std-a",
                "title": {
                    "zh": "《示例标准 贷后催收风控指引》",
                    "en": "Example standard on collection risk control",
                },
                "force": "standard",
                "primary_text_read": False,
                "source_confidence": "H",
            },
            {
                "id": "self-b",
                "title": {
                    "zh": "《示例协会催收工作指引（试行）》",
                    "en": "Example association guide (trial)",
                },
                "force": "self_discipline",
                "primary_text_read": False,
                "source_confidence": "H",
            },
            {
                "id": "own-1",
                "title": {"zh": "本行催收管理办法", "en": "The bank's collection policy"},
                "force": "bank_policy",
                "primary_text_read": True,
                "source_confidence": "own",
            },
        ],
        "completeness": completeness(),
        "control": {
            "file": "对账单.csv",
            "sha256": hashlib.sha256(b"control").hexdigest(),
            "lines": [
                {
                    "file": "催收系统导出.xlsx",
                    "row": 2,
                    "state": "matched",
                    "files": ["催收系统导出.xlsx"],
                    "compared": ["rows", "amount"],
                    "differences": [],
                },
                {
                    "file": "拨打明细_*.csv",
                    "row": 3,
                    "state": "differing",
                    "files": ["拨打明细_202603.csv"],
                    "compared": ["rows"],
                    "differences": [{"measure": "rows", "expected": "21500", "actual": "21408"}],
                },
                {
                    "file": "外包B.xlsx",
                    "row": 4,
                    "state": "missing",
                    "files": [],
                    "compared": [],
                    "differences": [],
                },
            ],
            "unexpected": ["空.csv"],
        },
        "complaints": {
            "cases": 3,
            "before": 1,
            "after_only": 1,
            "families": {"contact": 1},
            "share_from": 30,
            "without": [
                {
                    "case_id": "C2026-0088",
                    "debtor": _token("D-", "quiet", 8),
                    "agency_id": "AG-05",
                    "at": "2026-03-12T10:00:00+08:00",
                    "source_file": "催收系统导出.xlsx",
                    "source_row": 77,
                }
            ],
            "others": {"cases": 400, "with_findings": 3},
        },
        "confirmations": confirmations(),
        "fail_on": "high",
        "headline": {"findings": 7, "incidents": 5, "overlaps": 5},
    }
    return values | changes


def completeness() -> dict[str, object]:
    """Return three days of an agency, the lender and an export, with a gap each way."""
    none = {
        "kind": "none",
        "from": "2026-03-03",
        "to": "2026-03-03",
        "days": 1,
        "rows": 0,
        "usual": 120,
    }
    few = {
        "kind": "few",
        "from": "2026-03-04",
        "to": "2026-03-04",
        "days": 1,
        "rows": 9,
        "usual": 90,
    }
    usual = [90.0, 90.0, 90.0, 90.0, 90.0, None, None]
    line = {"rows": 792, "days": 3, "first": "2026-03-02", "last": "2026-03-04", "usual": usual}
    return {
        "holidays_known": False,
        "files": [{"file": "说明.docx", "state": "passed"}, {"file": "空.csv", "state": "empty"}],
        "from": "2026-03-02", "to": "2026-03-04", "unit": "day",
        "columns": ["2026-03-02", "2026-03-03", "2026-03-04"],
        "lines": [
            {"kind": "agency", "name": "", "state": "whole", "gaps": [], "cells": [792, 0, 0], "marks": ["", "", ""], **line},
            {"kind": "agency", "name": "AG-02", "state": "gaps", "gaps": [none, few], "cells": [155, 0, 9], "marks": ["", "none", "few"], **line},
            {"kind": "source", "name": "dialler", "state": "too_little", "gaps": [], "cells": [700, 80, 12], "marks": ["", "", ""], **line},
        ],
    }  # fmt: skip


def confirmations() -> dict[str, object]:
    """Return a mapping that was confirmed, codes that changed since, a pack nobody confirmed."""
    sha = hashlib.sha256(b"confirmed").hexdigest()
    by = {"by": "李雷", "at": "2026-03-30T02:00:00+00:00", "note": "核对数据字典"}
    return {
        "mapping": "confirmed", "codes": "changed", "packs": "unconfirmed",
        "items": [
            {"what": "mapping", "name": "dialler", "version": "", "sha256": sha, "state": "confirmed", **by},
            {"what": "codes", "name": "dialler", "version": "2026-03", "sha256": sha, "state": "changed", "changed": ["outcome"], **by},
            {"what": "pack", "name": "cn-std", "version": "2026.11", "sha256": sha, "state": "unconfirmed"},
        ],
    }  # fmt: skip


def files() -> tuple[FileTotals, ...]:
    def one(name: str, **more: object) -> FileTotals:
        values = {
            "file": name, "format": "csv", "encoding": "gb18030",
            "sha256": hashlib.sha256(name.encode()).hexdigest(), "bytes": 4_812_330,
            "read": 21_408, "judged": 20_077, "linked": 1_204, "duplicate": 88, "rejected": 39,
            "context": 0, "duration_s": 1_377_420, "amount": "0", "activities": 21_369,
        }  # fmt: skip
        return FileTotals(**(values | more))  # type: ignore[arg-type]

    return (
        one("催收系统导出.xlsx", format="xlsx", encoding="utf-8", bytes=2_400_118, read=8_001,
            judged=6_700, linked=1_204, duplicate=0, rejected=2, context=95, duration_s=301_233, amount="1203388.51",
            activities=23_997, in_part=1),
        one("拨打明细_202603.csv"),
    )  # fmt: skip


def bundle(**changes: object) -> ReportBundle:
    """Return the run that the golden files show."""
    calls = [activity(n, START + timedelta(hours=n)) for n in range(5)]
    night = activity(
        9,
        START.replace(hour=22, minute=1, second=1),
        agency_id="AG-02",
        collector_id="WB0031",
        source_file="委外周报.xlsx",
        linked=(),
    )
    kin = activity(
        12,
        START + timedelta(days=2),
        party_role="family",
        outcome="third_talk",
        agency_id="AG-02",
        collector_id="WB0031",
        duration_s=-1,
        channel="sms",
    )
    said_no = activity(
        11,
        START + timedelta(days=1),
        party_role="family",
        step="refusal",
        agency_id="AG-02",
        collector_id="WB0031",
    )
    std, own = "cn-std.frequency.interactive", "bank-example.frequency.calls"
    ids = tuple(each.activity_id for each in calls)
    shared = [_token("O", each.activity_id) for each in calls]
    findings = [
        finding(own, calls[2], observed=3.0, limit=2.0, activities=ids[:3],
                message=Bilingual("2026-03-02 第 3 次呼叫，超过本行每日 2 次", "Call 3 on 2026-03-02; the bank's own limit is 2")),
        finding(own, calls[3], observed=4.0, limit=2.0, activities=ids[:4], overlap=shared[3]),
        finding(std, calls[3], activities=ids[:4], overlap=shared[3]),
        finding(own, calls[4], observed=5.0, limit=2.0, activities=ids, overlap=shared[4]),
        finding(std, calls[4], observed=5.0, activities=ids, overlap=shared[4]),
        finding("cn-self.hours.quiet", night, observed=79261.0, limit=79200.0, window=None,
                message=Bilingual("22:01:01 联系，处于 22:00 起的禁止时段", "Contact at 22:01:01, inside the hours barred from 22:00")),
        finding("cn-law.contact.refusal", kin, observed=1.0, limit=0.0, window=None, activities=(said_no.activity_id, kin.activity_id),
                decision="in_appeal", evidence="“……别再联系我……”",
                message=Bilingual("家人已拒绝，1 天后仍被联系", "The family member had refused and was contacted 1 day later")),
    ]  # fmt: skip

    def incident(rule_id: str, *activities: Activity) -> Incident:
        mine = [each for each in findings if each.rule == rule_id]
        return Incident(
            mine[0].incident,
            rule_id,
            mine[0].debtor,
            tuple(each.fingerprint for each in mine),
            activities,
        )

    values: dict[str, object] = {
        "manifest": manifest(),
        "files": files(),
        "rules": RULES,
        "findings": tuple(findings),
        "incidents": (
            incident(own, *calls),
            incident(std, *calls),
            incident("cn-self.hours.quiet", night),
            incident("cn-law.contact.refusal", said_no, kin),
        ),
        "exemptions": (
            Exemption("cn-self.hours.quiet", "A77", (START + timedelta(days=3, hours=13, minutes=20)).isoformat(), _token("D-", "x", 8),
                      "C2026-0007", "A12", (START - timedelta(days=9)).isoformat(), "催收系统导出.xlsx", 310),
        ),
        "not_evaluated": (
            NotEvaluated("cn-min.visit.people", "attribute", "委外周报.xlsx", 14),
            NotEvaluated("cn-std.frequency.interactive", "outcome", "拨打明细_202603.csv", 203),
        ),
        "coverage": (
            Coverage("bank-example.frequency.calls", 20_512, 3, 0, 203),
            Coverage("cn-law.contact.refusal", 3_120, 1, 0, 0),
            Coverage("cn-min.visit.people", 0, 0, 0, 14),
            Coverage("cn-self.hours.quiet", 26_777, 1, 1, 0),
            Coverage("cn-std.frequency.interactive", 20_512, 2, 0, 203),
        ),
        "lookbacks": (
            Lookback("cn-law.contact.refusal", None, 12, "2026-02-18", 0),
            Lookback("cn-self.hours.quiet", 40, 12, "2026-02-18", 310),
        ),
        "unknown_codes": (
            UnknownCode("拨打明细_202603.csv", "呼叫结果", "outcome", "R99", 180),
            UnknownCode("拨打明细_202603.csv", "呼叫结果", "outcome", "其它", 23),
        ),
        "rejects": (
            RejectRow("催收系统导出.xlsx", 17, "跟进时间", "no_such_day"),
            RejectRow("催收系统导出.xlsx", 18, "委案日期", "not_a_date", "agency.placed"),
            RejectRow("拨打明细_202603.csv", 20_441, "", "too_many_cells"),
        ),
        "contacts": {
            ContactKey("", "CS1007", "HZ", "2026-03-02"): 412,
            ContactKey("", "CS1008", "HZ", "2026-03-02"): 380,
            ContactKey("AG-02", "WB0031", "NB", "2026-03-02"): 155,
            ContactKey("AG-02", "WB0031", "NB", "2026-03-04"): 90,
            ContactKey("AG-05", "", "NB", "2026-03-04"): 61,
        },
    }  # fmt: skip
    return ReportBundle(**(values | changes))  # type: ignore[arg-type]


def many(count: int) -> ReportBundle:
    """Return a run with ``count`` findings, each of its own activity."""
    rules = ("bank-example.frequency.calls", "cn-std.frequency.interactive", "cn-self.hours.quiet")
    anchors = [activity(n, START.astimezone(UTC) + timedelta(minutes=n)) for n in range(count)]
    findings = tuple(finding(rules[n % 3], anchor) for n, anchor in enumerate(anchors))
    return bundle(findings=findings, incidents=())
