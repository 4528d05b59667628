"""Turns a bucket of rows into the frame that kernels read: repeats out, events linked, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.frame import FIELDS, RAW, TEXT
from auditkit.core.mixing import splitmix
from auditkit.core.pseudonym import base32
from auditkit.engine.link import Links, link
from auditkit.engine.link_report import LinkReport, report_links
from auditkit.engine.merge import merge

LINK_SLOTS: Final = 3
"""How many further rows of one event are named in evidence."""
FOREVER_MS: Final = 2**63 - 1
_MERGED: Final = "merged"
_PLACE: Final = ["source", "source_row"]
_CONTENT: Final = (
    "debtor_key",
    "epoch_ms",
    "channel",
    "direction",
    "contact_key",
    "outcome",
    "collector_key",
)
"""What the id of an activity is made from where the bank gives none."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What linking knows of a source: its system, that system's rank and how fast its clock is.

    ``several`` says that one row of it may stand as several activities.
    """

    feed: int
    rank: int
    offset_ms: int = 0
    several: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A bucket ready to be judged, and what became of its rows, by source number.

    ``kept`` marks the rows of the table that repeat no other; ``place`` is where in the frame the
    event of each row stands, -1 for repeats. A row of several activities counts
    once: as judged if any of them is, else as linked, else as context, and as a duplicate only if
    all of them are repeats.
    """

    frame: pd.DataFrame
    kept: NDArray[np.bool_]
    judged: NDArray[np.int64]
    linked: NDArray[np.int64]
    context: NDArray[np.int64]
    duplicates: NDArray[np.int64]
    pairs: int
    report: LinkReport
    place: NDArray[np.int64]


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return a table as a frame; texts become categoricals, ids stay as they are.

    What people wrote and names stay behind.
    """
    names = [name for name in table.column_names if name not in RAW]
    return pd.DataFrame({name: _column(name, table.column(name)) for name in names})


def _column(name: str, column: Any) -> Any:  # noqa: ANN401 - pyarrow is untyped; an array or categorical
    if name in FIELDS and FIELDS[name].type == TEXT:
        nothing = column.null_count == len(column)
        whole = pa.nulls(len(column), TEXT) if nothing else column.combine_chunks()
        whole = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
        codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        words = pd.Index(whole.dictionary.to_numpy(zero_copy_only=False), dtype="object")
        return pd.Categorical.from_codes(codes, categories=words)
    if name == "activity_id" and column.null_count == len(column):
        return np.full(len(column), None, dtype=object)
    return column.to_numpy()


def prepare(
    table: pa.Table,
    feeds: tuple[Feed, ...],
    *,
    tolerance_ms: int,
    period: tuple[int, int],
    known_until_ms: int = FOREVER_MS,
    current: int | None = None,
) -> Prepared:
    """Return the rows of a bucket as one frame in time order, each event once.

    ``period`` holds the first and last local day to be judged, ``known_until_ms`` the last instant
    known; rows outside are context, and so are events whose first-ranked row comes from a source
    numbered ``current`` or higher: history, judged before.
    """
    frame = to_frame(table)
    source = frame["source"].to_numpy(dtype=np.int64)
    feed, rank, offset = (
        np.array([getattr(f, name) for f in feeds], dtype=np.int64)[source]
        for name in ("feed", "rank", "offset_ms")
    )
    several = np.array([f.several for f in feeds], dtype=bool)[source]
    kept = _first_of_repeats(frame, feed)
    rows = frame[kept].reset_index(drop=True)
    links = link(rows, feed[kept], rank[kept], tolerance_ms=tolerance_ms, offsets_ms=offset[kept])
    report = report_links(rows, links, feed[kept], offset[kept], tolerance_ms=tolerance_ms)
    merged = with_linked(merge(rows, links, rank[kept]), rows, links)
    day = merged["local_day"].to_numpy()
    known = merged["epoch_ms"].to_numpy() <= known_until_ms
    if current is not None:
        known &= merged["source"].to_numpy() < current
    merged[_MERGED] = np.arange(len(merged))
    merged["judged"] = (day >= period[0]) & (day <= period[1]) & known
    fate = _fates(kept, links, merged["judged"].to_numpy())
    row = frame["source_row"].to_numpy(dtype=np.int64)
    judged, linked, context, duplicates = count_rows(source, row, fate, several, len(feeds))
    ordered = in_order(merged, several[kept][~links.absorbed])
    return Prepared(
        frame=ordered.drop(columns=_MERGED),
        kept=kept,
        place=_places(kept, links, ordered[_MERGED].to_numpy()),
        judged=judged,
        linked=linked,
        context=context,
        duplicates=duplicates,
        pairs=int(links.absorbed.sum()),
        report=report,
    )


def _places(kept: NDArray[np.bool_], links: Links, merged: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the position in the frame of the event of each row, -1 for repeats."""
    position = np.empty(len(merged), dtype=np.int64)
    position[merged] = np.arange(len(merged))
    heads = np.flatnonzero(~links.absorbed)
    place = np.full(len(kept), -1, dtype=np.int64)
    place[kept] = position[np.searchsorted(heads, links.head)]
    return place


