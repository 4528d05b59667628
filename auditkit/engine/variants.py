"""A rule with another parameter, or as it stands on one day for every day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from auditkit.core.clock import day_number
from auditkit.engine.bind import FOREVER, BoundRule, Version, with_lists

_EVER: Final = day_number(date.min)


def as_on(rule: BoundRule, day: date) -> BoundRule:
    """Return a rule whose version in force on a day judges every day, none if none is in force."""
    version = rule.in_force(day_number(day)) or Version(_EVER, FOREVER, None, None, ())
    return replace(rule, versions=(replace(version, from_day=_EVER, to_day=FOREVER),))


def with_parameter(rule: BoundRule, path: Sequence[str], value: object) -> BoundRule:
    """Return a rule with one parameter changed in every version.

    Raises ``pydantic.ValidationError`` where the check does not take it, ``KeyError`` where the
    path leads into something that holds no parameters.
    """
    versions = tuple(
        version
        if version.written is None
        else replace(version, written=_put(version.written, path, value))
        for version in rule.versions
    )
    return with_lists(replace(rule, versions=versions), rule.lists)


def _put(written: Mapping[str, Any], path: Sequence[str], value: object) -> dict[str, Any]:
    name, *rest = path
    if not rest:
        return {**written, name: value}
    inner = written.get(name) or {}
    if not isinstance(inner, Mapping):
        raise KeyError(name)
    return {**written, name: _put(inner, rest, value)}
