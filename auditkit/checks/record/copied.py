"""One note pasted into many cases in a few minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.groups import dense, group_start, keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_table, joined
from auditkit.checks.ways import NARROWS, WIDENS, Ways
from auditkit.core.mixing import splitmix

Ints = NDArray[np.int64]
_MINUTE_MS: Final = 60_000
_GROUP: Final = ("collector_key", "note_key")


class CopiedParams(Params):
    """A collector may not write one note into ``cases`` or more cases within ``within_minutes``.

    Notes are one when they read alike but for digits, spaces and punctuation; shorter ones than
    ``min_characters`` (template words such as 无人接听) do not count. The time is that of writing
    (``recorded_at``, else the start). Each row of a window that holds so many different cases is a
    hit; those of one run of windows share an incident. ``observed``: cases in the fullest window
    that holds the row; ``limit``: ``cases`` - 1. A window takes in both its ends. A case is the
    row's case, else its debtor; rows of neither, and those of collector 0 (nobody named), are not
    evaluated.
    """

    select: Selection = Selection()
    cases: int = Field(ge=2)
    within_minutes: int = Field(ge=1)
    min_characters: int = Field(ge=1)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "within_minutes": WIDENS,
        "cases": NARROWS,
        "min_characters": NARROWS,
    }


@dataclass(frozen=True, slots=True)
class _Windows:
    """The window that begins at each note; notes stand by (collector, note) and time of writing.

    ``first``: the earliest note whose window still holds this one. ``until``: where the window of
    this one ends. ``cases``: how many different cases it holds.
    """

    first: Ints
    until: Ints
    cases: Ints


def run(frame: pd.DataFrame, params: CopiedParams) -> Hits:
    """Return the rows of bursts of one note."""
    chosen, unknown = _asked(frame, params)
    rows, group = _sorted(frame, np.flatnonzero(chosen))
    written = _written(frame)[rows]
    windows = _windows(written, group, _case(frame)[rows], params.within_minutes * _MINUTE_MS)
    fullest = _fullest(windows)
    judged = frame["judged"].to_numpy(dtype=bool)[rows]
    at = np.flatnonzero((windows.cases[fullest] >= params.cases) & judged)
    table = hit_table(
        rows[at],
        group=_key(frame, rows[at]),
        incident=_incidents(windows, params.cases)[at],
        lo=fullest[at],
        hi=windows.until[fullest[at]],
        observed=windows.cases[fullest[at]],
        limit=params.cases - 1,
    )
    return joined([(table, rows)], chosen | (unknown != 0), unknown)


def _asked(frame: pd.DataFrame, params: CopiedParams) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return the rows whose notes count, and those that cannot be told."""
    noted = (frame["note_key"].to_numpy() != 0) & (
        frame["note_size"].to_numpy() >= params.min_characters
    )
    chosen, unknown = select(frame, params.select)
    chosen, unknown = keyed(frame, chosen & noted, np.where(noted, unknown, 0).astype(np.int8))
    nobody = frame["collector_key"].to_numpy() == 0
    nothing = (frame["case_key"].to_numpy() == 0) & (frame["debtor_key"].to_numpy() == 0)
    unknown[chosen & nothing] = UNKNOWN.index(Unknown.CASE)
    unknown[chosen & nobody] = UNKNOWN.index(Unknown.ACTOR)
    return chosen & (unknown == 0), unknown


def _sorted(frame: pd.DataFrame, rows: Ints) -> tuple[Ints, Ints]:
    """Return rows by (collector, note), then by time of writing; and their groups from 0."""
    columns = [frame[name].to_numpy().astype(np.int64)[rows] for name in _GROUP]
    code = dense(columns)
    more = [frame[name].to_numpy()[rows] for name in ("tie", "epoch_ms")]
    order = np.lexsort((*more, _written(frame)[rows], code))
    return rows[order], code[order]


