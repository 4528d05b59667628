"""``auditkit runs diff``: what is new, gone or decided otherwise between two runs, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.api.runs.diff import Change, Diff
    from auditkit.api.runs.reasons import Reason
    from auditkit.core.i18n import Catalogue

_SHOWN: Final = ("kind", "fingerprint", "rule", "severity", "at", "case_id", "reasons")
_COLUMNS: Final = ("kind", "fingerprint", "rule", "severity", "at", "case_id", "agency_id",
                   "reasons", "meaning")  # fmt: skip
_FEW: Final = 3  # names after a reason before the rest is only counted


@click.command("diff", short_help="Compare two runs. 比较两次审计。")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How the result is written to stdout.",
)
@options.db_option
@options.lang_option
def diff(first: str, second: str, db: str | None, shape: str, lang: str) -> None:
    """Say which findings are new in B, gone since A, or decided otherwise, each with the reason.

    A and B are folders of runs, or runs of --db, in one store or in two. A reason is what is kept
    of both runs: other data, another rule or version of it, another mapping, settings or version of
    auditkit, another decision; where nothing differs that could explain it, it is unexplained.

    \b
    Examples:
      auditkit runs diff out/october out/november
      auditkit runs diff out/october out/november --format csv > changes.csv
    """
    from auditkit.api.runs.diff import diff_runs
    from auditkit.core.i18n import Catalogue

    found, words = diff_runs(first, second, db=db), Catalogue(lang)
    if shape == "json":
        _give_json(found)
        return
    counts = "\n".join(_counts(found, words))
    if shape == "text":
        console.give(counts)
        _give_table(found.changes, words)
        return
    from auditkit.report.csv_table import write_table

    console.say(counts)
    rows = (_row(change, words) for change in found.changes)
    write_table(console.payload(), _COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))


def _counts(found: Diff, words: Catalogue) -> Iterator[str]:
    yield words.text("diff.head", first=found.first, second=found.second)
    rows: list[list[object]] = []
    for kind, count in found.counts.items():
        rows.append([words.text(f"diff.kind.{kind}"), count])
        for name, number in found.reasons.get(kind, {}).items():
            rows.append([f"  {words.text(f'diff.reason.{name}')}", number])
    yield console.table([["", ""], *rows]).lstrip("\n")


def _give_table(changes: Iterable[Change], words: Catalogue) -> None:
    rows = [[row[name] for name in _SHOWN] for row in (_row(each, words) for each in changes)]
    if rows:
        header = [words.text(f"diff.column.{name}") for name in _SHOWN]
        console.give("\n" + console.table([header, *rows]))


def _row(change: Change, words: Catalogue) -> dict[str, str]:
    from auditkit.report.safe import visible

    finding = change.finding
    said = words.text("separator").join(_said(reason, words) for reason in change.reasons)
    return {
        "kind": words.text(f"diff.kind.{change.kind}"),
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": words.text(f"severity.{finding.severity}"),
        "at": finding.at[:19].replace("T", " "),
        "case_id": visible(finding.case_id),
        "agency_id": visible(finding.agency_id),
        "reasons": visible(said),
        "meaning": "|".join(reason.name for reason in change.reasons),
    }


def _said(reason: Reason, words: Catalogue) -> str:
    group = {"decision": "decision"}.get(reason.name, "diff.what")
    what = [words.find(f"{group}.{each}", each) for each in reason.what]
    more = [f"+{len(what) - _FEW}"] if len(what) > _FEW else []
    parted = " → " if reason.name in ("decision", "version") else words.text("comma")
    joined = parted.join([*what[:_FEW], *more])
    said = words.text(f"diff.reason.{reason.name}")
    return f"{said}{words.text('colon')}{joined}" if joined else said


def _give_json(found: Diff) -> None:
    """Write the counts, then one change per line."""
    about = {
        "first": found.first,
        "second": found.second,
        "counts": dict(found.counts),
        "reasons": found.reasons,
    }
    console.give(json.dumps(about, ensure_ascii=False)[:-1] + ', "changes": [')
    last = len(found.changes) - 1
    for place, change in enumerate(found.changes):
        console.give(json.dumps(_document(change), ensure_ascii=False) + "," * (place < last))
    console.give("]}")


def _document(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        **change.finding._asdict(),
        "reasons": [{"name": each.name, "what": list(each.what)} for each in change.reasons],
    }
