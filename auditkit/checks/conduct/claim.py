"""Statements of fact held to the record: a suit is filed only when the log says that it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.conduct.language import CHECK as LANGUAGE
from auditkit.checks.conduct.language import LanguageParams, said
from auditkit.checks.conduct.needs import Counted, Need, attributes_of, counted, steps_of
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, gather, keyed, keys_within
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.mentions import Mentions
from auditkit.checks.privacy.choices import STANDING, Stances
from auditkit.checks.privacy.mention import asked_rows
from auditkit.checks.privacy.offences import Asked, hits
from auditkit.checks.selection import Selection, select
from auditkit.checks.text import any_of, has_step, stated
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS_OTHER, NEITHER, WIDENS, Ways


class Following(Params):
    """What makes an announcement true: one of ``steps`` or an activity within ``within_days``."""

    steps: tuple[str, ...] = ()
    activity: Selection | None = None
    within_days: int = Field(ge=0)
    ways: ClassVar[Ways] = {"steps": WIDENS, "activity": WIDENS, "within_days": WIDENS}


class ClaimParams(LanguageParams):
    """A statement that a text makes must be backed by the record on that day.

    The statement is found as in ``conduct.language`` (``stances`` of fact by default; a plan is
    another statement). It is backed when one of ``backed_by`` is met before it or in its own row
    (steps of the row itself count), or what ``followed_by`` names comes in time (pending until
    the last day known: no hit); it is refuted when one of ``contradicted_by`` is met. With
    ``backed_by`` or ``followed_by`` an unbacked statement is a hit, with ``contradicted_by`` a
    refuted one. In an excerpt of a call (``attrs.excerpt``) an unbacked statement is not
    evaluated (excerpt). ``lookback_days``: how far the record must reach for its silence to mean
    something. ``observed``: the mentions; ``limit`` 0. Groups never cross debtors.
    """

    stances: Stances = STANDING
    per: tuple[Key, ...] = ("case",)
    backed_by: tuple[Need, ...] = ()
    followed_by: Following | None = None
    contradicted_by: tuple[Need, ...] = ()
    lookback_days: int = Field(ge=1)
    ways: ClassVar[Ways] = {
        "per": NEITHER,
        "lookback_days": NEITHER,
        "backed_by": NARROWS_OTHER,
        "followed_by": NARROWS_OTHER,
        "contradicted_by": WIDENS,
    }


def run(frame: pd.DataFrame, params: ClaimParams, mentions: Mentions) -> Hits:
    """Return the activities whose texts claim what the record does not back."""
    keys = keys_within("debtor", params.per)
    chosen, unknown = asked_rows(frame, params, keys)
    free = any_of(frame, params.unless)
    claims = said(frame, params, mentions)
    sure, perhaps = claims.rows(mentions, len(frame), params.at_least)
    judged = chosen & (sure | perhaps) & ~free & frame["judged"].to_numpy(dtype=bool)
    held = _held(frame, params, judged, keys) if judged.any() else _Held.nothing(len(frame))
    reason = np.where(held.doubt != 0, held.doubt, unknown).astype(np.int8)
    found = hits(
        frame,
        mentions,
        claims,
        Asked(chosen & held.wrong, reason, free),
        at_least=params.at_least,
    )
    found = replace(found, scope=chosen | (found.unknown != 0))
    if not len(found.table):
        return found
    anchor, day = found.table["anchor"].to_numpy(), days(frame)
    table = found.table.assign(
        first_day=(day[anchor] - params.lookback_days + 1).astype(np.int32),
        last_day=day[anchor].astype(np.int32),
        trigger=held.trigger[anchor],
    )
    return replace(found, table=table)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the record says of the claims, by row of the frame.

    ``wrong``: not backed, or refuted (by ``trigger``). ``doubt``: the code of why it cannot be
    told, else 0.
    """

    wrong: NDArray[np.bool_]
    doubt: NDArray[np.int8]
    trigger: NDArray[np.int64]

    @classmethod
    def nothing(cls, length: int) -> _Held:
        """Return what it says where nobody claims anything."""
        return cls(
            np.zeros(length, dtype=bool),
            np.zeros(length, dtype=np.int8),
            np.full(length, -1, dtype=np.int64),
        )


