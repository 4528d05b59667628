"""How a period stands: when it runs from, when it ends, whether it stopped or is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.conduct.months import add_months
from auditkit.checks.groups import Members, group_start

OPEN: Final = 2**40
"""The end of a period that does not run."""


class Event(IntEnum):
    """What an event does; of one row the smaller come first, and what is asked sees none of it."""

    ASKED = 0
    START = 1
    INTERRUPT = 2
    RESUME = 3
    STOP = 4
    OVER = 5
    END = 6
    LAST = 7  # the last day known


@dataclass(frozen=True, slots=True)
class Events:
    """Events by (group, day, dates before rows, instant, tie, kind); arrays of one length.

    ``member`` is the index of the row among the members, ``over`` the last day before the period is
    over by what an ``OVER`` row says.
    """

    kind: NDArray[np.int64]
    member: NDArray[np.int64]
    group: NDArray[np.int64]
    day: NDArray[np.int64]
    over: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answers:
    """How the period stands for what is asked, strictly before it: arrays of one length.

    ``at`` is the index of the question among the events; ``end`` the last day of the period,
    ``OPEN`` when it does not run; ``source`` the event that it runs from or is over by, -1 when
    there is none; ``begun``: whether it is known to have begun, or to stand still or be over;
    ``watched``: whether nothing has ended the watch.
    """

    at: NDArray[np.int64]
    end: NDArray[np.int64]
    source: NDArray[np.int64]
    begun: NDArray[np.bool_]
    watched: NDArray[np.bool_]

    def only(self, mask: NDArray[np.bool_]) -> Answers:
        """Return some of the answers."""
        return Answers(*(getattr(self, field.name)[mask] for field in fields(self)))


def line_up(
    members: Members,
    day: NDArray[np.int64],
    masks: Mapping[Event, NDArray[np.bool_]],
    dates: tuple[NDArray[np.int64], NDArray[np.int64]],
    over: NDArray[np.int64],
    last_day: int | None,
) -> Events:
    """Return the events of members: ``masks`` by kind, and ``dates`` (member, day) that start.

    ``day`` and ``over`` are by member; with ``last_day`` each group is asked at the end of it.
    """
    kinds = sorted(masks)  # of one row, in the order of ``Event``
    member, nth = np.nonzero(np.column_stack([masks[kind] for kind in kinds]))
    groups = np.flatnonzero(members.start == np.arange(len(members.rows)))
    groups = groups if last_day is not None else groups[:0]
    many = (len(dates[0]), len(member), len(groups))
    kind = np.array([Event.START, 0, Event.LAST], dtype=np.int64).repeat(many)
    kind[many[0] : many[0] + many[1]] = np.array(kinds, dtype=np.int64)[nth]
    member = np.concatenate((dates[0], member, groups))
    when = day[member]
    when[: many[0]] = dates[1]
    when[len(when) - many[2] :] = 0 if last_day is None else last_day
    group = members.group[member]
    # dates stand first and each row after the earlier, so a stable sort by day keeps their order
    order = np.argsort(_packed(group, when), kind="stable")
    return Events(kind[order], member[order], group[order], when[order], over[member][order])


def _packed(group: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    low = int(day.min(initial=0))
    return group * (int(day.max(initial=0)) - low + 1) + (day - low)


def answers(events: Events, months: int) -> Answers:
    """Return how the period stands for each question among the events."""
    kind, day = events.kind, events.day
    index = np.arange(len(kind), dtype=np.int64)
    first = group_start(events.group)
    start = _last(kind == Event.START, first)
    stopped = _last(kind == Event.STOP, first) > _last(kind == Event.RESUME, first)
    before = np.where(index > first, index - 1, -1)
    known = before >= 0
    stood = known & stopped[before]
    resumes = (kind == Event.RESUME) & stood
    runs = (kind == Event.START) | (kind == Event.INTERRUPT) | resumes
    started = known & (start[before] >= 0)
    source = np.where(started, _last(runs, first)[before], -1)
    end = np.where(started & ~stood, add_months(day[source], months), OPEN)
    acts = (kind == Event.INTERRUPT) | (kind == Event.STOP) | (kind == Event.RESUME)
    says = kind == Event.OVER
    dead = np.flatnonzero((acts & (day > end)) | says)
    by_word = says & (events.over <= end)
    dead_end, dead_source = np.where(by_word, events.over, end), np.where(by_word, index, source)
    at = np.flatnonzero((kind == Event.ASKED) | (kind == Event.LAST))
    since = np.where(started, start[before], first)[at]
    nth = np.searchsorted(dead, since, side="left")
    by = np.append(dead, len(kind))[nth]
    is_dead = by < at
    by = np.where(is_dead, by, 0)
    return Answers(
        at,
        np.where(is_dead, dead_end[by], end[at]),
        np.where(is_dead, dead_source[by], source[at]),
        started[at] | stood[at] | is_dead,
        ~(known & (_last(kind == Event.END, first)[before] >= 0))[at],
    )


def _last(flag: NDArray[np.bool_], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the last flagged event up to each in its group, itself included, else -1."""
    seen = np.maximum.accumulate(np.where(flag, np.arange(len(flag), dtype=np.int64), -1))
    return np.where(seen >= first, seen, -1)