def _fates(kept: NDArray[np.bool_], links: Links, judged: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return what became of each activity: 0 judged, 1 linked, 2 context, 3 duplicate."""
    fate = np.full(len(kept), 3, dtype=np.int64)
    of_kept = np.ones(len(links.head), dtype=np.int64)
    of_kept[~links.absorbed] = np.where(judged, 0, 2)
    fate[kept] = of_kept
    return fate


def count_rows(
    source: NDArray[np.int64],
    row: NDArray[np.int64],
    fate: NDArray[np.int64],
    several: NDArray[np.bool_],
    sources: int,
) -> NDArray[np.int64]:
    """Return how many rows of each source had each of the four fates, as (fate, source).

    A row of several activities counts once, by the first of their fates.
    """
    at = np.flatnonzero(several)
    at = at[np.lexsort((fate[at], row[at], source[at]))]
    again = np.zeros(len(fate), dtype=bool)
    again[at[1:]] = (row[at][1:] == row[at][:-1]) & (source[at][1:] == source[at][:-1])
    cell = (fate * sources + source)[~again]
    return np.bincount(cell, minlength=4 * sources).reshape(4, sources)


def _first_of_repeats(frame: pd.DataFrame, feed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark one of rows that are alike inside one feed: of the first source, the first row.

    Of rows that differ in what does not tell rows apart (attributes, the agency), what stands in
    them decides and not their place in the file.
    """
    content, source = frame["content_key"].to_numpy(), frame["source"].to_numpy()
    row = frame["source_row"].to_numpy()
    order = np.lexsort((row, source, content, feed))
    again = np.zeros(len(frame) + 1, dtype=bool)
    again[1:-1] = (content[order][1:] == content[order][:-1]) & (
        feed[order][1:] == feed[order][:-1]
    )
    alike = np.flatnonzero(again[:-1] | again[1:])
    if len(alike):
        at = order[alike]
        rest = pd.util.hash_pandas_object(frame.iloc[at].drop(columns=_PLACE), index=False)
        order[alike] = at[np.lexsort((row[at], rest, source[at], content[at], feed[at]))]
    kept = np.ones(len(frame), dtype=bool)
    kept[order] = ~again[:-1]
    return kept


def with_linked(merged: pd.DataFrame, rows: pd.DataFrame, links: Links) -> pd.DataFrame:
    """Add the places of the rows that each event absorbed, in ``LINK_SLOTS`` pairs of columns."""
    absorbed = np.flatnonzero(links.absorbed)
    heads = np.flatnonzero(~links.absorbed)
    at = np.searchsorted(heads, links.head[absorbed])
    source = rows["source"].to_numpy(dtype=np.int64)[absorbed]
    row = rows["source_row"].to_numpy(dtype=np.int64)[absorbed]
    order = np.lexsort((row, source, at))
    at, source, row = at[order], source[order], row[order]
    slot = np.arange(len(at)) - np.searchsorted(at, at)
    for number in range(LINK_SLOTS):
        chosen = slot == number
        sources = np.full(len(merged), -1, dtype=np.int16)
        places = np.full(len(merged), -1, dtype=np.int64)
        sources[at[chosen]], places[at[chosen]] = source[chosen], row[chosen]
        merged[f"linked_source_{number}"], merged[f"linked_row_{number}"] = sources, places
    return merged


def in_order(frame: pd.DataFrame, by_step: NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """Return the frame in (instant, activity id) order with ids made where there are none.

    ``tie`` is the order among activities of one instant; ``by_step`` as in ``activity_ids``. An id
    that a bank gave twice at one instant leaves the order to what stands in the rows.
    """
    frame["activity_id"] = activity_ids(frame, by_step)
    order = np.argsort(frame["epoch_ms"].to_numpy(), kind="stable")
    frame = frame.iloc[order].reset_index(drop=True)
    instant = frame["epoch_ms"].to_numpy()
    same = np.zeros(len(frame), dtype=bool)
    if len(frame) > 1:
        equal = instant[1:] == instant[:-1]
        same[1:] |= equal
        same[:-1] |= equal
    tie = np.zeros(len(frame), dtype=np.int64)
    at = np.flatnonzero(same)
    names = frame["activity_id"].to_numpy()[at].astype(str)
    ranked = at[np.lexsort((frame["content_key"].to_numpy()[at], names, instant[at]))]
    frame_order = np.arange(len(frame))
    frame_order[at] = ranked
    tie[at] = np.arange(1, len(at) + 1)
    frame = frame.iloc[frame_order].reset_index(drop=True)
    frame["tie"] = tie
    return frame


def activity_ids(
    frame: pd.DataFrame, by_step: NDArray[np.bool_] | None = None
) -> NDArray[np.object_]:
    """Return the id of every activity: the bank's own, else one made from its content.

    ``by_step`` marks activities that share their row with others: their step and case are part
    of the content, so that no id depends on what else stands in the row or the list. Rows alike
    in all that an id is made from are told apart by an ordinal in the order of their remaining
    content, never by their place in a file.
    """
    ids: NDArray[np.object_] = frame["activity_id"].to_numpy(dtype=object).copy()
    absent = pd.isna(ids)
    if absent.any():
        rows = frame[absent]
        key = _content_hash(rows)
        if by_step is not None and by_step[absent].any():
            key = np.where(by_step[absent], _with_words(rows, key), key)
        order = np.lexsort((rows["content_key"], key))
        first = np.searchsorted(key[order], key[order])
        ordinal = np.empty(len(key), dtype=np.int64)
        ordinal[order] = np.arange(len(key)) - first
        ids[absent] = _names(key, ordinal)
    return ids


def _names(key: NDArray[np.uint64], ordinal: NDArray[np.int64]) -> list[str]:
    raw = key.astype(">u8").tobytes()
    names = [f"A{base32(raw[at : at + 8])}" for at in range(0, len(raw), 8)]
    for at in np.flatnonzero(ordinal):
        names[at] += f"-{ordinal[at] + 1}"
    return names


def _content_hash(rows: pd.DataFrame) -> NDArray[np.uint64]:
    mixed = np.zeros(len(rows), dtype=np.uint64)
    for name in _CONTENT:
        mixed = splitmix(mixed ^ rows[name].to_numpy().astype(np.int64).view(np.uint64))
    return mixed


def _with_words(rows: pd.DataFrame, key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix the step and the case of activities into their keys."""
    for name in ("step", "case_id"):
        words = rows[name].cat
        hashed = pd.util.hash_array(words.categories.to_numpy(dtype=object), categorize=False)
        key = splitmix(key ^ np.append(hashed, np.uint64(0))[words.codes.to_numpy()])
    return key
