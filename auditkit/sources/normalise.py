"""Turns the rows of one source into rows of the frame, and says which it could not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.errors import ConfigError
from auditkit.core.findings import Bilingual
from auditkit.core.frame import FIELDS, frame_schema, missing_array
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.sources import several
from auditkit.sources.crosswalk import Crosswalk
from auditkit.sources.interface import RawBatch, Reject
from auditkit.sources.keys import KeyRing
from auditkit.sources.moments import Atlas, is_zone
from auditkit.sources.needs import needed_columns, needed_headers
from auditkit.sources.plan import Part, Plan
from auditkit.sources.rows import Rows
from auditkit.sources.totals import Joined, Totals


@dataclass(frozen=True, slots=True)
class Normalised:
    """The rows of a batch that could be read, and why the others could not.

    ``table`` has the asked columns of ``core.frame.FIELDS``, in that order, with the types of
    ``frame_schema``.
    """

    table: pa.Table
    rejects: list[Reject]


@dataclass(frozen=True, slots=True)
class UnknownCodes:
    """A code that nothing maps; ``code`` is masked where it looks like an identifier."""

    header: str
    canonical: str
    code: str
    rows: int


@dataclass(frozen=True, slots=True)
class NormaliserReport:
    """What is known of a source once all its rows went through.

    ``rows`` were accepted, ``rejected`` were not; ``duration_s`` and ``amount`` are control totals
    over accepted rows; ``missing`` counts accepted rows that leave a mapped column empty;
    ``joined`` how rows that name nobody came by their debtor. Where a row makes several
    activities, ``activities`` counts those, ``in_part`` the accepted rows of which one was
    rejected, and ``silent`` the rows that make none.
    """

    rows: int
    rejected: int
    unknown_codes: tuple[UnknownCodes, ...] = ()
    alarms: tuple[Bilingual, ...] = ()
    assumptions: tuple[Bilingual, ...] = ()
    duration_s: int = 0
    amount: Decimal = Decimal(0)
    missing: dict[str, int] = field(default_factory=dict)
    joined: Joined = field(default_factory=Joined)
    activities: int = 0
    in_part: int = 0
    silent: int = 0


class Normaliser:
    """Normalises the batches of one source in order and keeps its totals.

    ``source_index`` fills the column ``source``; ``zone`` is the default zone, overridden by the
    mapping; only ``columns`` are computed. ``ConfigError`` for a zone that nobody knows.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        source_index: int,
        zone: str,
        pseudonyms: Pseudonymiser,
        columns: frozenset[str],
        crosswalk: Crosswalk | None = None,
    ) -> None:
        self.plan = plan
        self.zone = plan.zone or zone
        if not is_zone(self.zone):
            raise ConfigError(plan.source, "the zone of the mapping or profile is not known")
        self.columns = tuple(name for name in FIELDS if name in columns)
        self._index = source_index
        self._ring = KeyRing(pseudonyms, crosswalk)
        self._needed = [needed_columns(part.plan, columns) for part in plan.activities]
        self._atlas = Atlas()
        self._totals = Totals()

    @property
    def needed_headers(self) -> frozenset[str]:
        """The bank's columns that must be read to compute the asked columns."""
        return needed_headers(self.plan, frozenset(self.columns))

    def apply(self, raw: RawBatch) -> Normalised:
        """Return the activities of a batch as rows of the frame, in order."""
        counted, parts = several.Counted(), self.plan.activities
        totals = [Totals() for _ in parts]
        each = [
            self._rows(raw, *of, counted) for of in zip(parts, self._needed, totals, strict=True)
        ]
        tables = [self._table(rows, raw) for rows in each]
        made = [rows.batch.accepted & ~rows.absent for rows in each]
        bad = [~rows.batch.accepted & ~rows.absent for rows in each]
        for rows, accepted in zip(each, made, strict=True):
            rows.count(accepted)
        self._totals.add(totals)
        account = several.account(made, bad)
        self._count(account, made)
        kept = [
            table if accepted.all() else table.filter(pa.array(accepted))
            for table, accepted in zip(tables, made, strict=True)
        ]
        of_parts = [(e.batch, p, b) for e, p, b in zip(each, parts, bad, strict=True)]
        return Normalised(_together(kept), several.rejects(of_parts, account.lost))

    def _rows(
        self,
        raw: RawBatch,
        part: Part,
        needed: frozenset[str],
        totals: Totals,
        counted: several.Counted,
    ) -> Rows:
        rows = Rows(
            part,
            raw,
            zone=self.zone,
            ring=self._ring,
            atlas=self._atlas,
            totals=totals,
            needed=needed,
            counted=counted,
        )
        rows.read()
        return rows

    def _table(self, rows: Rows, raw: RawBatch) -> pa.Table:
        made = [self._column(name, rows, raw) for name in self.columns]
        return pa.Table.from_arrays(made, schema=frame_schema(self.columns))

    def _count(self, account: several.Account, made: list[NDArray[np.bool_]]) -> None:
        lost, silent = int(account.lost.sum()), int(account.silent.sum())
        self._totals.rows += len(account.lost) - lost - silent
        self._totals.rejected += lost
        self._totals.activities += sum(int(accepted.sum()) for accepted in made)
        self._totals.in_part += int(account.in_part.sum())
        self._totals.silent += silent

    def _column(self, name: str, rows: Rows, raw: RawBatch) -> pa.Array:
        if name == "source":
            return pa.array(np.full(len(raw.rows), self._index, np.int16))
        if name == "source_row":
            return pa.array(raw.rows, pa.int64())
        made = rows.column(name)
        if made is None:
            return missing_array(name, len(raw.rows))
        return made if isinstance(made, pa.Array) else pa.array(made, FIELDS[name].type)

    def report(self) -> NormaliserReport:
        """Return totals, unknown codes and alarms over all batches so far."""
        totals = self._totals
        return NormaliserReport(
            rows=totals.rows,
            rejected=totals.rejected,
            unknown_codes=tuple(
                UnknownCodes(*key, rows=rows) for key, rows in sorted(totals.unknown.items())
            ),
            alarms=totals.texts(),
            assumptions=self.plan.assumptions,
            duration_s=totals.duration_s,
            amount=totals.amount,
            missing=dict(sorted(totals.missing.items())),
            joined=totals.joined,
            activities=totals.activities,
            in_part=totals.in_part,
            silent=totals.silent,
        )


def _together(tables: list[pa.Table]) -> pa.Table:
    return tables[0] if len(tables) == 1 else pa.concat_tables(tables)
