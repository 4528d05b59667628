"""Judges templates before anybody sends them, with the rules of the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from auditkit import __version__
from auditkit.api.lint_places import seen_from
from auditkit.api.lint_settling import Baseline, Mode, held_to, settle
from auditkit.api.policies import Library, library
from auditkit.api.rule_views import own_view, rule_view
from auditkit.core.clock import day_number, now
from auditkit.core.errors import BAD_INPUT, FOUND, ConfigError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.lint import SEVERITIES, LintFinding, LintReport, fails
from auditkit.engine.templates import of_drafts
from auditkit.policy.load import LoadedPack
from auditkit.policy.model import Profile
from auditkit.report.interface import RuleView
from auditkit.report.lint.formats import FORMATS
from auditkit.report.lint.interface import LintBundle
from auditkit.templates.baseline import NAME
from auditkit.templates.blanks.fill import fill
from auditkit.templates.blanks.lexicon import Lexicon
from auditkit.templates.fixing.fixable import load_fixable
from auditkit.templates.fixing.make import Fix, fixes_of, with_edits
from auditkit.templates.interface import Filled, Meta, Mistake, Read, Template
from auditkit.templates.judge import Setting, judge
from auditkit.templates.limits import load_limits
from auditkit.templates.own import UNREAD, OwnRule, mistake_findings, own_rules
from auditkit.templates.reading.asking import Asking
from auditkit.templates.reading.files import read_files, with_content
from auditkit.templates.reading.meta import given_by
from auditkit.templates.reading.walk import Choice
from auditkit.templates.reading.words import plain
from auditkit.templates.settings.find import Finder
from auditkit.templates.settings.model import Settings
from auditkit.templates.settings.show import show
from auditkit.templates.stages import called, load_stages
from auditkit.templates.suppressing import Held, Told, suppress

DEFAULT_PROFILE: Final = "cn-bank"
DEFAULT_FAIL_ON: Final = "medium"
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
    """Return what the rules of a profile say of the templates in files and folders.

    ``stdin`` is one more file that stands nowhere: its name and content. ``given`` is metadata that
    counts before what the files say. What is None is as the nearest configuration file says, else
    ``cn-bank`` and ``medium``; nothing reaches a ``fail_on`` of ``never``. The versions in force on
    the local day ``as_of`` (default: today) judge; suppressions hold through their last day.
    Findings that ``baseline`` names do not count; ``keep`` has it written anew or pruned first.
    Raises ``InputError``, ``ConfigError`` and ``PolicyError``.
    """
    there = [Path(path) for path in paths]
    finder = Finder(KNOWN)
    settings = finder.of_run([*there, *([Path(stdin[0])] if stdin else [])])
    shelf = library(policies or settings.policies)
    chosen = shelf.profile(profile or settings.profile or DEFAULT_PROFILE)
    as_of = as_of or now().astimezone(ZoneInfo(chosen.zone)).date()
    day = day_number(as_of)
    stages = called(load_stages(shelf.roots))
    asking = Asking(finder, shelf.roots, given_by(given or Meta()), stages)
    lexicon = asking.lexicon(settings)
    packs, setting = _setting(shelf, chosen, lexicon, day)
    if given is not None and given.stage and plain(given.stage) not in stages:
        raise ConfigError("--stage", *_no_stage(setting))
    known = _baseline(baseline, settings, keep)
    held = frozenset({known.file.absolute()} if known else ())
    templates = read_files(there, Choice(settings.folder, finder.of, held), asking)
    if stdin is not None:
        templates = with_content(templates, *stdin, asking(Path(stdin[0])))
    own, ran = own_rules(), (*setting.of_texts(), *setting.of_clock())
    judged = _Judged(templates, setting, own, held_to(ran, shelf.roots, as_of), lexicon)
    report, notes = _report(judged, known, (chosen, packs))
    fixes = judged.fixes(report, lambda path: finder.of(settings.folder / path), shelf.roots)
    report = replace(report, findings=with_edits(report.findings, fixes))
    report = seen_from(report, settings.folder, Path.cwd())
    rules = (*map(rule_view, ran), *map(own_view, own))
    bundle = LintBundle(
        report=report,
        rules=rules,
        version=__version__,
        as_of=as_of.isoformat(),
        fail_on=fail_on or settings.fail_on or DEFAULT_FAIL_ON,
        instruments=_instruments(packs),
        rules_url=settings.rules_url,
    )
    code, reasons = _ending(report, bundle.fail_on)
    return LintResult(bundle, code, reasons, settings.format, notes, tuple(fixes), settings.folder)


def lint_settings(paths: Sequence[str | Path], options: Mapping[str, Any], lang: str) -> str:
    """Return the settings in effect for a run over paths as TOML, with where each comes from.

    ``options`` are by the names that a configuration file has for them.
    """
    settings = Finder(KNOWN).of_run([Path(path) for path in paths])
    defaults = {"profile": DEFAULT_PROFILE, "fail-on": DEFAULT_FAIL_ON, "format": "text"}
    return show(settings, options, defaults, lang)


def _no_stage(setting: Setting) -> tuple[str, str]:
    known = ", ".join(setting.stages)
    return "there is no such stage / 没有这个阶段", f"Known / 可用：{known}"


def _instruments(packs: Sequence[LoadedPack]) -> dict[str, dict[str, Any]]:
    return {name: each.model_dump() for pack in packs for name, each in pack.instruments.items()}


def _setting(
    shelf: Library, profile: Profile, lexicon: Lexicon, day: int
) -> tuple[tuple[LoadedPack, ...], Setting]:
    audit = shelf.packs(profile.packs, of_drafts(shelf.checks))
    templates = shelf.packs(profile.templates, frozenset(check.id for check in shelf.checks))
    packs = (*audit, *templates)
    rules, house = shelf.rules(audit), shelf.rules(templates)
    blanks = {name: kind.title for name, kind in lexicon.kinds.items()}
    return packs, Setting(
        rules=rules,
        house=house,
        stages=load_stages(shelf.roots),
        limits=load_limits(shelf.roots),
        blanks={name: Bilingual(title.zh, title.en) for name, title in blanks.items()},
        day=day,
        zone=profile.zone,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is judged, and by what."""

    read: Read
    setting: Setting
    own: Sequence[OwnRule]
    held: Held
    lexicon: Lexicon

    def filled(self) -> list[tuple[Template, Filled]]:
        """Return the templates with a stand-in where each placeholder stood."""
        return [(template, fill(template, self.lexicon)) for template in self.read.templates]

    def fixes(
        self, report: LintReport, settings: Callable[[str], Settings], roots: Sequence[Path]
    ) -> list[Fix]:
        """Return the edits that put findings right."""
        wrong = {(each.path, each.entry) for each in report.findings}
        filled = [
            (each, fill(each, self.lexicon))
            for each in self.read.templates
            if (each.path, each.entry) in wrong
        ]
        return list(fixes_of(report.findings, filled, settings, load_fixable(roots)))

    def mistaken(self, told: Iterable[Told]) -> Iterator[LintFinding]:
        """Yield mistakes, each with path and entry, as findings."""
        return mistake_findings(told, self.own)


