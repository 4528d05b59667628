"""The figures of a page, counted by the same code as those of the workbook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from auditkit.report.breakdown import DIMENSIONS, Line, breakdown
from auditkit.report.html.moment import moment
from auditkit.report.interface import HourKey, ReportBundle
from auditkit.report.rates import PER, Rate, Rates, load_rates, rate_of
from auditkit.report.safe import visible_lines as shown
from auditkit.report.tally import SEVERITIES, Tally, by_force_and_severity, tally

Table = dict[str, list[Any]]
_COUNTS: Final = ("findings", "open", "distinct", "incidents", "offending", "contacts")
_DIGITS: Final = 2
_MONDAY: Final = 3  # 1970-01-01 was a Thursday
_WEEK: Final = [HourKey(weekday, hour) for weekday in range(7) for hour in range(24)]


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a run, each made once for both languages and for the program.

    ``severity`` counts an overlap once, under the gravest that any of its findings has.
    """

    rates: Rates
    whole: Tally
    severity: Mapping[str, int]
    lines: Mapping[str, tuple[Line, ...]]


def figures_of(bundle: ReportBundle) -> Figures:
    """Return the counts of a run."""
    rates = load_rates()
    severity: Counter[str] = Counter()
    for (_, name), found in by_force_and_severity(bundle.findings).items():
        severity[name] += found
    return Figures(
        rates,
        tally(bundle.findings),
        severity,
        {each: breakdown(bundle, each, rates) for each in DIMENSIONS},
    )


def totals(bundle: ReportBundle, figures: Figures) -> dict[str, int]:
    """Return the headline figures of the whole run."""
    whole = figures.whole
    return {
        "findings": whole.rows,
        "distinct": whole.distinct,
        "incidents": whole.incidents,
        "open": whole.open,
        "contacts": sum(bundle.contacts.values()),
        "exemptions": len(bundle.exemptions),
    }


def rate_tables(figures: Figures) -> dict[str, Any]:
    """Return findings and rates by everything they are counted by."""
    return {
        "confidence": figures.rates.confidence,
        "least": figures.rates.least,
        "per": PER,
        **{each: _table(lines) for each, lines in figures.lines.items()},
    }


def hours(bundle: ReportBundle, rates: Rates) -> dict[str, Any]:
    """Return findings and contacts by hour of the week."""
    rows: Counter[HourKey] = Counter()
    offending: defaultdict[HourKey, set[str]] = defaultdict(set)
    for finding in bundle.findings:
        day, second, _ = moment(finding.at)
        if day is None or second < 0:
            continue
        key = HourKey((day + _MONDAY) % 7, second // 3600)
        rows[key] += 1
        if finding.decision != "false_alarm":
            offending[key].add(finding.anchor_activity)
    contacts = [bundle.hours.get(each, 0) for each in _WEEK]
    counts = [len(offending[each]) for each in _WEEK]
    told = [rate_of(*pair, rates) for pair in zip(counts, contacts, strict=True)]
    cells: Table = {
        "weekday": [each.weekday for each in _WEEK],
        "hour": [each.hour for each in _WEEK],
        "findings": [rows[each] for each in _WEEK],
        "offending": counts,
        "contacts": contacts,
        **_rates(told),
    }
    return {"known": bool(bundle.hours), "cells": cells}


def _table(lines: Sequence[Line]) -> Table:
    return {
        "key": [shown(each.key) for each in lines],
        **{name: [getattr(each, name) for each in lines] for name in _COUNTS},
        **_rates([each.rate for each in lines]),
        **{name: [each.severity[name] for each in lines] for name in SEVERITIES},
    }


def _rates(told: Sequence[Rate | None]) -> Table:
    names = {"rate": "value", "rate_low": "low", "rate_high": "high"}
    return {
        name: [each and round(getattr(each, part), _DIGITS) for each in told]
        for name, part in names.items()
    }