def _written(frame: pd.DataFrame) -> Ints:
    recorded = frame["recorded_ms"].to_numpy().astype(np.int64)
    return np.where(recorded < 0, frame["epoch_ms"].to_numpy(), recorded).astype(np.int64)


def _case(frame: pd.DataFrame) -> Ints:
    """Return a code of each row's case, of its debtor where it names none."""
    case, debtor = (frame[name].to_numpy().astype(np.int64) for name in ("case_key", "debtor_key"))
    return dense([np.where(case != 0, case, debtor), (case != 0).astype(np.int64)])


def _windows(written: Ints, group: Ints, case: Ints, width: int) -> _Windows:
    """Return the windows of notes; a case seen again in one does not count anew.

    That is so for the windows that begin from ``first`` of the later note on, up to the earlier.
    """
    here = np.arange(len(written), dtype=np.int64)
    first, until = here.copy(), here + 1
    if len(here):
        start = written.min()
        step = written.max() - start + width + 1
        clock = group * step + (written - start)
        first = np.searchsorted(clock, clock - width, side="left")
        first = np.maximum(first, group_start(group))
        until = np.searchsorted(clock, clock + width, side="right")
        until = np.minimum(until, np.searchsorted(group, group, side="right"))
    again = np.lexsort((here, case, group))
    same = (group[again][1:] == group[again][:-1]) & (case[again][1:] == case[again][:-1])
    earlier, later = again[:-1][same], again[1:][same]
    inside = first[later] <= earlier
    change = np.zeros(len(here) + 1, dtype=np.int64)
    np.add.at(change, first[later[inside]], 1)
    np.add.at(change, earlier[inside] + 1, -1)
    return _Windows(first, until, until - here - np.cumsum(change)[:-1])


def _fullest(windows: _Windows) -> Ints:
    """Return for each note where the fullest window that holds it begins, the earliest of them.

    Doubling: the fullest of 2, 4, 8… windows in a row; two such ranges cover any.
    """
    best = np.arange(len(windows.cases), dtype=np.int64)
    found, length, size = best.copy(), best - windows.first + 1, 1
    while len(best) and size <= length.max():
        fits = np.flatnonzero((length >= size) & (length < 2 * size))
        found[fits] = _fuller(windows, best[windows.first[fits]], best[fits - size + 1])
        best = _fuller(windows, best, best[np.minimum(np.arange(len(best)) + size, len(best) - 1)])
        size *= 2
    return found


def _fuller(windows: _Windows, one: Ints, other: Ints) -> Ints:
    return np.where(windows.cases[other] > windows.cases[one], other, one)


def _incidents(windows: _Windows, cases: int) -> Ints:
    """Return a number per note that goes up where no full window spans it and the one before."""
    here = np.arange(len(windows.cases), dtype=np.int64)
    full = np.where(windows.cases >= cases, windows.until, 0)
    reach = np.maximum.accumulate(full) if len(full) else full
    breaks = np.ones(len(here), dtype=np.int64)
    breaks[1:] = reach[:-1] <= here[1:]
    return np.cumsum(breaks)


def _key(frame: pd.DataFrame, rows: Ints) -> Ints:
    mixed = np.zeros(len(rows), dtype=np.uint64)
    for name in _GROUP:
        mixed = splitmix(mixed ^ frame[name].to_numpy().astype(np.int64)[rows].view(np.uint64))
    return mixed.view(np.int64)


def lookback(_: CopiedParams) -> int:
    """Return 1: a burst lies within minutes."""
    return 1


CHECK = Check(
    id="record.copied",
    grain=Grain.COLLECTOR,
    reads=tuple(
        dict.fromkeys(
            (
                *READS,
                "debtor_key",
                "case_key",
                "collector_key",
                "recorded_ms",
                "note_key",
                "note_size",
            )
        )
    ),
    params=CopiedParams,
    run=run,
    lookback=lookback,
    title_zh="批量复制的催记",
    title_en="Notes copied in bursts",
)
