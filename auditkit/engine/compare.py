"""How parameters of a rule differ from others, and which way that makes the rule stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic_core import to_jsonable_python

from auditkit.checks.interface import Params
from auditkit.checks.ways import NEITHER, Way, by_set, ways_of

Direction = Literal["stricter", "looser", "changed"]
Verdict = Literal["stricter", "looser", "mixed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter that differs: where it stands, what it was and is, and which way that goes.

    ``before`` and ``after`` are JSON-able; ``changed`` is a difference that has no direction.
    """

    path: tuple[str, ...]
    before: Any
    after: Any
    direction: Direction


def changes(before: Params, after: Params) -> tuple[Change, ...]:
    """Return what differs between two sets of parameters of one check."""
    return tuple(_within(before, after, 1, ()))


def verdict(found: Iterable[Change]) -> Verdict:
    """Return the direction of several changes together; ``mixed`` where they do not agree."""
    ways = {each.direction for each in found}
    return ways.pop() if len(ways) == 1 else "mixed"


def _within(before: Params, after: Params, sign: int, path: tuple[str, ...]) -> Iterator[Change]:
    ways = ways_of(type(after))
    for name, field in type(after).model_fields.items():
        one, two = getattr(before, name), getattr(after, name)
        if one != two:
            default = field.get_default(call_default_factory=True)
            way = ways.get(name, NEITHER)
            yield from _differing(one, two, _Place((*path, name), way, sign, default))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where two values differ, the way of the parameter, and the sign of what it belongs to."""

    path: tuple[str, ...]
    way: Way
    sign: int
    default: Any

    def unsaid(self, value: object) -> bool:
        return value is None or (value in ((), {}, "") and value == self.default)

    def change(self, before: object, after: object, more: int) -> Change:
        directions: tuple[Direction, ...] = ("changed", "stricter", "looser")
        told = _count if self.way.counted else _plain
        return Change(self.path, told(before), told(after), directions[more * self.sign])


def _differing(one: Any, two: Any, place: _Place) -> Iterator[Change]:  # noqa: ANN401
    way = place.way
    inner = place.sign * (way.more if way.inner is None else way.inner)
    if isinstance(one, Params) and isinstance(two, Params):
        yield from _within(one, two, inner, place.path)
    elif way.order is None and _of_params(one) and _of_params(two):
        yield from _members(one, two, place, inner)
    elif way.inner is not None and isinstance(one, Mapping) and isinstance(two, Mapping):
        yield from _numbers(one, two, place, inner)
    elif not (way.more and _same_set(one, two)):
        yield place.change(one, two, way.more * _more(one, two, place))


def _of_params(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, Params) for each in value)


def _same_set(one: object, two: object) -> bool:
    both = isinstance(one, tuple) and isinstance(two, tuple)
    return both and _set(one) == _set(two)


def _members(
    one: Sequence[Params], two: Sequence[Params], place: _Place, inner: int
) -> Iterator[Change]:
    """Yield how lists of parameters differ, member held against member of the same name."""
    gone = [each for each in one if each not in two]
    come = [each for each in two if each not in one]
    for name, before, after in tuple(_pairs(gone, come)):
        gone.remove(before)
        come.remove(after)
        yield from _within(before, after, inner, (*place.path, *name))
    if gone and come:
        yield place.change(gone, come, 0)
    elif gone or come:
        bare = place.way.unsaid == "other" and not (one and two)
        more = 0 if bare else place.way.more * (1 if come else -1)
        yield place.change(gone or None, come or None, more)


def _pairs(
    gone: list[Params], come: list[Params]
) -> Iterator[tuple[tuple[str, ...], Params, Params]]:
    if all(hasattr(each, "name") for each in (*gone, *come)):
        by_name = {getattr(each, "name", ""): each for each in gone}
        for each in come:
            name = getattr(each, "name", "")
            if (before := by_name.pop(name, None)) is not None:
                yield (name,), before, each
    elif len(gone) == len(come):
        yield from (((), *both) for both in zip(gone, come, strict=True))


def _numbers(
    one: Mapping[str, Any], two: Mapping[str, Any], place: _Place, inner: int
) -> Iterator[Change]:
    """Yield how mappings to numbers differ: names that come or go, and numbers that differ."""
    kept = [name for name in one if name in two and one[name] != two[name]]
    for name in kept:
        number = _Place((*place.path, name), Way(1), inner, None)
        yield number.change(one[name], two[name], 1 if two[name] > one[name] else -1)
    if one.keys() != two.keys():
        yield place.change(one, two, place.way.more * by_set(frozenset(one), frozenset(two)))


def _more(one: Any, two: Any, place: _Place) -> int:  # noqa: ANN401
    """Return 1 where the second value is more than the first, -1 where less, else 0."""
    said = not place.unsaid(one), not place.unsaid(two)
    if said[0] != said[1]:
        return {"nothing": 1, "all": -1, "other": 0}[place.way.unsaid] * (1 if said[1] else -1)
    if place.way.order is not None:
        return place.way.order(one, two)
    if isinstance(one, (int, float)) and isinstance(two, (int, float)):
        return 1 if two > one else -1
    if isinstance(one, (tuple, Mapping)):
        return by_set(_set(one), _set(two))
    return 0


def _set(value: Any) -> frozenset[Any]:  # noqa: ANN401
    return frozenset(value.items() if isinstance(value, Mapping) else value)


def _count(value: Any) -> int:  # noqa: ANN401
    return len(value or ())


def _plain(value: Any) -> Any:  # noqa: ANN401
    return to_jsonable_python(value, exclude_none=True) if not _bare(value) else _written(value)


def _bare(value: object) -> bool:
    return isinstance(value, (Params, list)) or _of_params(value)


def _written(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Params):
        return value.model_dump(mode="json", exclude_defaults=True)
    return [_written(each) for each in value]
