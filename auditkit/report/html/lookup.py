"""What findings refer to: rules with their versions and coverage, files, rows that were refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from auditkit.core.findings import Bilingual, Coverage, Finding, Lookback
from auditkit.report.html.pool import Pool
from auditkit.report.interface import ReportBundle, RuleVersion, RuleView
from auditkit.report.params import params_in_words
from auditkit.report.safe import visible_lines as shown

Record = dict[str, Any]


def known_rules(bundle: ReportBundle) -> tuple[RuleView, ...]:
    """Return the rules of a run, and of those that it does not describe what their findings say."""
    described = {rule.id for rule in bundle.rules}
    bare = {each.rule: each for each in bundle.findings if each.rule not in described}
    return (*bundle.rules, *map(_bare, bare.values()))


def rule_records(bundle: ReportBundle, rules: Sequence[RuleView], pool: Pool) -> list[Record]:
    """Return the rules of a run with what each looked at and could not judge."""
    coverage = {each.rule: each for each in bundle.coverage}
    back = {each.rule: each for each in bundle.lookbacks}
    silent: defaultdict[str, list[Record]] = defaultdict(list)
    for each in bundle.not_evaluated:
        reason, file = pool.word("why_not", each.reason), pool.string(each.source)
        silent[each.rule].append({"reason": reason, "file": file, "rows": each.rows})
    return [
        _rule(rule, pool)
        | {
            "coverage": _coverage(coverage.get(rule.id)),
            "lookback": _lookback(back.get(rule.id)),
            "not_evaluated": silent[rule.id],
        }
        for rule in rules
    ]


def source_tables(bundle: ReportBundle, pool: Pool) -> Record:
    """Return what was read, and the codes that nothing maps."""
    texts = ("file", "format", "sha256")
    counts = ("read", "judged", "linked", "duplicate", "rejected", "context")
    codes = bundle.unknown_codes
    return {
        "files": {name: [shown(getattr(each, name)) for each in bundle.files] for name in texts}
        | {name: [getattr(each, name) for each in bundle.files] for name in counts},
        "codes": {
            "file": [pool.string(each.source) for each in codes],
            **{
                name: [shown(getattr(each, name)) for each in codes]
                for name in ("column", "canonical", "code")
            },
            "rows": [each.rows for each in codes],
        },
    }


def rejects_table(bundle: ReportBundle, pool: Pool) -> Record:
    """Return how many rows of each file could not be read, and why."""
    counts = Counter((each.file, each.reason) for each in bundle.rejects)
    return {
        "file": [pool.string(file) for file, _ in counts],
        "reason": [pool.word("reject", reason) for _, reason in counts],
        "rows": list(counts.values()),
    }


def _bare(finding: Finding) -> RuleView:
    """Return a rule as far as one of its findings tells."""
    return RuleView(
        id=finding.rule,
        pack=finding.pack,
        family=finding.family,
        check=finding.check,
        title=Bilingual(finding.rule, finding.rule),
        force=finding.force,
        severity=finding.severity,
        certainty=finding.certainty,
        versions=(),
        remedy=finding.remedy,
        wording=finding.wording,
        why=None,
        primary_text_read=False,
        cases=0,
    )


def _rule(rule: RuleView, pool: Pool) -> Record:
    return {
        "id": shown(rule.id),
        "pack": shown(rule.pack),
        "family": pool.word("family", rule.family),
        "check": shown(rule.check),
        "title": _both(rule.title),
        "force": pool.word("force", rule.force),
        "severity": pool.word("severity", rule.severity),
        "certainty": pool.word("certainty", rule.certainty),
        "unit": pool.en.units.get(rule.check, ""),
        "remedy": _both(rule.remedy),
        "wording": _both(rule.wording),
        "why": _both(rule.why),
        "read": rule.primary_text_read,
        "cases": rule.cases,
        "versions": [_version(each, pool) for each in rule.versions],
    }


def _version(version: RuleVersion, pool: Pool) -> Record:
    said = None
    if version.params is not None:
        said = pool.both(lambda words: params_in_words(version.params, words))
    return {
        "from": shown(version.in_force_from),
        "to": shown(version.in_force_to),
        "params": said,
        "basis": pool.basis(version.basis),
    }


def _coverage(each: Coverage | None) -> Record | None:
    if each is None:
        return None
    names = ("judged", "found", "exempt", "not_evaluated")
    return {name: getattr(each, name) for name in names}


def _lookback(each: Lookback | None) -> Record | None:
    if each is None:
        return None
    return {"needs": each.needs, "has": each.has, "since": shown(each.since), "cut": each.cut}


def _both(text: Bilingual | None) -> dict[str, str] | None:
    return None if text is None else {"zh": shown(text.zh), "en": shown(text.en)}
