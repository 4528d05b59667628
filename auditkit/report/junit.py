"""JUnit XML: one suite per pack, one case per rule, for CI that shows tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
class _Case:
    """What came of a rule; ``why`` says in lines why it could not judge."""

    rule: RuleView
    blocking: Sequence[Finding]
    others: Sequence[Finding]
    skipped: str
    why: Sequence[str]

    @property
    def failed(self) -> bool:
        return bool(self.blocking)

    @property
    def passed_over(self) -> bool:
        return bool(self.skipped) and not self.failed


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:
    """Write a test suite per pack, in which the rules are the cases.

    A case fails when findings of it make the run fail. A rule that could not judge some rows, or
    had none to judge, is skipped and never passes. Other findings are told in the case's output.
    """
    words = words_for(bundle, lang, {})
    cases = list(_cases(bundle, words))
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("testsuites", {"name": "auditkit", **_counts(cases)}):
            for pack, members in groupby(cases, key=lambda case: case.rule.pack):
                _write_suite(file, pack, list(members), bundle.manifest, words)
    out.write(b"\n")


def _cases(bundle: ReportBundle, words: Words) -> Iterator[_Case]:
    """Yield every rule of the run, pack by pack."""
    blocks = blocks_at(bundle.manifest["fail_on"])
    found: dict[str, tuple[list[Finding], list[Finding]]] = defaultdict(lambda: ([], []))
    for finding in bundle.findings:
        found[finding.rule][not blocks(finding)].append(finding)
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
        yield _Case(rule, *found[rule.id], skipped, why)


def _why(each: NotEvaluated, words: Words) -> str:
    return words.text(
        "machine.not_evaluated",
        rule=each.rule,
        file=each.source,
        rows=each.rows,
        reason=words.label("why_not", each.reason),
    )


def _counts(cases: Sequence[_Case]) -> dict[str, str]:
    failures = sum(case.failed for case in cases)
    return {"tests": str(len(cases)), "failures": str(failures), "errors": "0"}


def _write_suite(
    file: Any,  # noqa: ANN401 - lxml has no types
    pack: str,
    cases: Sequence[_Case],
    manifest: Mapping[str, Any],
    words: Words,
) -> None:
    skipped = str(sum(case.passed_over for case in cases))
    with file.element("testsuite", {"name": pack, **_counts(cases), "skipped": skipped}):
        for case in cases:
            _write_case(file, case, manifest["fail_on"], words)


def _write_case(file: Any, case: _Case, level: str, words: Words) -> None:  # noqa: ANN401
    title = case.rule.title.pick(words.lang)
    name = visible(f"{case.rule.id} {title}")
    with file.element("testcase", {"classname": case.rule.pack, "name": name}):
        if case.failed:
            said = words.text(
                "machine.found",
                count=f"{len(case.blocking):,}",
                level=words.label("severity", level),
            )
            with file.element("failure", {"type": case.rule.severity, "message": visible(said)}):
                _write_lines(file, case.blocking, words)
        elif case.skipped:
            with file.element("skipped", {"message": visible(case.skipped)}):
                file.write("\n".join(map(visible, case.why)))
        _write_besides(file, case, words)


def _write_besides(file: Any, case: _Case, words: Words) -> None:  # noqa: ANN401
    """Write what a case has to say beyond how it came out."""
    unjudged = case.why if case.failed else ()
    if not case.others and not unjudged:
        return
    with file.element("system-out"):
        for each in unjudged:
            file.write(visible(each) + "\n")
        if case.others:
            file.write(words.text("machine.below") + "\n")
            _write_lines(file, case.others, words)


def _write_lines(file: Any, findings: Sequence[Finding], words: Words) -> None:  # noqa: ANN401
    for each in findings:
        said = words.text(
            "machine.line",
            place=words.place(each.source_file, each.source_row),
            message=each.message.pick(words.lang),
            fingerprint=each.fingerprint,
        )
        file.write(visible(said) + "\n")
