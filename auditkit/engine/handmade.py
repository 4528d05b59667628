"""Rows written by hand, as an audit would judge them: cases beside rules, texts not yet sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from auditkit.checks.privacy.names import Elsewhere
from auditkit.core.activity import COLUMNS
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import BoundRule
from auditkit.engine.columns import carried
from auditkit.engine.frames import in_order, to_frame
from auditkit.engine.notes import with_note_keys
from auditkit.engine.ownership import debtor_names
from auditkit.engine.reading import Reader, asked
from auditkit.engine.told import Told, said_so_far, told_of
from auditkit.sources.interface import RawBatch
from auditkit.sources.normalise import Normalised, Normaliser
from auditkit.sources.plan import canonical_plan

PSEUDONYMS: Final = Pseudonymiser(b"auditkit cases: not a secret key.")
"""Nobody stands behind rows that were made up, so their key need not be secret."""


def normalised(
    rows: Sequence[Mapping[str, Any]], rules: Sequence[BoundRule], *, name: str, zone: str
) -> Normalised:
    """Return rows of canonical columns with what the rules read; ``name`` stands for the file.

    A row without an id is called after its number.
    """
    raw = _raw(rows)
    normaliser = Normaliser(
        canonical_plan(name, raw.table.column_names),
        source_index=0,
        zone=zone,
        pseudonyms=PSEUDONYMS,
        columns=carried(rules),
    )
    return normaliser.apply(raw)


def read_frame(
    table: pa.Table, rules: Sequence[BoundRule], *, apart: bool = False
) -> tuple[pd.DataFrame, Told]:
    """Return the rows as a frame in order, all judged, and what stands in their texts.

    ``apart``: the rows of one debtor know nothing of the names of others.
    """
    table = with_note_keys(table, PSEUDONYMS)
    found = None
    if "note" in table.column_names:
        elsewhere = Elsewhere.of(() if apart else debtor_names(table))
        found = Reader(asked(rules), PSEUDONYMS, elsewhere).read(table)
    frame = to_frame(table)
    frame["judged"] = True
    frame["row"] = np.arange(len(frame))
    frame = in_order(frame)
    place = np.empty(len(frame), dtype=np.int64)
    place[frame.pop("row").to_numpy()] = np.arange(len(frame))
    if found is None:
        return frame, Told()
    said = table.schema.get_field_index("said")
    table = table.set_column(said, "said", pa.array(said_so_far(found, table), pa.string()))
    return frame, told_of(found, frame, table, place)


def _raw(rows: Sequence[Mapping[str, Any]]) -> RawBatch:
    names = [name for name in COLUMNS if any(name in row for row in rows)]
    if "activity_id" not in names:
        names.insert(0, "activity_id")
        rows = [{**row, "activity_id": f"row-{n:03d}"} for n, row in enumerate(rows, start=1)]
    columns = {
        name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names
    }
    return RawBatch(pa.table(columns), np.arange(1, len(rows) + 1, dtype=np.int64))


def _text(value: Any) -> str | None:  # noqa: ANN401 - YAML holds anything
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
