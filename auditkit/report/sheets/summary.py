"""The summary sheet: findings by rule, agency, collector and day, as counts and rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from auditkit.core.findings import Finding
from auditkit.report.interface import ReportBundle
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Value, relooked
from auditkit.report.tally import SEVERITIES, Tally, contacts_by, tally, tally_by
from auditkit.report.words import Words

COLUMNS = (
    "name",
    "findings",
    "incidents",
    "distinct",
    "contacts",
    "per_thousand",
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
_NOTHING = Tally()


def summary_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return the four tables; each lists who had contacts and no findings too."""
    judged = Counter({each.rule: each.judged for each in bundle.coverage})
    return Sheet(
        "summary",
        (
            _by_rule(bundle, judged, words),
            _block(bundle, "agencies", words, place=0, key=lambda f: f.agency_id),
            _block(bundle, "collectors", words, place=1, key=lambda f: f.collector_id),
            _block(bundle, "days", words, place=3, key=lambda f: f.day),
        ),
    )


def _by_rule(bundle: ReportBundle, judged: Mapping[str, int], words: Words) -> Block:
    groups = tally_by(bundle.findings, lambda finding: finding.rule)
    rules = sorted(groups, key=lambda rule: (-groups[rule].rows, rule))
    rows = [_row(_rule_name(rule, words), groups[rule], judged.get(rule, 0)) for rule in rules]
    return Block(COLUMNS, rows or [(words.text("nothing"),)], words.text("block.rules"))


def _rule_name(rule: str, words: Words) -> str:
    title = words.title(rule)
    return title if title == rule else f"{title}\n{rule}"


def _block(
    bundle: ReportBundle, name: str, words: Words, *, place: int, key: Callable[[Finding], str]
) -> Block:
    groups = tally_by(bundle.findings, key)
    contacts = contacts_by(bundle.contacts, place)
    names = {
        0: words.agency,
        1: lambda value: value or words.text("no_collector"),
        3: lambda value: value,
    }
    rows = _rows(groups, contacts, names[place])
    total = _total(bundle, sum(contacts.values()), words)
    return Block(COLUMNS, [*rows, total], words.text(f"block.{name}"))


def _rows(
    groups: Mapping[str, Tally], contacts: Mapping[str, int], name: Callable[[str], str]
) -> Iterator[Row]:
    for value in sorted({*groups, *contacts}):
        yield _row(name(value), groups.get(value, _NOTHING), contacts.get(value, 0))


def _row(name: str, group: Tally, contacts: int) -> Row:
    return (
        name,
        group.rows,
        group.incidents,
        group.distinct,
        contacts,
        _rate(group.rows, contacts),
        *(_marked(group.severity[each], each) for each in SEVERITIES),
        *(_some(sum(group.force[each] for each in forces)) for forces in _FORCES),
    )


def _rate(findings: int, contacts: int) -> float | None:
    return round(findings * 1000 / contacts, 2) if contacts else None


def _marked(count: int, look: str) -> Value:
    return Marked(count, look) if count else Marked(0, "quiet")


def _some(count: int) -> Value:
    return count if count else Marked(0, "quiet")


def _total(bundle: ReportBundle, contacts: int, words: Words) -> Row:
    row = _row(words.text("summary.total"), tally(bundle.findings), contacts)
    return [relooked(each, "total") for each in row]