def _held(
    frame: pd.DataFrame, params: ClaimParams, claims: NDArray[np.bool_], keys: Sequence[Key]
) -> _Held:
    needs = (*params.backed_by, *params.contradicted_by)
    asked, found = counted(frame, timeline(frame), needs, claims, keys, own_row=True)
    backing, refuting = found[: len(params.backed_by)], found[len(params.backed_by) :]
    lacking, doubt = _lacking(frame, params, asked.rows, backing)
    if params.followed_by is not None:
        lacking &= ~_followed(frame, params.followed_by, claims, keys)[asked.rows]
    doubt = np.where(lacking, doubt, 0)
    lacking &= doubt == 0
    held = _Held.nothing(len(frame))
    for each in refuting:
        held.trigger[asked.rows[each.met]] = each.last[each.met]
        doubt = np.where(~lacking & (doubt == 0), each.doubt, doubt)
    held.wrong[held.trigger >= 0] = True
    held.wrong[asked.rows[lacking]] = True
    doubted = (doubt != 0) & ~held.wrong[asked.rows]
    held.doubt[asked.rows[doubted]] = doubt[doubted]
    return held


def _lacking(
    frame: pd.DataFrame, params: ClaimParams, rows: NDArray[np.int64], backing: Sequence[Counted]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return which claims nothing before them backs, and why it cannot be told of some."""
    lacking = np.full(len(rows), bool(params.backed_by) or params.followed_by is not None)
    doubt = np.zeros(len(rows), dtype=np.int64)
    for each in backing:
        lacking &= ~each.met
        doubt = np.where(doubt == 0, each.doubt, doubt)
    cut = frame["attrs.excerpt"].to_numpy()[rows] == 1
    return lacking, np.where(cut & (doubt == 0), UNKNOWN.index(Unknown.EXCERPT), doubt)


def _followed(
    frame: pd.DataFrame, wanted: Following, claims: NDArray[np.bool_], keys: Sequence[Key]
) -> NDArray[np.bool_]:
    """Return after which claims the thing announced comes in time, or may yet come."""
    serving = has_step(frame, wanted.steps) & stated(frame)
    if wanted.activity is not None:
        sure, unsure = select(frame, wanted.activity)
        serving |= sure | (unsure != 0)
    serving = keyed(frame, serving, np.zeros(len(frame), dtype=np.int8), keys)[0]
    members = gather(frame, timeline(frame), claims | serving, keys)
    day = days(frame)[members.rows]
    at = np.flatnonzero(claims[members.rows])
    flagged = np.append(np.flatnonzero(serving[members.rows]), len(members.rows))
    coming = flagged[np.searchsorted(flagged[:-1], at)]
    group = np.append(members.group, -1)
    comes = group[coming] == members.group[at]
    comes &= np.append(day, 0)[coming] - day[at] <= wanted.within_days
    pending = days(frame, "as_of_day")[members.rows[at]] < day[at] + wanted.within_days
    followed = np.zeros(len(frame), dtype=bool)
    followed[members.rows[at[comes | pending]]] = True
    return followed


def lookback(params: ClaimParams) -> int:
    """Return how far the record must reach."""
    return params.lookback_days


def sought(params: ClaimParams) -> tuple[str, ...]:
    """Return the steps of which none may be on record."""
    return steps_of(params.backed_by)


def attributes(params: ClaimParams) -> tuple[str, ...]:
    """Return the attributes that narrow, free, or are asked of what backs or refutes."""
    needs = (*params.backed_by, *params.contradicted_by)
    return (*params.where, *params.unless, *attributes_of(needs))


CHECK = Check(
    id="conduct.claim",
    grain=Grain.DEBTOR,
    reads=tuple(
        dict.fromkeys(
            (*LANGUAGE.reads, *GROUP_READS, "step", "attrs.derived", "attrs.excerpt", "as_of_day")
        )
    ),
    params=ClaimParams,
    run=run,
    lookback=lookback,
    absence=True,
    evidence="steps",
    sought=sought,
    attributes=attributes,
    asks=LANGUAGE.asks,
    by_itself=LANGUAGE.by_itself,
    title_zh="与记录不符的陈述",
    title_en="Statements that the record does not back",
)
