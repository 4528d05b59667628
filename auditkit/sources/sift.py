"""Sifts batches of delimited text: cleans cells, sets aside the rows that are no record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.sources.asides import aside
from auditkit.sources.cells import clean, clean_column, lost_digits
from auditkit.sources.interface import SourceFacts
from auditkit.sources.remarks import Remarks

_LABEL: Final = re.compile(
    r"计|汇\s*总|total|制|填|审|核|打|导|报|统|数|单|负责|备|说|注|本|以|第|经|printed|prepared|exported"
    r"|generated|source|note|checked|reviewed|approved|page|end of|---|===",
    re.IGNORECASE,
)
_LONGEST: Final = 4096


class Sieve:
    """Cleans and sifts the batches of one reading; ``names`` are the columns that are read."""

    def __init__(
        self, names: Sequence[str], encoding: str, delimiter: str, remarks: Remarks
    ) -> None:
        self._names, self._encoding, self._delimiter = list(names), encoding, delimiter
        self._remarks = remarks

    def cleaned(self, table: pa.Table) -> pa.Table:
        """Return a batch of text with clean cells; shortened numbers are counted by column."""
        for place, name in enumerate(table.column_names):
            column = clean_column(table.column(name))
            if pc.any(pc.match_substring(column, "+")).as_py():
                cut = sum(lost_digits(text) for text in column.to_pylist())
                if cut:
                    self._remarks.cut[name] += cut
            table = table.set_column(place, name, column)
        return table

    def sifted(
        self, table: pa.Table, rows: NDArray[np.int64], facts: SourceFacts, *, totals: bool
    ) -> tuple[pa.Table, NDArray[np.int64]]:
        """Return a batch without the rows that are no record; those are rejected."""
        places = np.flatnonzero(self._suspects(table, totals=totals)).tolist()
        keep = np.ones(len(rows), dtype=bool)
        for place in places:
            cells = self.cells(table, place)
            reason = aside(cells, self._names)
            if reason:
                self._remarks.set_aside(facts, int(rows[place]), reason, cells)
                keep[place] = False
        return (table, rows) if keep.all() else (table.filter(pa.array(keep)), rows[keep])

    def cells(self, table: pa.Table, place: int) -> list[str]:
        """Return the cells of one row as trimmed text."""
        row = (column[place].as_py() for column in table.columns)
        return [clean(self._text(cell)).strip() for cell in row]

    def why(self, row: int, record: bytes) -> str:
        """Return why a record with the wrong number of cells is none, "" when it may be one."""
        cells = self._record(record)
        reason = aside(cells, self._names) if cells else ""
        if reason:
            # its cells do not stand under the columns they sum up
            self._remarks.note_aside(row, reason, [cell for cell in cells if not cell.isdigit()])
        return reason

    def _record(self, record: bytes) -> list[str]:
        if len(record) > _LONGEST:
            return []
        text = record.decode(self._encoding, "replace").strip("\r\n")
        try:
            found = next(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter), [])
        except csv.Error:
            return []
        return [clean(cell).strip() for cell in found]

    def _text(self, cell: str | bytes | None) -> str:
        if isinstance(cell, bytes):
            return cell.decode(self._encoding, "replace")
        return cell or ""

    def _suspects(self, table: pa.Table, *, totals: bool) -> NDArray[np.bool_]:
        """Return the rows worth a look: a label in the first two cells, or nothing there."""
        first = table.column(0)
        name = self._names[0]
        same = pc.equal(first, name.encode(self._encoding) if _is_bytes(first) else name)
        found: NDArray[np.bool_] = pc.fill_null(same, False).to_numpy(zero_copy_only=False).copy()
        if not totals:
            return found
        blank = np.ones(table.num_rows, dtype=bool)
        for column in table.columns[:2]:
            found |= self._labelled(column)
            empty = pc.equal(pc.binary_length(column), 0)
            blank &= pc.fill_null(empty, True).to_numpy(zero_copy_only=False)
        return found | blank

    def _labelled(self, column: pa.ChunkedArray) -> NDArray[np.bool_]:
        coded = pa.concat_arrays(column.chunks).dictionary_encode()
        flags = [bool(_LABEL.search(self._text(v)[:60])) for v in coded.dictionary.to_pylist()]
        places = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
        labelled: NDArray[np.bool_] = np.append(np.array(flags, dtype=bool), False)[places]
        return labelled


def _is_bytes(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_binary(column.type))
