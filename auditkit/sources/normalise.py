"""Turns the rows of one source into rows of the frame, and says which it could not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from auditkit.core.findings import Bilingual
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.sources.interface import RawBatch, Reject
from auditkit.sources.plan import Plan


@dataclass(frozen=True, slots=True)
class Normalised:
    """The rows of a batch that could be read, and why the others could not.

    ``table`` has the asked columns of ``core.frame.FIELDS`` with the types of ``frame_schema``.
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
    over accepted rows; ``missing`` counts accepted rows that leave a mapped column empty.
    """

    rows: int
    rejected: int
    unknown_codes: tuple[UnknownCodes, ...] = ()
    alarms: tuple[Bilingual, ...] = ()
    assumptions: tuple[Bilingual, ...] = ()
    duration_s: int = 0
    amount: Decimal = Decimal(0)
    missing: dict[str, int] = field(default_factory=dict)


class Normaliser:
    """Normalises the batches of one source in order and keeps its totals.

    ``source_index`` fills the column ``source``; ``zone`` is the default zone, overridden by the
    mapping; only ``columns`` are computed.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        source_index: int,
        zone: str,
        pseudonyms: Pseudonymiser,
        columns: frozenset[str],
    ) -> None:
        self.plan = plan

    @property
    def needed_headers(self) -> frozenset[str]:
        """The bank's columns that must be read to compute the asked columns."""
        raise NotImplementedError

    def apply(self, raw: RawBatch) -> Normalised:
        """Return the rows of a batch as rows of the frame, in order."""
        raise NotImplementedError

    def report(self) -> NormaliserReport:
        """Return totals, unknown codes and alarms over all batches so far."""
        raise NotImplementedError
