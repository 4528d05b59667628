"""What could not be judged, and what is known to be missing, assumed or unconfirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from auditkit.report.html.view import Block, Cell, Part, count, texts
from auditkit.report.interface import ReportBundle
from auditkit.report.record_words import (
    complaints_said,
    confirmed_said,
    control_said,
    gaps_said,
    line_name,
)
from auditkit.report.words import Words

_WARN: Final = "warn"


def not_evaluated(bundle: ReportBundle, rows: int, words: Words) -> Part:
    """Return what rules could not judge, by rule and reason, most rows first."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in bundle.not_evaluated:
        counts[each.rule, each.reason] += each.rows
    order = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    lines = tuple(
        (Cell(words.title(rule)), Cell(rule, "code"), Cell(words.label("why_not", reason)),
         count(found))
        for (rule, reason), found in order[:rows]
    )  # fmt: skip
    blocks = [Block("text", texts(*_idle(bundle, words)))]
    if lines:
        head = _head(words, "rule_title", "rule", "reason", "rows")
        more = _more(len(order) - rows, words)
        blocks.append(Block("table", lines, words.text("block.not_judged"), head, more))
    if codes := _codes(bundle, rows, words):
        blocks.append(codes)
    return Part("not-evaluated", words.text("html.not_evaluated.title"), tuple(blocks))


def reliance(bundle: ReportBundle, words: Words) -> Part:
    """Return alarms, gaps, assumptions, and who confirmed how the record was read."""
    manifest = bundle.manifest
    blocks = (
        Block("facts", tuple(_standing(manifest, words))),
        *(
            Block("list", texts(*map(words.pick, manifest.get(key) or ())),
                  words.text(f"block.{key}"))
            for key in ("alarms", "assumptions")
        ),
        Block("list", texts(*_gaps(manifest, words)), words.text("block.gaps")),
    )  # fmt: skip
    held = tuple(each for each in blocks if each.rows)
    nothing = (Block("text", texts(words.text("html.reliance.nothing"))),)
    return Part("reliance", words.text("html.reliance.title"), held or nothing)


def _idle(bundle: ReportBundle, words: Words) -> Iterator[str]:
    silent = {each.rule for each in bundle.not_evaluated}
    idle = sum(not each.judged and each.rule not in silent for each in bundle.coverage)
    if not (silent or bundle.unknown_codes or idle):
        yield words.text("brief.all_evaluated")
        return
    yield words.text("html.not_evaluated.never_a_pass")
    if idle:
        yield words.text("brief.idle", rules=idle)
    cut = [each.since for each in bundle.lookbacks if each.cut]
    if cut:
        yield words.text("brief.history", since=min(cut))


def _codes(bundle: ReportBundle, rows: int, words: Words) -> Block | None:
    codes = sorted(bundle.unknown_codes, key=lambda each: -each.rows)
    lines = tuple(
        (Cell(each.code, "code"), Cell(each.column), Cell(each.source), count(each.rows))
        for each in codes[:rows]
    )
    head = _head(words, "code", "column", "source", "rows")
    title, more = words.text("block.unknown_codes"), _more(len(codes) - rows, words)
    return Block("table", lines, title, head, more) if lines else None


def _standing(manifest: Mapping[str, Any], words: Words) -> Iterator[tuple[Cell, ...]]:
    if told := manifest.get("completeness"):
        yield _fact("completeness", *gaps_said(told, words), words)
    if control := manifest.get("control"):
        yield _fact("control", *control_said(control, words), words)
    if complaints := manifest.get("complaints"):
        yield _fact("complaints", complaints_said(complaints, words), "", words)
    if confirmed := manifest.get("confirmations"):
        for what, text, look in confirmed_said(confirmed, words):
            yield _fact(f"confirmed_{what}", text, look, words)


def _fact(key: str, text: str, look: str, words: Words) -> tuple[Cell, ...]:
    return Cell(words.text(f"cover.{key}")), Cell(text, look)


def _gaps(manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Yield each gap of the record, and each file that gave nothing."""
    told = manifest.get("completeness") or {}
    for line in told.get("lines", ()):
        for gap in line["gaps"]:
            yield words.text(
                "completeness.named",
                who=line_name(line, words),
                days=words.window((gap["from"], gap["to"])),
                what=words.text(f"completeness.kind.{gap['kind']}"),
            )
    for file in told.get("files", ()):
        state = words.text(f"completeness.state.{file['state']}")
        yield file["file"] + words.text("colon") + state


def _head(words: Words, *columns: str) -> tuple[Cell, ...]:
    return tuple(Cell(words.text(f"column.{each}"), number=each == "rows") for each in columns)


def _more(left: int, words: Words) -> str:
    return words.text("html.more", count=f"{left:,}") if left > 0 else ""
