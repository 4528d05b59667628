"""Judges when texts are sent by the rules on hours: every minute of a window, on a week's days.

A window names clock times and no days, so that it is in barred time where a minute of it is barred
on each day of the week; a minute that is barred on some of them alone cannot be told. Of minutes
that no rule tells apart, the first is tried for all (``Check.edges``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.core.clock import clock_time, day_of
from auditkit.core.findings import Bilingual
from auditkit.core.frame import NO_DAY
from auditkit.engine.bind import BoundRule, Version
from auditkit.engine.evaluate import Hit, Record, Verdict, evaluate
from auditkit.engine.handmade import normalised, read_frame
from auditkit.engine.made import Known
from auditkit.engine.rows import Rows
from auditkit.engine.wording import say, undated

MINUTE_S: Final = 60
DAY_S: Final = 24 * 60 * MINUTE_S
WEEK: Final = 7
_NOON: Final = 12 * 60 * MINUTE_S

Window = tuple[int, int]
"""Seconds of the local day, the second not included; a window may pass midnight."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A row of canonical columns without time, and when it is sent (None: nobody says)."""

    row: Mapping[str, Any]
    window: Window | None


@dataclass(frozen=True, slots=True)
class QuietHit:
    """The first stretch of a window that a rule bars on every day of the week."""

    sent: int
    rule: BoundRule
    version: Version
    message: Bilingual
    stretch: Window


@dataclass(frozen=True, slots=True)
class Untimed:
    """A rule on hours that cannot judge; ``needs`` is ``window`` or ``days``."""

    sent: int
    rule: BoundRule
    needs: str


def judge_windows(
    sent: Sequence[Sent], rules: Sequence[BoundRule], *, day: int, zone: str
) -> tuple[tuple[QuietHit, ...], tuple[Untimed, ...]]:
    """Return what rules on hours, in force on a local day of ``zone``, say of each window."""
    if not sent or not rules:
        return (), ()
    edges = _edges(rules)
    tried = [
        (number, weekday * DAY_S + at % DAY_S)
        for number, each in enumerate(sent)
        for weekday, at in _instants(each.window, edges)
    ]
    rows = [
        {**sent[number].row, "debtor_id": f"T{number}", "case_id": f"T{number}", "at": _at(day, at)}
        for number, at in tried
    ]
    table = normalised(rows, rules, name="templates", zone=zone).table
    frame, told = read_frame(table, rules)
    Known(2**62, day + WEEK).note(frame)
    verdicts = evaluate(frame, rules, record=Record(NO_DAY, NO_DAY))
    words = Rows(frame, ("templates",), np.arange(len(frame)), told)
    places = [tried[row] for row in (frame["source_row"].to_numpy() - 1).tolist()]
    hits: list[QuietHit] = []
    untimed: list[Untimed] = []
    for verdict in verdicts:
        for number, tally in sorted(_tallies(frame, verdict, places).items()):
            window = sent[number].window
            if window is None:
                untimed.append(Untimed(number, verdict.rule, "window"))
            elif tally.always:
                hits.append(_first(number, verdict, tally, _minutes(window, edges), words))
            elif tally.barred or _tells_days(verdict.version):
                untimed.append(Untimed(number, verdict.rule, "days"))
    return tuple(hits), tuple(untimed)


def _edges(rules: Sequence[BoundRule]) -> frozenset[int]:
    """Return the seconds of a day at which what one of the rules says may turn."""
    dated = (
        (rule, version) for rule in rules for version in rule.versions if version.params is not None
    )
    return frozenset(at for rule, version in dated for at in rule.check.edges(version.params))


def _minutes(window: Window, edges: frozenset[int]) -> list[int]:
    """Return the first minute of each stretch in which no rule turns, and the window's end.

    In seconds from the midnight before the window. Of an edge both the minute that it falls on
    and the one after it begin a stretch, since a range may hold its ends or not.
    """
    start, end = window
    length = (end - start) % DAY_S or DAY_S
    passed = [(edge - start) % DAY_S for edge in edges]
    first = {-(-at // MINUTE_S) for at in passed} | {at // MINUTE_S + 1 for at in passed}
    inside = {at * MINUTE_S for at in first if at * MINUTE_S < length}
    return [start + at for at in sorted({0, *inside, length})]


def _instants(window: Window | None, edges: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield the days of the week and the seconds of a day at which a row is tried."""
    if window is None:
        yield 0, _NOON
        return
    for weekday in range(WEEK):
        for at in _minutes(window, edges)[:-1]:
            yield weekday, at


def _at(day: int, second: int) -> str:
    days, clock = divmod(second, DAY_S)
    return f"{day_of(day + days).isoformat()} {clock_time(clock)}"


@dataclass(frozen=True, slots=True)
class _Tally:
    """Clock times that are barred on each day of the week, and those on some, with a hit."""

    always: frozenset[int]
    barred: Mapping[int, Hit]


def _tallies(
    frame: pd.DataFrame, verdict: Verdict, places: Sequence[tuple[int, int]]
) -> dict[int, _Tally]:
    """Return by what is sent, where the rule speaks of it, when it is barred."""
    barred: dict[int, dict[int, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    tried: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for number, at in (places[row] for row in np.flatnonzero(_in_scope(frame, verdict)).tolist()):
        tried[number][at % DAY_S] += 1
    for hit in verdict.each():
        number, at = places[hit.anchor]
        barred[number][at % DAY_S].append(hit)
    return {
        number: _Tally(
            frozenset(at for at, days in minutes.items() if len(barred[number][at]) == days),
            {clock: found[0] for clock, found in barred[number].items() if found},
        )
        for number, minutes in tried.items()
    }


def _tells_days(version: Version) -> bool:
    """Return whether a rule bars dated days, of which the week that is tried may hold none."""
    return bool(getattr(version.params, "holidays", None))


def _in_scope(frame: pd.DataFrame, verdict: Verdict) -> NDArray[np.bool_]:
    scope: NDArray[np.bool_] = frame["judged"].to_numpy(dtype=bool) & verdict.judged
    scope[verdict.hits["anchor"].to_numpy()] = True
    return scope


def _first(
    number: int, verdict: Verdict, tally: _Tally, minutes: Sequence[int], words: Rows
) -> QuietHit:
    """Return the first stretch of a window that is barred, of those that begin at ``minutes``."""
    barred = [at % DAY_S in tally.always for at in minutes[:-1]]
    begin = barred.index(True)
    end = next((at for at in range(begin, len(barred)) if not barred[at]), len(barred))
    stretch = minutes[begin] % DAY_S, minutes[end] % DAY_S
    message = say(undated(verdict.rule.message, clock=True), words, tally.barred[stretch[0]])
    return QuietHit(number, verdict.rule, verdict.version, message, stretch)
