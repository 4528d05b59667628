"""Shows rules as people read them: in reports, in explanations, in lists of what was judged by."""

from __future__ import annotations

from auditkit.core.clock import day_of
from auditkit.engine.bind import FOREVER, BoundRule, Version
from auditkit.report.interface import RuleVersion, RuleView
from auditkit.templates.own import PACK, OwnRule


def rule_view(rule: BoundRule) -> RuleView:
    """Return a rule as the rule book prints it."""
    return RuleView(
        id=rule.id,
        pack=rule.pack,
        family=rule.family,
        check=rule.check.id,
        title=rule.title,
        force=rule.force,
        severity=rule.severity,
        certainty=rule.certainty,
        versions=tuple(_version(version) for version in rule.versions),
        remedy=rule.remedy,
        wording=rule.instead_of(rule.phrases),
        why=rule.why,
        primary_text_read=rule.primary_text_read,
        cases=rule.cases,
    )


def _version(version: Version) -> RuleVersion:
    return RuleVersion(
        in_force_from=day_of(version.from_day).isoformat(),
        in_force_to="" if version.to_day == FOREVER else day_of(version.to_day - 1).isoformat(),
        params=version.written,
        basis=version.basis,
    )


def own_view(rule: OwnRule) -> RuleView:
    """Return a rule of linting itself; no clause stands behind it."""
    return RuleView(
        id=rule.id,
        pack=PACK,
        family=PACK,
        check=PACK,
        title=rule.title,
        force="bank_policy",
        severity=rule.severity,
        certainty="definite",
        versions=(),
        remedy=rule.remedy,
        wording=None,
        why=rule.why,
        primary_text_read=True,
        cases=0,
    )
