"""Steps that are lawful only after others, and steps that come too soon after something."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from auditkit.checks.conduct.needs import Need
from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection


class SequenceParams(Params):
    """Each asked activity needs one of ``needs`` before it.

    Asked are activities of ``select`` with one of ``steps`` (any row of ``select`` when none is
    named) and all attributes of ``where``; those with one of ``unless`` are free; ``first``: only
    the first of each group is asked. A step derived from prose is asked of nothing.
    ``observed`` is how many rows of the first need were counted, ``limit`` its ``count``.
    ``lookback_days`` is how far the record must reach back for its silence to mean something.
    Groups never cross debtors.
    """

    select: Selection = Selection()
    steps: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    first: bool = False
    per: tuple[Key, ...] = ("case",)
    needs: tuple[Need, ...] = Field(min_length=1)
    lookback_days: int = Field(ge=1)


class TooSoonParams(Params):
    """No asked activity may stand after one of ``forbids``.

    Asked are activities as in ``conduct.sequence``; ``forbids`` are needs as there, of which one
    that is met makes the hit: ``max_days: 13`` forbids a step on the first 13 days after another.
    ``observed`` is the local days since the row that completed the need, ``limit`` its
    ``max_days`` (0 when it has none); that row is the trigger. Groups never cross debtors.
    """

    select: Selection = Selection()
    steps: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    per: tuple[Key, ...] = ("case",)
    forbids: tuple[Need, ...] = Field(min_length=1)


def run(frame: pd.DataFrame, params: SequenceParams) -> Hits:
    """Return the activities before which what they need is not on record."""
    raise NotImplementedError


def run_too_soon(frame: pd.DataFrame, params: TooSoonParams) -> Hits:
    """Return the activities that stand after something that forbids them."""
    raise NotImplementedError


def lookback(params: SequenceParams) -> int:
    """Return how far the record of steps must reach."""
    return params.lookback_days


def too_soon_lookback(_: TooSoonParams) -> int:
    """Return -1: what forbids may lie back any time."""
    return -1


def attributes(params: SequenceParams) -> tuple[str, ...]:
    """Return the attributes that narrow, free, or are asked of what must stand before."""
    of_needs = (name for need in params.needs for name in (*need.where, *need.evidence))
    return (*params.where, *params.unless, *of_needs)


def too_soon_attributes(params: TooSoonParams) -> tuple[str, ...]:
    """Return the attributes that narrow, free, or are asked of what forbids."""
    of_needs = (name for need in params.forbids for name in (*need.where, *need.evidence))
    return (*params.where, *params.unless, *of_needs)


def sought(params: SequenceParams) -> tuple[str, ...]:
    """Return the steps of which none may be on record."""
    return tuple(step for need in params.needs for step in need.steps)


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
