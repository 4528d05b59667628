"""Brings what stands in texts to the frame that is judged, and words it for people, masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.checks.mentions import NOTHING, PLACES, SPEAKERS, STANCES, Mentions, mentions_of
from auditkit.checks.privacy.detect import detect
from auditkit.checks.privacy.names import KnownNames, find_people, unread
from auditkit.core.kinds import STATEMENTS, VALUES, kind_label
from auditkit.core.masking import Masked
from auditkit.engine.reading import Found

Ints = NDArray[np.int64]
HIDDEN: Final = "SENSITIVE"
"""The kind under which words are masked that are no value of any kind."""
_BY_ANYBODY: Final = "said."
"""What these say was said counts whoever is said to have said it."""


@dataclass(frozen=True, slots=True)
class Told:
    """The mentions of a frame, and the texts they stand in for evidence."""

    mentions: Mentions = NOTHING
    found: Found | None = None
    _shown: dict[int, str] = field(default_factory=dict)

    def prepare(self, seen: Iterable[int]) -> None:
        """Make the masked snippets of some mentions, all at once."""
        wanted = sorted(set(seen) - self._shown.keys())
        if not wanted or self.found is None:
            return
        texts, of = self.found.texts, self.mentions.text[wanted]
        units, place = np.unique(of, return_inverse=True)
        spans = _spans(self.found, units)
        self._hide(units, spans)
        written = (texts.distinct[number] for number in texts.number[units].tolist())
        masked = [
            Masked.of(text, of_text, self.found.shown.widths)
            for text, of_text in zip(written, spans, strict=True)
        ]
        for at, unit in zip(wanted, place.reshape(-1).tolist(), strict=True):
            focus = (int(self.mentions.start[at]), int(self.mentions.end[at]))
            self._shown[at] = masked[unit].snippet(focus)

    def _hide(self, units: Ints, spans: list[list[tuple[int, int, str]]]) -> None:
        """Add the words that tell of a person themselves to what is masked in some texts."""
        if self.found is None or not self.found.shown.hidden:
            return
        words = self.mentions.of(self.found.shown.hidden)
        of = np.searchsorted(units, words.text)
        inside = (of < len(units)) & (units[np.minimum(of, len(units) - 1)] == words.text)
        some = words.take(inside)
        kinds = [HIDDEN] * len(some)
        _add(spans, of[inside], some.start.astype(np.int64), some.end.astype(np.int64), kinds)

    def kinds(self, seen: Ints) -> tuple[str, ...]:
        """Return the kinds of some mentions, each once."""
        said = self.mentions.kind[seen].tolist()
        return tuple(dict.fromkeys(self.mentions.names[kind] for kind in said))

    def label(self, kind: str, lang: str) -> str:
        """Return a kind of mention as people read it."""
        title = self.found.shown.titles.get(kind) if self.found is not None else None
        if title is not None:
            return title.zh if lang == "zh" else title.en
        return kind_label(kind, lang)

    def snippet(self, at: int) -> str:
        """Return the words around a mention, masked; after ``prepare``."""
        return self._shown[at]


def _spans(found: Found, units: Ints) -> list[list[tuple[int, int, str]]]:
    """Return everything personal in some texts, whether a rule asked for it or not."""
    texts = found.texts
    written = [texts.distinct[number] for number in texts.number[units].tolist()]
    return personal_in(written, found.group[units], found.known)


def personal_in(
    written: Sequence[str], group: Ints, known: KnownNames
) -> list[list[tuple[int, int, str]]]:
    """Return the values and names in some texts, each as start, end and kind."""
    spans: list[list[tuple[int, int, str]]] = [[] for _ in written]
    values = detect(written)
    names = np.array(VALUES.names)[values.kind].tolist()
    _add(spans, values.text, values.start, values.end, names)
    people = find_people(written, group, known)
    _add(spans, people.text, people.start, people.end, ["PERSON"] * len(people.text))
    return spans


def _add(
    spans: list[list[tuple[int, int, str]]], text: Ints, start: Ints, end: Ints, kinds: list[str]
) -> None:
    for unit, first, last, kind in zip(
        text.tolist(), start.tolist(), end.tolist(), kinds, strict=True
    ):
        spans[unit].append((first, last, kind))


def told_of(found: Found, frame: pd.DataFrame, table: pa.Table, place: Ints) -> Told:
    """Return what stands in the texts of a frame, and note in it which texts and statements.

    ``place`` is the position in the frame of each row of the table, -1 for repeats. A row that
    makes several activities gives its text to the first of them.
    """
    source, row = (table.column(name).to_numpy() for name in ("source", "source_row"))
    first = _first_of_row(place, source, row)
    frame["texts"] = _bits(found.texts.bits(len(place)), first, len(frame))
    unnamed = found.texts.only(unread(found.texts.distinct)).bits(len(place))
    frame["unnamed"] = _bits(unnamed, first, len(frame))
    said = table.column("said").to_pylist()
    frame["said"] = pd.Categorical(said_in_frame(said, place, len(frame)))
    return Told(in_frame(found, first), found)


def said_so_far(found: Found, table: pa.Table) -> list[str | None]:
    """Return what was said in each row: in its texts, or as an earlier run handed it on."""
    handed = table.column("said").to_pylist()
    return [new or old for new, old in zip(said_in_rows(found), handed, strict=True)]


def in_frame(found: Found, place: Ints) -> Mentions:
    """Return mentions by position in the frame; ``place`` is that of each row, -1 for none."""
    position = place[found.texts.row]
    columns = dict(found.columns)
    of = columns.pop("of").astype(np.int64)
    kept = position[of] >= 0
    columns = {name: column[kept] for name, column in columns.items()}
    of = of[kept]
    return mentions_of(
        found.names,
        row=position[of],
        text=of,
        place=found.texts.place[of],
        turn=found.texts.turn[of],
        speaker=found.texts.speaker[of],
        **columns,
    )


def _bits(of_row: NDArray[np.int8], place: Ints, rows: int) -> NDArray[np.int8]:
    bits = np.zeros(rows, dtype=np.int8)
    kept = place >= 0
    np.bitwise_or.at(bits, place[kept], of_row[kept])
    return bits


def _first_of_row(place: Ints, source: Ints, row: Ints) -> Ints:
    """Return the place of each row, -1 unless it is the first activity of its source row."""
    order = np.lexsort((place, row, source))
    order = order[place[order] >= 0]
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (row[order][1:] == row[order][:-1]) & (source[order][1:] == source[order][:-1])
    first = np.full(len(place), -1, dtype=np.int64)
    first[order[~again]] = place[order[~again]]
    return first


def said_in_rows(found: Found) -> list[str | None]:
    """Return the statements made in the texts of each row joined by ``|``, None where none is."""
    columns, rows = found.columns, found.rows
    names = np.array(found.names, dtype=object)[columns["kind"].astype(np.int64)]
    if not len(names):
        return [None] * rows
    stance = columns["stance"].astype(np.int64)
    said = pd.Series(names).isin([n for n in STATEMENTS.names if not n.startswith("topic.")])
    by_anybody = pd.Series(names).str.startswith(_BY_ANYBODY)
    counts = (stance == STANCES.code("asserted")) | (
        by_anybody.to_numpy() & (stance == STANCES.code("quoted"))
    )
    of = columns["of"].astype(np.int64)
    spoken = found.texts.place[of] == PLACES.code("turn")
    counts &= ~(spoken & by_anybody.to_numpy()) | (
        found.texts.speaker[of] == SPEAKERS.code("party")
    )
    kept = said.to_numpy() & counts
    at = found.texts.row[of[kept]]
    return _listed(at, names[kept], rows)


def said_in_frame(said: list[str | None], place: Ints, rows: int) -> list[str | None]:
    """Return what was said in all rows of each event of the frame."""
    parts = [
        (position, name)
        for position, names in zip(place.tolist(), said, strict=True)
        if names and position >= 0
        for name in names.split("|")
    ]
    at = np.array([part[0] for part in parts], dtype=np.int64)
    return _listed(at, np.array([part[1] for part in parts], dtype=object), rows)


def _listed(at: Ints, names: NDArray[np.object_], rows: int) -> list[str | None]:
    out: list[str | None] = [None] * rows
    pairs = pd.DataFrame({"row": at, "name": names}).drop_duplicates()
    pairs = pairs.sort_values(["row", "name"])
    for row, name in zip(pairs["row"].tolist(), pairs["name"].tolist(), strict=True):
        known = out[row]
        out[row] = name if known is None else f"{known}|{name}"
    return out
