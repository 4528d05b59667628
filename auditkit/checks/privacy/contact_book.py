"""Third persons reached through the debtor's contact list, call log and the like: how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from auditkit.checks.contact.windows import Span, period_of, span_days
from auditkit.checks.groups import (
    Key,
    Members,
    by_group,
    dense,
    gather,
    group_key,
    group_start,
    keyed,
)
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, codes, lut, select
from auditkit.checks.tables import hit_table, joined, numbered
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, Ways
from auditkit.core.vocabulary import CONTACT_SOURCES, NONE


class ContactBookParams(Params):
    """At most ``at_most`` of the third persons in ``select`` reached through ``sources``.

    ``measure`` ``persons``: distinct persons reached through one of ``sources`` in the window; each
    contact that brings a person beyond ``at_most`` is a hit and ``observed`` the number of persons
    by then. ``share``: contacts through ``sources`` among all contacts of ``select`` whose source
    is known; one hit for each window with at least ``least`` such contacts and a greater share,
    anchored on the first judged contact through ``sources``; ``observed`` is the share at the end
    of the window. A person is known by party, else by number. A contact whose source is unknown is
    not evaluated and counts nowhere. ``days`` and ``calendar`` as in ``contact.frequency``; where
    zones make local days step back, a contact counts on the latest day so far. A share needs a
    window that stands: ``calendar``, one day, or the whole record.
    """

    select: Selection
    sources: tuple[str, ...] = Field(min_length=1)
    measure: Literal["persons", "share"]
    at_most: float = Field(ge=0)
    least: int = Field(default=1, ge=1)
    days: int | None = Field(default=None, ge=1)
    calendar: Literal["week", "month"] | None = None
    ways: ClassVar[Ways] = {
        **dict.fromkeys(("select", "measure", "days", "calendar"), NEITHER),
        "sources": WIDENS,
        "at_most": NARROWS,
        "least": NARROWS,
    }

    @field_validator("sources")
    @classmethod
    def _known(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        if any(word not in CONTACT_SOURCES.names or word == "unknown" for word in sources):
            raise ValueError("sources names a word that is not a known contact_source")
        return sources

    @model_validator(mode="after")
    def _stands(self) -> ContactBookParams:
        if self.measure == "share" and Span(self.days, self.calendar).rolling:
            raise ValueError("a share needs calendar, days: 1 or days: null")
        return self


@dataclass(frozen=True, slots=True)
class _Found:
    """Members that are hits: their index, their window ``[lo, hi)``, what was observed."""

    at: NDArray[np.int64]
    lo: NDArray[np.int64]
    hi: NDArray[np.int64]
    observed: NDArray[np.float64]
    incident: NDArray[np.int64]


def run(frame: pd.DataFrame, params: ContactBookParams) -> Hits:
    """Return the contacts through a debtor's contact book beyond the limit, by debtor."""
    return _run(frame, params, "debtor")


def run_collectors(frame: pd.DataFrame, params: ContactBookParams) -> Hits:
    """Return the contacts through contact books beyond the limit, by collector."""
    return _run(frame, params, "collector")


def run_agencies(frame: pd.DataFrame, params: ContactBookParams) -> Hits:
    """Return the contacts through contact books beyond the limit, by agency or lender."""
    return _run(frame, params, "agency")


def _run(frame: pd.DataFrame, params: ContactBookParams, key: Key) -> Hits:
    chosen, unknown = _contacts(frame, params, key)
    scope = chosen | (unknown != 0)
    book = lut(CONTACT_SOURCES, params.sources)[codes(frame, "contact_source")]
    counted = chosen & book if params.measure == "persons" else chosen
    day = days(frame)
    span = Span(params.days, params.calendar)
    members = gather(frame, timeline(frame), counted, (key,), period_of(day, span))
    judged = frame["judged"].to_numpy(dtype=bool)[members.rows]
    if params.measure == "persons":
        found = _persons(frame, params, members, span, judged)
    else:
        found = _share(params, members, book[members.rows], judged)
    anchor = members.rows[found.at]
    first, last = span_days(day[anchor], span)
    table = hit_table(
        anchor,
        group=group_key(frame, (key,), members, found.at),
        incident=found.incident,
        lo=found.lo,
        hi=found.hi,
        observed=found.observed,
        limit=params.at_most,
        first_day=first,
        last_day=last,
    )
    return joined([(table, members.rows)], scope, unknown)


