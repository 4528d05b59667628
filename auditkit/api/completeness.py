"""Says whether the record looks whole: lines by day, gaps, files that gave nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import accumulate
from typing import Any, Final
from zoneinfo import ZoneInfo

from auditkit.core.clock import day_number, day_of
from auditkit.core.findings import Bilingual
from auditkit.core.gaps import Gap, GapLimits, Pattern, find_gaps
from auditkit.core.i18n import Catalogue
from auditkit.core.resources import data_folder, load_yaml
from auditkit.engine.outcome import Outcome
from auditkit.policy.load import LoadedPack
from auditkit.report.interface import FileTotals

Lines = Mapping[tuple[str, str], Mapping[int, int]]
"""Rows by day of each line, a line being ``agency`` or ``source`` and its name."""
_UNITS: Final = ("day", "week", "month", "year")
_NAMED: Final = 3  # lines that the alarm names before it only counts


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of ``reports/completeness.yaml``."""

    days: GapLimits
    columns: int
    holiday_list: str
    share_from: int
    stray: float


@cache
def limits() -> Limits:
    """Return the numbers by which a record is taken to be incomplete."""
    file = data_folder("reports") / "completeness.yaml"
    data = load_yaml(file)
    return Limits(**{**data, "days": GapLimits(**data["days"])})


def completeness(
    outcome: Outcome,
    files: Sequence[FileTotals],
    packs: Iterable[LoadedPack],
    span: tuple[date | None, date | None],
    passed: Sequence[str],
) -> dict[str, Any]:
    """Return what the manifest says of the record: lines by day, their gaps, files without use."""
    settings = limits()
    off, known = _holidays(packs, settings.holiday_list)
    body: dict[str, Any] = {"holidays_known": known, "files": _files(files, passed), "outside": 0}
    lines = _lines(outcome)
    days = [day for counts in lines.values() for day in counts]
    if not days:
        return {**body, "from": None, "to": None, "unit": "day", "columns": [], "lines": []}
    first, last = (day_number(day) if day else None for day in span)
    period = (min(days) if first is None else first, max(days) if last is None else last)
    lists = _case_lists(outcome)
    unit, columns = _columns(period, settings.columns)
    told = []
    body["outside"] = sum(
        rows
        for (kind, _), counts in lines.items()
        if kind == "agency"
        for day, rows in counts.items()
        if not period[0] <= day <= period[1]
    )
    for (kind, name), counted in sorted(lines.items()):
        counts = {day: n for day, n in counted.items() if period[0] <= day <= period[1]}
        if not counts:
            continue
        pattern, gaps = find_gaps(counts, period, settings.days, off)
        if kind == "source" and (name in lists or not pattern.regular):
            gaps = ()
        state = "list" if kind == "source" and name in lists else _state(pattern, gaps)
        told.append(
            {
                "kind": kind,
                "name": name,
                "state": state,
                **_span_of(counts),
                "usual": [None if value != value else value for value in pattern.usual],  # noqa: PLR0124 - NaN
                "gaps": [_gap(gap) for gap in gaps],
                **_cells(counts, gaps, unit, columns, off),
            }
        )
    ends = {"from": day_of(period[0]).isoformat(), "to": day_of(period[1]).isoformat()}
    return {**body, **ends, "unit": unit, "columns": list(columns), "lines": told}


def period_of(
    outcome: Outcome, asked: tuple[date | None, date | None], as_of: datetime | None, zone: str
) -> tuple[date | None, date | None]:
    """Return the first and last day that the record should cover.

    An end that nobody asked for is where the contacts begin or end (all rows where there are none:
    due dates and placements of old cases say nothing of when a record begins), but for the few
    whose date is far from all others: one wrong year would make every agency start late or stop
    early.
    """
    totals: Counter[int] = Counter()
    for key, rows in (outcome.acts.contacts or outcome.seen.days).items():
        totals[key[-1]] += rows
    begin, end = _bulk(totals, limits().stray)
    first = asked[0] or (None if begin is None else day_of(begin))
    last = asked[1] or (None if end is None else day_of(end))
    known = as_of.astimezone(ZoneInfo(zone)).date() if as_of else None
    if first and last and known:
        last = max(min(last, known), first)
    return first, last


def _bulk(totals: Mapping[int, int], stray: float) -> tuple[int | None, int | None]:
    """Return the days between which the rows lie, less a share ``stray`` on either side."""
    most = stray * sum(totals.values())
    ends: list[int | None] = []
    for days in (sorted(totals), sorted(totals, reverse=True)):
        passed = accumulate(totals[day] for day in days)
        ends.append(next((d for d, rows in zip(days, passed, strict=True) if rows > most), None))
    return ends[0], ends[1]


