"""Amounts that a message names against what the record says is owed."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, gather, keyed, keys_within, last_before
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.mentions import PLACES, Asks, Mentions
from auditkit.checks.privacy.choices import (
    TEXTS,
    Places,
    Stances,
    among,
    by_collector,
    has_text,
    stands,
)
from auditkit.checks.privacy.offences import Asked, Offences, hits
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.text import has_step, stated
from auditkit.checks.timeline import timeline
from auditkit.checks.ways import NARROWS, NARROWS_ALL, NEITHER, WIDENS, Ways

_KINDS: Final = ("topic.amount",)
_CENT: Final = 0.005
"""Half of the smallest unit of money: amounts that differ by less are the same."""


class AmountParams(Params):
    """An amount owed that a text names must not exceed what the record says, nor differ from it.

    The amount of a text is the largest ``topic.amount`` that the collecting side names in it with
    a number. The record's is ``attrs.<own>`` of the row (the amount that the system put into the
    message), else the sum of ``sum_of`` in the latest earlier row of ``from_steps`` of the group
    that says them all, less the amounts of ``paid_steps`` since; where a row names several debts,
    the largest of theirs. It is wrong when it is more than ``over`` above (in the
    currency of the record) or, with ``below``, more than that below. Not known: not evaluated.
    ``observed``: the amount named; ``limit``: what the record says.
    """

    select: Selection = Selection()
    places: Places = ("message", "turn")
    stances: Stances = ("asserted",)
    per: tuple[Key, ...] = ("case",)
    own: str = "amount"
    from_steps: tuple[str, ...] = ()
    paid_steps: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    over: float = Field(default=0.0, ge=0)
    below: float | None = Field(default=None, ge=0)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "places": WIDENS,
        "stances": WIDENS,
        **dict.fromkeys(("per", "own", "from_steps", "paid_steps", "sum_of"), NEITHER),
        "over": NARROWS,
        "below": NARROWS_ALL,
    }

    @model_validator(mode="after")
    def _said_somewhere(self) -> AmountParams:
        if self.sum_of and not self.from_steps:
            raise ValueError("sum_of needs from_steps, the steps that say what is owed")
        return self


def run(frame: pd.DataFrame, params: AmountParams, mentions: Mentions) -> Hits:
    """Return the activities whose texts name another amount than the record."""
    shown = has_text(frame, params.places)
    chosen, unknown = select(frame, params.select)
    chosen, unknown = keyed(frame, chosen & shown, np.where(shown, unknown, 0).astype(np.int8))
    named, largest = _named(frame, params, mentions)
    record = _record(frame, params, chosen & ~np.isnan(largest))
    unsaid = chosen & np.isnan(record)
    unknown[unsaid] = UNKNOWN.index(Unknown.AMOUNT)
    wrong = largest > record + params.over + _CENT
    if params.below is not None:
        wrong |= largest < record - params.below - _CENT
    asked = Asked(chosen & wrong, unknown, np.zeros(len(frame), dtype=bool))
    found = hits(frame, mentions, Offences(named, np.zeros_like(named)), asked)
    anchor = found.table["anchor"].to_numpy()
    table = found.table.assign(observed=largest[anchor], limit=record[anchor])
    return replace(found, table=table, scope=chosen | (found.unknown != 0))


def _named(
    frame: pd.DataFrame, params: AmountParams, mentions: Mentions
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return the mentions of the largest amount of each row, and that amount (NaN: none)."""
    named = mentions.is_a(_KINDS) & ~np.isnan(mentions.value) & by_collector(frame, mentions)
    named &= among(PLACES, params.places, mentions.place) & stands(mentions, params.stances)
    largest = np.full(len(frame), np.nan)
    np.fmax.at(largest, mentions.row[named], mentions.value[named])
    return named & (mentions.value == largest[mentions.row]), largest


def _record(
    frame: pd.DataFrame, params: AmountParams, asked: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return what the record says is owed at each asked row, NaN where it does not."""
    record = frame[f"attrs.{params.own}"].to_numpy(dtype=np.float64).copy()
    asked = asked & np.isnan(record)
    if not params.sum_of or not asked.any():
        return record
    keys = keys_within("debtor", params.per)
    none = np.zeros(len(frame), dtype=np.int8)
    owed = frame[[f"attrs.{name}" for name in params.sum_of]].to_numpy(dtype=np.float64).sum(axis=1)
    facts = has_step(frame, params.from_steps) & stated(frame) & ~np.isnan(owed)
    paid = has_step(frame, params.paid_steps) & stated(frame)
    asked, facts, paid = (keyed(frame, mask, none, keys)[0] for mask in (asked, facts, paid))
    members = gather(frame, timeline(frame), asked | facts | paid, keys)
    rows = members.rows
    payment = np.where(paid[rows], frame["attrs.amount"].to_numpy(dtype=np.float64)[rows], 0.0)
    total = np.concatenate([[0.0], np.cumsum(np.nan_to_num(payment))])
    untold = np.concatenate([[0], np.cumsum(np.isnan(payment))])
    at = np.flatnonzero(asked[rows])
    fact = last_before(members, facts[rows])[at]
    known = (fact >= 0) & (untold[at] == untold[fact + 1])
    left = owed[rows[fact]] - (total[at] - total[fact + 1])
    at, left = at[known], left[known]
    np.fmax.at(record, rows[at], left)
    return record


def lookback(_: AmountParams) -> int:
    """Return 0: an amount that is not known is not evaluated."""
    return 0


def attributes(params: AmountParams) -> tuple[str, ...]:
    """Return the attributes in which the record says what is owed."""
    return ("amount", params.own, *params.sum_of)


def asks(_: AmountParams) -> Asks:
    """Return the amounts that texts name."""
    return Asks(frozenset(_KINDS))


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
