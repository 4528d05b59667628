"""Judges one bucket of rows: a pure step that runs in this process or in others (``workers``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.frame import NO_DAY
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.acts import Acts, count_acts
from auditkit.engine.bind import BoundRule
from auditkit.engine.evaluate import Record, evaluate
from auditkit.engine.frames import FOREVER_MS, Feed, Prepared, in_order, prepare, to_frame
from auditkit.engine.link_report import LinkReport
from auditkit.engine.made import Known
from auditkit.engine.notes import with_note_keys
from auditkit.engine.reading import Reader
from auditkit.engine.sightings import Sightings, see
from auditkit.engine.state import packed
from auditkit.engine.told import Told, said_so_far, told_of
from auditkit.engine.verdicts import Ledger

DEBTOR: Final = "debtor_key"


@dataclass(frozen=True, slots=True)
class Bench:
    """What judging a bucket needs to know besides its rows.

    ``further`` holds the schemas of the narrow tables that grains other than the debtor are judged
    from later; a key without one is judged at once, since the bucket holds all rows. Sources
    numbered ``current`` or higher are history. ``hand_on`` is the first local day of acts that the
    next run is handed, None when there is to be no next run.
    """

    rules: dict[str, tuple[BoundRule, ...]]
    feeds: tuple[Feed, ...]
    sources: tuple[str, ...]
    tolerance_ms: int
    period: tuple[int, int]
    record: Record
    pseudonyms: Pseudonymiser
    further: dict[str, pa.Schema] = field(default_factory=dict)
    known_until_ms: int = FOREVER_MS
    current: int | None = None
    hand_on: int | None = None
    reader: Reader | None = None
    known: Known = field(default_factory=lambda: Known(FOREVER_MS, NO_DAY))

    def ledger(self) -> Ledger:
        """Return an empty ledger."""
        return Ledger(self.pseudonyms, self.sources)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a bucket, and what became of its rows, by source number."""

    ledger: Ledger
    rows: int
    judged: NDArray[np.int64]
    context: NDArray[np.int64]
    duplicate: NDArray[np.int64]
    linked: NDArray[np.int64]
    pairs: int
    acts: Acts
    seen: Sightings
    further: dict[str, pa.Table]
    links: LinkReport
    state: bytes = b""


@dataclass(frozen=True, slots=True)
class Ready:
    """A bucket of which everything is known that rules ask for; ``table`` holds its rows."""

    table: pa.Table
    prepared: Prepared
    told: Told


def ready(bench: Bench, table: pa.Table) -> Ready:
    """Return a bucket of spooled rows as rules see it, its texts read and its events linked."""
    table = with_note_keys(table, bench.pseudonyms)
    found = None if bench.reader is None else bench.reader.read(table)
    said = None if found is None else said_so_far(found, table)
    if said is not None:
        place = table.schema.get_field_index("said")
        table = table.set_column(place, "said", pa.array(said, pa.string()))
    prepared = prepare(
        table,
        bench.feeds,
        tolerance_ms=bench.tolerance_ms,
        period=bench.period,
        known_until_ms=bench.known_until_ms,
        current=bench.current,
    )
    frame = prepared.frame
    bench.known.note(frame)
    told = Told() if found is None else told_of(found, frame, table, prepared.place)
    return Ready(table, prepared, told)


def judge(bench: Bench, table: pa.Table) -> Judged:
    """Return what the rules say of a bucket of spooled rows."""
    bucket = ready(bench, table)
    table, prepared, told = bucket.table, bucket.prepared, bucket.told
    frame, ledger = prepared.frame, bench.ledger()
    for key, rules in bench.rules.items():
        if key == DEBTOR or key not in bench.further:
            verdicts = evaluate(frame, rules, record=bench.record, mentions=told.mentions)
            ledger.add(frame, verdicts, told)
    return Judged(
        ledger=ledger,
        rows=table.num_rows,
        judged=prepared.judged,
        context=prepared.context,
        duplicate=prepared.duplicates,
        linked=prepared.linked,
        pairs=prepared.pairs,
        acts=count_acts(frame),
        seen=see(table, frame, bench.sources, bench.current),
        further={key: _narrow(frame, schema) for key, schema in bench.further.items()},
        links=prepared.report,
        state=b"" if bench.hand_on is None else packed(table, prepared.kept, bench.hand_on),
    )


def judge_further(bench: Bench, table: pa.Table, key: str) -> Ledger:
    """Return what the rules of a grain other than the debtor say of a bucket of its own."""
    frame, ledger = in_order(to_frame(table)), bench.ledger()
    ledger.add(frame, evaluate(frame, bench.rules[key], record=bench.record))
    return ledger


def _narrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
