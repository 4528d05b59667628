"""A linting made up: several packs at one place, every standing, what was not judged."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from auditkit.core.findings import Basis, Bilingual
from auditkit.core.lint import (
    Edit,
    Excerpt,
    JudgedBy,
    LintFinding,
    LintReport,
    Place,
    Span,
    Stale,
    Suppression,
    Unjudged,
)
from auditkit.report.interface import RuleVersion, RuleView
from auditkit.report.lint.formats import FORMATS
from auditkit.report.lint.interface import LintBundle

LINE = "再不还款，我们就上门找您家人。"
INSTRUMENTS = {
    "std": {"title": {"zh": "示例标准", "en": "Sample Standard"}, "primary_text_read": True},
    "law": {"title": {"zh": "《示例法》", "en": "Sample Act"}, "primary_text_read": False},
}
SAID = Suppression(
    "cn-std.language.threat", "与律师确认, 100% 保留: 试点", "王五", date(2027, 1, 31), Place(3, 1)
)


def finding(rule: str = "cn-law.language.threat", **changes: object) -> LintFinding:
    """Return a finding of a rule in an SMS."""
    pack = rule.partition(".")[0]
    made = LintFinding(
        fingerprint="FAAAA",
        rule=rule,
        pack=pack,
        family="conduct",
        check="conduct.language",
        force="law" if pack == "cn-law" else "standard",
        severity="critical",
        certainty="presumptive",
        path="sms/逾期 1.txt",
        entry="",
        span=Span(Place(9, 9), Place(9, 13)),
        evidence="…我们就上门找您家人。",
        message=Bilingual("出现以骚扰家人相威胁", "Threatens to go to the family"),
        basis=(Basis(pack.removeprefix("cn-"), "第九条", "2021-01-01", "H"),),
        remedy=Bilingual("停用该模板。", "Take the template out of use."),
        wording=Bilingual("请您本人回电\n协商还款安排", "Please call back\nto arrange payment"),
        excerpt=Excerpt(LINE, 8, 12),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def rule(rule_id: str, **changes: object) -> RuleView:
    """Return a rule as reports show it."""
    of = finding(rule_id)
    made = RuleView(
        id=rule_id,
        pack=of.pack,
        family=of.family,
        check=of.check,
        title=Bilingual("威胁", "Threats"),
        force=of.force,
        severity=of.severity,
        certainty=of.certainty,
        versions=(RuleVersion("2021-01-01", "", {}, of.basis),),
        remedy=of.remedy,
        wording=of.wording,
        why=None,
        primary_text_read=True,
        cases=4,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


RULES = tuple(
    map(rule, ("cn-law.language.threat", "cn-std.language.threat", "cn-std.sms.hotline.missing"))
)
JUDGED_BY = JudgedBy(
    "cn-bank", (("cn-law", "2026.11"), ("cn-std", "2026.12")), date(2026, 12, 1), 9
)
FINDINGS = (
    finding(fingerprint="FAAAB"),
    finding("cn-std.language.threat", fingerprint="FAAAC", certainty="review"),
    finding(
        "cn-std.sms.hotline.missing",
        fingerprint="FAAAD",
        path="list.csv",
        entry="SMS-07",
        severity="medium",
        certainty="definite",
        span=Span(Place(4, 1), Place(4, 16)),
        message=Bilingual("没有官方热线", "Names no official hotline"),
        wording=None,
        excerpt=Excerpt("Your card payment is 3 days late.", 0, 33),
    ),
    finding(
        "cn-std.language.threat",
        fingerprint="FAAAE",
        standing="suppressed",
        suppression=SAID,
        span=Span(Place(12, 1), Place(12, 4)),
        excerpt=Excerpt("上门收", 0, 3),
    ),
    finding(
        "cn-std.sms.hotline.missing",
        fingerprint="FAAAG",
        path="sms/b.txt",
        severity="low",
        span=Span(Place(1, 1), Place(1, 7)),
        message=Bilingual("没有官方热线", "Names no official hotline"),
        wording=None,
        excerpt=Excerpt("您的账单到期", 0, 6),
        edit=Edit(Span(Place(1, 7), Place(1, 7)), "", "。客服热线4000000000。"),
    ),
    finding(fingerprint="FAAAF", standing="baselined", path="letter/a.md"),
)


def bundle(**changes: object) -> LintBundle:
    """Return a linting with findings of every standing."""
    report = LintReport(
        findings=FINDINGS,
        files=4,
        templates=9,
        judged_by=(JUDGED_BY,),
        unjudged=(
            Unjudged("letter/b.md", "", "cn-law.language.threat", "audience"),
            Unjudged("list.csv", "SMS-08", "cn-std.sms.hotline.missing", "channel"),
        ),
        stale=(Stale("FZZZZ", "cn-law.language.threat", "old.txt", ""),),
        baseline="auditkit-lint-baseline.json",
    )
    made = LintBundle(report, RULES, "1.2.3", "2026-12-01", "medium", INSTRUMENTS)
    changed = {name: changes.pop(name) for name in list(changes) if name in _OF_REPORT}
    return replace(made, report=replace(report, **changed), **changes)  # type: ignore[arg-type]


_OF_REPORT = ("findings", "files", "templates", "judged_by", "unjudged", "stale", "baseline")


def clean(**changes: object) -> LintBundle:
    """Return a linting in which nothing was found."""
    return bundle(findings=(), unjudged=(), stale=(), baseline="", **changes)


def empty() -> LintBundle:
    """Return a linting of no template at all."""
    return clean(files=0, templates=0, rules=())


def several(**changes: object) -> LintBundle:
    """Return a linting by two profiles; findings of the letters count from another severity on."""
    other = replace(
        JUDGED_BY, profile="us-reg-f", packs=(("us-reg-f", "2026.11"),), templates=3, policies="own"
    )
    one = replace(JUDGED_BY, templates=6)
    letter = finding(fingerprint="FAAAH", path="letter/a.md", severity="low", fail_on="low")
    return bundle(judged_by=(one, other), findings=(*FINDINGS, letter), **changes)


def rendered(name: str, of: LintBundle, lang: str = "zh") -> str:
    """Return what a format makes of a linting."""
    out = io.BytesIO()
    FORMATS[name].render(of, out, lang=lang)
    return out.getvalue().decode()
