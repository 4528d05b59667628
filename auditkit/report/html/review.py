"""What to look at first: who and what stands out among peers, and why."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from auditkit.report.html.view import Block, Cell, Part, count, texts
from auditkit.report.ranking.interface import Kind, Ranking, Unit
from auditkit.report.ranking.plan import RankingPlan
from auditkit.report.ranking.rank import Order
from auditkit.report.ranking.words import (
    about,
    held_said,
    name_of,
    notable_said,
    outlook_said,
    read_me,
    reasons_said,
    standing,
    sure_said,
)
from auditkit.report.safe import visible_lines as shown
from auditkit.report.words import Words

_FIGURES: Final = ("points", "expected_points", "findings")
_NAMES: Final[dict[Kind, str]] = {
    "cases": "case_id",
    "collectors": "collector_id",
    "agencies": "agency_id",
}
_LOOKS: Final = {"above": "warn", "perhaps": "", "within": "", "alone": "quiet"}
_PLACES: Final[dict[Kind, str]] = {
    "cases": "#view=cases&lang={lang}&case={name}",
    "collectors": "#view=findings&lang={lang}&by.collector={name}&by.agency={agency}",
    "agencies": "#view=findings&lang={lang}&by.agency={agency}",
}
"""Where the program of the page shows the findings of a unit."""


def review(order: Order, words: Words) -> Part:
    """Return the first of each kind with what puts them there."""
    caveat, *method = read_me(order, words)
    blocks = (
        Block("text", texts(caveat)),
        *(_ranking(each, order.plan, words) for each in order.rankings),
        Block("text", texts(words.text("html.review.more"), *method, look="quiet")),
    )
    return Part("review", words.text("html.review.title"), blocks)


def _ranking(ranking: Ranking, plan: RankingPlan, words: Words) -> Block:
    title = words.text("rank.title", kind=words.text(f"rank.kind.{ranking.kind}"))
    said = tuple(about(ranking, plan, words))
    if not ranking.ranked:
        return Block("text", texts(*said), title)
    columns = ("place", _NAMES[ranking.kind], "standing", *_FIGURES, "reasons")
    head = tuple(Cell(words.text(f"column.{key}"), number=key in _FIGURES) for key in columns)
    rows = tuple(_cells(each, plan, words) for each in ranking.ranked)
    return Block("table", rows, title, head, " ".join(said))


def _cells(unit: Unit, plan: RankingPlan, words: Words) -> tuple[Cell, ...]:
    where, held = standing(unit), unit.compared
    return (
        Cell(str(unit.rank)),
        Cell(name_of(unit, words), link=_link(unit, words)),
        Cell(words.text(f"rank.standing.{where}"), _LOOKS[where]),
        Cell(f"{unit.points:.2f}", number=True),
        Cell(f"{held.expected:.2f}" if held else "–", number=True),
        count(unit.findings),
        _why(unit, plan, words),
    )


def _why(unit: Unit, plan: RankingPlan, words: Words) -> Cell:
    """Return what weighs most, which unfolds to all that explains the place."""
    reasons = list(reasons_said(unit, plan.reasons, words))
    lines = (
        *reasons[1:],
        held_said(unit, plan, words),
        sure_said(unit, words),
        outlook_said(unit, words),
        *notable_said(unit, words),
    )
    return Cell(reasons[0], more=tuple(each for each in lines if each))


def _link(unit: Unit, words: Words) -> str:
    parts = {"name": unit.key.name, "agency": unit.key.agency_id}
    quoted = {key: quote(shown(text), safe="", errors="replace") for key, text in parts.items()}
    return _PLACES[unit.kind].format(lang=words.lang, **quoted)
