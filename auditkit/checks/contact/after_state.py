"""Contact while a state bars it: refusal, cease, opt-out, representation, a plan in performance."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.contact.barred import Where
from auditkit.checks.contact.states import Standing, standing
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, Members, gather, group_key, keyed, keys_within
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
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
from auditkit.core.frame import NO_DAY
from auditkit.core.vocabulary import CHANNELS, NONE


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

    @model_validator(mode="after")
    def _opens(self) -> AfterStateParams:
        if not self.opened_by and self.opened_by_activity is None:
            raise ValueError("nothing opens the state: opened_by or opened_by_activity")
        return self


def run(frame: pd.DataFrame, params: AfterStateParams) -> Hits:
    """Return the barred activities that a standing state forbids."""
    line = timeline(frame)
    keys = keys_within("debtor", params.per)
    barred, unknown = keyed(frame, *_barred(frame, params), params.per)
    sure, possible, untold = _openings(frame, params)
    closes = _in_group(frame, has_step(frame, params.closed_by) & stated(frame), params)
    unknown = np.where(barred | (unknown != 0), unknown, untold).astype(np.int8)
    members = gather(frame, line, barred | sure | possible | closes, keys)
    bound, doubted = _bound(frame, params, members, sure, closes)
    bound = bound.latest()
    at = _beyond(bound, params.allow)
    doubt = np.zeros(len(members.rows), dtype=bool)
    doubt[doubted.act] = True
    for pairs in _bound(frame, params, members, possible, closes):
        doubt[pairs.act] = True
    doubt[bound.act] = False
    unknown[members.rows[doubt]] = UNKNOWN.index(Unknown.STATE)
    found = bound.only(at & frame["judged"].to_numpy(dtype=bool)[members.rows[bound.act]])
    table, order = _table(frame, params, keys, members, found)
    unknown[table["anchor"].to_numpy()] = 0
    return joined([(table, order)], barred | (unknown != 0), unknown)


def _openings(
    frame: pd.DataFrame, params: AfterStateParams
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows open, which may open, and which activities cannot be told."""
    step = has_step(frame, params.opened_by)
    sure, possible = carries(frame, params.where)
    sure, possible = step & sure, step & possible
    if params.unstated == "opens":
        sure = sure | possible
    if params.unstated != "not_evaluated":
        possible = np.zeros(len(frame), dtype=bool)
    untold = np.zeros(len(frame), dtype=np.int8)
    if params.opened_by_activity is not None:
        acts, untold = select(frame, params.opened_by_activity)
        sure = sure | acts
    return _in_group(frame, sure, params), _in_group(frame, possible, params), untold


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


def _beyond(bound: Standing, allow: int) -> NDArray[np.bool_]:
    """Return which pairs are beyond the first ``allow`` held against the same opening."""
    order = np.argsort(bound.opening, kind="stable")
    opening = bound.opening[order]
    nth = np.arange(len(order)) - np.searchsorted(opening, opening, side="left")
    beyond = np.zeros(len(order), dtype=bool)
    beyond[order] = nth >= allow
    return beyond


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
