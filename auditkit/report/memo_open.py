"""What remains open in a section of a memo: everything that its facts do not settle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditkit.core.findings import Finding, NotEvaluated
from auditkit.report.memo_blocks import Block, Heading, Prose
from auditkit.report.memo_choice import Section
from auditkit.report.memo_known import Known, files_of
from auditkit.report.memo_parts import numbers
from auditkit.report.record_words import line_name
from auditkit.report.words import Words

_OPEN_CERTAINTY = ("presumptive", "review", "advisory")


def open_points(section: Section, known: Known, words: Words) -> Iterator[Block]:
    """Yield the numbered list of open points, or that there is none."""
    points = [
        *_uncertain(section, words),
        *_undecided(section, known, words),
        *_unread(section, words),
        *_not_evaluated(section, known, words),
        *_cut(section, known, words),
        *_gaps(section, known, words),
    ]
    yield Heading(words.text("memo.open"), 2)
    if not points:
        yield Prose(words.text("memo.nothing_open"))
    for point in points:
        yield Prose(point, "List Number")


def _uncertain(section: Section, words: Words) -> Iterator[str]:
    for name in _OPEN_CERTAINTY:
        places = [at for at, each in enumerate(section.findings, 1) if each.certainty == name]
        if places:
            yield words.text(f"memo.open_{name}", findings=numbers(places, words))


def _undecided(section: Section, known: Known, words: Words) -> Iterator[str]:
    undecided = _places(section, lambda each: each.decision == "open")
    if undecided:
        yield words.text("memo.open_undecided", findings=numbers(undecided, words))
    lapsed = _places(section, lambda each: _is_lapsed(each, known))
    if lapsed:
        yield words.text("memo.open_lapsed", findings=numbers(lapsed, words))


def _is_lapsed(finding: Finding, known: Known) -> bool:
    decided = known.bundle.decided.get(finding.fingerprint)
    return decided is not None and decided.lapsed


def _unread(section: Section, words: Words) -> Iterator[str]:
    cited = [basis for each in section.findings for basis in each.basis]
    unread = dict.fromkeys(
        words.instrument(each.instrument) for each in cited if not words.primary_read(each)
    )
    if unread:
        yield words.text("memo.open_unread", instruments=words.text("comma").join(unread))
    finer = dict.fromkeys(
        words.text("clause", title=words.instrument(each.instrument), clause=each.clause)
        for each in cited
        if each.finer_unseen
    )
    if finer:
        yield words.text("memo.open_finer", clauses=words.text("separator").join(finer))


def _not_evaluated(section: Section, known: Known, words: Words) -> Iterator[str]:
    files = files_of(known.activities(section), section.findings)
    silent: defaultdict[tuple[str, str], list[NotEvaluated]] = defaultdict(list)
    for each in known.bundle.not_evaluated:
        if each.source in files and (section.kind == "case" or each.rule == section.key):
            silent[each.source, each.reason].append(each)
    for (file, reason), group in silent.items():
        rules = words.text("comma").join(
            words.text("memo.rule_rows", rule=words.title(each.rule), rows=each.rows)
            for each in group
        )
        yield words.text(
            "memo.open_not_evaluated",
            file=file,
            reason=words.label("why_not", reason),
            rules=rules,
        )


def _cut(section: Section, known: Known, words: Words) -> Iterator[str]:
    rules = {each.rule for each in section.findings}
    for back in known.bundle.lookbacks:
        if back.rule in rules and (back.cut or back.needs is None):
            yield words.text(
                "memo.open_history",
                rule=words.title(back.rule),
                days=back.has,
                since=back.since or words.text("none"),
                rows=back.cut,
            )


def _gaps(section: Section, known: Known, words: Words) -> Iterator[str]:
    files = set(files_of(known.activities(section), section.findings))
    for file in known.bundle.files:
        if file.file in files and file.rejected:
            yield words.text("memo.open_rejected", file=file.file, rows=file.rejected)
    agencies = {each.agency_id for each in section.findings}
    told: Mapping[str, Any] = known.bundle.manifest.get("completeness") or {}
    for line in told.get("lines", ()):
        if line["kind"] == "agency" and line["name"] in agencies:
            for gap in line["gaps"]:
                yield words.text(
                    "memo.open_gap",
                    line=line_name(line, words),
                    days=words.window((gap["from"], gap["to"])),
                    what=words.text(f"completeness.kind.{gap['kind']}"),
                    rows=gap["rows"],
                )


def _places(section: Section, asked: Callable[[Finding], bool]) -> list[int]:
    return [number for number, each in enumerate(section.findings, 1) if asked(each)]
