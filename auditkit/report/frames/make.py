"""Fills the frames of a run from its bundle, without a value that the reports do not show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import pandas as pd

from auditkit.core.errors import ConfigError
from auditkit.core.i18n import LANGUAGES, Catalogue
from auditkit.report.breakdown import DIMENSIONS, Line, breakdown
from auditkit.report.csv_table import COLUMNS, finding_rows
from auditkit.report.frames.columns import BREAKDOWN, FRAMES
from auditkit.report.frames.series import series_of
from auditkit.report.interface import ReportBundle
from auditkit.report.rates import load_rates
from auditkit.report.tally import SEVERITIES

Row = tuple[Any, ...]
_TIME: Final = 19  # characters of a local time; an offset follows it, and a day alone is shorter


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Frames:
    """A run as pandas frames without personal data; ``docs/frames.md`` describes every column.

    ``findings`` has the columns of ``findings.csv``; ``activities`` are those that incidents
    counted, not all that was read; ``contacts`` and ``hours`` are what rates are held against.
    """

    findings: pd.DataFrame
    activities: pd.DataFrame
    rules: pd.DataFrame
    coverage: pd.DataFrame
    not_evaluated: pd.DataFrame
    exemptions: pd.DataFrame
    contacts: pd.DataFrame
    hours: pd.DataFrame
    files: pd.DataFrame
    rejects: pd.DataFrame

    def __repr__(self) -> str:
        """Return how many rows each frame has, for a person at a prompt."""
        shown = (f"{each.name}: {len(getattr(self, each.name))}" for each in fields(self))
        return f"Frames({', '.join(shown)})"


def frames(bundle: ReportBundle) -> Frames:
    """Return a run as pandas frames; times are in the zone of its profile."""
    zone, words = _zone(bundle), _words_of_rules(bundle)
    return Frames(
        **{name: _frame(FRAMES[name], rows(bundle), zone, words) for name, rows in _ROWS.items()}
    )


def break_down(bundle: ReportBundle, by: str) -> pd.DataFrame:
    """Return findings counted by a dimension, with the figures of the workbook's summary.

    ``by`` is severity, force, family, agency, org, month, rule, collector or day. Rates are per
    1,000 contacts with their interval; they are missing where they would say too little. Raises
    ``ConfigError`` for another dimension.
    """
    if by not in DIMENSIONS:
        raise ConfigError(
            "by",
            "findings are not counted by that / 不按此统计",
            f"Known / 可用: {', '.join(DIMENSIONS)}",
        )
    lines = breakdown(bundle, by, load_rates())
    return _frame((by, *BREAKDOWN), map(_line, lines), _zone(bundle), _words_of_rules(bundle))


def _frame(
    columns: tuple[str, ...], rows: Iterable[Row], zone: str, words: Mapping[str, tuple[str, ...]]
) -> pd.DataFrame:
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            name: series_of(name, held, zone, words.get(name, ()))
            for name, held in zip(columns, values, strict=True)
        }
    )


def _zone(bundle: ReportBundle) -> str:
    return str(bundle.manifest["profile"].get("zone") or "UTC")


def _words_of_rules(bundle: ReportBundle) -> dict[str, tuple[str, ...]]:
    """Return the categories that a run's rules give, so that one without findings is counted."""
    names = {"rule": "id", "pack": "pack", "family": "family", "check": "check"}
    return {
        name: tuple(sorted({getattr(rule, field) for rule in bundle.rules}))
        for name, field in names.items()
    }


def _line(line: Line) -> Row:
    rate = (line.rate.value, line.rate.low, line.rate.high) if line.rate else (None,) * 3
    counts = (getattr(line, name) for name in BREAKDOWN[: BREAKDOWN.index("rate")])
    return (line.key, *counts, *rate, *(line.severity[each] for each in SEVERITIES))


def _local(at: str) -> str:
    return at[:_TIME] if len(at) >= _TIME else ""


def _taken(each: object, names: tuple[str, ...], **held: object) -> Row:
    """Return the fields of a record by name, other values where they are held for a name."""
    return tuple(held[name] if name in held else getattr(each, name) for name in names)


def _findings(bundle: ReportBundle) -> Iterator[Row]:
    after = COLUMNS.index("at") + 1
    for row in finding_rows(bundle):
        yield (*row[:after], _local(str(row[after - 1])), *row[after:])


def _activities(bundle: ReportBundle) -> Iterator[Row]:
    names = FRAMES["activities"]
    for incident in bundle.incidents:
        group = {"incident": incident.id, "rule": incident.rule, "debtor": incident.debtor}
        for each in incident.activities:
            known_s = each.duration_s if each.duration_s >= 0 else None
            yield _taken(each, names, local_at=_local(each.at), duration_s=known_s, **group)


def _rules(bundle: ReportBundle) -> Iterator[Row]:
    for rule in bundle.rules:
        said = {"title_zh": rule.title.zh, "title_en": rule.title.en}
        yield _taken(rule, FRAMES["rules"], rule=rule.id, **said)


def _not_evaluated(bundle: ReportBundle) -> Iterator[Row]:
    for each in bundle.not_evaluated:
        yield _taken(each, FRAMES["not_evaluated"], **_meaning(f"why_not.{each.reason}"))


def _rejects(bundle: ReportBundle) -> Iterator[Row]:
    for each in bundle.rejects:
        yield _taken(each, FRAMES["rejects"], **_meaning(f"reject.{each.reason}"))


def _meaning(key: str) -> dict[str, str]:
    return {f"meaning_{lang}": Catalogue(lang).find(key, "") for lang in LANGUAGES}


def _exemptions(bundle: ReportBundle) -> Iterator[Row]:
    for each in bundle.exemptions:
        yield _taken(each, FRAMES["exemptions"], local_at=_local(each.at))


def _files(bundle: ReportBundle) -> Iterator[Row]:
    for each in bundle.files:
        yield _taken(each, FRAMES["files"], activities_made=each.activities)


_ROWS: Final[Mapping[str, Callable[[ReportBundle], Iterable[Row]]]] = {
    "findings": _findings,
    "activities": _activities,
    "rules": _rules,
    "coverage": lambda bundle: (_taken(each, FRAMES["coverage"]) for each in bundle.coverage),
    "not_evaluated": _not_evaluated,
    "exemptions": _exemptions,
    "contacts": lambda bundle: ((*key, count) for key, count in bundle.contacts.items()),
    "hours": lambda bundle: ((*key, count) for key, count in sorted(bundle.hours.items())),
    "files": _files,
    "rejects": _rejects,
}
