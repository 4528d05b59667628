"""Amounts that a message names against what the record says is owed."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.mentions import Asks, Mentions
from auditkit.checks.privacy.choices import TEXTS, Places, Stances
from auditkit.checks.selection import READS, Selection


class AmountParams(Params):
    """An amount owed that a text names must not exceed what the record says, nor differ from it.

    The amount of a text is the largest ``topic.amount`` that the collecting side names in it with
    a number. The record's is ``attrs.<own>`` of the row (the amount that the system put into the
    message), else the sum of ``sum_of`` in the latest row of ``from_steps`` of the group, less the
    ``payment.made`` amounts since. It is wrong when it is more than ``over`` above (in the
    currency of the record) or, with ``below``, more than that below. Not known: not evaluated.
    ``observed``: the amount named; ``limit``: what the record says.
    """

    select: Selection = Selection()
    places: Places = ("message", "turn")
    stances: Stances = ("asserted",)
    per: tuple[Key, ...] = ("case",)
    own: str = "amount"
    from_steps: tuple[str, ...] = ("case.facts",)
    sum_of: tuple[str, ...] = ()
    over: float = Field(default=0.0, ge=0)
    below: float | None = Field(default=None, ge=0)


def run(frame: pd.DataFrame, params: AmountParams, mentions: Mentions) -> Hits:
    """Return the activities whose texts name another amount than the record."""
    raise NotImplementedError


def lookback(_: AmountParams) -> int:
    """Return 0: an amount that is not known is not evaluated."""
    return 0


def attributes(params: AmountParams) -> tuple[str, ...]:
    """Return the attributes in which the record says what is owed."""
    return ("amount", params.own, *params.sum_of)


def asks(_: AmountParams) -> Asks:
    """Return the amounts that texts name."""
    return Asks(frozenset({"topic.amount"}))


CHECK = Check(
    id="conduct.amount",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived", TEXTS))),
    params=AmountParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    asks=asks,
    title_zh="与记录不符的金额",
    title_en="Amounts that the record does not back",
)
