"""The charts, each beside the numbers it draws."""

from __future__ import annotations

from auditkit.report.breakdown import Line, breakdown, by_time_and_severity
from auditkit.report.interface import ReportBundle
from auditkit.report.ledger import by_age, load_ledger_plan
from auditkit.report.rates import Rates, load_rates
from auditkit.report.sheets.ledger import age_name
from auditkit.report.sheets.shape import Block, Chart, Marked, Row, Sheet, Value
from auditkit.report.sheets.summary import named
from auditkit.report.tally import SEVERITIES
from auditkit.report.words import Words

BY_TIME = ("name", *SEVERITIES)
BY_AGENCY = (
    "name",
    "offending",
    "contacts",
    "per_thousand",
    "rate_low",
    "rate_high",
    "rate_down",
    "rate_up",
)
BY_AGE = ("name", *SEVERITIES, "overdue")
BY_RULE = ("name", "findings", "undecided", "decided", "offending")


def charts_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return findings over time, rates of agencies, the ledger by age, and the top rules."""
    rates = load_rates()
    blocks = (
        _over_time(bundle, rates, words),
        _agencies(bundle, rates, words),
        _ages(bundle, words),
        _top_rules(bundle, rates, words),
    )
    note = words.text("chart.note", most=rates.chart_most, least=f"{rates.least:,}")
    return Sheet("charts", blocks, note=note)


def _over_time(bundle: ReportBundle, rates: Rates, words: Words) -> Block:
    rows: list[Row] = [
        (words.label("chart.time", time), *(counts[each] for each in SEVERITIES))
        for time, counts in by_time_and_severity(bundle, rates)
    ]
    title = words.text("chart.over_time")
    chart = Chart("upright", title, words.text("column.findings"), SEVERITIES, SEVERITIES)
    return Block(BY_TIME, rows, title, chart)


def _agencies(bundle: ReportBundle, rates: Rates, words: Words) -> Block:
    rated = [each for each in breakdown(bundle, "agency", rates) if each.rate]
    rated.sort(key=lambda each: (-(each.rate.value if each.rate else 0), each.key))
    rows = [
        (words.agency(each.key), each.offending, each.contacts, *_rate(each))
        for each in rated[: rates.chart_most]
    ]
    title = words.text("chart.agencies", confidence=f"{rates.confidence:.0%}")
    chart = Chart(
        "upright", title, words.text("column.per_thousand"), ("per_thousand",), ("rate",),
        bounds=("rate_down", "rate_up"),
    )  # fmt: skip
    return Block(BY_AGENCY, rows, title, chart)


def _rate(line: Line) -> tuple[Value, ...]:
    if not line.rate:
        return ()
    value, low, high = (round(each, 2) for each in (line.rate.value, line.rate.low, line.rate.high))
    shown = (value, low, high, round(value - low, 2), round(high - value, 2))
    return tuple(Marked(each, "rate") for each in shown)


def _ages(bundle: ReportBundle, words: Words) -> Block:
    plan = load_ledger_plan()
    rows: list[Row] = [
        (
            age_name(each.place, plan, words),
            *(each.severity[name] for name in SEVERITIES),
            each.overdue,
        )
        for each in by_age(bundle, plan)
    ]
    title = words.text("chart.ages")
    chart = Chart("upright", title, words.text("column.findings"), SEVERITIES, SEVERITIES)
    return Block(BY_AGE, rows, title, chart)


def _top_rules(bundle: ReportBundle, rates: Rates, words: Words) -> Block:
    name = named("rule", words)
    rows: list[Row] = [
        (name(each.key), each.findings, each.open, each.decided, each.offending)
        for each in breakdown(bundle, "rule", rates)[: rates.chart_most]
    ]
    title = words.text("chart.top_rules")
    columns = ("undecided", "decided")
    chart = Chart("ranked", title, words.text("column.findings"), columns, columns)
    return Block(BY_RULE, rows, title, chart)
