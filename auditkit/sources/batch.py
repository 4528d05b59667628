"""One batch on its way through normalisation: its cells by canonical name, and its rejects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.sources.interface import RawBatch, Reject
from auditkit.sources.plan import Plan
from auditkit.sources.texts import Coded, constant, decode, encode, joined


class Batch:
    """The rows of one batch; the first reason found for a row is the one it is rejected for."""

    def __init__(self, plan: Plan, raw: RawBatch) -> None:
        self.plan = plan
        self.rows = len(raw.rows)
        self._raw = raw
        self._cause = np.zeros(self.rows, np.int16)
        self._causes: list[tuple[str, str]] = [("", "")]
        self._coded: dict[str, Coded | None] = {}
        self._prose: dict[str, pa.Array | None] = {}

    @property
    def accepted(self) -> NDArray[np.bool_]:
        """Which rows nothing speaks against so far."""
        fine: NDArray[np.bool_] = self._cause == 0
        return fine

    def reject(self, rows: NDArray[np.bool_], canonical: str, reason: str) -> None:
        """Reject rows, unless they already are."""
        rows = rows & (self._cause == 0)
        if rows.any():
            self._causes.append((self.header(canonical), reason))
            self._cause[rows] = len(self._causes) - 1

    def reject_values(self, coded: Coded, bad: NDArray[Any], canonical: str, reason: str) -> None:
        """Reject the rows that hold certain values."""
        if bad.any():
            self.reject(coded.spread(bad.astype(bool), False), canonical, reason)

    def causes(self, rows: NDArray[np.bool_]) -> list[tuple[int, Reject]]:
        """Return some of the rejected rows with their places in the batch, in order."""
        return [
            (place, Reject(int(self._raw.rows[place]), *self._causes[self._cause[place]]))
            for place in np.flatnonzero(rows & ~self.accepted).tolist()
        ]

    def header(self, canonical: str) -> str:
        """Return the bank's header of a canonical column, "" when there is none."""
        bound = self.plan.bound.get(canonical)
        return " + ".join(bound.headers) if bound is not None else ""

    def text(self, canonical: str) -> pa.Array | None:
        """Return a column as text, several headers joined; None when it is not there."""
        bound = self.plan.bound.get(canonical)
        if bound is None or not set(bound.headers) <= set(self._raw.table.column_names):
            return None
        parts = []
        for header in bound.headers:
            texts, bad = decode(self._single(header), self._raw.encoding)
            if bad is not None:
                self.reject(bad, canonical, "undecodable")
            parts.append(texts)
        return joined(parts, bound.join)

    def prose(self, canonical: str) -> pa.Array | None:
        """Return a text as people wrote it, untrimmed; bytes that are no text are replaced.

        A note that cannot be read whole is no reason to lose the contact that it stands beside.
        """
        if canonical not in self._prose:
            said = self.plan.constants.get(canonical)
            written = constant(said, self.rows).dictionary() if said is not None else None
            self._prose[canonical] = written or self._written(canonical)
        return self._prose[canonical]

    def _written(self, canonical: str) -> pa.Array | None:
        bound = self.plan.bound.get(canonical)
        if bound is None or not set(bound.headers) <= set(self._raw.table.column_names):
            return None
        parts = [
            decode(self._single(header), self._raw.encoding, errors="replace")[0]
            for header in bound.headers
        ]
        return joined(parts, bound.join).dictionary_encode()

    def _single(self, header: str) -> pa.Array:
        column = self._raw.table.column(header)
        single = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        return pa.concat_arrays(single.chunks) if isinstance(single, pa.ChunkedArray) else single

    def coded(self, canonical: str) -> Coded | None:
        """Return a column by its distinct values, with its default; None when nothing is said."""
        if canonical not in self._coded:
            self._coded[canonical] = self._read(canonical)
        return self._coded[canonical]

    def put(self, canonical: str, coded: Coded) -> None:
        """Let a column say something else from here on."""
        self._coded[canonical] = coded

    def _read(self, canonical: str) -> Coded | None:
        said = self.plan.constants.get(canonical)
        if said is not None:
            return constant(said, self.rows)
        texts = self.text(canonical)
        if texts is None:
            return None
        coded = encode(texts)
        default = self.plan.bound[canonical].default
        return coded if default is None else coded.filled(default)
