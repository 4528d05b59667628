"""What a step says of itself: a place that must be one of others, a date far enough away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from auditkit.checks.conduct.terms import last_day
from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import joined, row_hits
from auditkit.checks.text import any_of, carries, has_step, stated, text_codes
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, Ways
from auditkit.core.activity import ATTRIBUTE_KINDS
from auditkit.core.frame import NO_DAY


def _of_kind(name: str, kind: str) -> str:
    if ATTRIBUTE_KINDS.get(name) != kind:
        raise ValueError(f"not an attribute of kind {kind}")
    return name


Place = Annotated[str, AfterValidator(lambda name: _of_kind(name, "text"))]
Date = Annotated[str, AfterValidator(lambda name: _of_kind(name, "date"))]


class _Asked(Params):
    select: Selection = Selection()
    steps: tuple[str, ...] = Field(min_length=1)
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    ways: ClassVar[Ways] = {"select": WIDENS, "steps": WIDENS, "where": NARROWS, "unless": NARROWS}


class SameParams(_Asked):
    """Each asked activity must say in ``attribute`` what it says in one of ``others``.

    Asked are activities of ``select`` with one of ``steps`` and all of ``where``; those with one of
    ``unless`` are free, and a step derived from prose is asked of nothing. Texts are compared
    trimmed and without regard to case. Without the attribute, or where it agrees with none and one
    of the others is not said, the row is not evaluated (attribute). ``observed``: 0, the others
    that agree; ``limit``: 1.
    """

    attribute: Place
    others: tuple[Place, ...] = Field(min_length=1)
    ways: ClassVar[Ways] = {"attribute": NEITHER, "others": NARROWS}


class DateParams(_Asked):
    """The date ``attribute`` of each asked activity must lie far enough from its own day.

    Asked as in ``conduct.same``. It must not lie before the local day that is ``days`` after the
    day of the activity, or after the ``working_days``-th working day that follows it: days that
    are neither in ``rest_weekdays`` (0 Monday) nor in ``holidays`` (days since 1970-01-01).
    Without the date the row is not evaluated (attribute). ``observed``: local days from the
    activity to the date; ``limit``: how many there must be.
    """

    attribute: Date
    days: int = Field(ge=0)
    working_days: int = Field(default=0, ge=0)
    rest_weekdays: tuple[int, ...] = Field(default=(5, 6), max_length=6)
    holidays: tuple[int, ...] = ()
    ways: ClassVar[Ways] = {
        "attribute": NEITHER,
        **dict.fromkeys(("days", "working_days", "rest_weekdays", "holidays"), WIDENS),
    }


@dataclass(frozen=True, slots=True)
class _Judged:
    """By asked row: whether it fails, whether it cannot be told, what was found and demanded."""

    bad: NDArray[np.bool_]
    unsaid: NDArray[np.bool_]
    observed: NDArray[np.int64]
    limit: NDArray[np.int64]


def run_same(frame: pd.DataFrame, params: SameParams) -> Hits:
    """Return the activities that say something else than each of the others."""
    scope, unknown = _asked(frame, params)
    asked = frame[scope]
    texts = [_folded(asked, name) for name in (params.attribute, *params.others)]
    code = pd.factorize(np.concatenate(texts))[0].reshape(len(texts), len(asked))
    agrees = ((code[1:] == code[0]) & (code[1:] >= 0)).any(axis=0)
    unsaid = (code[0] < 0) | (~agrees & (code[1:] < 0).any(axis=0))
    limit = np.ones(len(asked), dtype=np.int64)
    return _hits(frame, scope, unknown, _Judged(~agrees, unsaid, 0 * limit, limit))


def run_date(frame: pd.DataFrame, params: DateParams) -> Hits:
    """Return the activities whose date lies too near."""
    scope, unknown = _asked(frame, params)
    day, date = days(frame)[scope], days(frame, f"attrs.{params.attribute}")[scope]
    first = last_day(day, params.working_days, params.rest_weekdays, params.holidays) + params.days
    return _hits(
        frame, scope, unknown, _Judged(date < first, date == NO_DAY, date - day, first - day)
    )


def _asked(frame: pd.DataFrame, params: _Asked) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows are asked and, for those that cannot be told, the code of the reason."""
    chosen, unknown = select(frame, params.select)
    asked = has_step(frame, params.steps) & stated(frame) & carries(frame, params.where)[0]
    asked &= ~any_of(frame, params.unless)
    return keyed(frame, chosen & asked, np.where(asked, unknown, 0).astype(np.int8))


def _folded(frame: pd.DataFrame, attribute: str) -> NDArray[np.object_]:
    """Return an attribute as it is compared; None where it is not said."""
    codes, distinct = text_codes(frame[f"attrs.{attribute}"])
    table = np.array([text.strip().casefold() or None for text in distinct] + [None], dtype=object)
    return table[codes]


def _hits(
    frame: pd.DataFrame, scope: NDArray[np.bool_], unknown: NDArray[np.int8], judged: _Judged
) -> Hits:
    """Return the result of the asked rows, in the order of the frame."""
    asked = np.flatnonzero(scope)
    unknown = unknown.copy()
    unknown[asked[judged.unsaid]] = UNKNOWN.index(Unknown.ATTRIBUTE)
    bad = np.zeros(len(frame), dtype=bool)
    bad[asked[judged.bad & ~judged.unsaid]] = True
    rows = timeline(frame).pick(bad & frame["judged"].to_numpy(dtype=bool))
    at = np.searchsorted(asked, rows)
    none = np.full(len(frame), -1, dtype=np.int64)
    table = row_hits(frame, rows, none, observed=judged.observed[at], limit=judged.limit[at])
    return joined([(table, rows)], scope | (unknown != 0), unknown)


def lookback(_: _Asked) -> int:
    """Return 0: a step is judged by what it says itself."""
    return 0


def same_attributes(params: SameParams) -> tuple[str, ...]:
    """Return the attributes that narrow, free, or are compared."""
    return (*params.where, *params.unless, params.attribute, *params.others)


def date_attributes(params: DateParams) -> tuple[str, ...]:
    """Return the attributes that narrow, free, or hold the date."""
    return (*params.where, *params.unless, params.attribute)


_READS = tuple(dict.fromkeys((*READS, "debtor_key", "step", "attrs.derived")))
SAME_CHECK = Check(
    id="conduct.same",
    grain=Grain.ROW,
    reads=_READS,
    params=SameParams,
    run=run_same,
    lookback=lookback,
    attributes=same_attributes,
    title_zh="应当一致的记载",
    title_en="What a step must say alike",
)
DATE_CHECK = Check(
    id="conduct.date",
    grain=Grain.ROW,
    reads=_READS,
    params=DateParams,
    run=run_date,
    lookback=lookback,
    attributes=date_attributes,
    title_zh="载明的日期过早",
    title_en="Dates that lie too near",
)
