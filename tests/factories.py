"""Makes frames for checks from rows written in words, and strategies for such rows.

A row is a dict; a column that is not given is not said. Codes are written as words, days and
clocks follow from ``epoch_ms`` and ``zones`` (hours ahead of UTC), keys are plain integers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import strategies as st

from auditkit.core.frame import FIELDS, TEXT

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
FIRST_DAY = 20_145  # a Thursday
Row = dict[str, Any]


def row(**values: Any) -> Row:
    """Return a row of an outbound call that reached the debtor, with what is given changed."""
    usual: Row = {
        "debtor_key": 11,
        "party_key": 21,
        "contact_key": 31,
        "epoch_ms": FIRST_DAY * DAY_MS + 9 * HOUR_MS,
        "channel": "call",
        "direction": "outbound",
        "purpose": "collection",
        "party_role": "debtor",
        "outcome": "talked_debtor",
    }
    return usual | values


def at(day: int, clock: str = "09:00:00") -> int:
    """Return the instant of a clock on the n-th day of the record, in UTC."""
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return (FIRST_DAY + day) * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000


def complete(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with id, tie, ``judged`` and the local times of their zones."""
    done = []
    for index, given in enumerate(rows):
        full = {"id": f"a{index}", "tie": index, "judged": True, "zones": (0,)} | given
        for number, hours in enumerate(full["zones"], start=1):
            suffix = "" if number == 1 else f"_{number}"
            local = full["epoch_ms"] + hours * HOUR_MS
            full[f"local_day{suffix}"] = local // DAY_MS
            full[f"local_second{suffix}"] = local % DAY_MS // 1000
        if full.pop("clockless", False):
            full["local_second"] = None
        done.append(full)
    return done


def frame_of(rows: Sequence[Row], columns: Sequence[str] | None = None, *, text: str = "category"):
    """Return the frame of rows made by ``complete``; text as ``category`` or ``str``."""
    own = {
        "activity_id": [given["id"] for given in rows],
        "source": np.zeros(len(rows), dtype=np.int16),
        "source_row": np.arange(len(rows), dtype=np.int64),
        "judged": np.array([given["judged"] for given in rows], dtype=bool),
        "tie": np.array([given["tie"] for given in rows], dtype=np.int64),
    }
    named = (*FIELDS, *own) if columns is None else columns
    return pd.DataFrame(
        {
            name: own[name] if name in own else _column(name, rows, text)
            for name in dict.fromkeys(named)
        }
    )


@lru_cache(maxsize=1024)
def _words(words: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(words))


def _column(name: str, rows: Sequence[Row], text: str) -> Any:
    field = FIELDS[name]
    values = [given.get(name) for given in rows]
    if field.type == TEXT and text == "category":
        said = sorted({value for value in values if value is not None})
        codes = [-1 if value is None else said.index(value) for value in values]
        return pd.Categorical.from_codes(codes, dtype=_words(tuple(said)))
    if field.type == TEXT:
        return pd.Series(values, dtype=object).astype("str" if any(values) else object)
    if field.vocabulary is not None:
        values = [None if v is None else field.vocabulary.code(v) for v in values]
    if pa.types.is_string(field.type):
        return pd.Series(values, dtype=object)
    kind = field.type.to_pandas_dtype()
    return np.array([field.missing if v is None else v for v in values], dtype=kind)


_ALWAYS: Final[dict[str, tuple[Any, ...]]] = {
    "debtor_key": (11, 11, 12, -13, 0),
    "party_key": (21, 21, 22, None),
    "contact_key": (31, 31, -32, None),
    "case_key": (41, 42, None),
    "collector_key": (51, None),
    "agency_key": (61, -62, None),
    "agency_id": ("A", "B", "C", "D", None),
    "collector_id": ("A", "B", None),
    "debts": (None, "K1", "K1", "K2", "K1|K2", "K2|K3"),
    "day": (0, 0, 1, 1, 2, 3, 4, 6, 9),
    "second": (0, 0, 1, 28_799, 28_800, 43_200, 75_600, 75_601, 86_399),
    "zones": ((0,), (0,), (0,), (8,), (-5, 8), (0, 9)),
    "judged": (True, True, True, False),
    "channel": ("call", "call", "call", "sms", "visit", None),
    "direction": ("outbound", "outbound", "outbound", "inbound", None),
    "party_role": ("debtor", "debtor", "friend", "unknown", None),
    "contact_kind": ("mobile", "work", "home", "unknown", None),
    "outcome": ("talked_debtor", "talked_debtor", "no_answer", "no_answer", "unknown"),
    "duration_s": (5, 90, None),
    "attrs.mode": (None, "notice", "interactive"),
}

_SOMETIMES: Final[dict[str, tuple[Any, ...]]] = {
    "clockless": (True, False, False, False),
    "end": (0, 1, 59, 30_000, 90_000),
    "step": (
        "consent.given",
        "consent.given",
        "consent.revoked",
        "refusal",
        "cease.requested|debtor.lost",
        "debtor.found",
        "inconvenient.designated",
        "demand.sent",
    ),
    "attrs.scope": ("hours", "hours|extra_calls", "extra_calls"),
    "attrs.by": ("debtor", "third_party"),
    "attrs.from": (FIRST_DAY + 1, FIRST_DAY + 2),
    "attrs.until": (FIRST_DAY + 1, FIRST_DAY + 4),
    "attrs.window": ("07:00-09:00", "21:00-08:00", "nonsense"),
    "attrs.written": (0, 1),
    "attrs.direct": (0, 1),
    "attrs.derived": (0, 0, 1),
    "attrs.channel": ("call", "sms|call", "pigeon"),
    "attrs.address": ("31", "-32", "home"),
    "attrs.days": ("thu|fri", "sat", "someday"),
    "attrs.from_time": ("08:00", "21:00"),
    "attrs.to_time": ("08:00", "12:00"),
    "attrs.place": ("home", "work", "street"),
    "attrs.staff_count": (1.0, 2.0, 3.0),
    "attrs.visibility": ("public", "private"),
}


def _row(seed: int) -> Row:
    """Return one row of the tables above; drawing a seed is far quicker than drawing each cell."""
    chance = random.Random(seed)
    drawn = {name: chance.choice(values) for name, values in _ALWAYS.items()}
    drawn |= {n: chance.choice(v) for n, v in _SOMETIMES.items() if chance.random() < 0.4}
    drawn["epoch_ms"] = at(drawn.pop("day"), "00:00:00") + drawn.pop("second") * 1000
    drawn["tie"] = chance.random()
    if "end" in drawn:
        drawn["end_ms"] = drawn["epoch_ms"] + 1000 * drawn.pop("end")
    return row(**drawn)


@st.composite
def activities(draw: st.DrawFn, most: int = 12) -> list[Row]:
    """Draw rows of few debtors on few days, with ties, midnights, zones and unknown words."""
    seeds = draw(st.lists(st.integers(0, 2**32 - 1), max_size=most))
    rows = [_row(seed) for seed in seeds]
    by_tie = sorted(range(len(rows)), key=lambda index: rows[index]["tie"])
    for number, index in enumerate(by_tie):
        rows[index]["tie"] = number
    return complete(rows)
