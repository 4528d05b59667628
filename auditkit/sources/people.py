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
from auditkit.sources.keys import contact_texts, id_texts, keys, mix
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
_DEBTOR_PARTY, _NAMED_PARTY = 1, 2
_SPLIT: Final = r"\s*[|;,，；、]\s*"


@dataclass(frozen=True, slots=True)
class KeyMaker:
    """Makes keys of one batch; each is computed when asked for."""

    batch: Batch
    pseudonyms: Pseudonymiser
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
            coded = self.batch.coded(column)
            if coded is None:
                continue
            coded, cut = self._whole(column, coded)
            if column == "debtor_ids":
                coded = _first_identifier(coded)
            found = np.where(key == 0, keys(coded, "debtor", self.pseudonyms, len(key)), 0)
            if alarm:
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
        if coded is not None:
            coded = Coded(coded.indices, id_texts(coded.values))
        return keys(coded, domain, self.pseudonyms, self.batch.rows)

    def number(self, column: str, domain: str) -> NDArray[np.int64]:
        """Return the keys of a column of numbers or addresses, in the form they are compared in."""
        coded = self.batch.coded(column)
        if coded is not None:
            texts = contact_texts(coded.values, north_american=self.north_american)
            coded = Coded(coded.indices, texts)
        return keys(coded, domain, self.pseudonyms, self.batch.rows)

    def party(self, debtor: NDArray[np.int64], role: NDArray[np.int8]) -> NDArray[np.int64]:
        """Return the person reached: by id, else the debtor, else name and role, else number.

        A name is only told apart within its debtor; a debtor without an id is one person under
        whatever name.
        """
        by_id = self.of("party_id", "party")
        name = self.of("party_name", "party")
        contact = self.number("contact", "party")
        is_debtor = role == ROLES.code("debtor")
        constant = np.full(len(debtor), _DEBTOR_PARTY)
        named = np.where(name != 0, mix(name, role, debtor, constant + 1), contact)
        return np.where(
            by_id != 0, by_id, np.where(is_debtor, mix(debtor, constant), named)
        ).astype(np.int64)

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
        domain = column.removesuffix("_id")
        return show(PREFIXES[column], self.pseudonyms.of(domain, value))


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
