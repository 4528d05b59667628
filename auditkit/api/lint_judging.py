"""Judges the templates of one group with the rules of its profile."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from auditkit.api.lint_groups import Group
from auditkit.api.lint_settling import held_to
from auditkit.checks import BUILTIN
from auditkit.core.clock import day_number
from auditkit.core.findings import Bilingual
from auditkit.core.lint import JudgedBy, LintFinding, Unjudged
from auditkit.engine.bind import BoundRule
from auditkit.engine.templates import of_drafts
from auditkit.policy.load import LoadedPack
from auditkit.policy.model import Profile
from auditkit.templates.blanks.fill import fill
from auditkit.templates.interface import Filled, Mistake, Template
from auditkit.templates.judge import Setting, judge
from auditkit.templates.limits import load_limits
from auditkit.templates.own import OwnRule, mistake_findings
from auditkit.templates.reading.walk import relative
from auditkit.templates.suppressing import Held, Told, suppress


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules of one profile say of its templates.

    ``ran`` are the rules that could speak, ``held`` what suppressions are held to; ``filled`` are
    the templates with a stand-in where each placeholder stood.
    """

    group: Group
    by: JudgedBy
    packs: tuple[LoadedPack, ...]
    ran: tuple[BoundRule, ...]
    held: Held
    filled: tuple[tuple[Template, Filled], ...]
    findings: tuple[LintFinding, ...]
    unjudged: tuple[Unjudged, ...]


def judged(group: Group, own: Sequence[OwnRule], day: date) -> Judged:
    """Return what is found in the templates of a group, suppressed where they say so.

    The versions of rules judge that are in force on the local ``day``. Raises ``PolicyError``.
    """
    packs, setting = _setting(group, day)
    ran = (*setting.of_texts(), *setting.of_clock())
    held = held_to(ran, group.shelf.library.roots, day)
    filled = tuple((each, fill(each, group.lexicon)) for each in group.templates)
    said, unjudged = judge(filled, setting)
    marked, told = suppress(said, group.templates, unjudged, held)
    mistakes = (*_mistakes(group.templates, setting.stages), *told)
    return Judged(
        group=group,
        by=_by(group, packs, day),
        packs=packs,
        ran=ran,
        held=held,
        filled=filled,
        findings=(*marked, *mistake_findings(mistakes, own)),
        unjudged=unjudged,
    )


def local_day(profile: Profile, moment: datetime) -> date:
    """Return the day that a moment is where a profile holds."""
    return moment.astimezone(ZoneInfo(profile.zone)).date()


def _setting(group: Group, day: date) -> tuple[tuple[LoadedPack, ...], Setting]:
    """Return the packs of a profile, those for templates last, and by what they judge."""
    profile, shelf = group.profile, group.shelf.library
    audit = shelf.packs(profile.packs, of_drafts(shelf.checks))
    templates = shelf.packs(profile.templates, frozenset(BUILTIN.ids))
    titles = {name: kind.title for name, kind in group.lexicon.kinds.items()}
    return (*audit, *templates), Setting(
        rules=shelf.rules(audit),
        house=shelf.rules(templates),
        stages=group.shelf.stages,
        limits=load_limits(shelf.roots),
        blanks={name: Bilingual(title.zh, title.en) for name, title in titles.items()},
        day=day_number(day),
        zone=profile.zone,
    )


def _by(group: Group, packs: Sequence[LoadedPack], day: date) -> JudgedBy:
    named = group.shelf.named
    return JudgedBy(
        profile=group.profile.id,
        packs=tuple((pack.pack.id, pack.pack.version) for pack in packs),
        as_of=day,
        templates=len(group.templates),
        policies="" if named is None else relative(named.resolve(), Path.cwd()),
    )


def _mistakes(templates: Sequence[Template], stages: Collection[str]) -> Iterator[Told]:
    """Yield what is wrong in templates, each with path and entry."""
    for each in templates:
        yield from ((each.path, each.entry, mistake) for mistake in each.mistakes)
        if each.meta.stage and each.meta.stage not in stages:
            said = {"name": "stage", "known": ", ".join(stages)}
            yield each.path, each.entry, Mistake("meta.unknown_value", each.place(0), said)
