"""Contact while a state bars it: refusal, cease, opt-out, representation, a plan in performance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.contact.barred import Where
from auditkit.checks.contact.states import Standing, counted_before, standing
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, Members, gather, group_key, keyed, keys_within, of_debtors
from auditkit.checks.interface import AT_MOST, UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, codes, select
from auditkit.checks.tables import hit_table, joined, numbered, pair_order
from auditkit.checks.text import (
    carries,
    has_step,
    read_numbers,
    stated,
    words,
)
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways, covering
from auditkit.core.frame import NO_DAY
from auditkit.core.vocabulary import CHANNELS, NONE

_FROM_PROSE: Final = AT_MOST.index("presumptive")


class AfterStateParams(Params):
    """No activity of ``barred`` while a state stands in its group.

    The state opens with one of ``opened_by`` (a step, whose row carries the attributes in
    ``where``) or with an activity of ``opened_by_activity``; it binds activities later in
    (instant, activity_id), ends with one of ``closed_by`` (every opening of the group; a closing
    derived from prose ends nothing), and after the local date in the opening row's ``attrs.until``
    when ``until_attr``. The latest opening that stands and matches is the one an activity is held
    against; the first ``allow`` activities held against it are free (a reply, a confirmation).
    ``match_channel``: only the channels named in the opening row's ``attrs.channel`` are barred
    (every channel when it names none); ``match_address``: only the number named in
    ``attrs.address`` (every number when it names none), which the frame holds as the decimal text
    of a ``contact_key``. ``unstated`` says what an opening row is whose ``where`` attribute is
    absent: it opens, does not open, or makes later rows that no sure state bars not evaluated.
    ``steps`` narrow ``barred`` to rows with one of them.
    ``observed`` is the local days since the opening (same day 0), ``limit`` is ``allow``. Groups
    never cross debtors.
    """

    barred: Selection
    steps: tuple[str, ...] = ()
    per: tuple[Key, ...] = Field(min_length=1)
    opened_by: tuple[str, ...] = ()
    opened_by_activity: Selection | None = None
    where: Where = Field(default_factory=dict)
    unstated: Literal["opens", "ignored", "not_evaluated"] = "not_evaluated"
    closed_by: tuple[str, ...] = ()
    until_attr: bool = False
    allow: int = Field(default=0, ge=0)
    match_channel: bool = False
    match_address: bool = False
    ways: ClassVar[Ways] = {
        "barred": WIDENS,
        "opened_by": WIDENS,
        "opened_by_activity": WIDENS,
        "steps": WIDENS_ALL,
        "per": NEITHER,
        **dict.fromkeys(
            ("where", "closed_by", "until_attr", "allow", "match_channel", "match_address"), NARROWS
        ),
        "unstated": covering(opens="o", ignored="", not_evaluated=""),
    }

    @model_validator(mode="after")
    def _opens(self) -> AfterStateParams:
        if not self.opened_by and self.opened_by_activity is None:
            raise ValueError("nothing opens the state: opened_by or opened_by_activity")
        return self


@dataclass(frozen=True, slots=True)
class Openings:
    """Which rows open a state, ``sure`` on record and ``prose`` told alone, and which may.

    ``untold``: for rows of which it cannot be told, the code of the reason.
    """

    sure: NDArray[np.bool_]
    prose: NDArray[np.bool_]
    possible: NDArray[np.bool_]
    untold: NDArray[np.int8]


Freed = Callable[[Members, Standing], tuple[NDArray[np.bool_], NDArray[np.int8]]]
"""Tells which pairs are free, and for those that may be the code of what is not known."""


def run(frame: pd.DataFrame, params: AfterStateParams) -> Hits:
    """Return the barred activities that a standing state forbids."""
    opens = openings(frame, params)
    alike = replace(opens, sure=opens.sure | opens.prose, prose=np.zeros(len(frame), dtype=bool))
    return judge(frame, params, alike, _nothing_freed)


def judge(frame: pd.DataFrame, params: AfterStateParams, opens: Openings, freed: Freed) -> Hits:
    """Return the barred activities that one of ``opens`` forbids and that are not ``freed``.

    What only openings in prose forbid is at most presumptive; a row that closes the state opens
    none in prose.
    """
    keys = keys_within("debtor", params.per)
    barred, unknown = keyed(frame, *_barred(frame, params), params.per)
    unknown = np.where(barred | (unknown != 0), unknown, opens.untold).astype(np.int8)
    closes = _in_group(frame, has_step(frame, params.closed_by) & stated(frame), params)
    sure, prose = _in_group(frame, opens.sure, params), _in_group(frame, opens.prose, params)
    prose &= ~closes
    possible = _in_group(frame, opens.possible, params)
    asked = (barred | closes) & of_debtors(frame, sure | prose | possible)
    members = gather(frame, timeline(frame), asked | sure | prose | possible, keys)
    found, doubt = _held(frame, params, members, (sure, possible, closes), freed)
    parts = [_table(frame, params, keys, members, found)]
    if prose.any():
        more, doubt = _held(frame, params, members, (sure | prose, possible, closes), freed)
        more = more.only(~np.isin(more.act, found.act))
        table, order = _table(frame, params, keys, members, more)
        parts.append((table.assign(at_most=np.int64(_FROM_PROSE)), order))
    unknown[members.rows[doubt != 0]] = doubt[doubt != 0]
    for table, _ in parts:
        unknown[table["anchor"].to_numpy()] = 0
    return joined(parts, barred | (unknown != 0), unknown)


def openings(frame: pd.DataFrame, params: AfterStateParams) -> Openings:
    """Return which rows open the state by a step or an activity, and which may."""
    step = has_step(frame, params.opened_by)
    sure, possible = carries(frame, params.where)
    sure, possible = step & sure, step & possible
    if params.unstated == "opens":
        sure = sure | possible
    if params.unstated != "not_evaluated":
        possible = np.zeros(len(frame), dtype=bool)
    recorded = sure & stated(frame)
    untold = np.zeros(len(frame), dtype=np.int8)
    if params.opened_by_activity is not None:
        acts, untold = select(frame, params.opened_by_activity)
        recorded = recorded | acts
    return Openings(recorded, sure & ~recorded, possible, untold)


def _nothing_freed(_: Members, bound: Standing) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    return np.zeros(len(bound.act), dtype=bool), np.zeros(len(bound.act), dtype=np.int8)


def _held(
    frame: pd.DataFrame,
    params: AfterStateParams,
    members: Members,
    masks: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    freed: Freed,
) -> tuple[Standing, NDArray[np.int8]]:
    """Return the pairs that offend, and for members that cannot be told the code of the reason.

    ``masks`` say which rows open, may open and close.
    """
    opens, possible, closes = masks
    bound, doubted = _bound(frame, params, members, opens, closes)
    bound = bound.latest()
    doubt = np.zeros(len(members.rows), dtype=np.int8)
    for pairs in (doubted, *_bound(frame, params, members, possible, closes)):
        doubt[pairs.act] = UNKNOWN.index(Unknown.STATE)
    free, reason = freed(members, bound)
    doubt[bound.act] = reason
    held = bound.only(~free & (reason == 0))
    beyond = counted_before(held, np.ones(len(held.act), dtype=bool)) >= params.allow
    judged = frame["judged"].to_numpy(dtype=bool)[members.rows[held.act]]
    return held.only(beyond & judged), doubt


def _in_group(
    frame: pd.DataFrame, mask: NDArray[np.bool_], params: AfterStateParams
) -> NDArray[np.bool_]:
    """Return the rows whose group is known."""
    return keyed(frame, mask, np.zeros(len(frame), dtype=np.int8), params.per)[0]


def _bound(
    frame: pd.DataFrame,
    params: AfterStateParams,
    members: Members,
    opens: NDArray[np.bool_],
    closes: NDArray[np.bool_],
) -> tuple[Standing, Standing]:
    """Return the standing openings that bar each asked activity, and those that may."""
    rows = members.rows
    alike = not (params.until_attr or params.match_channel or params.match_address)
    asked = _asked(frame, params)[rows]
    pairs = standing(members, asked, opens[rows], closes[rows], latest=alike)
    act, opening = rows[pairs.act], rows[pairs.opening]
    sure = np.ones(len(act), dtype=bool)
    if params.until_attr:
        until = days(frame, "attrs.until")[opening]
        sure &= (until == NO_DAY) | (days(frame)[act] <= until)
    maybe = sure.copy()
    if params.match_channel:
        named = read_numbers(frame["attrs.channel"], _channels, -1)[opening]
        channel = codes(frame, "channel").astype(np.int64)[act]
        sure &= (named < 0) | ((channel != NONE) & ((named >> np.maximum(channel, 0)) & 1 == 1))
        maybe &= (named < 0) | (channel == NONE) | ((named >> np.maximum(channel, 0)) & 1 == 1)
    if params.match_address:
        meant = read_numbers(frame["attrs.address"], _contact, 0)[opening]
        anywhere = frame["attrs.address"].isna().to_numpy()[opening]
        contact = days(frame, "contact_key")[act]
        sure &= anywhere | ((contact == meant) & (contact != 0))
        maybe &= anywhere | (contact == meant) | (contact == 0)
    return pairs.only(sure), pairs.only(maybe & ~sure)


def _asked(frame: pd.DataFrame, params: AfterStateParams) -> NDArray[np.bool_]:
    return keyed(frame, *_barred(frame, params), params.per)[0]


def _barred(
    frame: pd.DataFrame, params: AfterStateParams
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows are barred in the state and, for those that cannot be told, why."""
    chosen, unknown = select(frame, params.barred)
    if not params.steps:
        return chosen, unknown
    asked = has_step(frame, params.steps)
    return chosen & asked, np.where(asked, unknown, 0).astype(np.int8)


