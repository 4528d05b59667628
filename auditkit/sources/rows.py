"""Computes the columns of the frame for one batch, each once and only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.activity import ATTRIBUTE_KINDS, COLUMNS
from auditkit.core.frame import NO_DAY, RAW, RAW_TEXTS
from auditkit.sources import attributes, prose, several
from auditkit.sources.batch import Batch
from auditkit.sources.durations import durations
from auditkit.sources.interface import RawBatch
from auditkit.sources.keys import KeyRing, mix, text_hashes
from auditkit.sources.moments import Atlas, Placed, place
from auditkit.sources.people import KeyMaker, first_said
from auditkit.sources.plan import WHEN, Part
from auditkit.sources.several import Counted
from auditkit.sources.texts import Coded
from auditkit.sources.times import DAY, EMPTY, NOT_A_TIME, Wall, parse_times
from auditkit.sources.totals import Totals
from auditkit.sources.words import CODE_COLUMNS, Meaning, code_column, meaning, step_column
from auditkit.sources.words import impersonal as concerns_nobody

_KEYS: Final = {
    "case_key": ("case_id", "case"),
    "collector_key": ("collector_id", "collector"),
    "agency_key": ("agency_id", "agency"),
    "org_key": ("org_id", "org"),
    "creditor_key": ("creditor_id", "creditor"),
}
_NUMBERS: Final = {"contact_key": ("contact", "contact"), "own_line_key": ("own_line", "own_line")}
_AMOUNT: Final = "attrs.amount"
_NAMES: Final = ("case_id", "collector_id", "agency_id", "org_id", "activity_id")


def is_north_american(zone: str) -> bool:
    """Return whether numbers of a zone are written as North America writes them."""
    return zone.startswith(("America/", "US/", "Canada/", "Pacific/Honolulu"))


class Rows:
    """The rows of one batch as columns of the frame."""

    def __init__(
        self,
        part: Part,
        raw: RawBatch,
        *,
        zone: str,
        ring: KeyRing,
        atlas: Atlas,
        totals: Totals,
        needed: frozenset[str],
        counted: Counted,
    ) -> None:
        self.batch = Batch(part.plan, raw)
        self._part, self._plan, self._counted = part, part.plan, counted
        self._zone, self._atlas, self._totals = zone, atlas, totals
        self._needed = needed
        self._people = KeyMaker(self.batch, ring, totals, is_north_american(zone))
        self._meanings: dict[str, Meaning] = {}
        self._done: dict[str, Any] = {}
        self._attrs: attributes.Parsed | None = None
        self._typed: dict[str, list[Any]] = {}

    def read(self) -> None:
        """Read what decides whether rows are accepted: time, debtor, words, lengths, attributes."""
        self.absent = several.left_out(self.batch, self._part, self._totals, self._counted)
        self._at = self._moments("at", required=True)
        self._day_only = self._wall.day_only
        for column in (*CODE_COLUMNS, "step"):
            self._read_words(column)
        nobodys = partial(concerns_nobody, self._meanings, self.batch.rows)
        self._done["debtor_key"] = self._people.debtor(self._at.walls[0] // DAY, nobodys)
        self._duration = self._read_duration()
        self._read_attributes()

    def column(self, name: str) -> NDArray[Any] | pa.Array | None:
        """Return a column of the frame, None when the source says nothing about it."""
        if name not in self._done:
            self._done[name] = self._make(name)
        return self._done[name]

    def count(self, accepted: NDArray[np.bool_]) -> None:
        """Add the accepted rows to the totals of the source, a cell of several activities once."""
        totals = self._totals
        self._people.count(self._fresh("debtor", accepted))
        if self._duration is not None:
            fresh = self._fresh("duration_s", accepted)
            totals.duration_s += int(self._duration[fresh & (self._duration > 0)].sum())
        for column, said in self._meanings.items():
            if said.unknown.any():
                fresh = self._fresh(f"code {column}", accepted, column)
                totals.add_unknown(self.batch.header(column), column, said, fresh)
        for column in self._needed - {"at", "end_at", "recorded_at", WHEN}:
            nothing = prose.empty(self.batch, column)
            if nothing is not None:
                fresh = self._fresh(f"empty {column}", accepted, column)
                if empty := int((nothing & fresh).sum()):
                    totals.missing[column] += empty
        self._count_amount(accepted)

    def _fresh(
        self, what: str, rows: NDArray[np.bool_], column: str | None = None
    ) -> NDArray[np.bool_]:
        return self._counted.fresh((what, self.batch.header(column or what)), rows)

    def _make(self, name: str) -> NDArray[Any] | pa.Array | None:
        if name in CODE_COLUMNS:
            return self._codes(name)
        if name in _KEYS:
            return self._people.of(*_KEYS[name])
        if name in _NUMBERS:
            return self._people.number(*_NUMBERS[name])
        if name in _NAMES:
            return self._id() if name == "activity_id" else self._people.name(name)
        if name.startswith(("attrs.", "local_")):
            return self._local(name) if name[0] == "l" else self._attribute(name[6:])
        makers: dict[str, Callable[[], NDArray[Any] | pa.Array | None]] = {
            "epoch_ms": lambda: self._at.instants * 1000,
            "end_ms": self._end,
            "recorded_ms": self._recorded,
            "duration_s": lambda: self._duration,
            "party_key": self._party,
            "debts": self._debts,
            "step": self._steps,
            "zones": self._zones,
            "content_key": self._content,
            "ids": self._people.identifiers,
            **{raw: partial(prose.written, self.batch, raw) for raw in RAW},
        }
        return makers[name]() if name in makers else None  # made where the texts are read

    # time

    def _moments(self, column: str, *, required: bool = False) -> Placed:
        texts = self.batch.text(column)
        if texts is None and column in self._plan.constants:
            texts = pa.array([self._plan.constants[column]] * self.batch.rows, pa.string())
        if texts is None:
            texts = pa.nulls(self.batch.rows, pa.string())
        wall = parse_times(texts, self._plan.time_order)
        self._wall: Wall = wall
        if required and self._part.label:
            self.absent |= several.empty_cells(self.batch, column)
        elif required:
            self.batch.reject(wall.problem == EMPTY, column, "missing_time")
        self.batch.reject(wall.problem == NOT_A_TIME, column, "not_a_time")
        self.batch.reject(wall.problem > EMPTY, column, "not_a_date")
        placed = place(wall, self.batch.coded("tz"), self._zone, self._atlas)
        said = wall.problem == 0
        self.batch.reject(placed.bad_zone & said, "tz", "unknown_zone")
        self.batch.reject(placed.gap & said, column, "time_does_not_exist")
        header = self.batch.header(column)
        for kind, rows in (("ambiguous_dates", wall.ambiguous), ("days_only", wall.day_only)):
            # the date of a step needs no time of day
            asked = required and not self._part.step
            if (count := int((rows & said).sum())) and (asked or kind == "ambiguous_dates"):
                self._totals.alarms[(kind, header)] += count
        return placed

    def _local(self, name: str) -> NDArray[np.int32]:
        unit, zone = name.removeprefix("local_").partition("_")[::2]
        wall = self._at.walls[int(zone or 1) - 1]
        day = wall // DAY
        if unit == "day":
            return np.maximum(day, NO_DAY + 1).astype(np.int32)
        second = (wall - day * DAY).astype(np.int32)
        return np.where(self._day_only, np.int32(-1), second)

    def _zones(self) -> pa.Array:
        coded = self.batch.coded("tz")
        if coded is None:
            return pa.array([self._zone] * self.batch.rows, pa.string())
        return coded.dictionary().cast(pa.string()).fill_null(self._zone)

    def _end(self) -> NDArray[np.int64]:
        start = self._at.instants
        end = np.full(self.batch.rows, -1, np.int64)
        if "end_at" in self._plan.mapped:
            placed = self._moments("end_at")
            said = self._wall.problem == 0
            self.batch.reject(said & (placed.instants < start), "end_at", "ends_before_start")
            end = np.where(said, placed.instants * 1000, end)
        if self._duration is not None:
            known = (end < 0) & (self._duration >= 0)
            end = np.where(known, (start + self._duration) * 1000, end)
        return end

    def _recorded(self) -> NDArray[np.int64] | None:
        if "recorded_at" not in self._plan.mapped:
            return None
        placed = self._moments("recorded_at")
        return np.where(self._wall.problem == 0, placed.instants * 1000, -1)

    def _read_duration(self) -> NDArray[np.int32] | None:
        coded = self.batch.coded("duration_s")
        if coded is None:
            return None
        bound = self._plan.bound.get("duration_s")
        seconds = durations(coded.words(), bound.unit if bound else None)
        self.batch.reject_values(coded, seconds < 0, "duration_s", "bad_duration")
        return coded.spread(seconds, -1).astype(np.int32)

    # words

    def _read_words(self, column: str) -> None:
        coded = self.batch.coded(column) if column in self._needed else None
        if coded is None:
            return
        bound = self._plan.bound.get(column)
        said = meaning(column, coded, bound.table if bound is not None else {})
        if self._plan.canonical:
            self.batch.reject_values(coded, said.unknown, column, "unknown_word")
        self._meanings[column] = said

    def _codes(self, name: str) -> NDArray[np.int8]:
        return code_column(name, self._meanings, COLUMNS[name].default, self.batch.rows)

    def _steps(self) -> pa.Array:
        return step_column(self._meanings, None, self.batch.rows)

    # people and debts

    def _id(self) -> pa.Array | None:
        """Return the bank's own ids; one of several activities has its step and day besides."""
        shown = self._people.name("activity_id")
        if shown is None or not self._part.step:
            return None if shown is None else shown.cast(pa.string())
        return several.told_apart(shown.cast(pa.string()), self._part, self._at.walls[0])

    def _party(self) -> NDArray[np.int64]:
        made = [np.asarray(self.column(n)) for n in ("debtor_key", "party_role", "contact_key")]
        return self._people.party(*made)

    def _debts(self) -> pa.Array | None:
        names = ("debt_group", "debt_id", "case_id")
        return first_said([made for made in map(self._people.name, names) if made is not None])

    def _content(self) -> NDArray[np.int64]:
        """Return what tells rows apart: all that was computed, and the texts that were read.

        For one of several activities: whose it is, when, and what its own entry speaks of.
        """
        if self._part.step:
            keys = [np.asarray(self.column(name)) for name in ("debtor_key", "epoch_ms")]
            return mix(*keys, *several.own_texts(self.batch, self._part))
        parts = [
            np.asarray(self.column(name))
            for name in ("debtor_key", "epoch_ms", "end_ms", "party_key", "contact_key")
        ]
        parts += [np.asarray(self.column(name)) for name in ("channel", "direction", "outcome")]
        parts.append(np.asarray(self.column("collector_key")))
        if self._duration is not None:
            parts.append(self._duration)
        for name in ("activity_id", "case_id", "debt_id", "step", "attrs", "template_id"):
            coded = self.batch.coded(name)
            if coded is not None and name not in self._plan.constants:
                parts.append(coded.spread(text_hashes(coded.values), 0))
        texts = (prose.hashes(self.batch, name) for name in RAW_TEXTS)
        parts += [hashed for hashed in texts if hashed is not None]
        return mix(*parts)

    # attributes

    def _read_attributes(self) -> None:
        coded = self.batch.coded("attrs")
        if coded is not None:
            self._attrs = attributes.parse_objects(coded)
            self.batch.reject_values(coded, np.array(self._attrs.bad, bool), "attrs", "not_json")
            wrong = np.array(self._attrs.wrong, bool)
            self.batch.reject_values(coded, wrong, "attrs", "bad_attribute")
            for key, rows in self._attrs.unknown.items():
                self._totals.alarms[("unknown_attribute", key)] += rows
        for name in ATTRIBUTE_KINDS:
            column = f"attrs.{name}"
            direct = self.batch.coded(column) if column in self._needed else None
            if direct is not None:
                self._typed[name], bad = attributes.parse_column(name, direct)
                self.batch.reject_values(direct, bad, column, "bad_attribute")

    def _attribute(self, name: str) -> pa.Array | None:
        coded, values = self._attribute_values(name)
        if coded is not None and name == "address":
            values = self._people.addresses(values)
        return None if coded is None else attributes.frame_column(name, values, coded)

    def _attribute_values(self, name: str) -> tuple[Coded | None, list[Any]]:
        if name in self._typed:
            return self.batch.coded(f"attrs.{name}"), self._typed[name]
        if self._attrs is None:
            return None, []
        return self._attrs.coded, [given.get(name) for given in self._attrs.objects]

    def _count_amount(self, accepted: NDArray[np.bool_]) -> None:
        coded, values = self._attribute_values("amount")
        if coded is not None:
            fresh = self._fresh(_AMOUNT if _AMOUNT in self._plan.mapped else "attrs", accepted)
            self._totals.amount += attributes.total(values, coded, fresh)
