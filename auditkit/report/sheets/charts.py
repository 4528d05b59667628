"""The charts, each beside the numbers it draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditkit.report.breakdown import breakdown, by_time_and_severity
from auditkit.report.interface import ReportBundle
from auditkit.report.ledger import by_age, load_ledger_plan
from auditkit.report.rates import Rate, Rates, load_rates
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
    times = by_time_and_severity(bundle, rates)
    rows: list[Row] = [
        (words.label("chart.time", time), *(counts[each] for each in SEVERITIES))
        for time, counts in times
    ]
    title = words.text("chart.over_time")
    return Block(BY_TIME, rows, title, _by_severity(title, (c for _, c in times), words))


def _by_severity(title: str, counts: Iterable[Mapping[str, int]], words: Words) -> Chart:
    top = max((sum(each.values()) for each in counts), default=0)
    return Chart("upright", title, words.text("column.findings"), SEVERITIES, SEVERITIES, top)


def _agencies(bundle: ReportBundle, rates: Rates, words: Words) -> Block:
    lines = breakdown(bundle, "agency", rates)
    rated = [(each, each.rate) for each in lines if each.rate]
    rated.sort(key=lambda each: (-each[1].value, each[0].key))
    rated = rated[: rates.chart_most]
    rows = [
        (words.agency(line.key), line.offending, line.contacts, *_rate(rate))
        for line, rate in rated
    ]
    title = words.text("chart.agencies", confidence=f"{rates.confidence:.0%}")
    chart = Chart(
        "upright", title, words.text("column.per_thousand"), ("per_thousand",), ("rate",),
        max((rate.high for _, rate in rated), default=0), bounds=("rate_down", "rate_up"),
    )  # fmt: skip
    return Block(BY_AGENCY, rows, title, chart)


def _rate(rate: Rate) -> tuple[Value, ...]:
    value, low, high = (round(each, 2) for each in (rate.value, rate.low, rate.high))
    shown = (value, low, high, round(value - low, 2), round(high - value, 2))
    return tuple(Marked(each, "rate") for each in shown)


def _ages(bundle: ReportBundle, words: Words) -> Block:
    plan = load_ledger_plan()
    ages = by_age(bundle, plan)
    rows: list[Row] = [
        (
            age_name(each.place, plan, words),
            *(each.severity[name] for name in SEVERITIES),
            each.overdue,
        )
        for each in ages
    ]
    title = words.text("chart.ages")
    return Block(BY_AGE, rows, title, _by_severity(title, (each.severity for each in ages), words))


def _top_rules(bundle: ReportBundle, rates: Rates, words: Words) -> Block:
    name = named("rule", words)
    lines = breakdown(bundle, "rule", rates)[: rates.chart_most]
    rows: list[Row] = [
        (name(each.key), each.findings, each.open, each.decided, each.offending) for each in lines
    ]
    top = max((each.findings for each in lines), default=0)
    title = words.text("chart.top_rules")
    columns = ("undecided", "decided")
    chart = Chart("ranked", title, words.text("column.findings"), columns, columns, top)
    return Block(BY_RULE, rows, title, chart)