def alarm(told: Mapping[str, Any]) -> tuple[Bilingual, ...]:
    """Return the alarm that names the lines with gaps, nothing when there are none."""
    lines = [line for line in told["lines"] if line["gaps"]]
    if not lines:
        return ()
    texts = {}
    for lang in ("zh", "en"):
        words = Catalogue(lang)
        named = [_named(line, words) for line in lines[:_NAMED]]
        more = len(lines) - len(named)
        if more:
            named.append(words.text("completeness.more", count=more))
        texts[lang] = words.text(
            "completeness.alarm",
            gaps=sum(len(line["gaps"]) for line in lines),
            lines=words.text("separator").join(named),
        )
    return (Bilingual(**texts),)


def _named(line: Mapping[str, Any], words: Catalogue) -> str:
    who = line["name"] or words.text("lender")
    gap = max(line["gaps"], key=lambda each: (each["usual"], each["from"]))
    return words.text(
        "completeness.named",
        who=words.text(f"completeness.line.{line['kind']}", name=who),
        what=words.text(f"completeness.kind.{gap['kind']}"),
        days=words.text("window", first=gap["from"], last=gap["to"])
        if gap["days"] > 1
        else gap["from"],
    )


def _holidays(packs: Iterable[LoadedPack], name: str) -> tuple[frozenset[int], bool]:
    named = [pack.lists[name] for pack in packs if name in pack.lists]
    lists = [days for days in named if isinstance(days, tuple)]
    return frozenset(day for days in lists for day in days), bool(lists)


def _lines(outcome: Outcome) -> Lines:
    """Return judged acts by agency, and rows as they were read by kind of export."""
    lines: dict[tuple[str, str], Counter[int]] = {}
    for (agency, _, _, day), rows in outcome.acts.contacts.items():
        lines.setdefault(("agency", agency), Counter())[day] += rows
    names = [account.plan.name for account in outcome.accounts]
    for (source, _, day), rows in outcome.seen.days.items():
        lines.setdefault(("source", names[source]), Counter())[day] += rows
    return lines


def _case_lists(outcome: Outcome) -> frozenset[str]:
    return frozenset(a.plan.name for a in outcome.accounts if a.plan.kind == "case_list")


def _files(files: Sequence[FileTotals], passed: Sequence[str]) -> list[dict[str, str]]:
    told = [{"file": name, "state": "passed"} for name in passed]
    for each in files:
        if not each.read:
            told.append({"file": each.file, "state": "empty"})
        elif not each.judged + each.linked + each.duplicate:
            told.append({"file": each.file, "state": "nothing_judged"})
    return sorted(told, key=lambda one: (one["state"], one["file"]))


def _state(pattern: Pattern, gaps: Sequence[Gap]) -> str:
    if gaps:
        return "gaps"
    return "whole" if pattern.regular else "too_little"


def _span_of(counts: Mapping[int, int]) -> dict[str, Any]:
    return {
        "rows": sum(counts.values()),
        "days": len(counts),
        "first": day_of(min(counts)).isoformat(),
        "last": day_of(max(counts)).isoformat(),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "from": day_of(gap.first).isoformat(),
        "to": day_of(gap.last).isoformat(),
        "days": gap.last - gap.first + 1,
        "rows": gap.rows,
        "usual": gap.usual,
    }


def _columns(period: tuple[int, int], most: int) -> tuple[str, tuple[str, ...]]:
    """Return the unit of a matrix and its columns, by name, as fine as there is room for."""
    days = range(period[0], period[1] + 1)
    for unit in _UNITS:
        if unit == "day" and len(days) > most:
            continue
        columns = tuple(dict.fromkeys(column_of(day, unit) for day in days))
        if len(columns) <= most:
            return unit, columns
    return unit, columns[-most:]


def column_of(day: int, unit: str) -> str:
    """Return the column of a day: the day, the Monday of its week, its month or its year.

    >>> column_of(20483, "week"), column_of(20483, "month")
    ('2026-01-26', '2026-01')
    """
    if unit == "week":
        day -= (day + 3) % 7
    return day_of(day).isoformat()[: {"month": 7, "year": 4}.get(unit, 10)]


def _cells(
    counts: Mapping[int, int],
    gaps: Sequence[Gap],
    unit: str,
    columns: Sequence[str],
    holidays: frozenset[int],
) -> dict[str, list[Any]]:
    """Return the rows of each column and how it is marked; what is older stands in the first."""
    place = {name: at for at, name in enumerate(columns)}
    rows, marks = [0] * len(columns), [""] * len(columns)
    first = columns[0]
    for day, count in counts.items():
        at = place.get(max(column_of(day, unit), first))
        if at is not None:
            rows[at] += count
    if unit == "day":
        for day in holidays:
            if (at := place.get(day_of(day).isoformat())) is not None and not rows[at]:
                marks[at] = "holiday"
    for gap in gaps:
        for day in range(gap.first, gap.last + 1):
            marks[place[max(column_of(day, unit), first)]] = gap.kind
    return {"cells": rows, "marks": marks}
