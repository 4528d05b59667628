"""How a rule differs from another version of it, day by day or between two days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from auditkit.core.findings import Basis
from auditkit.engine.bind import FOREVER, BoundRule, Version
from auditkit.engine.compare import Change, changes, verdict

Kind = Literal[
    "stricter", "looser", "mixed", "changed", "new", "ended", "only_a", "only_b", "reworded"
]
KINDS: Final[tuple[Kind, ...]] = (
    "stricter", "looser", "mixed", "changed", "new", "ended", "only_a", "only_b", "reworded",
)  # fmt: skip
ASPECTS: Final = (
    "severity", "certainty", "force", "title", "message", "remedy", "wording", "why",
)  # fmt: skip
_AS: Final[dict[Kind, Kind]] = {"new": "stricter", "ended": "looser"}


@dataclass(frozen=True, slots=True)
class Span:
    """Days ``first`` up to ``end`` (not included) for which two versions differ, and how.

    A side that is None has nothing in force then.
    """

    first: int
    end: int
    kind: Kind
    before: Version | None
    after: Version | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleDiff:
    """A rule that differs: how, in which spans of days, and in what besides its parameters.

    ``aspects`` names the parts of the rule that differ, ``clauses`` among them; ``steps`` are the
    changes one after another between the two days that are compared.
    """

    kind: Kind
    before: BoundRule | None
    after: BoundRule | None
    spans: tuple[Span, ...] = ()
    aspects: tuple[str, ...] = ()
    steps: tuple[Span, ...] = ()

    @property
    def rule(self) -> BoundRule:
        """The rule as the second side has it, or the first where that has it alone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a rule that neither side has does not differ
        return found


def differ(
    before: BoundRule | None, after: BoundRule | None, days: tuple[int, int] | None = None
) -> RuleDiff | None:
    """Return how a rule differs, over all time or from the one day to the other; None if not."""
    if before is None or after is None:
        return _alone(before, after, days)
    if days and before.in_force(days[0]) is None and after.in_force(days[1]) is None:
        return None
    spans = tuple(_between(before, after, days) if days else _over_time(before, after))
    aspects = tuple(_aspects(before, after, days))
    steps = tuple(_steps(before, after, days)) if days else ()
    if not spans and not aspects:
        return None
    kind = _kind([span.kind for span in spans]) if spans else "reworded"
    return RuleDiff(kind, before, after, spans, aspects, steps)


def _alone(
    before: BoundRule | None, after: BoundRule | None, days: tuple[int, int] | None
) -> RuleDiff | None:
    if days is not None:
        held = before.in_force(days[0]) if before else after.in_force(days[1]) if after else None
        if held is None:
            return None
    return RuleDiff("only_a" if after is None else "only_b", before, after)


def _kind(kinds: Sequence[Kind]) -> Kind:
    if len(set(kinds)) == 1:
        return kinds[0]
    ways = {_AS.get(kind, kind) for kind in kinds}
    return ways.pop() if len(ways) == 1 else "mixed"


def _between(before: BoundRule, after: BoundRule, days: tuple[int, int]) -> Iterator[Span]:
    one, two = before.in_force(days[0]), after.in_force(days[1])
    span = _span(days[1], FOREVER, (before, one), (after, two))
    if span is not None:
        yield span


def _over_time(before: BoundRule, after: BoundRule) -> Iterator[Span]:
    """Yield the spans in which the versions differ, as far as neither changes within one."""
    edges = sorted({v.from_day for rule in (before, after) for v in rule.versions} | {FOREVER})
    for first, end in pairwise(edges):
        span = _span(first, end, (before, before.in_force(first)), (after, after.in_force(first)))
        if span is not None:
            yield span


def _steps(before: BoundRule, after: BoundRule, days: tuple[int, int]) -> Iterator[Span]:
    """Yield what changes on each day up to the second, where both sides hold the same versions."""
    if [(v.from_day, v.written) for v in before.versions] != [
        (v.from_day, v.written) for v in after.versions
    ]:
        return
    for version in after.versions:
        if days[0] < version.from_day <= days[1]:
            earlier = after.in_force(version.from_day - 1)
            now = after.in_force(version.from_day)
            span = _span(version.from_day, version.to_day, (after, earlier), (after, now))
            if span is not None:
                yield span


def _span(
    first: int,
    end: int,
    before: tuple[BoundRule, Version | None],
    after: tuple[BoundRule, Version | None],
) -> Span | None:
    (one, was), (two, now) = before, after
    if was is None or now is None:
        if was is now:
            return None
        return Span(first, end, "new" if was is None else "ended", was, now)
    if one.check.id != two.check.id or was.params is None or now.params is None:
        found: tuple[Change, ...] = (Change(("check",), one.check.id, two.check.id, "changed"),)
    else:
        found = changes(was.params, now.params)
    return Span(first, end, verdict(found), was, now, found) if found else None


def _aspects(before: BoundRule, after: BoundRule, days: tuple[int, int] | None) -> Iterator[str]:
    yield from (name for name in ASPECTS if getattr(before, name) != getattr(after, name))
    if days is not None:
        pairs = [(before.in_force(days[0]), after.in_force(days[1]))]
    else:
        edges = sorted({v.from_day for rule in (before, after) for v in rule.versions})
        pairs = [(before.in_force(day), after.in_force(day)) for day in edges]
    if any(one and two and _cited(one.basis) != _cited(two.basis) for one, two in pairs):
        yield "clauses"


def _cited(basis: tuple[Basis, ...]) -> list[tuple[str, str]]:
    return [(each.instrument, each.clause) for each in basis]
