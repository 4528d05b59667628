"""The first page of a memo, and the blanks for those who sign it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditkit.report.interface import ReportBundle
from auditkit.report.memo_blocks import Block, Facts, Heading, Prose, Table
from auditkit.report.memo_choice import Choice, MemoPlan, Section
from auditkit.report.memo_parts import head_of
from auditkit.report.memo_section import section_title
from auditkit.report.tally import SEVERITIES, tally
from auditkit.report.words import Words, moment

_LIMITS = ("no_advice", "record", "pseudonyms", "not_evaluated", "clauses")
_OVERVIEW = ("no", "section", "count", "worst", "undecided")


def head_page(
    bundle: ReportBundle, words: Words, plan: MemoPlan, choice: Choice, head: str
) -> Iterator[Block]:
    """Yield what was audited and what this memo is not."""
    yield Prose(words.text("memo.title"), "Title")
    yield Prose(words.text(f"memo.subtitle_{choice.kind}"), "Subtitle")
    yield Facts(tuple(_run(bundle, words, plan, choice, head)))
    yield Heading(words.text("memo.limits"), 1, numbered=False)
    for key in _LIMITS:
        yield Prose(words.text(f"memo.limit_{key}"))


def overview(total: int, shown: Sequence[Section], words: Words, choice: Choice) -> Iterator[Block]:
    """Yield one row per section, and how many sections there are that a memo has no room for."""
    yield Heading(words.text("memo.overview"), 1, numbered=False)
    if not shown:
        yield Prose(words.text(f"memo.no_{choice.kind}s"))
        return
    if total > len(shown):
        yield Prose(words.text("memo.more_sections", all=total, shown=len(shown)))
    rows = tuple(_line(number, each, words) for number, each in enumerate(shown, 1))
    yield Table(head_of(words, _OVERVIEW), (7, 42, 13, 14, 15), rows)


def signatures(words: Words) -> Iterator[Block]:
    """Yield the blanks for those who prepare, review and approve."""
    yield Heading(words.text("memo.sign_off"), 1, numbered=False)
    yield Prose(words.text("memo.sign_note"))
    rows = tuple(
        (words.text(f"memo.sign.{who}"), "", words.text("memo.sign.date"), "")
        for who in ("prepared", "reviewed", "approved")
    )
    yield Facts(rows, (3, 5, 2, 4))


def _run(
    bundle: ReportBundle, words: Words, plan: MemoPlan, choice: Choice, head: str
) -> Iterator[tuple[str, str]]:
    manifest = bundle.manifest
    profile, period = manifest.get("profile", {}), manifest.get("period", {})
    window = words.window((str(period.get("from") or ""), str(period.get("to") or "")))
    packs = words.text("comma").join(
        f"{each.get('id', '')} {each.get('version', '')}" for each in manifest.get("packs", ())
    )
    rows = (
        ("entity", words.pick(manifest.get("entity"))),
        ("run", str(manifest.get("run_id", ""))),
        ("started", moment(str(manifest.get("started_at") or ""))),
        ("profile", _named(profile, words)),
        ("packs", packs),
        ("period", window),
        ("as_of", moment(str(manifest.get("as_of") or ""))),
        ("reported", moment(str(manifest.get("reported_at") or ""))),
        ("key", str(manifest.get("key_id", ""))),
        ("chain", head or words.text("memo.chain_unknown")),
        ("scope", _scope(words, plan, choice)),
    )
    yield from ((words.text(f"memo.head.{key}"), value) for key, value in rows if value)


def _named(profile: Mapping[str, Any], words: Words) -> str:
    title = words.pick(profile.get("title"))
    return words.text("memo.named", title=title, id=profile.get("id", ""))


def _scope(words: Words, plan: MemoPlan, choice: Choice) -> str:
    comma, said = words.text("comma"), []
    if choice.cases:
        said.append(words.text("memo.scope_cases", cases=comma.join(choice.cases)))
    if choice.rules:
        said.append(words.text("memo.scope_rules", rules=comma.join(choice.rules)))
    level = words.label("severity", plan.severity_from)
    return "\n".join(said) or words.text("memo.scope_level", level=level)


def _line(number: int, section: Section, words: Words) -> tuple[str, ...]:
    whole = tally(section.findings)
    worst = next((name for name in SEVERITIES if whole.severity[name]), "")
    return (
        str(number),
        section_title(section, words),
        str(whole.rows),
        words.label("severity", worst),
        str(whole.open),
    )