def _channels(text: str) -> int:
    """Return the channels a text names as bits."""
    return sum(1 << CHANNELS.code(word) for word in words(text) if word in CHANNELS.names)


def _contact(text: str) -> int:
    """Return the contact key a text holds, 0 when it holds none."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return 0
    value = int(text)
    return value if -(2**63) <= value < 2**63 else 0


def _table(
    frame: pd.DataFrame,
    params: AfterStateParams,
    keys: tuple[Key, ...],
    members: Members,
    found: Standing,
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    anchor, opened = members.rows[found.act], members.rows[found.opening]
    order, lo, hi = pair_order(opened, anchor)
    day = days(frame)
    table = hit_table(
        anchor,
        group=group_key(frame, keys, members, found.act),
        incident=numbered(members.group[found.act], opened),
        lo=lo,
        hi=hi,
        observed=day[anchor] - day[opened],
        limit=params.allow,
        first_day=day[opened],
        last_day=day[anchor],
        trigger=opened,
    )
    return table, order


def lookback(_: AfterStateParams) -> int:
    """Return -1: a state may have opened at any time."""
    return -1


def attributes(params: AfterStateParams) -> tuple[str, ...]:
    """Return the attributes that an opening row must carry, and those that bound the state."""
    bounds = {
        "until": params.until_attr,
        "channel": params.match_channel,
        "address": params.match_address,
    }
    return (*params.where, *(name for name, asked in bounds.items() if asked))


CHECK = Check(
    id="contact.after_state",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived"))),
    params=AfterStateParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    title_zh="状态存续期间的联系",
    title_en="Contact while a state bars it",
)
