"""The frame that checks read: integers and keyed pseudonyms made once at normalisation.

No timestamps and no raw identifiers stand in it. Missing is -1 for codes and durations, 0 for
keys, ``NO_DAY`` for days, NaN for numbers and null for text. On the way there rows carry their
texts and names (``RAW``) as far as rules ask for what stands in them. ``ids`` are the keys of the
debtor's identifiers as decimal text joined by ``|``; ``said`` the statements made in the row's
texts, ``texts`` which of them there are, ``unnamed`` those in which nobody could look for names of
strangers, ``note_key`` and ``note_size`` what tells notes apart that read alike but for digits and
punctuation, and how many characters they have: all of them are made by the engine from the texts.
``as_of_ms`` and ``as_of_day`` are the last instant and local day known, the same in every row.
``zones`` are the names of the zones of the local times, joined by ``|``; no kernel asks for them.
``recorded_in`` has bit 0 set where a dialler recorded the activity and bit 1 where another system
did; ``covered_by`` the same bits where that kind of system recorded calls of the same agency on
the same local day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from auditkit.core import vocabulary as v
from auditkit.core.activity import ATTRIBUTES
from auditkit.core.vocabulary import Vocabulary

NO_DAY: Final = -(2**31)
ZONES: Final = 4
"""How many alternative zones ``tz`` may list."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the frame, its Arrow type and what stands for "not said"."""

    name: str
    type: pa.DataType
    missing: int | float | None
    vocabulary: Vocabulary | None = None


RAW_TEXTS: Final = ("note", "message", "turns")
"""Texts as they were written; ``texts`` has bit n set where a row has the n-th of them."""
RAW_NAMES: Final = ("debtor_name", "party_name", "collector_name")
RAW: Final = frozenset((*RAW_TEXTS, *RAW_NAMES))
"""Columns that only ``engine.reading`` sees: no kernel is given one, no state hands one on."""
TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_KEYS = ("debtor", "case", "party", "contact", "collector", "agency", "org", "creditor", "own_line")
_CODES: Final = {
    "channel": v.CHANNELS,
    "direction": v.DIRECTIONS,
    "purpose": v.PURPOSES,
    "party_role": v.ROLES,
    "contact_kind": v.CONTACT_KINDS,
    "contact_source": v.CONTACT_SOURCES,
    "outcome": v.OUTCOMES,
    "line_type": v.LINE_TYPES,
    "entry_mode": v.ENTRY_MODES,
}
_ATTRIBUTE_TYPES: Final[dict[str, tuple[pa.DataType, int | float | None]]] = {
    "bool": (pa.int8(), -1),
    "int": (pa.float64(), float("nan")),
    "number": (pa.float64(), float("nan")),
    "date": (pa.int32(), NO_DAY),
    "text": (TEXT, None),
    "list": (TEXT, None),
    "window": (TEXT, None),
}


def _fields() -> tuple[Field, ...]:
    identity = [
        Field("source", pa.int16(), None),
        Field("source_row", pa.int64(), None),
        Field("activity_id", pa.string(), None),
        Field("content_key", pa.int64(), 0),
    ]
    keys = [Field(f"{name}_key", pa.int64(), 0) for name in _KEYS]
    names = [Field(name, TEXT, None) for name in ("case_id", "collector_id", "agency_id", "org_id")]
    time = [
        Field("epoch_ms", pa.int64(), None),
        Field("end_ms", pa.int64(), -1),
        Field("recorded_ms", pa.int64(), -1),
        Field("duration_s", pa.int32(), -1),
    ]
    for zone in range(1, ZONES + 1):
        suffix = "" if zone == 1 else f"_{zone}"
        time += [
            Field(f"local_day{suffix}", pa.int32(), NO_DAY),
            Field(f"local_second{suffix}", pa.int32(), -1),
        ]
    codes = [Field(name, pa.int8(), v.NONE, words) for name, words in _CODES.items()]
    texts = [Field("debts", TEXT, None), Field("step", TEXT, None), Field("zones", TEXT, None)]
    attrs = [Field(f"attrs.{a.name}", *_ATTRIBUTE_TYPES[a.kind]) for a in ATTRIBUTES]
    raw = [Field(name, pa.string(), None) for name in (*RAW_TEXTS, *RAW_NAMES)]
    told = [
        Field("ids", TEXT, None),
        Field("said", TEXT, None),
        Field("texts", pa.int8(), 0),
        Field("unnamed", pa.int8(), 0),
        Field("note_key", pa.int64(), 0),
        Field("note_size", pa.int32(), 0),
    ]
    made = [
        Field("as_of_ms", pa.int64(), 0),
        Field("as_of_day", pa.int32(), NO_DAY),
        Field("recorded_in", pa.int8(), 0),
        Field("covered_by", pa.int8(), 0),
    ]
    return (*identity, *keys, *names, *time, *codes, *texts, *attrs, *raw, *told, *made)


FIELDS: Final = {field.name: field for field in _fields()}
MADE: Final = frozenset({"as_of_ms", "as_of_day", "recorded_in", "covered_by"})
"""Columns that the engine makes once rows are linked; no source gives them and none is stored."""
IDENTITY: Final = ("source", "source_row", "activity_id", "epoch_ms", "local_day", "judged", "tie")
"""Columns every kernel gets besides those it declares; ``judged`` (bool) and ``tie`` (int64, the
order among activities of one instant) are made by the engine."""


def frame_schema(columns: tuple[str, ...] | None = None) -> pa.Schema:
    """Return the Arrow schema of the frame, or of some of its columns."""
    names = FIELDS if columns is None else columns
    return pa.schema([pa.field(name, FIELDS[name].type) for name in names])


def missing_array(name: str, length: int) -> pa.Array:
    """Return a column of ``length`` rows in which nothing is said."""
    field = FIELDS[name]
    if field.missing is None:
        return pa.nulls(length, field.type)
    value = np.full(length, field.missing, dtype=field.type.to_pandas_dtype())
    return pa.array(value, type=field.type)
