"""Consents and agreements that take an activity out of a rule."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.groups import dense
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection, codes, select
from auditkit.checks.text import has_step, read_numbers, read_words, stated, words
from auditkit.checks.timeline import Timeline, clock_seconds, days, within
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways
from auditkit.core.frame import NO_DAY
from auditkit.core.vocabulary import ROLES

Scope = Literal["extra_calls", "hours", "channel", "workplace", "place", "third_party"]
Giver = Literal["debtor", "lender", "attorney", "third_party"]

READS: Final = (
    "debtor_key",
    "party_key",
    "party_role",
    "local_second",
    "step",
    "attrs.scope",
    "attrs.by",
    "attrs.from",
    "attrs.until",
    "attrs.window",
    "attrs.written",
    "attrs.direct",
    "attrs.derived",
)
"""The frame columns that say what a consent covers, besides those of a selection."""

_FOREVER: Final = 2**62


class Consent(Params):
    """Which ``consent.given`` records exempt an activity of the same debtor.

    A consent binds activities later than it in (instant, activity_id), from ``from`` to ``until``
    (local dates, both inclusive) where it says so, until a ``consent.revoked`` of the same scope
    (or of no scope), and for at most ``max_days`` local days, its own day being day 1.
    ``written_only`` and ``direct_only`` ask for these attributes. ``per_party`` asks that giver
    and reached person be the same party; a revocation then is that party's own. A consent with
    ``window`` covers only those hours of the first zone, left-closed. ``ends_on``: the first
    activity of this selection after the consent is the last it covers. A consent that does not say
    by whom is the debtor's when the debtor was reached, else nobody's; one without a scope covers
    nothing; steps derived from prose neither give nor revoke. Of several the latest is named.
    """

    scope: Scope
    by: tuple[Giver, ...] = ("debtor",)
    written_only: bool = False
    max_days: int | None = None
    direct_only: bool = False
    per_party: bool = False
    ends_on: Selection | None = None
    ways: ClassVar[Ways] = {
        "scope": NEITHER,
        "by": WIDENS,
        **dict.fromkeys(("written_only", "direct_only", "per_party", "ends_on"), NARROWS),
        "max_days": WIDENS_ALL,
    }


def consent_days(consent: Consent | None, least: int) -> int:
    """Return the look-back of a rule that needs ``least`` days, with its consent."""
    if consent is None or least < 0:
        return least
    return -1 if consent.max_days is None else max(least, consent.max_days)


def covered(
    frame: pd.DataFrame, line: Timeline, consent: Consent | None, rows: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each row of ``rows`` the position of the consent that covers it, else -1."""
    by = np.full(len(frame), -1, dtype=np.int64)
    given = None if consent is None else np.flatnonzero(_given(frame, consent))
    if consent is None or given is None or not len(given):
        return by
    group = _group(frame, consent)
    last, until = _ends(frame, line, consent, group, given)
    near = rows & np.isin(group, group[given])
    act, record = pairs(group, np.flatnonzero(near), given)
    here, there = line.rank[act], line.rank[given][record]
    binds = (here > there) & (here <= last[record]) & _on_time(frame, act, given[record])
    binds &= (days(frame)[act] <= until[record]) & (group[act] >= 0)
    act, there = act[binds], there[binds]
    latest = np.full(len(frame), -1, dtype=np.int64)
    np.maximum.at(latest, act, there)
    hit = latest >= 0
    by[hit] = line.order[latest[hit]]
    return by


def pairs(
    group: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all (row of ``left``, index into ``right``) of one group; ``right`` should be rare."""
    order = np.argsort(group[right], kind="stable")
    lined = group[right][order]
    lo = np.searchsorted(lined, group[left], side="left")
    many = np.searchsorted(lined, group[left], side="right") - lo
    nth = np.arange(int(many.sum()), dtype=np.int64) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(left, many), order[np.repeat(lo, many) + nth]


def first_after(
    group: NDArray[np.int64],
    rank: NDArray[np.int64],
    ends: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the rank of the first of ``ends`` later than each row in its group, else far off."""
    size = len(rank) + 1
    lined = np.sort(group[ends] * size + rank[ends])
    at = np.searchsorted(lined, group[rows] * size + rank[rows], side="right")
    found = np.append(lined, _FOREVER)[at]
    same = (found // size) == group[rows]
    return np.where(same, found % size, _FOREVER)


def _given(frame: pd.DataFrame, consent: Consent) -> NDArray[np.bool_]:
    given = has_step(frame, ("consent.given",)) & stated(frame)
    if not given.any():
        return given
    by = consent.by
    unsaid = frame["attrs.by"].isna().to_numpy()
    own = codes(frame, "party_role") == ROLES.code("debtor")
    given &= read_words(frame["attrs.by"], lambda text: text in by) | (
        unsaid & own & ("debtor" in by)
    )
    given &= read_words(frame["attrs.scope"], lambda text: consent.scope in words(text))
    if consent.written_only:
        given &= frame["attrs.written"].to_numpy() == 1
    if consent.direct_only:
        given &= frame["attrs.direct"].to_numpy() == 1
    return given


def _group(frame: pd.DataFrame, consent: Consent) -> NDArray[np.int64]:
    debtor = frame["debtor_key"].to_numpy()
    party = frame["party_key"].to_numpy()
    known = debtor != 0
    if consent.per_party:
        known &= party != 0
    group = dense([debtor, party] if consent.per_party else [debtor])
    return np.where(known, group, -1)


def _ends(
    frame: pd.DataFrame,
    line: Timeline,
    consent: Consent,
    group: NDArray[np.int64],
    given: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the last rank and the last local day that each consent covers."""
    revoked = has_step(frame, ("consent.revoked",)) & stated(frame)
    revoked &= read_words(frame["attrs.scope"], lambda text: consent.scope in words(text), True)
    last = first_after(group, line.rank, np.flatnonzero(revoked), given) - 1
    if consent.ends_on is not None:
        ending = np.flatnonzero(select(frame, consent.ends_on)[0])
        last = np.minimum(last, first_after(group, line.rank, ending, given))
    until = days(frame, "attrs.until")[given]
    until = np.where(until == NO_DAY, _FOREVER, until)
    if consent.max_days is not None:
        until = np.minimum(until, days(frame)[given] + consent.max_days - 1)
    return last, until


def _on_time(
    frame: pd.DataFrame, act: NDArray[np.int64], record: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which activities are not before the consent's first day and inside its hours."""
    window = frame["attrs.window"]
    start = read_numbers(window, lambda text: _edge(text, 0), -1)[record]
    end = read_numbers(window, lambda text: _edge(text, 1), -1)[record]
    second = days(frame, "local_second")[act]
    inside = (second >= 0) & (start >= 0) & (end >= 0) & within(second, start, end)
    inside |= window.isna().to_numpy()[record]
    # NO_DAY is earlier than every day, so a consent that names no first day passes
    inside &= days(frame)[act] >= days(frame, "attrs.from")[record]
    return inside


def _edge(text: str, which: int) -> int:
    parts = text.split("-")
    return clock_seconds(parts[which]) if len(parts) == 2 else -1
