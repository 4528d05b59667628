"""Compares two sets of rules in terms of law: stricter, looser, newly in force, repealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from auditkit.api.policy_sides import PolicySide, side
from auditkit.core.clock import day_number
from auditkit.engine.bind import BoundRule
from auditkit.engine.differ import KINDS, RuleDiff, differ


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """Two sets of rules: how many differ in which way, how many do not, and each that does."""

    first: PolicySide
    second: PolicySide
    counts: Mapping[str, int]
    same: int
    rules: tuple[RuleDiff, ...]

    @property
    def instruments(self) -> Mapping[str, Mapping[str, Any]]:
        """The instruments that either side cites."""
        return {**self.first.instruments, **self.second.instruments}


def diff_policies(
    first: str,
    second: str,
    *,
    on: date | None = None,
    policies: Path | None = None,
    db: str | None = None,
) -> PolicyDiff:
    """Return how the rules of B differ from those of A.

    A and B are each a pack, a profile, a folder of packs, a rule, or ``run:RUN`` with the packs
    kept with a run, and may end in ``@DATE``: the versions in force on that local day. ``on`` is
    the day of a side that names none, else the other side's; without any day, every day that a
    version begins on is compared. Rules are held against those of the same id; of two packs of
    other names, or two single rules, those of the same topic and check.
    """
    a, b = side(first, policies, db), side(second, policies, db)
    one, two = a.day or on or b.day, b.day or on or a.day
    a, b = replace(a, day=one), replace(b, day=two)
    days = (day_number(one), day_number(two)) if one and two else None
    found: list[RuleDiff] = []
    same = 0
    for before, after in _pairs(a, b):
        unlike = differ(before, after, days)
        if unlike is not None:
            found.append(unlike)
        elif before is not None and after is not None:
            same += days is None or before.in_force(days[0]) is not None
    found.sort(key=lambda each: (KINDS.index(each.kind), each.rule.id))
    counted = Counter(each.kind for each in found)
    return PolicyDiff(a, b, {kind: counted[kind] for kind in KINDS}, same, tuple(found))


def _pairs(a: PolicySide, b: PolicySide) -> Iterator[tuple[BoundRule | None, BoundRule | None]]:
    left, right = dict(a.rules), dict(b.rules)
    for name in sorted(left.keys() & right.keys()):
        yield left.pop(name), right.pop(name)
    if a.one and b.one and left and right:
        yield left.popitem()[1], right.popitem()[1]
    elif len(a.packs) == len(b.packs) == 1 and a.packs != b.packs:
        topics = {_topic(rule): name for name, rule in right.items()}
        for name, rule in sorted(left.items()):
            if (other := topics.get(_topic(rule))) is not None:
                yield left.pop(name), right.pop(other)
    yield from ((left[name], None) for name in sorted(left))
    yield from ((None, right[name]) for name in sorted(right))


def _topic(rule: BoundRule) -> tuple[str, str]:
    return rule.id.removeprefix(rule.pack + "."), rule.check.id
