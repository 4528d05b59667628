"""The summary sheet: findings counted in every way a reader asks for, and how often they occur."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditkit.report.breakdown import DIMENSIONS, Line, breakdown, total
from auditkit.report.interface import ReportBundle
from auditkit.report.rates import Rates, load_rates
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Value, Wide, relooked
from auditkit.report.tally import SEVERITIES
from auditkit.report.words import Words

COLUMNS = (
    "name",
    "findings",
    "undecided",
    "decided",
    "incidents",
    "distinct",
    "offending",
    "contacts",
    "per_thousand",
    "rate_low",
    "rate_high",
    *SEVERITIES,
    "force_law",
    "force_rule",
    "force_standard",
    "force_bank",
)
_FORCES = (
    ("law",),
    ("ministry_rule", "notice"),
    ("standard", "self_discipline"),
    ("bank_policy",),
)
_SPAN = 11
_SUMMED = ("family", "force", "severity", "agency", "org", "collector", "month", "day")


def summary_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return one table per dimension, each with what had contacts and no findings."""
    rates = load_rates()
    whole = total(bundle, rates)
    blocks = [_block(bundle, each, whole, rates, words) for each in DIMENSIONS]
    return Sheet("summary", (Block((), said(rates, words)), *blocks))


def said(rates: Rates, words: Words) -> list[Row]:
    """Return how a rate is to be read."""
    text = words.text(
        "summary.rates_said",
        confidence=f"{rates.confidence:.0%}",
        least=f"{rates.least:,}",
    )
    return [(Wide(text, _SPAN),)]


def named(dimension: str, words: Words) -> Callable[[str], str]:
    """Return how the keys of a dimension are shown."""
    names: Mapping[str, Callable[[str], str]] = {
        "rule": lambda rule: _rule_name(rule, words),
        "family": lambda family: words.label("family", family),
        "force": lambda force: _force_name(force, words),
        "severity": lambda severity: words.label("severity", severity),
        "agency": words.agency,
        "org": lambda org: org or words.text("no_org"),
        "collector": lambda collector: collector or words.text("no_collector"),
    }
    return names.get(dimension, str)


def _rule_name(rule: str, words: Words) -> str:
    title = words.title(rule)
    return title if title == rule else f"{title}\n{rule}"


def _force_name(force: str, words: Words) -> str:
    return f"{words.label('force_name', force)}\n{words.label('force', force)}"


def _block(bundle: ReportBundle, dimension: str, whole: Line, rates: Rates, words: Words) -> Block:
    name = named(dimension, words)
    lines = breakdown(bundle, dimension, rates)
    rows = [_row(name(each.key), each, rates, words) for each in lines]
    if dimension in _SUMMED and rows:
        sums = _row(words.text("summary.total"), whole, rates, words)
        rows.append([relooked(each, "total") for each in sums])
    return Block(COLUMNS, rows, words.text(f"block.{dimension}"))


def _row(name: str, line: Line, rates: Rates, words: Words) -> Row:
    return (
        name,
        line.findings,
        _some(line.open),
        _some(line.decided),
        line.incidents,
        line.distinct,
        line.offending,
        line.contacts,
        *_rate(line, rates, words),
        *(_marked(line.severity[each], each) for each in SEVERITIES),
        *(_some(sum(line.force[each] for each in forces)) for forces in _FORCES),
    )


def _rate(line: Line, rates: Rates, words: Words) -> tuple[Value, Value, Value]:
    if line.rate:
        bounds = (line.rate.value, line.rate.low, line.rate.high)
        return tuple(round(each, 2) for each in bounds)  # type: ignore[return-value]
    few = line.contacts < rates.least
    key = "summary.few" if few else "summary.no_share"
    note = words.text(key, least=f"{rates.least:,}") if line.contacts or line.findings else ""
    return Marked(note, "quiet"), None, None


def _marked(count: int, look: str) -> Value:
    return Marked(count, look) if count else Marked(0, "quiet")


def _some(count: int) -> Value:
    return count if count else Marked(0, "quiet")
