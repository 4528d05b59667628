"""The templates that ship: the ready ones lint clean, the bad ones break the rules they show."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit import api

EXAMPLES = Path(__file__).parents[2] / "examples"
READY, BAD = EXAMPLES / "templates", EXAMPLES / "templates-bad"
EXPECTED = BAD / "expected.csv"
DAY = date(2026, 12, 1)
NOT_METADATA = "send_days"
"""What no metadata says of a template: whether it is sent on a Sunday."""


@pytest.mark.parametrize(
    ("folder", "profile"), [("cn", None), ("cn", "cn-bank"), ("us", None)], ids=str
)
def test_ready_templates_lint_clean_and_wholly_judged(folder: str, profile: str | None) -> None:
    result = api.lint([READY / folder], profile=profile, as_of=DAY)
    assert [(f.path, f.rule, f.evidence) for f in result.bundle.report.findings] == []
    assert {u.needs for u in result.bundle.report.unjudged} <= {NOT_METADATA}
    assert result.exit_code == 0
    assert result.bundle.report.templates >= 5


def test_ready_templates_in_two_languages_are_of_one_group() -> None:
    texts = {file.name for file in (READY / "cn").rglob("*.*") if ".zh." in file.name}
    others = {file.name for file in (READY / "cn").rglob("*.*") if ".en." in file.name}
    assert {name.replace(".zh.", ".en.") for name in texts} == others
    assert len(texts) >= 20


def test_bad_templates_break_the_rules_they_show_and_no_others() -> None:
    found = sorted({row for folder in ("cn", "us") for row in _found(folder)})
    if os.environ.get("AUDITKIT_GOLDEN") == "update":
        EXPECTED.write_text(_written(found), encoding="utf-8", newline="\n")
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        expected = sorted(tuple(row) for row in list(csv.reader(file))[1:])
    assert found == expected


def test_every_bad_template_breaks_a_rule_and_is_told_in_the_readme() -> None:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        told = {row["file"] for row in csv.DictReader(file)}
    files = {
        file.relative_to(BAD).as_posix()
        for folder in ("cn", "us")
        for file in (BAD / folder).rglob("*.*")
        if file.name != "auditkit.toml"
    }
    readme = (BAD / "README.md").read_text(encoding="utf-8")
    assert files == told
    assert [name for name in files if _in_readme(name) not in readme] == []


def test_a_workbook_of_templates_is_judged_as_the_same_list_in_a_csv_file(tmp_path: Path) -> None:
    (tmp_path / "auditkit.toml").write_bytes((BAD / "cn" / "auditkit.toml").read_bytes())
    with (BAD / "cn" / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    found = api.lint([tmp_path / "list.xlsx"], as_of=DAY).bundle.report
    listed = api.lint([BAD / "cn" / "list.csv"], as_of=DAY).bundle.report
    assert [(f.entry, f.span, f.rule) for f in found.findings] == [
        (f.entry, f.span, f.rule) for f in listed.findings
    ]
    assert {f.entry for f in found.findings} == {"waiver_promised"}


def _found(folder: str) -> Iterator[tuple[str, str, str]]:
    result = api.lint([BAD / folder], as_of=DAY)
    assert result.exit_code == 1
    for finding in result.bundle.report.findings:
        below = Path(finding.path).absolute().relative_to(BAD)
        yield below.as_posix(), finding.entry, finding.rule


def _written(rows: list[tuple[str, str, str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("file", "entry", "rule"), *rows])
    return out.getvalue()


def _in_readme(name: str) -> str:
    return name.replace(".zh.txt", ".*.txt").replace(".en.txt", ".*.txt")