def _baseline(named: Path | None, settings: Settings, mode: Mode) -> Baseline | None:
    """Return the baseline of a run: by option, else of the configuration, else where one goes."""
    file = named or settings.baseline
    if file is None and mode == "hold":
        return None
    return Baseline(file or settings.folder / NAME, settings.folder, mode)


def _report(
    judged: _Judged,
    baseline: Baseline | None,
    by: tuple[Profile, Sequence[LoadedPack]],
) -> tuple[LintReport, tuple[Bilingual, ...]]:
    (profile, packs), read = by, judged.read
    filled = judged.filled()
    said, unjudged = judge(filled, judged.setting)
    marked, told = suppress(said, read.templates, unjudged, judged.held)
    own = judged.mistaken((*_mistakes(read, judged.setting), *told))
    settled = settle(sorted((*marked, *own), key=_by_place), read, baseline, judged.held)
    findings = (*settled.findings, *judged.mistaken(settled.told))
    report = LintReport(
        findings=tuple(sorted(findings, key=_by_place)),
        files=read.files,
        templates=len(filled),
        profile=profile.id,
        packs=tuple((pack.pack.id, pack.pack.version) for pack in packs),
        unjudged=tuple(sorted(unjudged, key=lambda each: (each.path, each.entry, each.rule))),
        stale=settled.stale,
        baseline=baseline.name if baseline else "",
    )
    return report, settled.notes


def _mistakes(read: Read, setting: Setting) -> Iterator[Told]:
    """Yield what is wrong with files and in templates, each with path and entry."""
    yield from ((path, "", mistake) for path, mistake in read.mistakes)
    for each in read.templates:
        yield from ((each.path, each.entry, mistake) for mistake in each.mistakes)
        if each.meta.stage and each.meta.stage not in setting.stages:
            said = {"name": "stage", "known": ", ".join(setting.stages)}
            yield each.path, each.entry, Mistake("meta.unknown_value", each.place(0), said)


def _by_place(finding: LintFinding) -> tuple[object, ...]:
    return finding.path, finding.entry, finding.span, finding.rule, finding.fingerprint


def _ending(report: LintReport, fail_on: str) -> tuple[int, tuple[Bilingual, ...]]:
    unread = sum(finding.rule == UNREAD for finding in report.findings)
    if unread:
        return BAD_INPUT, (both("lint.end.unread", count=unread),)
    if not report.templates:
        return BAD_INPUT, (both("lint.end.nothing"),)
    failing = sum(fails(finding, fail_on) for finding in report.findings)
    if failing:
        levels = both(f"severity.{fail_on}")
        said = (
            both("lint.end.found", count=failing, level=each) for each in (levels.zh, levels.en)
        )
        zh, en = said
        return FOUND, (Bilingual(zh.zh, en.en),)
    return 0, ()