def _contacts(
    frame: pd.DataFrame, params: ContactBookParams, key: Key
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return the contacts whose source, person and group are known, and why others are not."""
    chosen, unknown = select(frame, params.select)
    source = codes(frame, "contact_source")
    unsaid = (source == NONE) | (source == CONTACT_SOURCES.code("unknown"))
    unknown[chosen & unsaid] = UNKNOWN.index(Unknown.CONTACT_SOURCE)
    if params.measure == "persons":
        unknown[chosen & (unknown == 0) & (_people(frame) == 0)] = UNKNOWN.index(Unknown.CONTACT)
    if key == "collector":
        nobody = frame["collector_key"].to_numpy() == 0
        unknown[chosen & (unknown == 0) & nobody] = UNKNOWN.index(Unknown.ACTOR)
    return keyed(frame, chosen & (unknown == 0), unknown, (key,))


def _people(frame: pd.DataFrame) -> NDArray[np.int64]:
    party = frame["party_key"].to_numpy().astype(np.int64)
    return np.where(party != 0, party, frame["contact_key"].to_numpy().astype(np.int64))


def _persons(
    frame: pd.DataFrame,
    params: ContactBookParams,
    members: Members,
    span: Span,
    judged: NDArray[np.bool_],
) -> _Found:
    """Return the members that bring a person to a window which then holds too many."""
    index = np.arange(len(members.rows), dtype=np.int64)
    lo = _window_start(frame, members, span)
    before = _previous(dense([members.group, _people(frame)[members.rows]]))
    fresh = before < lo
    # a person counts once: a pair of neighbours of one person is one too many from the second
    # until the first has left the window
    again = np.flatnonzero(before >= members.start)
    leaves = np.searchsorted(lo, before[again], side="right")
    twice = np.zeros(len(index) + 1, dtype=np.int64)
    np.add.at(twice, again, 1)
    np.add.at(twice, np.maximum(leaves, again), -1)
    persons = index - lo + 1 - np.cumsum(twice)[:-1]
    at = np.flatnonzero(judged & fresh & (persons > params.at_most))
    new = np.ones(len(at), dtype=bool)
    new[1:] = (members.group[at[1:]] != members.group[at[:-1]]) | (lo[at[1:]] > at[:-1])
    return _Found(at, lo[at], at + 1, persons[at].astype(np.float64), np.cumsum(new) - 1)


def _window_start(frame: pd.DataFrame, members: Members, span: Span) -> NDArray[np.int64]:
    """Return the index of the first member in the window of each; it never steps back."""
    if not span.rolling or not len(members.rows):
        return members.start
    day = days(frame)[members.rows]
    size = int(day.max()) - int(day.min()) + span.rolling + 1
    place = members.group * size + day - int(day.min()) + span.rolling
    # a later group stands higher than every day of an earlier one
    place = np.maximum.accumulate(place)
    return np.searchsorted(place, place - span.rolling + 1, side="left").astype(np.int64)


def _previous(code: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the index of the last earlier member with the same code, else -1."""
    before = np.full(len(code), -1, dtype=np.int64)
    order = by_group(code)
    same = code[order[1:]] == code[order[:-1]]
    before[order[1:][same]] = order[:-1][same]
    return before


def _share(
    params: ContactBookParams,
    members: Members,
    book: NDArray[np.bool_],
    judged: NDArray[np.bool_],
) -> _Found:
    """Return for each window with too great a share its first judged contact from a book."""
    index = np.arange(len(book), dtype=np.int64)
    start = members.start
    end = np.searchsorted(start, start, side="right")
    used = np.concatenate(([0], np.cumsum(book)))
    share = (used[end] - used[start]) / np.maximum(end - start, 1)
    at = index[book & judged & (share > params.at_most) & (end - start >= params.least)]
    at = at[group_start(members.group[at]) == np.arange(len(at))]
    return _Found(at, start[at], end[at], share[at], numbered(members.group[at]))


def lookback(params: ContactBookParams) -> int:
    """Return the days of the window, -1 for the whole record."""
    return {"week": 7, "month": 31, None: params.days or -1}[params.calendar]


_READS: Final = tuple(dict.fromkeys((*READS, "party_key", "contact_key")))
CHECK: Final = Check(
    id="privacy.contact_book",
    grain=Grain.DEBTOR,
    reads=(*_READS, "debtor_key"),
    params=ContactBookParams,
    run=run,
    lookback=lookback,
    title_zh="同一债务人通讯录等来源的第三人联系",
    title_en="Third persons reached through a debtor's contact book",
)
COLLECTOR_CHECK: Final = Check(
    id="privacy.collector_contact_book",
    grain=Grain.COLLECTOR,
    reads=(*_READS, "collector_key"),
    params=ContactBookParams,
    run=run_collectors,
    lookback=lookback,
    title_zh="催收员使用通讯录等来源的第三人联系",
    title_en="Third persons that a collector reached through contact books",
)
AGENCY_CHECK: Final = Check(
    id="privacy.agency_contact_book",
    grain=Grain.AGENCY,
    reads=_READS,
    params=ContactBookParams,
    run=run_agencies,
    lookback=lookback,
    title_zh="机构使用通讯录等来源的第三人联系",
    title_en="Third persons that an agency reached through contact books",
)
