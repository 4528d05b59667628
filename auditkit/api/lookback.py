"""Says how far back each rule looks, and how far back the record of a run goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from auditkit.checks.interface import Unknown
from auditkit.core.clock import day_number, day_of
from auditkit.core.findings import Lookback, NotEvaluated
from auditkit.engine.bind import BoundRule
from auditkit.engine.evaluate import Record


def lookbacks(
    rules: Sequence[BoundRule],
    record: Record,
    period: tuple[str | None, str | None],
    not_evaluated: Iterable[NotEvaluated],
) -> tuple[Lookback, ...]:
    """Return what each rule in force in the period needs before its first day, and what it has.

    A rule that looks at nothing but the activity itself is not listed.
    """
    first, last = (None if day is None else _number(day) for day in period)
    if first is None or last is None:
        return ()
    cut: Counter[str] = Counter()
    for each in not_evaluated:
        if each.reason == Unknown.HISTORY.value:
            cut[each.rule] += each.rows
    listed = (_of(rule, record, first, last, cut[rule.id]) for rule in rules)
    return tuple(sorted((each for each in listed if each is not None), key=lambda e: e.rule))


def _of(rule: BoundRule, record: Record, first: int, last: int, cut: int) -> Lookback | None:
    version = rule.in_force(last)
    if version is None or version.params is None:
        return None
    needs = rule.check.lookback(version.params)
    if needs == 0:
        return None
    asks_acts = rule.check.evidence == "acts" and needs > 0
    since = record.acts_from if asks_acts else _earlier(record.acts_from, record.steps_from)
    return Lookback(
        rule.id,
        None if needs < 0 else needs,
        0 if since is None else max(first - since + 1, 0),
        "" if since is None else day_of(since).isoformat(),
        cut,
    )


def _earlier(*days: int | None) -> int | None:
    known = [day for day in days if day is not None]
    return min(known, default=None)


def _number(day: str) -> int:
    return day_number(date.fromisoformat(day))
