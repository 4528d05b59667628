"""What an agency still does with personal data after its contract has ended."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import pandas as pd
from pydantic import Field

from auditkit.checks.groups import Members, gather, group_key, keyed
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_table, joined, numbered, pair_order
from auditkit.checks.text import has_step, stated
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import WIDENS, WIDENS_ALL, Ways
from auditkit.core.frame import NO_DAY


class AfterContractParams(Params):
    """No activity of ``select`` by an agency later than the last day of its contract.

    The contract ends with the last local day (inclusive) that any earlier or the same row of the
    agency names in ``attrs.contract_until``; of several the latest day counts, so that a renewal
    on record extends it. Rows derived from prose extend nothing. ``steps`` narrows ``select`` to
    rows with one of them. An agency whose contract no row dates is out of scope, and so is the
    lender. ``observed`` is the days since the contract ended, ``limit`` 0.
    """

    select: Selection = Field(default_factory=Selection)
    steps: tuple[str, ...] = ()
    ways: ClassVar[Ways] = {"select": WIDENS, "steps": WIDENS_ALL}


def run(frame: pd.DataFrame, params: AfterContractParams) -> Hits:
    """Return what agencies did after their contract had ended."""
    agency = frame["agency_key"].to_numpy() != 0
    chosen, unknown = select(frame, params.select)
    asked = has_step(frame, params.steps) if params.steps else np.ones(len(frame), dtype=bool)
    chosen, unknown = keyed(frame, chosen & asked & agency, unknown)
    unknown[~(asked & agency)] = 0
    until = days(frame, "attrs.contract_until")
    dated = agency & (until != NO_DAY) & stated(frame)
    members = gather(frame, timeline(frame), chosen | dated, ("agency",))
    named = np.where(dated, until, NO_DAY)[members.rows]
    ends, source = _latest(members, named)
    day = days(frame)[members.rows]
    known = source >= 0
    unknown[members.rows[~known]] = 0
    scope = np.zeros(len(frame), dtype=bool)
    scope[members.rows[known & chosen[members.rows]]] = True
    judged = frame["judged"].to_numpy(dtype=bool)
    at = np.flatnonzero((scope & judged)[members.rows] & (day > ends))
    anchor, contract = members.rows[at], members.rows[source[at]]
    order, lo, hi = pair_order(np.where(anchor == contract, -1, contract), anchor)
    table = hit_table(
        anchor,
        group=group_key(frame, ("agency",), members, at),
        incident=numbered(members.group[at], ends[at]),
        lo=lo,
        hi=hi,
        observed=day[at] - ends[at],
        limit=0,
        first_day=ends[at] + 1,
        last_day=day[at],
        trigger=contract,
    )
    return joined([(table, order)], scope | (unknown != 0), unknown)


def _latest(members: Members, named: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return by member the latest day named so far in its group and who named it first, else -1."""
    index = np.arange(len(named), dtype=np.int64)
    if not len(index):
        return index, index
    # later groups stand higher than every day of an earlier one
    size = int(named.max()) - NO_DAY + 1
    place = np.maximum.accumulate(members.group * size + (named - NO_DAY))
    rises = np.ones(len(place), dtype=bool)
    rises[1:] = place[1:] > place[:-1]
    source = np.maximum.accumulate(np.where(rises, index, 0))
    ends = place - members.group * size + NO_DAY
    return ends, np.where(ends == NO_DAY, -1, source)


def lookback(_: AfterContractParams) -> int:
    """Return -1: a contract may have been dated at any time."""
    return -1


def attributes(_: AfterContractParams) -> tuple[str, ...]:
    """Return the attribute that dates the contract."""
    return ("contract_until",)


CHECK: Final = Check(
    id="privacy.after_contract",
    grain=Grain.AGENCY,
    reads=tuple(dict.fromkeys((*READS, "step", "attrs.derived"))),
    params=AfterContractParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    title_zh="委外合同到期后的作业与导出",
    title_en="What an agency does after its contract has ended",
)
