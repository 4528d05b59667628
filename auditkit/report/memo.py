"""The memo for the legal team: a section per case or per rule, to be read, filed and signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from auditkit.report.interface import ReportBundle
from auditkit.report.memo_blocks import Block, Heading
from auditkit.report.memo_choice import Choice, MemoPlan, load_memo_plan, sections_of
from auditkit.report.memo_head import head_page, overview, signatures
from auditkit.report.memo_known import known_of
from auditkit.report.memo_legal import legal_blocks
from auditkit.report.memo_open import open_points
from auditkit.report.memo_section import section_blocks, section_title
from auditkit.report.memo_style import new_memo
from auditkit.report.memo_word import fill, save
from auditkit.report.safe import visible
from auditkit.report.timeless import started
from auditkit.report.words import Words, words_for

_UNITS: dict[str, str] = {}  # a memo shows no bare number of a check


def render(
    bundle: ReportBundle,
    out: BinaryIO,
    *,
    lang: str,
    choice: Choice | None = None,
    head: str = "",
) -> None:
    """Write the memo; equal bundles give equal bytes.

    ``head`` is the head of the chain of custody that the run ended with, where it is known.
    """
    words, plan = words_for(bundle, lang, _UNITS), load_memo_plan()
    run = visible(str(bundle.manifest.get("run_id", "")))
    document = new_memo(lang, words.text("memo.header", run=run), words.text("memo.page"))
    fill(document, memo_blocks(bundle, words, plan, choice or Choice(), head), plan.text)
    at = started(str(bundle.manifest.get("started_at", "")))
    save(document, out, words.text("memo.title"), at)


def memo_blocks(
    bundle: ReportBundle, words: Words, plan: MemoPlan, choice: Choice, head: str = ""
) -> Iterator[Block]:
    """Yield everything a memo says, in the order in which it is read."""
    sections, known = sections_of(bundle, choice, plan), known_of(bundle)
    # what was asked for by name is not left out
    shown = sections if choice.cases or choice.rules else sections[: plan.sections]
    yield from head_page(bundle, words, plan, choice, head)
    yield from overview(len(sections), shown, words, choice)
    for section in shown:
        yield Heading(section_title(section, words), 1, new_page=True)
        yield from section_blocks(section, known, words, plan)
        yield from legal_blocks(section, known, words, plan)
        yield from open_points(section, known, words)
    yield from signatures(words)
