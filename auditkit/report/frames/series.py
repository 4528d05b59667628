"""Turns the values of a column into a pandas series of the dtype that was declared for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, assert_never

import pandas as pd

from auditkit.report.frames.columns import Kind, holds
from auditkit.report.safe import scrubbed

Values = Sequence[Any]
_DAY: Final = 10  # characters of a day, which no instant follows


def series_of(column: str, values: Values, zone: str, words: tuple[str, ...] = ()) -> pd.Series:
    """Return the values of a column; ``words`` are the categories that the run gives, if any.

    Empty words, days and times are missing values; empty texts stay "".
    """
    held = holds(column)
    match held.kind:
        case Kind.TEXT:
            return _texts(values)
        case Kind.WORD | Kind.LEVEL | Kind.OF_RULES:
            known = held.words or words
            return _words(values, known, ordered=held.kind is Kind.LEVEL)
        case Kind.COUNT | Kind.COUNT_OR_NONE | Kind.NUMBER:
            return pd.Series(values, dtype=held.kind.value)
        case Kind.FLAG:
            return pd.Series([value in (True, "true") for value in values], dtype="bool")
        case Kind.DAY:
            return _times(values)
        case Kind.INSTANT:
            return _instants(values, zone)
    assert_never(held.kind)


def _texts(values: Values) -> pd.Series:
    return pd.Series(_whole(values), dtype="str")


def _words(values: Values, known: Sequence[str], *, ordered: bool) -> pd.Series:
    """Return words as categories; one that is not known is one more category, never lost."""
    words, listed = _whole(values), _whole(known)
    more = sorted({word for word in words if word} - set(listed))
    dtype = pd.CategoricalDtype([*more, *listed], ordered=ordered)
    return pd.Series([word or None for word in words], dtype="object").astype(dtype)


def _whole(texts: Sequence[str]) -> Sequence[str]:
    """Return texts that Arrow takes: names of files may hold halves of surrogate pairs."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return [scrubbed(text) for text in texts]
    return texts


def _instants(values: Values, zone: str) -> pd.Series:
    """Return instants in a zone; a day without a time is none."""
    whole = [value if len(value) > _DAY else None for value in values]
    times = _times(whole, utc=True)
    return times.astype(pd.DatetimeTZDtype(times.dt.unit, zone))


def _times(values: Values, *, utc: bool = False) -> pd.Series:
    said = pd.Series([value or None for value in values], dtype="object")
    times = pd.to_datetime(said, format="ISO8601", errors="coerce", utc=utc)
    kept: pd.Series = times.dt.as_unit("ms")  # the coarsest that Parquet keeps as it is
    return kept
