"""Judges templates before anybody sends them, with the rules of the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from auditkit import __version__
from auditkit.api.lint_groups import (
    DEFAULT_FAIL_ON,
    DEFAULT_PROFILE,
    Group,
    Options,
    Shelves,
    grouped,
    read_all,
)
from auditkit.api.lint_joining import fixes_of, instruments_of, joined, levels_of, rules_of
from auditkit.api.lint_judging import judged, local_day
from auditkit.api.lint_places import seen_from
from auditkit.api.lint_settling import Baseline, Mode
from auditkit.core.clock import now
from auditkit.core.errors import BAD_INPUT, FOUND, ConfigError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.lint import SEVERITIES, LintReport, fails
from auditkit.report.interface import RuleView
from auditkit.report.lint.formats import FORMATS
from auditkit.report.lint.interface import LintBundle
from auditkit.templates.baseline import NAME
from auditkit.templates.fixing.make import Fix, with_edits
from auditkit.templates.interface import Meta
from auditkit.templates.own import UNREAD, own_rules
from auditkit.templates.reading.walk import Choice, walk
from auditkit.templates.reading.words import plain
from auditkit.templates.settings.find import Finder
from auditkit.templates.settings.model import Settings
from auditkit.templates.settings.show import show
from auditkit.templates.stages import called

KNOWN: Final = {"fail-on": (*SEVERITIES, "never"), "format": tuple(FORMATS)}
"""Settings that take one of a few words."""


@dataclass(frozen=True, slots=True)
class LintResult:
    """What linting says, and how it ends and why.

    ``bundle`` is what the formats are made of, ``format`` the one that the configuration names,
    ``notes`` what was written besides, ``fixes`` the edits that would put findings right in files
    of ``folder``.
    """

    bundle: LintBundle
    exit_code: int
    reasons: tuple[Bilingual, ...] = ()
    format: str = ""
    notes: tuple[Bilingual, ...] = ()
    fixes: tuple[Fix, ...] = field(default=(), repr=False)
    folder: Path = Path()

    @property
    def report(self) -> LintReport:
        """What was found, and what was not judged."""
        return self.bundle.report

    @property
    def rules(self) -> tuple[RuleView, ...]:
        """The rules that could speak."""
        return self.bundle.rules


def lint(  # noqa: PLR0913 - every one is an option of the command of the same name
    paths: Sequence[str | Path],
    *,
    stdin: tuple[str, bytes] | None = None,
    profile: str | None = None,
    policies: Path | None = None,
    given: Meta | None = None,
    as_of: date | None = None,
    fail_on: str | None = None,
    baseline: Path | None = None,
    keep: Mode = "hold",
) -> LintResult:
    """Return what the rules of profiles say of the templates in files and folders.

    ``stdin`` is one more file that stands nowhere: its name and content. ``given`` is metadata that
    counts before what the files say. A ``profile``, ``policies`` or ``fail_on`` of None is for each
    file as its nearest configuration says, else ``cn-bank`` and ``medium``; nothing reaches a
    ``fail_on`` of ``never``. The versions in force on the local day ``as_of`` (default: today)
    judge; suppressions hold through their last day. Findings that ``baseline`` names do not count;
    without it that of the configuration which all paths share is taken, and ``keep`` has it written
    anew or pruned first. Raises ``InputError``, ``ConfigError`` and ``PolicyError``.
    """
    there = [Path(path) for path in paths]
    finder, given = Finder(KNOWN), given or Meta()
    settings = finder.of_run([*there, *([Path(stdin[0])] if stdin else [])])
    shelves = Shelves(finder, Options(profile, policies, fail_on), given)
    known = _baseline(baseline, settings, keep)
    held = frozenset({known.file.absolute()} if known else ())
    read, files = read_all(there, stdin, Choice(settings.folder, finder.of, held), shelves)
    groups = grouped(read, files, shelves, settings)
    _check_stage(given.stage, groups)
    own, moment = own_rules(), now()
    parts = [judged(each, own, as_of or local_day(each.profile, moment)) for each in groups]
    levels = levels_of(files, settings, shelves.options)
    report, notes = joined(parts, read, own, known, levels)
    fixes = fixes_of(parts, report.findings, files)
    report = replace(report, findings=with_edits(report.findings, fixes))
    bundle = LintBundle(
        report=seen_from(report, settings.folder, Path.cwd()),
        rules=rules_of(parts, own),
        version=__version__,
        as_of=max(each.by.as_of for each in parts).isoformat(),
        fail_on=levels.run,
        instruments=instruments_of(parts),
        rules_url=settings.rules_url,
    )
    code, reasons = _ending(bundle)
    return LintResult(bundle, code, reasons, settings.format, notes, fixes, settings.folder)


def lint_settings(paths: Sequence[str | Path], options: Mapping[str, Any], lang: str) -> str:
    """Return the settings in effect for a run over paths as TOML, with where each comes from.

    What the configurations of single files below say is told besides. ``options`` are by the names
    that a configuration file has for them.
    """
    finder, there = Finder(KNOWN), [Path(path) for path in paths]
    settings = finder.of_run(there)
    below = finder.others(walk(there, Choice(settings.folder, finder.of)), settings)
    defaults = {"profile": DEFAULT_PROFILE, "fail-on": DEFAULT_FAIL_ON, "format": "text"}
    return show(settings, options, defaults, lang, below)


def _check_stage(stage: str, groups: Sequence[Group]) -> None:
    """Raise ``ConfigError`` for a stage by option that no group of files knows."""
    known = {name: each for group in groups for name, each in group.shelf.stages.items()}
    if stage and plain(stage) not in called(known):
        raise ConfigError(
            "--stage",
            "there is no such stage / 没有这个阶段",
            f"Known / 可用：{', '.join(known)}",
        )


def _baseline(named: Path | None, settings: Settings, mode: Mode) -> Baseline | None:
    """Return the baseline of a run: by option, else of the configuration, else where one goes."""
    file = named or settings.baseline
    if file is None and mode == "hold":
        return None
    return Baseline(file or settings.folder / NAME, settings.folder, mode)


def _ending(bundle: LintBundle) -> tuple[int, tuple[Bilingual, ...]]:
    report = bundle.report
    unread = len({finding.path for finding in report.findings if finding.rule == UNREAD})
    if unread:
        return BAD_INPUT, (both("lint.end.unread", count=unread),)
    if not report.templates:
        return BAD_INPUT, (both("lint.end.nothing"),)
    failing = Counter(
        finding.fail_on or bundle.fail_on
        for finding in report.findings
        if fails(finding, bundle.fail_on)
    )
    if failing:
        return FOUND, tuple(
            _failing(level, failing[level]) for level in SEVERITIES if level in failing
        )
    return 0, ()


def _failing(level: str, count: int) -> Bilingual:
    levels = both(f"severity.{level}")
    zh, en = (both("lint.end.found", count=count, level=each) for each in (levels.zh, levels.en))
    return Bilingual(zh.zh, en.en)
