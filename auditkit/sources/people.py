"""Makes the keys of debtor, party, contact and those who acted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.core.pseudonym import Pseudonymiser, show
from auditkit.core.vocabulary import ROLES
from auditkit.sources.batch import Batch
from auditkit.sources.crosswalk import BY_CASE, BY_NUMBER, LEFT, OWN, Crosswalk
from auditkit.sources.identifiers import cut_by_excel, identifies, identifying
from auditkit.sources.keys import KeyRing, contact_texts, id_texts, mix
from auditkit.sources.texts import Coded
from auditkit.sources.totals import Totals

PREFIXES: Final = {
    "activity_id": "A",
    "case_id": "C",
    "collector_id": "K",
    "agency_id": "G",
    "org_id": "O",
    "debt_id": "B",
    "debt_group": "B",
}
"""Letters of the pseudonyms that stand for ids which identify a person."""
_ITSELF, _BY_NUMBER = 1, 2
IDENTIFIER: Final = "identifier"
"""The domain of the keys of identity and card numbers, wherever they stand."""
_SPLIT: Final = r"\s*[|;,，；、]\s*"


@dataclass(slots=True)
class KeyMaker:
    """Makes keys of one batch; each is computed when asked for."""

    batch: Batch
    ring: KeyRing
    totals: Totals
    north_american: bool
    _nobody: NDArray[np.bool_] = field(init=False)
    _crossed: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]] | None = None

    def debtor(
        self, day: NDArray[np.int64], impersonal: Callable[[], NDArray[np.bool_]]
    ) -> NDArray[np.int64]:
        """Return the debtor of each row: its id, else an identifier, else the crosswalk's.

        Else the case stands for the debtor; 0 for a row of which only the number is known, and for
        those that ``impersonal`` marks. ``day`` is the local day of each row.
        """
        key = np.zeros(self.batch.rows, np.int64)
        lost = np.zeros(self.batch.rows, bool)
        self._told(key, lost, "debtor_id", "")
        self._told(key, lost, "debtor_ids", "id_as_debtor")
        if self.ring.crosswalk is not None and not key.all():
            self._cross(key, day, self.ring.crosswalk)
        self._told(key, lost, "case_id", "case_as_debtor")
        self.batch.reject((key == 0) & lost, "debtor_id", "id_cut_by_excel")
        nobody = key == 0
        if nobody.any():
            said = self.number("contact", "contact") != 0
            self.batch.reject(nobody & ~said & ~impersonal(), "debtor_id", "missing_debtor")
        self._nobody = nobody
        return key

    def _told(
        self, key: NDArray[np.int64], lost: NDArray[np.bool_], column: str, alarm: str
    ) -> None:
        """Fill in, where nothing stands yet, the debtor that a column names."""
        coded = self.batch.coded(column) if not key.all() else None
        if coded is None:
            return
        coded, cut = self._whole(column, coded)
        if column == "debtor_ids":
            coded = _first_identifier(coded)
        found = np.where(key == 0, self.ring.keys(coded, "debtor"), 0)
        if alarm and found.any():
            self.totals.alarms[(alarm, self.batch.header(column))] += int((found != 0).sum())
        key |= found
        lost |= cut

    def _cross(self, key: NDArray[np.int64], day: NDArray[np.int64], crosswalk: Crosswalk) -> None:
        """Fill in the debtor, and the bank's case, that the crosswalk knows of a number or case."""
        nobody = key == 0
        case = np.where(nobody, self.of("case_id", "case"), 0)
        number = np.where(nobody, self.number("contact", "contact"), 0)
        debtor, how, row = crosswalk.join(self.of("agency_id", "agency"), case, number, day)
        how[~nobody] = OWN
        key |= debtor
        self._crossed = (how, row, case)
        coded = self.batch.coded("case_id") or Coded(
            np.full(self.batch.rows, -1, np.int64), pa.array([], pa.string())
        )
        takes = (row >= 0) & ((how == BY_CASE) | (coded.indices < 0))
        if not takes.any():
            return
        banks = crosswalk.case_texts.take(pa.array(row[takes])).dictionary_encode()
        places = pc.fill_null(banks.indices, -1).to_numpy().astype(np.int64)
        indices = coded.indices.copy()
        indices[takes] = np.where(places < 0, indices[takes], places + len(coded.values))
        texts = pa.concat_arrays([coded.values, banks.dictionary])
        self.batch.put("case_id", Coded(indices, texts))

    def count(self, accepted: NDArray[np.bool_]) -> None:
        """Count how the accepted rows that name nobody came by their debtor."""
        joined = self.totals.joined
        joined.nobody += int((self._nobody & accepted).sum())
        if self._crossed is None or self.ring.crosswalk is None:
            return
        how, row, case = self._crossed
        joined.by_case += int(((how == BY_CASE) & accepted).sum())
        joined.by_number += int(((how == BY_NUMBER) & accepted).sum())
        self.ring.crosswalk.used[row[(row >= 0) & accepted]] = True
        left = np.flatnonzero((how == LEFT) & (case != 0) & accepted)
        joined.case_rows += len(left)
        keys, first = np.unique(case[left], return_index=True)
        names = self.name("case_id")
        for one, at in zip(keys.tolist(), left[first].tolist(), strict=True):
            if one not in joined.cases and names is not None:
                joined.cases[one] = str(names[at].as_py())

    def _whole(self, column: str, coded: Coded) -> tuple[Coded, NDArray[np.bool_]]:
        """Return the column without identifiers that a spreadsheet cut, and where they stood."""
        values = id_texts(coded.values)
        cut = pc.fill_null(cut_by_excel(values, workbook=self.batch.plan.workbook), False)
        bad = cut.to_numpy(zero_copy_only=False)
        if not bad.any():
            return Coded(coded.indices, values), np.zeros(self.batch.rows, bool)
        rows = coded.spread(bad, False)
        self.totals.alarms[("cut_ids", self.batch.header(column))] += int(rows.sum())
        return Coded(np.where(rows, -1, coded.indices), values), rows

    def of(self, column: str, domain: str) -> NDArray[np.int64]:
        """Return the keys of an id column."""
        coded = self.batch.coded(column)
        if coded is None:
            return np.zeros(self.batch.rows, np.int64)
        return self.ring.keys(Coded(coded.indices, id_texts(coded.values)), domain)

    def number(self, column: str, domain: str) -> NDArray[np.int64]:
        """Return the keys of a column of numbers or addresses, in the form they are compared in."""
        coded = self.batch.coded(column)
        if coded is None:
            return np.zeros(self.batch.rows, np.int64)
        texts = contact_texts(coded.values, north_american=self.north_american)
        return self.ring.keys(Coded(coded.indices, texts), domain)

    def identifiers(self) -> pa.Array | None:
        """Return the keys of the debtor's identifiers as decimal text joined by ``|``.

        A debtor id counts where it is one of those itself: an identity number used as an id.
        """
        columns = []
        for column in ("debtor_ids", "debtor_id"):
            coded = self.batch.coded(column)
            if coded is not None:
                listed = column == "debtor_ids"
                columns.append(coded.dictionary([self._keys_of(w, listed) for w in coded.words()]))
        return first_said(columns)

    def _keys_of(self, words: str, listed: bool) -> str | None:
        parts = re.split(_SPLIT, words) if listed else [words]
        texts = id_texts(pa.array([part for part in parts if identifies(part)], pa.string()))
        keys = self.ring.pseudonyms.of_all(IDENTIFIER, texts.to_pylist())
        return "|".join(map(str, keys.tolist())) or None

    def addresses(self, values: list[str | None]) -> list[str | None]:
        """Return the contact key of each number or address as decimal text; None stays None.

        An attribute that names an address is compared with contacts, and no raw identifier may
        stand in the frame.
        """
        places = np.array([-1 if not value else place for place, value in enumerate(values)])
        said = pa.array([value or "" for value in values], pa.string())
        texts = contact_texts(said, north_american=self.north_american)
        keys = self.ring.keys(Coded(places.astype(np.int64), texts), "contact")
        return [str(key) if key else None for key in keys.tolist()]

    def party(
        self, debtor: NDArray[np.int64], role: NDArray[np.int8], contact: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the person reached: by id, else the debtor, else name and role, else number.

        A name is only told apart within its debtor; a debtor without an id is one person under
        whatever name. Where no debtor is known the number alone tells. 0 when nothing tells who it
        was.
        """
        by_id = self.of("party_id", "party")
        name = self.of("party_name", "party")
        known = debtor != 0
        is_debtor = (role == ROLES.code("debtor")) & known
        by_number = by_number_alone(contact)
        named = np.where((name != 0) & known, mix(name, role, debtor), by_number)
        itself = debtor_itself(debtor)
        party: NDArray[np.int64] = np.where(
            by_id != 0, by_id, np.where(is_debtor, itself, named)
        ).astype(np.int64)
        return party

    def name(self, column: str) -> pa.Array | None:
        """Return an id as text that people may read; what identifies a person is a pseudonym."""
        coded = self.batch.coded(column)
        if coded is None:
            return None
        bound = self.batch.plan.bound.get(column)
        all_hidden = bound is not None and bound.pseudonym
        listed = pc.any(pc.match_substring(coded.values, "|")).as_py() or False
        hidden = range(len(coded.values)) if all_hidden or listed else identifying(coded.values)
        if not hidden:
            return coded.dictionary()
        texts: list[str | None] = coded.values.to_pylist()
        for place in hidden:
            parts = str(texts[place] or "").split("|")
            texts[place] = "|".join(
                self._shown(column, part) if all_hidden or identifies(part) else part
                for part in parts
            )
        return coded.dictionary(texts)

    def _shown(self, column: str, value: str) -> str:
        return _pseudonym(column, value, self.ring.pseudonyms)


def actor_pseudonyms(value: str, pseudonyms: Pseudonymiser) -> tuple[str, ...]:
    """Return what the frame shows for the id of a collector and of an agency that are hidden."""
    return tuple(_pseudonym(column, value, pseudonyms) for column in ("collector_id", "agency_id"))


def _pseudonym(column: str, value: str, pseudonyms: Pseudonymiser) -> str:
    return show(PREFIXES[column], pseudonyms.of(column.removesuffix("_id"), value))


def by_number_alone(contact: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the party that is known by its number only, 0 without one."""
    mixed = mix(contact, np.full(len(contact), _BY_NUMBER))
    return np.where(contact != 0, mixed, 0).astype(np.int64)


def debtor_itself(debtor: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the party that is the debtor."""
    return mix(debtor, np.full(len(debtor), _ITSELF))


def _first_identifier(coded: Coded) -> Coded:
    """Return the first part of each value that looks like an identifier, else the first part."""
    parts = pc.split_pattern_regex(coded.values, _SPLIT).to_pylist()
    firsts = [next((part for part in row if identifies(part)), None) or row[0] for row in parts]
    empty = np.array([not first for first in firsts], dtype=bool)
    indices = np.where(coded.spread(empty, True), -1, coded.indices)
    return Coded(indices, pa.array(firsts, pa.string()))


def first_said(columns: list[pa.Array]) -> pa.Array | None:
    """Return the first of several dictionary columns that says something, row by row."""
    said: pa.Array | None = None
    for texts in columns:
        if said is None:
            said = texts
        elif said.null_count:
            plain = pc.coalesce(said.cast(pa.string()), texts.cast(pa.string()))
            said = plain.dictionary_encode()
    return said
