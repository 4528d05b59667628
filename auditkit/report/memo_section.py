"""The first half of a section of a memo: its facts, the timeline, what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditkit.core.findings import Activity, Finding
from auditkit.report.memo_blocks import Block, Facts, Heading, Prose, Table
from auditkit.report.memo_choice import MemoPlan, Section
from auditkit.report.memo_known import Known, files_of
from auditkit.report.memo_parts import capped, head_of, numbers, when
from auditkit.report.tally import SEVERITIES, tally
from auditkit.report.words import Words

_TIMELINE = ("no", "at", "activity", "outcome", "party_role", "who", "place", "findings")
_FOUND = ("no", "at", "what", "evidence", "graded", "fingerprint")
_CASE = "of_case"


def section_title(section: Section, words: Words) -> str:
    """Return what a section is called."""
    if section.kind == "rule":
        return words.text("memo.rule", title=words.title(section.key))
    if section.key:
        return words.text("memo.case", case=section.key)
    debtor = words.text("comma").join(section.debtors)
    return words.text("memo.no_case", debtor=debtor)


def section_blocks(section: Section, known: Known, words: Words, plan: MemoPlan) -> Iterator[Block]:
    """Yield what happened and what was found."""
    activities = known.activities(section)
    yield Heading(words.text("memo.facts"), 2)
    yield Facts(tuple(_facts(section, activities, known, words, plan.named)))
    yield Heading(words.text("memo.timeline"), 2)
    yield Prose(words.text(f"memo.timeline_note_{section.kind}"), "Memo Lead")
    yield from _timeline(section, activities, known, words, plan)
    yield Heading(words.text("memo.found"), 2)
    yield Prose(words.text("memo.numbered_note"), "Memo Lead")
    yield from _found(section, words, plan)


def _facts(
    section: Section, activities: Sequence[Activity], known: Known, words: Words, most: int
) -> Iterator[tuple[str, str]]:
    findings = section.findings
    days = sorted(each.day for each in findings)
    roles = (words.term("party_role", each.party_role) for each in activities)
    collectors = _listed((each.collector_id for each in findings), words, most)
    files = _sources(section, known)
    rows = (
        *_subject(section, known, words, most),
        ("debtor", _listed(section.debtors, words, most)),
        ("agency", _listed((words.agency(each.agency_id) for each in findings), words, most)),
        ("org", _listed((each.org_id for each in findings), words, most)),
        ("collector", collectors or words.text("no_collector")),
        ("reached", _listed(roles, words, most)),
        ("period", words.window((days[0], days[-1]))),
        ("counts", _counts(section, activities, words)),
        ("files", "\n".join(f"{number} {file}" for file, number in files.items())),
    )
    yield from ((words.text(f"memo.fact.{key}"), value) for key, value in rows if value)


def _subject(section: Section, known: Known, words: Words, most: int) -> Iterator[tuple[str, str]]:
    unrecorded = words.text("memo.unrecorded")
    if section.kind == "case":
        yield "case", section.key or unrecorded
        return
    rule = known.rules.get(section.key)
    yield "rule", section.key
    yield "why", rule.why.pick(words.lang) if rule and rule.why else ""
    yield "cases", _listed((each.case_id for each in section.findings), words, most) or unrecorded


def _listed(values: Iterable[str], words: Words, most: int) -> str:
    """Return values joined, each once; of many the first, and how many there are."""
    each_once = list(dict.fromkeys(value for value in values if value))
    shown = words.text("comma").join(each_once[:most])
    if len(each_once) <= most:
        return shown
    return words.text("memo.in_all", shown=shown, count=len(each_once))


def _counts(section: Section, activities: Sequence[Activity], words: Words) -> str:
    whole = tally(section.findings)
    graded = words.text("comma").join(
        f"{words.label('severity', name)} {whole.severity[name]}"
        for name in SEVERITIES
        if whole.severity[name]
    )
    return words.text(
        "memo.counts_said",
        findings=whole.rows,
        graded=graded,
        distinct=whole.distinct,
        incidents=whole.incidents,
        activities=len(activities),
        offending=len({each.anchor_activity for each in section.findings}),
    )


def _timeline(
    section: Section, activities: Sequence[Activity], known: Known, words: Words, plan: MemoPlan
) -> Iterator[Block]:
    broken: defaultdict[str, list[int]] = defaultdict(list)
    for number, finding in enumerate(section.findings, 1):
        broken[finding.anchor_activity].append(number)
    head, files = head_of(words, _TIMELINE), _sources(section, known)
    widths: tuple[int, ...] = (7, 22, 15, 17, 12, 14, 15, 10)
    ordered = list(activities)
    owners = known.owners(section) if section.kind == "rule" else {}
    if owners:  # one case after another, each in time order
        ordered.sort(key=lambda each: owners[each.activity_id])
        head, widths = (*head, words.text(f"memo.column.{_CASE}")), (*widths, 18)
    rows = tuple(
        (
            str(place),
            when(each.at),
            _did(each, words),
            _ended(each, words),
            words.term("party_role", each.party_role),
            f"{words.agency(each.agency_id)}\n{each.collector_id}".rstrip("\n"),
            _places(each, files, words),
            f"● {numbers(broken[each.activity_id], words)}" if each.activity_id in broken else "",
            *((owners[each.activity_id],) if owners else ()),
        )
        for place, each in enumerate(ordered, 1)
    )
    marked = frozenset(at for at, each in enumerate(ordered) if each.activity_id in broken)
    yield from capped(Table(head, widths, rows, marked), words, plan)


def _sources(section: Section, known: Known) -> dict[str, str]:
    """Return the number by which a section calls each of its files."""
    files = files_of(known.activities(section), section.findings)
    return {file: f"[{number}]" for number, file in enumerate(files, 1)}


def _places(activity: Activity, files: Mapping[str, str], words: Words) -> str:
    """Return every row that records an activity, the first-ranked first."""
    rows = ((activity.source_file, activity.source_row), *activity.linked)
    return "\n".join(words.place(files.get(file, ""), row) for file, row in rows)


def _did(activity: Activity, words: Words) -> str:
    names = (
        words.term("channel", activity.channel),
        words.term("direction", activity.direction),
        words.term("step", activity.step),
    )
    return words.text("comma").join(name for name in names if name)


def _ended(activity: Activity, words: Words) -> str:
    outcome = words.term("outcome", activity.outcome)
    if activity.duration_s < 0:
        return outcome
    return f"{outcome}\n{words.text('seconds', count=activity.duration_s)}".lstrip("\n")


def _found(section: Section, words: Words, plan: MemoPlan) -> Iterator[Block]:
    rows = tuple(
        (
            str(number),
            when(each.at),
            _said(each, section, words),
            each.evidence or words.text("memo.no_text"),
            f"{words.label('severity', each.severity)}\n{words.label('certainty', each.certainty)}",
            each.fingerprint,
        )
        for number, each in enumerate(section.findings, 1)
    )
    yield from capped(Table(head_of(words, _FOUND), (7, 20, 29, 20, 17, 19), rows), words, plan)


def _said(finding: Finding, section: Section, words: Words) -> str:
    message = finding.message.pick(words.lang)
    if section.kind == "rule":
        return message
    return f"{words.title(finding.rule)}{words.text('colon')}{message}"
