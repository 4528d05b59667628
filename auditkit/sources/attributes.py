"""Reads attributes: a JSON object in ``attrs``, or columns named ``attrs.<key>``."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.activity import ATTRIBUTE_KINDS
from auditkit.core.clock import day_number, seconds_of
from auditkit.core.frame import FIELDS, NO_DAY
from auditkit.sources.texts import Coded

_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_DATE: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?")
_YES: Final = frozenset({"true", "1", "yes", "y", "是", "有", "t"})
_NO: Final = frozenset({"false", "0", "no", "n", "否", "无", "f"})
_DECODER: Final = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal)
_CLOCKS: Final = {"from": "from_time", "to": "to_time"}


class NotReadableError(ValueError):
    """A value that is not of its attribute's kind; carries the name of the attribute only."""


@dataclass(slots=True)
class Parsed:
    """The attributes of each distinct value of the column.

    ``bad`` marks values that are no JSON object, ``wrong`` those with an attribute of another
    kind; ``unknown`` counts the keys that no check knows.
    """

    coded: Coded
    objects: list[dict[str, Any]] = field(default_factory=list)
    bad: list[bool] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)


def parse_objects(coded: Coded) -> Parsed:
    """Return the attributes of a column of JSON objects, each distinct text parsed once."""
    parsed = Parsed(coded)
    for text in coded.words():
        given = _object(text)
        known: dict[str, Any] = {}
        wrong = False
        for key, value in (given or {}).items():
            try:
                _take(key, value, known, parsed.unknown)
            except NotReadableError:
                wrong = True
        parsed.objects.append(known)
        parsed.bad.append(given is None)
        parsed.wrong.append(wrong)
    return parsed


def _object(text: str) -> dict[str, Any] | None:
    try:
        given = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) else None


def _take(key: str, value: Any, known: dict[str, Any], unknown: Counter[str]) -> None:  # noqa: ANN401 - JSON
    name = key.removeprefix("attrs.")
    if name in _CLOCKS and isinstance(value, str) and _CLOCK.fullmatch(value.strip()):
        name = _CLOCKS[name]
    kind = ATTRIBUTE_KINDS.get(name)
    if kind is None:
        unknown[name] += 1
    elif value is not None and value != "":
        known[name] = convert(kind, value)


def convert(kind: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a value as its kind holds it; ``NotReadableError`` when it is of another kind.

    >>> convert("window", ["09:00", "18:00"]), convert("list", ["mon", "tue"])
    ('09:00-18:00', 'mon|tue')
    """
    if kind == "bool":
        return _bool(value)
    if kind in ("int", "number"):
        return _number(value)
    if kind == "date":
        return _date(value)
    if isinstance(value, dict):
        raise NotReadableError
    parts = [str(part).strip() for part in (value if isinstance(value, list) else [value])]
    if kind == "window":
        return _window(parts)
    return "|".join(parts)


def _bool(value: Any) -> int:  # noqa: ANN401
    word = str(value).strip().lower()
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    raise NotReadableError


def _number(value: Any) -> Decimal:  # noqa: ANN401
    if isinstance(value, bool | list | dict):
        raise NotReadableError
    text = (
        str(value).strip().replace(",", "").removeprefix("¥").removeprefix("￥").removesuffix("元")
    )
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotReadableError from None
    if not number.is_finite():
        raise NotReadableError
    return number


def _date(value: Any) -> int:  # noqa: ANN401
    match = _DATE.fullmatch(str(value).strip())
    if match is None:
        raise NotReadableError
    try:
        return day_number(date(*(int(part) for part in match.groups())))
    except ValueError:
        raise NotReadableError from None


def _window(parts: list[str]) -> str:
    ends = parts if len(parts) == 2 else re.split(r"\s*[-–~至]\s*", parts[0])
    try:
        clocks = [seconds_of(end) for end in ends]
    except ValueError:
        raise NotReadableError from None
    if len(clocks) not in (1, 2):
        raise NotReadableError
    return "-".join(f"{clock // 3600:02d}:{clock // 60 % 60:02d}" for clock in clocks)


def parse_column(name: str, coded: Coded) -> tuple[list[Any], NDArray[np.bool_]]:
    """Return the values of a column ``attrs.<name>``, and which texts are of another kind."""
    kind = ATTRIBUTE_KINDS[name]
    values: list[Any] = []
    for text in coded.words():
        try:
            values.append(convert(kind, text))
        except NotReadableError:
            values.append(None)
    return values, np.array([value is None for value in values], dtype=bool)


def frame_column(name: str, values: list[Any], coded: Coded) -> pa.Array:
    """Return the typed column ``attrs.<name>`` from one value per distinct text."""
    kind = ATTRIBUTE_KINDS[name]
    field_type = FIELDS[f"attrs.{name}"].type
    if kind in ("text", "list", "window"):
        return coded.dictionary([None if value is None else str(value) for value in values])
    missing = {"bool": -1, "date": NO_DAY}.get(kind, float("nan"))
    numbers = np.array(
        [missing if value is None else float(value) for value in values], dtype=np.float64
    )
    return pa.array(
        coded.spread(numbers, missing).astype(field_type.to_pandas_dtype()), type=field_type
    )


def total(values: list[Any], coded: Coded, accepted: NDArray[np.bool_]) -> Decimal:
    """Return the exact sum of an amount over the accepted rows."""
    places = coded.indices[accepted & (coded.indices >= 0)]
    counts = np.bincount(places, minlength=len(values)).tolist()
    return sum(
        (value * count for value, count in zip(values, counts, strict=True) if value is not None),
        Decimal(0),
    )
