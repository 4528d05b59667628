"""One section of a memo: facts, timeline, findings, clauses, decisions, remedies, exemptions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from auditkit.core.findings import Activity, Basis, Decided, Finding
from auditkit.report.memo_blocks import Block, Facts, Heading, Prose, Table
from auditkit.report.memo_choice import MemoPlan, Section
from auditkit.report.memo_known import Known, files_of
from auditkit.report.tally import SEVERITIES, tally
from auditkit.report.words import Words

_TIMELINE = ("no", "at", "activity", "outcome", "party_role", "who", "place", "findings")
_FOUND = ("no", "at", "what", "evidence", "graded", "place")
_CLAUSES = ("rule", "force", "clause", "since", "primary", "findings")
_DECISIONS = ("findings", "decision", "who", "decided_at", "reason", "until")
_EXEMPTIONS = ("rule", "at", "relied_on", "relied_on_at", "place")


def section_title(section: Section, words: Words) -> str:
    """Return what a section is called."""
    if section.kind == "rule":
        return words.text("memo.rule", title=words.title(section.key))
    if section.key:
        return words.text("memo.case", case=section.key)
    debtor = words.text("comma").join(section.debtors)
    return words.text("memo.no_case", debtor=debtor)


def section_blocks(section: Section, known: Known, words: Words, plan: MemoPlan) -> Iterator[Block]:
    """Yield a section but for its open points."""
    activities = known.activities(section)
    yield Heading(words.text("memo.facts"), 2)
    yield Facts(tuple(_facts(section, activities, known, words)))
    yield Heading(words.text("memo.timeline"), 2)
    yield Prose(words.text("memo.timeline_note"), "Memo Note")
    yield from _timeline(section, activities, words, plan)
    yield Heading(words.text("memo.found"), 2)
    yield from _found(section, words, plan)
    yield Heading(words.text("memo.clauses"), 2)
    yield Prose(words.text("memo.clauses_note"), "Memo Note")
    yield _clauses(section, words)
    yield Heading(words.text("memo.decisions"), 2)
    yield from _decisions(section, known, words, plan)
    yield Heading(words.text("memo.remedies"), 2)
    yield from _remedies(section, words)
    yield Heading(words.text("memo.exemptions"), 2)
    yield from _exemptions(section, known, words, plan)


def head_of(words: Words, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the header of a table."""
    return tuple(words.text(f"memo.column.{key}") for key in keys)


def capped(table: Table, words: Words, plan: MemoPlan) -> Iterator[Block]:
    """Yield a table as far as a memo shows it, and how many rows there are beside."""
    more = len(table.rows) - plan.rows
    if more <= 0:
        yield table
        return
    shown = frozenset(at for at in table.marked if at < plan.rows)
    yield Table(table.head, table.widths, table.rows[: plan.rows], shown)
    yield Prose(words.text("memo.more_rows", count=more), "Memo Note")


def when(at: str) -> str:
    """Return an ISO time with its day on a line of its own, as narrow columns need it."""
    return at.replace("T", "\n", 1)


def numbers(places: Iterable[int], words: Words) -> str:
    """Return numbers as people write them: 1–3, 5."""
    parts = []
    for _, run in groupby(enumerate(sorted(set(places))), lambda pair: pair[1] - pair[0]):
        row = [place for _, place in run]
        parts.append(str(row[0]) if len(row) == 1 else f"{row[0]}–{row[-1]}")
    return words.text("comma").join(parts)


def _facts(
    section: Section, activities: Sequence[Activity], known: Known, words: Words
) -> Iterator[tuple[str, str]]:
    findings, comma = section.findings, words.text("comma")

    def listed(values: Iterable[str]) -> str:
        return comma.join(dict.fromkeys(value for value in values if value))

    if section.kind == "rule":
        rule = known.rules.get(section.key)
        yield words.text("memo.fact.rule"), section.key
        if rule and rule.why:
            yield words.text("memo.fact.why"), rule.why.pick(words.lang)
        cases = listed(each.case_id for each in findings)
        yield words.text("memo.fact.cases"), cases or words.text("memo.unrecorded")
    else:
        yield words.text("memo.fact.case"), section.key or words.text("memo.unrecorded")
    collectors = listed(each.collector_id for each in findings)
    roles = listed(words.term("party_role", each.party_role) for each in activities)
    days = sorted(each.day for each in findings)
    rows = (
        ("debtor", listed(section.debtors)),
        ("agency", listed(words.agency(each.agency_id) for each in findings)),
        ("org", listed(each.org_id for each in findings)),
        ("collector", collectors or words.text("no_collector")),
        ("reached", roles),
        ("period", words.window((days[0], days[-1]))),
        ("counts", _counts(section, activities, words)),
        ("files", listed(files_of(activities, findings))),
    )
    yield from ((words.text(f"memo.fact.{key}"), value) for key, value in rows if value)


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
    section: Section, activities: Sequence[Activity], words: Words, plan: MemoPlan
) -> Iterator[Block]:
    broken: defaultdict[str, list[int]] = defaultdict(list)
    for number, finding in enumerate(section.findings, 1):
        broken[finding.anchor_activity].append(number)
    rows = tuple(
        (
            str(place),
            when(each.at),
            _did(each, words),
            _ended(each, words),
            words.term("party_role", each.party_role),
            f"{words.agency(each.agency_id)}\n{each.collector_id}".rstrip("\n"),
            words.place(each.source_file, each.source_row),
            f"● {numbers(broken[each.activity_id], words)}" if each.activity_id in broken else "",
        )
        for place, each in enumerate(activities, 1)
    )
    marked = frozenset(at for at, each in enumerate(activities) if each.activity_id in broken)
    head = head_of(words, _TIMELINE)
    yield from capped(Table(head, (7, 20, 14, 15, 11, 14, 19, 12), rows, marked), words, plan)


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
            f"{words.title(each.rule)}{words.text('colon')}{each.message.pick(words.lang)}",
            each.evidence or words.text("memo.no_text"),
            f"{words.label('severity', each.severity)}\n{words.label('certainty', each.certainty)}",
            words.place(each.source_file, each.source_row),
        )
        for number, each in enumerate(section.findings, 1)
    )
    yield from capped(Table(head_of(words, _FOUND), (7, 19, 33, 22, 14, 18), rows), words, plan)


