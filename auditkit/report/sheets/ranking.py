"""The order of review: which cases, collectors and agencies to look at first, and why."""

from __future__ import annotations

from collections.abc import Iterator

from auditkit.report.interface import ReportBundle
from auditkit.report.ranking.interface import Ranking, Unit
from auditkit.report.ranking.plan import RankingPlan, load_ranking_plan
from auditkit.report.ranking.rank import Order, order_of
from auditkit.report.ranking.words import (
    about,
    apart_said,
    held_said,
    name_of,
    notable_said,
    outlook_said,
    read_me,
    reasons_said,
    standing,
    sure_said,
)
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Wide
from auditkit.report.words import Words

COLUMNS = (
    "place",
    "unit",
    "standing",
    "held",
    "points",
    "expected_points",
    "ratio_low",
    "contacts",
    "findings",
    "undecided",
    "reasons",
    "notable",
    "outlook",
)
_SPAN = 9
_LOOKS = {"above": "high", "perhaps": "medium", "within": "low", "alone": "quiet"}


def ranking_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return the first cases, collectors and agencies, as many as the plan shows."""
    plan = load_ranking_plan()
    return sheet_of(order_of(bundle, plan, top=plan.units), words)


def sheet_of(order: Order, words: Words) -> Sheet:
    """Return the units of an order with their reasons, one block per kind."""
    blocks = [Block((), [(Wide(each, _SPAN),) for each in read_me(order, words)])]
    for ranking in order.rankings:
        blocks += _blocks(ranking, order.plan, words)
    return Sheet("ranking", tuple(blocks))


def _blocks(ranking: Ranking, plan: RankingPlan, words: Words) -> Iterator[Block]:
    title = words.text("rank.title", kind=words.text(f"rank.kind.{ranking.kind}"))
    yield Block((), [(Wide(each, _SPAN),) for each in about(ranking, plan, words)], title)
    yield Block(COLUMNS, [_row(each, plan, words) for each in ranking.ranked])
    if ranking.apart:
        yield Block((), [(Wide(apart_said(ranking, plan, words), _SPAN),)])
        yield Block(COLUMNS, [_row(each, plan, words) for each in ranking.apart])


def _row(unit: Unit, plan: RankingPlan, words: Words) -> Row:
    held, where = unit.compared, standing(unit)
    return (
        unit.rank,
        name_of(unit, words),
        Marked(words.text(f"rank.standing.{where}"), _LOOKS[where]),
        "\n".join([held_said(unit, plan, words), sure_said(unit, words)]),
        round(unit.points, 2),
        round(held.expected, 2) if held else None,
        round(held.low, 2) if held else None,
        unit.workload,
        unit.findings,
        unit.open,
        "\n".join(reasons_said(unit, plan.reasons, words)),
        "\n".join(notable_said(unit, words)),
        outlook_said(unit, words),
    )
