"""The order of review in plain text, for a console of any width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from auditkit.report.ranking.interface import Ranking, Unit
from auditkit.report.ranking.plan import RankingPlan
from auditkit.report.ranking.rank import Order
from auditkit.report.ranking.words import (
    about,
    apart_said,
    flags_said,
    held_said,
    name_of,
    notable_said,
    outlook_said,
    read_me,
    reasons_said,
    standing,
    sure_said,
    worst_said,
)
from auditkit.report.safe import shortened, visible
from auditkit.report.width import wrapped
from auditkit.report.words import Words, words_for

_NARROWEST: Final = 60
_OF_FILE: Final = 100
_LONGEST: Final = 600  # characters of a line; no name of a case or a rule needs as many


def render_text(order: Order, lang: str, width: int) -> str:
    """Return the rankings with their reasons, no line wider than ``width`` (at least 60)."""
    words, room = words_for(order.bundle, lang, {}), max(width, _NARROWEST)
    lines = [*read_me(order, words), ""]
    for ranking in order.rankings:
        lines += [*_ranking(ranking, order.plan, words, room), ""]
    shown = (shortened(visible(line), _LONGEST) for line in lines)
    return "\n".join(row for line in shown for row in wrapped(line, room)).rstrip()


def write_text(order: Order, out: BinaryIO, lang: str) -> None:
    """Write the same to a file."""
    out.write(render_text(order, lang, _OF_FILE).encode() + b"\n")


def _ranking(ranking: Ranking, plan: RankingPlan, words: Words, room: int) -> Iterator[str]:
    yield words.text("rank.title", kind=words.text(f"rank.kind.{ranking.kind}"))
    yield "─" * room
    yield from about(ranking, plan, words)
    for unit in ranking.ranked:
        yield ""
        yield from _unit(unit, plan, words)
    if ranking.apart:
        yield ""
        yield apart_said(ranking, plan, words)
    for unit in ranking.apart:
        said = words.text("separator").join([held_said(unit, plan, words), worst_said(unit, words)])
        yield f"     {name_of(unit, words)}{words.text('colon')}{said}"


def _unit(unit: Unit, plan: RankingPlan, words: Words) -> Iterator[str]:
    where = words.text(f"rank.standing.{standing(unit)}")
    yield f"{unit.rank:>3}  {name_of(unit, words)}  [{where}]"
    yield f"     {held_said(unit, plan, words)}"
    yield f"     {sure_said(unit, words)}"
    for said in reasons_said(unit, plan.reasons, words):
        yield f"       · {said}"
    for said in (notable_said if unit.kind == "cases" else flags_said)(unit, words):
        yield f"     ! {said}"
    yield f"     → {outlook_said(unit, words)}"
