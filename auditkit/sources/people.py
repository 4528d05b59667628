"""Makes the keys of debtor, party, contact and those who acted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.core.pseudonym import Pseudonymiser, show
from auditkit.core.vocabulary import ROLES
from auditkit.sources.batch import Batch
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
_SPLIT: Final = r"\s*[|;,，；、]\s*"


@dataclass(frozen=True, slots=True)
class KeyMaker:
    """Makes keys of one batch; each is computed when asked for."""

    batch: Batch
    ring: KeyRing
    totals: Totals
    north_american: bool

    def debtor(self) -> NDArray[np.int64]:
        """Return the debtor of each row: its id, else an identifier, else the case; 0 for none."""
        key = np.zeros(self.batch.rows, np.int64)
        lost = np.zeros(self.batch.rows, bool)
        for column, alarm in (
            ("debtor_id", ""),
            ("debtor_ids", "id_as_debtor"),
            ("case_id", "case_as_debtor"),
        ):
            coded = self.batch.coded(column) if not key.all() else None
            if coded is None:
                continue
            coded, cut = self._whole(column, coded)
            if column == "debtor_ids":
                coded = _first_identifier(coded)
            found = np.where(key == 0, self.ring.keys(coded, "debtor"), 0)
            if alarm and found.any():
                self.totals.alarms[(alarm, self.batch.header(column))] += int((found != 0).sum())
            key |= found
            lost |= cut
        self.batch.reject((key == 0) & lost, "debtor_id", "id_cut_by_excel")
        self.batch.reject(key == 0, "debtor_id", "missing_debtor")
        return key

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
        whatever name. 0 when nothing tells who it was.
        """
        by_id = self.of("party_id", "party")
        name = self.of("party_name", "party")
        is_debtor = role == ROLES.code("debtor")
        by_number = np.where(contact != 0, mix(contact, np.full(len(debtor), _BY_NUMBER)), 0)
        named = np.where(name != 0, mix(name, role, debtor), by_number)
        itself = mix(debtor, np.full(len(debtor), _ITSELF))
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
