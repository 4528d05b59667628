"""Reads text columns once per distinct value: steps, attributes, lists joined by ``|``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.core.activity import ATTRIBUTE_KINDS
from auditkit.core.frame import NO_DAY


def words(text: str) -> tuple[str, ...]:
    """Return the distinct words of a list joined by ``|``, in order.

    >>> words("a | b|a")
    ('a', 'b')
    """
    return tuple(dict.fromkeys(word.strip() for word in text.split("|") if word.strip()))


def text_codes(column: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Return a text column as codes into its distinct values; -1 is null."""
    values = column.array
    if isinstance(values, pd.Categorical):
        return values.codes.astype(np.int64), [str(value) for value in values.categories]
    found, distinct = pd.factorize(column)
    return found.astype(np.int64), [str(value) for value in distinct]


def read_words(
    column: pd.Series, holds: Callable[[str], bool], missing: bool = False
) -> NDArray[np.bool_]:
    """Return in which rows ``holds`` is true of the text; null counts as ``missing``."""
    codes, distinct = text_codes(column)
    table = np.array([holds(value) for value in distinct] + [missing], dtype=bool)
    return table[codes]


def read_numbers(
    column: pd.Series, reader: Callable[[str], int], missing: int
) -> NDArray[np.int64]:
    """Return what ``reader`` makes of each text; null counts as ``missing``."""
    codes, distinct = text_codes(column)
    table = np.array([reader(value) for value in distinct] + [missing], dtype=np.int64)
    return table[codes]


def has_step(frame: pd.DataFrame, steps: Iterable[str]) -> NDArray[np.bool_]:
    """Return which rows carry one of the steps."""
    wanted = frozenset(steps)
    if not wanted:
        return np.zeros(len(frame), dtype=bool)
    return read_words(frame["step"], lambda text: not wanted.isdisjoint(words(text)))


def told(frame: pd.DataFrame, statements: Iterable[str]) -> NDArray[np.bool_]:
    """Return the rows in whose texts one of the statements was made; ``said`` is read for some."""
    wanted = frozenset(statements)
    if not wanted:
        return np.zeros(len(frame), dtype=bool)
    return read_words(frame["said"], lambda text: not wanted.isdisjoint(words(text)))


def stated(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows somebody recorded; a step inferred from prose never clears a finding."""
    said: NDArray[np.bool_] = frame["attrs.derived"].to_numpy() != 1
    return said


def compare(
    frame: pd.DataFrame, attribute: str, value: bool | str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows carry an attribute with this value, and which do not carry it at all.

    A list carries a value when one of its words is the value.
    """
    column = frame[f"attrs.{attribute}"]
    if isinstance(value, bool):
        flag = column.to_numpy()
        return flag == int(value), flag < 0
    is_list = ATTRIBUTE_KINDS.get(attribute) == "list"
    same = read_words(column, lambda text: value in words(text) if is_list else text == value)
    return same, column.isna().to_numpy()


def carries(
    frame: pd.DataFrame, where: Mapping[str, bool | str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows carry all these attributes, and which may: some unsaid, none other."""
    sure = np.ones(len(frame), dtype=bool)
    possible = np.ones(len(frame), dtype=bool)
    for attribute, value in where.items():
        same, unsaid = compare(frame, attribute, value)
        sure &= same
        possible &= same | unsaid
    return sure, possible & ~sure


def says(frame: pd.DataFrame, attribute: str) -> NDArray[np.bool_]:
    """Return which rows say anything in an attribute; a blank text says nothing."""
    column = frame[f"attrs.{attribute}"]
    kind = ATTRIBUTE_KINDS.get(attribute)
    said: NDArray[np.bool_]
    if kind == "bool":
        said = column.to_numpy() >= 0
    elif kind in ("int", "number"):
        said = ~np.isnan(column.to_numpy(dtype=np.float64))
    elif kind == "date":
        said = column.to_numpy() != NO_DAY
    else:
        said = read_words(column, lambda text: bool(text.strip()))
    return said


def check_said(attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the attributes when each of them exists; else ``ValueError``."""
    if any(name not in ATTRIBUTE_KINDS for name in attributes):
        raise ValueError("names an attribute that does not exist")
    return attributes


def check_where(where: Mapping[str, bool | str]) -> Mapping[str, bool | str]:
    """Return ``where`` when each attribute exists and takes such a value; else ``ValueError``."""
    for attribute, value in where.items():
        kind = ATTRIBUTE_KINDS.get(attribute)
        if kind is None:
            raise ValueError("names an attribute that does not exist")
        if kind not in (("bool",) if isinstance(value, bool) else ("text", "list", "window")):
            raise ValueError(f"{attribute} is of kind {kind} and cannot have such a value")
    return where


def any_of(frame: pd.DataFrame, unless: Mapping[str, bool | str]) -> NDArray[np.bool_]:
    """Return which rows carry at least one of these attributes."""
    free = np.zeros(len(frame), dtype=bool)
    for attribute, value in unless.items():
        free |= compare(frame, attribute, value)[0]
    return free


def above(
    frame: pd.DataFrame, floors: Mapping[str, float]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows have one of the numbers above its floor, and which do not say one."""
    over = np.zeros(len(frame), dtype=bool)
    unsaid = np.zeros(len(frame), dtype=bool)
    for attribute, floor in floors.items():
        number = frame[f"attrs.{attribute}"].to_numpy(dtype=np.float64)
        over |= number > floor
        unsaid |= np.isnan(number)
    return over, unsaid & ~over


def check_floors(floors: Mapping[str, float]) -> Mapping[str, float]:
    """Return ``floors`` when each attribute exists and is a number; else ``ValueError``."""
    for attribute in floors:
        kind = ATTRIBUTE_KINDS.get(attribute)
        if kind is None:
            raise ValueError("names an attribute that does not exist")
        if kind not in ("int", "number"):
            raise ValueError(f"{attribute} is of kind {kind} and is no number")
    return floors