def _clauses(section: Section, words: Words) -> Table:
    cited: defaultdict[tuple[str, Basis], list[int]] = defaultdict(list)
    forces: dict[str, str] = {}
    for number, finding in enumerate(section.findings, 1):
        forces[finding.rule] = finding.force
        for basis in finding.basis:
            cited[finding.rule, basis].append(number)
    rows = tuple(
        (
            words.title(rule),
            words.label("force", forces[rule]),
            words.text("clause", title=words.instrument(basis.instrument), clause=basis.clause),
            basis.in_force_from,
            _read(basis, words),
            numbers(places, words),
        )
        for (rule, basis), places in cited.items()
    )
    return Table(head_of(words, _CLAUSES), (18, 20, 27, 15, 17, 11), rows)


def _read(basis: Basis, words: Words) -> str:
    read = words.text("memo.read" if words.primary_read(basis) else "primary_unread")
    return f"{read}\n{words.text('finer_unseen')}" if basis.finer_unseen else read


def _decisions(section: Section, known: Known, words: Words, plan: MemoPlan) -> Iterator[Block]:
    said: defaultdict[tuple[str, Decided | None], list[int]] = defaultdict(list)
    for number, finding in enumerate(section.findings, 1):
        decided = known.bundle.decided.get(finding.fingerprint)
        if decided or finding.decision != "open":
            said[finding.decision, decided].append(number)
    if not said:
        yield Prose(words.text("memo.none_decided"))
        return
    rows = tuple(_decision(places, key[0], key[1], words) for key, places in said.items())
    head = head_of(words, _DECISIONS)
    yield from capped(Table(head, (9, 16, 15, 20, 30, 22), rows), words, plan)


def _decision(
    places: list[int], status: str, decided: Decided | None, words: Words
) -> tuple[str, ...]:
    place = numbers(places, words)
    if decided is None:
        return place, words.label("decision", status), "", "", "", ""
    named = words.label("decision", decided.status)
    if decided.lapsed:
        named = words.text("memo.lapsed", decision=named)
    elif decided.final:
        named = words.text("memo.final", decision=named)
    who = "\n".join(dict.fromkeys(each for each in (decided.who, decided.os_user) if each))
    dates = (("until", decided.until), ("owner", decided.owner), ("due", decided.due))
    until = "\n".join(words.text(f"memo.{key}", value=value) for key, value in dates if value)
    return place, named, who, when(decided.at), decided.reason, until


def _remedies(section: Section, words: Words) -> Iterator[Block]:
    counts = Counter(each.rule for each in section.findings)
    first: dict[str, Finding] = {}
    for each in section.findings:
        first.setdefault(each.rule, each)
    for rule in counts:
        finding = first[rule]
        said = f"{words.title(rule)}{words.text('colon')}{finding.remedy.pick(words.lang)}"
        if finding.wording:
            said += "\n" + words.text("memo.wording", text=finding.wording.pick(words.lang))
        yield Prose(said, "List Number")


def _exemptions(section: Section, known: Known, words: Words, plan: MemoPlan) -> Iterator[Block]:
    relied = known.exemptions(section)
    if not relied:
        yield Prose(words.text("memo.no_exemption"))
        return
    yield Prose(words.text("memo.exemptions_note"), "Memo Note")
    rows = tuple(
        (
            words.title(each.rule),
            when(each.at),
            each.relied_on,
            when(each.relied_on_at),
            words.place(each.source_file, each.source_row),
        )
        for each in relied
    )
    yield from capped(Table(head_of(words, _EXEMPTIONS), (24, 20, 20, 20, 24), rows), words, plan)
