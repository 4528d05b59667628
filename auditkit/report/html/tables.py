"""Rates by agency and by collector, with the intervals that say how surely they are known."""

from __future__ import annotations

from auditkit.report.breakdown import Line
from auditkit.report.html.numbers import Figures
from auditkit.report.html.view import Block, Cell, Part, count
from auditkit.report.rates import Rates
from auditkit.report.words import Words

_COLUMNS = ("findings", "offending", "contacts", "per_thousand", "interval")


def rates(figures: Figures, rows: int, words: Words) -> Part:
    """Return how often something is in question per thousand contacts judged."""
    blocks = (
        Block("text", ((Cell(_said(figures.rates, words), "quiet"),),)),
        _table(figures, "agency", rows, words),
        _table(figures, "collector", rows, words),
    )
    return Part("rates", words.text("html.rates.title"), blocks)


def _said(told: Rates, words: Words) -> str:
    return words.text(
        "html.rates.said", confidence=f"{told.confidence:.0%}", least=f"{told.least:,}"
    )


def _table(figures: Figures, dimension: str, rows: int, words: Words) -> Block:
    lines = sorted(figures.lines[dimension], key=_highest_first)
    left = len(lines) - rows
    name = words.agency if dimension == "agency" else lambda key: key or words.text("no_collector")
    head = (
        Cell(words.text(f"column.{dimension}_id")),
        *(Cell(words.text(f"html.rates.{each}"), number=True) for each in _COLUMNS),
    )
    return Block(
        "table",
        tuple(_row(name(each.key), each, figures.rates, words) for each in lines[:rows]),
        words.text(f"block.{dimension}"),
        head,
        words.text("html.more", count=f"{left:,}") if left > 0 else "",
    )


def _row(name: str, line: Line, told: Rates, words: Words) -> tuple[Cell, ...]:
    counts = (count(line.findings), count(line.offending), count(line.contacts))
    if line.rate:
        value, low, high = (f"{each:,.2f}" for each in (line.rate.value, line.rate.low,
                                                        line.rate.high))  # fmt: skip
        return Cell(name), *counts, Cell(value, number=True), Cell(f"{low} – {high}", number=True)
    few = "summary.few" if line.contacts < told.least else "summary.no_share"
    note = words.text(few, least=f"{told.least:,}")
    return Cell(name), *counts, Cell(note, "quiet", number=True), Cell("")


def _highest_first(line: Line) -> tuple[bool, float, int, str]:
    return line.rate is None, -(line.rate.value if line.rate else 0), -line.findings, line.key
