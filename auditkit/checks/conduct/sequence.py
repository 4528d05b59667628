"""Steps that are lawful only after others, and steps that come too soon after something."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.conduct.needs import Asked, Counted, Need, attributes_of, counted, steps_of
from auditkit.checks.conduct.steps import StepParams, chosen_steps, write_doubts
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import group_key, keyed, keys_within
from auditkit.checks.interface import Check, Grain, Hits
from auditkit.checks.selection import READS
from auditkit.checks.tables import hit_table, joined, numbered, pair_order
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, Ways


class SequenceParams(StepParams):
    """Each asked activity needs one of ``needs`` before it.

    Asked are activities of ``select`` with one of ``steps`` (any row of ``select`` when none is
    named) and all attributes of ``where``; those with one of ``unless`` are free; ``first``: only
    the first of each group is asked. A step derived from prose is asked of nothing. Where none is
    met, but one would be if an earlier activity counted of which it cannot be told whether it is
    meant, the asked activity is not evaluated.
    ``observed`` is how many rows of the first need were counted, ``limit`` its ``count``.
    ``lookback_days`` is how far the record must reach back for its silence to mean something.
    Groups never cross debtors.
    """

    first: bool = False
    needs: tuple[Need, ...] = Field(min_length=1)
    lookback_days: int = Field(ge=1)
    ways: ClassVar[Ways] = {"first": NARROWS, "needs": NARROWS, "lookback_days": NEITHER}


class TooSoonParams(StepParams):
    """No asked activity may stand after one of ``forbids``.

    Asked are activities as in ``conduct.sequence``; ``forbids`` are needs as there, of which the
    first that is met makes the hit: ``max_days: 13`` forbids a step on the first 13 days after
    another. Where one may be met, by an activity that cannot be told, it is not evaluated.
    ``observed`` is the local days since the row that completed the need, ``limit`` its
    ``max_days`` (0 when it has none); that row is the trigger. Groups never cross debtors.
    """

    forbids: tuple[Need, ...] = Field(min_length=1)
    ways: ClassVar[Ways] = {"forbids": WIDENS}


def run(frame: pd.DataFrame, params: SequenceParams) -> Hits:
    """Return the activities before which what they need is not on record."""
    line = timeline(frame)
    keys = keys_within("debtor", params.per)
    judged = frame["judged"].to_numpy(dtype=bool)
    chosen, unknown = keyed(frame, *chosen_steps(frame, params), keys)
    wanted = chosen if params.first else chosen & judged
    asked, found = counted(frame, line, params.needs, wanted, keys, first=params.first)
    if params.first:
        chosen = np.zeros(len(frame), dtype=bool)
        chosen[asked.rows] = True
    lacking = judged[asked.rows]
    for each in found:
        lacking &= ~each.met
    doubt = np.where(lacking, _first_doubt(found), 0)
    table, order = _lacking(frame, params, (asked, found[0]), lacking & (doubt == 0))
    write_doubts(unknown, asked.rows, doubt, table)
    return joined([(table, order)], chosen | (unknown != 0), unknown)


def run_too_soon(frame: pd.DataFrame, params: TooSoonParams) -> Hits:
    """Return the activities that stand after something that forbids them."""
    line = timeline(frame)
    keys = keys_within("debtor", params.per)
    chosen, unknown = keyed(frame, *chosen_steps(frame, params), keys)
    judged = chosen & frame["judged"].to_numpy(dtype=bool)
    asked, found = counted(frame, line, params.forbids, judged, keys)
    trigger = np.full(len(asked.at), -1, dtype=np.int64)
    limit = np.zeros(len(asked.at), dtype=np.int64)
    for need, each in zip(params.forbids, found, strict=True):
        new = each.met & (trigger < 0)
        trigger[new], limit[new] = each.last[new], need.max_days or 0
    doubt = np.where(trigger < 0, _first_doubt(found), 0)
    table, order = _forbidden(frame, params, asked, (trigger, limit))
    write_doubts(unknown, asked.rows, doubt, table)
    return joined([(table, order)], chosen | (unknown != 0), unknown)


def _first_doubt(found: Iterable[Counted]) -> NDArray[np.int8]:
    """Return the reason of the first need that is in doubt, 0 where none is."""
    doubts = [each.doubt for each in found]
    return reduce(lambda doubt, other: np.where(doubt == 0, other, doubt), doubts)


def _lacking(
    frame: pd.DataFrame,
    params: SequenceParams,
    answer: tuple[Asked, Counted],
    hit: NDArray[np.bool_],
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    asked, first = answer
    anchor, day = asked.rows[hit], days(frame)
    order, lo, hi = pair_order(first.found[hit], anchor)
    table = hit_table(
        anchor,
        group=group_key(frame, keys_within("debtor", params.per), asked.members, asked.at[hit]),
        lo=lo,
        hi=hi,
        observed=first.count[hit],
        limit=params.needs[0].count,
        first_day=day[anchor] - params.lookback_days + 1,
        last_day=day[anchor],
    )
    return table, order


def _forbidden(
    frame: pd.DataFrame,
    params: TooSoonParams,
    asked: Asked,
    answer: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    hit = answer[0] >= 0
    trigger, limit = answer[0][hit], answer[1][hit]
    anchor, at, day = asked.rows[hit], asked.at[hit], days(frame)
    order, lo, hi = pair_order(trigger, anchor)
    table = hit_table(
        anchor,
        group=group_key(frame, keys_within("debtor", params.per), asked.members, at),
        incident=numbered(asked.members.group[at], trigger),
        lo=lo,
        hi=hi,
        observed=day[anchor] - day[trigger],
        limit=limit,
        first_day=day[trigger],
        last_day=day[anchor],
        trigger=trigger,
    )
    return table, order


def lookback(params: SequenceParams) -> int:
    """Return how far the record of steps must reach."""
    return params.lookback_days


def too_soon_lookback(_: TooSoonParams) -> int:
    """Return -1: what forbids may lie back any time."""
    return -1


def attributes(params: SequenceParams) -> tuple[str, ...]:
    """Return the attributes that narrow, free, or are asked of what must stand before."""
    return (*params.where, *params.unless, *attributes_of(params.needs))


def too_soon_attributes(params: TooSoonParams) -> tuple[str, ...]:
    """Return the attributes that narrow, free, or are asked of what forbids."""
    return (*params.where, *params.unless, *attributes_of(params.forbids))


def sought(params: SequenceParams) -> tuple[str, ...]:
    """Return the steps of which none may be on record."""
    return steps_of(params.needs)


CHECK = Check(
    id="conduct.sequence",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived"))),
    params=SequenceParams,
    run=run,
    lookback=lookback,
    absence=True,
    evidence="steps",
    sought=sought,
    attributes=attributes,
    title_zh="步骤的先决条件",
    title_en="Steps that need others before them",
)
TOO_SOON_CHECK = Check(
    id="conduct.too_soon",
    grain=Grain.DEBTOR,
    reads=CHECK.reads,
    params=TooSoonParams,
    run=run_too_soon,
    lookback=too_soon_lookback,
    attributes=too_soon_attributes,
    title_zh="不应紧随其后的步骤",
    title_en="Steps that come too soon after something",
)
