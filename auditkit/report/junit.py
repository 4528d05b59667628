"""JUnit XML: one suite per pack, one case per rule, for CI that shows tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, BinaryIO

from lxml import etree

from auditkit.core.findings import Finding, NotEvaluated
from auditkit.report.interface import ReportBundle, RuleView
from auditkit.report.safe import visible
from auditkit.report.tally import blocks_at
from auditkit.report.words import Words, words_for


@dataclass(frozen=True, slots=True)
class Case:
    """What came of a rule, in lines: findings that make the run fail, other ones, and why not.

    ``why`` says why the rule could not judge, ``skipped`` how much; "" where it could. ``level`` is
    the severity from which on these findings fail a run, "" where that is the one of the run.
    """

    rule: RuleView
    blocking: Sequence[str]
    others: Sequence[str]
    skipped: str
    why: Sequence[str]
    level: str = ""

    @property
    def failed(self) -> bool:
        """Whether findings of the rule make the run fail."""
        return bool(self.blocking)

    @property
    def passed_over(self) -> bool:
        """Whether the rule could not judge some of what it was to judge, and did not fail."""
        return bool(self.skipped) and not self.failed


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:
    """Write a test suite per pack, in which the rules are the cases.

    A case fails when findings of it make the run fail. A rule that could not judge some rows, or
    had none to judge, is skipped and never passes. Other findings are told in the case's output.
    """
    words = words_for(bundle, lang, {})
    write_cases(list(_cases(bundle, words)), out, bundle.manifest["fail_on"], words)


def write_cases(cases: Sequence[Case], out: BinaryIO, level: str, words: Words) -> None:
    """Write cases that stand pack by pack; ``level`` is the severity from which a run fails."""
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("testsuites", {"name": "auditkit", **_counts(cases)}):
            for pack, members in groupby(cases, key=lambda case: case.rule.pack):
                _write_suite(file, pack, list(members), level, words)
    out.write(b"\n")


def _cases(bundle: ReportBundle, words: Words) -> Iterator[Case]:
    """Yield every rule of the run, pack by pack."""
    blocks = blocks_at(bundle.manifest["fail_on"])
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for finding in bundle.findings:
        found[finding.rule][not blocks(finding)].append(_line(finding, words))
    silent: dict[str, list[NotEvaluated]] = defaultdict(list)
    for each in bundle.not_evaluated:
        silent[each.rule].append(each)
    judged = {each.rule for each in bundle.coverage if each.judged}
    for rule in sorted(bundle.rules, key=lambda rule: (rule.pack, rule.id)):
        why = [_why(each, words) for each in silent[rule.id]]
        rows = sum(each.rows for each in silent[rule.id])
        skipped = words.text("machine.skipped", rows=f"{rows:,}") if why else ""
        if not why and rule.id not in judged and not any(found[rule.id]):
            skipped = words.text("machine.nothing")
        yield Case(rule, *found[rule.id], skipped, why)


def _why(each: NotEvaluated, words: Words) -> str:
    return words.text(
        "machine.not_evaluated",
        rule=each.rule,
        file=each.source,
        rows=each.rows,
        reason=words.label("why_not", each.reason),
    )


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    failures = sum(case.failed for case in cases)
    return {"tests": str(len(cases)), "failures": str(failures), "errors": "0"}


def _write_suite(
    file: Any,  # noqa: ANN401 - lxml has no types
    pack: str,
    cases: Sequence[Case],
    level: str,
    words: Words,
) -> None:
    skipped = str(sum(case.passed_over for case in cases))
    with file.element("testsuite", {"name": pack, **_counts(cases), "skipped": skipped}):
        for case in cases:
            _write_case(file, case, level, words)


def _write_case(file: Any, case: Case, level: str, words: Words) -> None:  # noqa: ANN401
    title = case.rule.title.pick(words.lang)
    name = visible(f"{case.rule.id} {title}")
    with file.element("testcase", {"classname": case.rule.pack, "name": name}):
        if case.failed:
            said = words.text(
                "machine.found",
                count=f"{len(case.blocking):,}",
                level=words.label("severity", case.level or level),
            )
            with file.element("failure", {"type": case.rule.severity, "message": visible(said)}):
                _write_lines(file, case.blocking)
        elif case.skipped:
            with file.element("skipped", {"message": visible(case.skipped)}):
                file.write("\n".join(map(visible, case.why)))
        _write_besides(file, case, words)


def _write_besides(file: Any, case: Case, words: Words) -> None:  # noqa: ANN401
    """Write what a case has to say beyond how it came out."""
    unjudged = case.why if case.failed else ()
    if not case.others and not unjudged:
        return
    with file.element("system-out"):
        for each in unjudged:
            file.write(visible(each) + "\n")
        if case.others:
            file.write(words.text("machine.below") + "\n")
            _write_lines(file, case.others)


def _write_lines(file: Any, lines: Sequence[str]) -> None:  # noqa: ANN401
    for line in lines:
        file.write(visible(line) + "\n")


def _line(finding: Finding, words: Words) -> str:
    return words.text(
        "machine.line",
        place=words.place(finding.source_file, finding.source_row),
        message=finding.message.pick(words.lang),
        fingerprint=finding.fingerprint,
    )
