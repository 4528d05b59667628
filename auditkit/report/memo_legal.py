"""The second half of a section of a memo: clauses, decisions, remedies, exemptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditkit.core.findings import Basis, Bilingual, Decided, Force
from auditkit.report.memo_blocks import Block, Heading, Prose, Table
from auditkit.report.memo_choice import MemoPlan, Section
from auditkit.report.memo_known import Known
from auditkit.report.memo_parts import capped, head_of, numbers, when
from auditkit.report.tally import FORCES
from auditkit.report.words import Words

_CLAUSES = ("rule", "force", "clause", "since", "primary", "findings")
_DECISIONS = ("findings", "decision", "decided_by", "decided_at", "reason", "until")
_EXEMPTIONS = ("rule", "at", "relied_on", "relied_on_at", "place")


def legal_blocks(section: Section, known: Known, words: Words, plan: MemoPlan) -> Iterator[Block]:
    """Yield what follows from the findings of a section."""
    yield Heading(words.text("memo.clauses"), 2)
    yield Prose(words.text("memo.clauses_note"), "Memo Lead")
    yield _clauses(section, words)
    yield Heading(words.text("memo.decisions"), 2)
    yield from _decisions(section, known, words, plan)
    yield Heading(words.text("memo.remedies"), 2)
    yield from _remedies(section, words)
    yield Heading(words.text("memo.exemptions"), 2)
    yield from _exemptions(section, known, words, plan)


def _clauses(section: Section, words: Words) -> Table:
    cited: defaultdict[tuple[str, Basis], list[int]] = defaultdict(list)
    forces: dict[str, Force] = {}
    for number, finding in enumerate(section.findings, 1):
        forces[finding.rule] = finding.force
        for basis in finding.basis:
            cited[finding.rule, basis].append(number)
    rows = tuple(
        (
            words.title(rule),
            words.label("force", _force(basis, forces[rule], words)),
            words.text("clause", title=words.instrument(basis.instrument), clause=basis.clause),
            basis.in_force_from,
            _read(basis, words),
            numbers(places, words),
        )
        for (rule, basis), places in cited.items()
    )
    return Table(head_of(words, _CLAUSES), (18, 20, 27, 15, 17, 11), rows)


def _force(basis: Basis, of_rule: Force, words: Words) -> str:
    """Return the force of a clause's instrument, but never a stronger one than the rule claims."""
    own = words.instruments.get(basis.instrument, {}).get("force")
    return max(own, of_rule, key=FORCES.index) if own in FORCES else of_rule


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
    """Yield each remedy once, with the rules that ask for it and what may be said instead."""
    asked: defaultdict[Bilingual, dict[str, None]] = defaultdict(dict)
    instead: defaultdict[Bilingual, dict[str, None]] = defaultdict(dict)
    for each in section.findings:
        asked[each.remedy][words.title(each.rule)] = None
        if each.wording:
            instead[each.remedy] |= dict.fromkeys(each.wording.pick(words.lang).split("\n"))
    for remedy, titles in asked.items():
        rules = words.text("comma").join(titles)
        yield Prose(f"{rules}{words.text('colon')}{remedy.pick(words.lang)}", "List Number")
        for wording in instead[remedy]:
            yield Prose(words.text("memo.wording", text=wording))


def _exemptions(section: Section, known: Known, words: Words, plan: MemoPlan) -> Iterator[Block]:
    relied = known.exemptions(section)
    if not relied:
        yield Prose(words.text("memo.no_exemption"))
        return
    yield Prose(words.text("memo.exemptions_note"), "Memo Lead")
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
