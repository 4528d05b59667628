"""JUnit XML of a linting: one suite per pack, one case per rule, as for an audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO

from auditkit.core.lint import SEVERITIES, LintFinding, LintReport, Unjudged, fails
from auditkit.report.junit import Case, write_cases
from auditkit.report.lint.interface import LintBundle, standing_of, where, words_of
from auditkit.report.words import Words


def render(bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:
    """Write a suite per pack whose cases are the rules.

    A case fails when findings of it make the run fail. A rule that could not judge some templates,
    or had none to judge, is skipped and never passes.
    """
    words = words_of(bundle, lang)
    write_cases(list(_cases(bundle, words)), out, bundle.fail_on, words)


def _cases(bundle: LintBundle, words: Words) -> Iterator[Case]:
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    levels: dict[str, set[str]] = defaultdict(set)
    for finding in bundle.report.findings:
        blocks = fails(finding, bundle.fail_on)
        found[finding.rule][not blocks].append(_line(finding, words))
        levels[finding.rule] |= {finding.fail_on or bundle.fail_on} if blocks else set()
    silent: dict[str, list[Unjudged]] = defaultdict(list)
    for each in bundle.report.unjudged:
        silent[each.rule].append(each)
    idle = _idle(bundle.report)
    for rule in sorted(bundle.rules, key=lambda rule: (rule.pack, rule.id)):
        why = [_why(each, words) for each in silent[rule.id]]
        skipped = words.text("lint.skipped", templates=len(why)) if why else ""
        idles = rule.pack in idle or not bundle.report.templates
        if idles and not any(found[rule.id]):
            skipped = words.text("lint.end.nothing")
        mildest = max(levels[rule.id], key=SEVERITIES.index, default="")
        yield Case(rule, *found[rule.id], skipped, why, mildest)


def _idle(report: LintReport) -> set[str]:
    """Return the packs that had no template to judge."""
    packs = {each: {name for name, _ in each.packs} for each in report.judged_by}
    busy = {name for each, names in packs.items() if each.templates for name in names}
    return set().union(*packs.values()) - busy


def _why(each: Unjudged, words: Words) -> str:
    place = f"{each.path} ({each.entry})" if each.entry else each.path
    return words.text("lint.unknown", place=place, need=words.label("needs", each.needs))


def _line(finding: LintFinding, words: Words) -> str:
    message = finding.message.pick(words.lang)
    standing = standing_of(finding, words)
    return words.text(
        "machine.line",
        place=where(finding),
        message=words.text("separator").join(filter(None, (message, standing))),
        fingerprint=finding.fingerprint,
    )
