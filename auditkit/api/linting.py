"""Judges templates before anybody sends them, with the rules of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from auditkit.api.policies import Library, library
from auditkit.core.clock import day_number, now
from auditkit.core.errors import BAD_INPUT, FOUND
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.lint import LintFinding, LintReport
from auditkit.engine.bind import BoundRule
from auditkit.lint.blanks.fill import fill
from auditkit.lint.blanks.lexicon import Lexicon, load_lexicon
from auditkit.lint.interface import Meta, Read
from auditkit.lint.judge import Setting, judge
from auditkit.lint.limits import load_limits
from auditkit.lint.reading.assemble import Ask
from auditkit.lint.reading.files import read_files
from auditkit.lint.reading.meta import given_by
from auditkit.lint.reading.walk import Choice
from auditkit.lint.stages import load_stages
from auditkit.policy.load import LoadedPack
from auditkit.policy.model import Profile

SEVERITIES: Final = ("critical", "high", "medium", "low")
DEFAULT_PROFILE: Final = "cn-bank"


@dataclass(frozen=True, slots=True)
class LintResult:
    """What linting says, the rules that could speak, and how it ends and why."""

    report: LintReport
    rules: tuple[BoundRule, ...]
    exit_code: int
    reasons: tuple[Bilingual, ...] = ()


def lint(
    paths: Sequence[str | Path],
    *,
    profile: str = DEFAULT_PROFILE,
    policies: Path | None = None,
    given: Meta | None = None,
    as_of: date | None = None,
    fail_on: str = "medium",
) -> LintResult:
    """Return what the rules of a profile say of the templates in files and folders.

    ``given`` is metadata that counts before what the files say; the versions in force on the
    local day ``as_of`` (default: today) judge. Nothing reaches a ``fail_on`` of ``never``. Raises
    ``InputError`` and ``ConfigError``.
    """
    shelf = library(policies)
    chosen = shelf.profile(profile)
    day = day_number(as_of or now().date())
    lexicon = load_lexicon(shelf.roots)
    ask = Ask(lexicon, given_by(given or Meta()))
    templates = read_files([Path(path) for path in paths], Choice(Path.cwd()), lambda *_: ask)
    packs, setting = _setting(shelf, chosen, day)
    report = _report(templates, lexicon, setting, chosen, packs)
    code, reasons = _ending(report, fail_on)
    return LintResult(report, (*setting.of_texts(), *setting.of_clock()), code, reasons)


def _setting(shelf: Library, profile: Profile, day: int) -> tuple[tuple[LoadedPack, ...], Setting]:
    packs = shelf.packs((*profile.packs, *profile.templates))
    own = len(profile.packs)
    rules, house = shelf.rules(packs[:own]), shelf.rules(packs[own:])
    return packs, Setting(
        rules, house, load_stages(shelf.roots), load_limits(shelf.roots), day, profile.zone
    )


def _report(
    templates: Read,
    lexicon: Lexicon,
    setting: Setting,
    profile: Profile,
    packs: Sequence[LoadedPack],
) -> LintReport:
    filled = [(template, fill(template, lexicon)) for template in templates.templates]
    findings, unjudged = judge(filled, setting)
    return LintReport(
        findings=tuple(sorted(findings, key=_by_place)),
        files=templates.files,
        templates=len(filled),
        profile=profile.id,
        packs=tuple((pack.pack.id, pack.pack.version) for pack in packs),
        unjudged=tuple(sorted(unjudged, key=lambda each: (each.path, each.entry, each.rule))),
    )


def _by_place(finding: LintFinding) -> tuple[object, ...]:
    return finding.path, finding.entry, finding.span, finding.rule, finding.fingerprint


def _counts(finding: LintFinding, worst: Sequence[str]) -> bool:
    """Return whether a finding can end a run with 1; what is for review never does."""
    sure = finding.certainty in ("definite", "presumptive")
    return finding.standing == "open" and sure and finding.severity in worst


def _ending(report: LintReport, fail_on: str) -> tuple[int, tuple[Bilingual, ...]]:
    if not report.templates:
        return BAD_INPUT, (both("lint.end.nothing"),)
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    open_ones = [f for f in report.findings if _counts(f, worst)]
    if open_ones:
        return FOUND, (both("lint.end.found", count=len(open_ones), level=fail_on),)
    return 0, ()
