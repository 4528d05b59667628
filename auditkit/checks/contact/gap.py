"""Two activities closer together than a number of seconds."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, Members, gather, group_key, keyed, keys_within
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_table, joined, pair_order
from auditkit.checks.timeline import DAY_S, timeline
from auditkit.checks.ways import NARROWS, WIDENS, Ways


class GapParams(Params):
    """An activity of ``select`` less than or exactly ``seconds`` after the last in its group.

    ``observed`` is the distance in seconds from start to start, ``limit`` is ``seconds``. Hits
    that follow each other share an incident. Groups never cross debtors.
    """

    select: Selection
    per: tuple[Key, ...] = Field(min_length=1)
    seconds: int = Field(ge=0)
    ways: ClassVar[Ways] = {"select": WIDENS, "seconds": WIDENS, "per": NARROWS}


class NumberGapParams(GapParams):
    """As ``GapParams``, of a number whoever is called about: groups never cross numbers."""

    @model_validator(mode="after")
    def _of_a_number(self) -> NumberGapParams:
        if "contact" not in self.per:
            raise ValueError("per must contain contact")
        if "debt" in self.per:
            raise ValueError("debt belongs to a debtor; use contact.gap")
        return self


def run(frame: pd.DataFrame, params: GapParams) -> Hits:
    """Return the activities of each debtor that follow too soon."""
    return _run(frame, params, keys_within("debtor", params.per))


def run_numbers(frame: pd.DataFrame, params: NumberGapParams) -> Hits:
    """Return the activities on each number that follow too soon."""
    return _run(frame, params, keys_within("contact", params.per))


def _run(frame: pd.DataFrame, params: GapParams, keys: tuple[Key, ...]) -> Hits:
    chosen, unknown = keyed(frame, *select(frame, params.select), params.per)
    members = gather(frame, timeline(frame), chosen, keys)
    instant = frame["epoch_ms"].to_numpy()[members.rows]
    judged = frame["judged"].to_numpy(dtype=bool)[members.rows]
    distance = np.diff(instant, prepend=instant[:1])
    follows = np.arange(len(instant)) > members.start
    at = np.flatnonzero(judged & follows & (distance <= params.seconds * 1000))
    anchor = members.rows[at]
    order, lo, hi = pair_order(members.rows[at - 1], anchor)
    table = hit_table(
        anchor,
        group=group_key(frame, keys, members, at),
        incident=_chains(members, at),
        lo=lo,
        hi=hi,
        observed=distance[at] / 1000,
        limit=params.seconds,
    )
    return joined([(table, order)], chosen | (unknown != 0), unknown)


def _chains(members: Members, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number for each run of hits in which each follows the one before."""
    new = np.ones(len(at), dtype=bool)
    new[1:] = (np.diff(at) != 1) | (members.group[at[1:]] != members.group[at[:-1]])
    return np.cumsum(new) - 1


def lookback(params: GapParams) -> int:
    """Return the local days that the distance may touch."""
    return params.seconds // DAY_S + 2


_READS: Final = tuple(dict.fromkeys((*READS, *GROUP_READS)))
CHECK = Check(
    id="contact.gap",
    grain=Grain.DEBTOR,
    reads=_READS,
    params=GapParams,
    run=run,
    lookback=lookback,
    title_zh="两次联系间隔过短",
    title_en="Contacts too close together",
)
NUMBER_CHECK = Check(
    id="contact.number_gap",
    grain=Grain.CONTACT,
    reads=tuple(name for name in _READS if name != "debts"),
    params=NumberGapParams,
    run=run_numbers,
    lookback=lookback,
    title_zh="同一号码两次联系间隔过短",
    title_en="Contacts with one number too close together",
)
