from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from auditkit.checks.interface import UNKNOWN
from auditkit.core.errors import PolicyError
from auditkit.core.findings import Certainty, Confidence, Decision, Force, Severity
from auditkit.core.i18n import Catalogue, load_entries, locale_folder
from auditkit.engine.link_report import CLASSES
from auditkit.engine.offsets import How
from auditkit.report.interface import FileTotals
from auditkit.report.sheets import (
    charts,
    clauses,
    cover,
    findings,
    ledger,
    linking,
    lists,
    ranking,
    rulebook,
    sampling,
    summary,
)
from auditkit.report.sheets.manifest import FILES
from auditkit.report.sheets.shape import load_layout

WORDS = Catalogue("zh")


def test_the_shipped_catalogue_is_whole() -> None:
    assert len(load_entries(locale_folder())) > 300


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("force", get_args(Force)),
        ("force_name", get_args(Force)),
        ("severity", get_args(Severity)),
        ("certainty", get_args(Certainty)),
        ("decision", get_args(Decision)),
        ("confidence", get_args(Confidence)),
        ("why_not", [each.value for each in UNKNOWN if each.value]),
    ],
)
def test_every_closed_word_has_a_label(group: str, names: tuple[str, ...]) -> None:
    assert [name for name in names if f"{group}.{name}" not in WORDS] == []


def test_every_word_of_linking_and_every_column_of_its_blocks_has_a_label() -> None:
    words = [*CLASSES, *get_args(How)]
    assert [name for name in words if f"linking.{name}" not in WORDS] == []
    blocks = (linking.OFFSETS, linking.FEEDS, linking.BETWEEN, linking.WITHOUT, linking.CROSSWALK)
    columns = {key for block in blocks for key in block}
    assert [key for key in sorted(columns) if f"column.{key}" not in WORDS] == []


def test_wording_follows_force_as_the_design_says() -> None:
    said = {name: WORDS.text(f"force.{name}") for name in get_args(Force)}
    assert said["law"].startswith("涉嫌违反")
    assert said["ministry_rule"] == said["notice"] == "不符合监管要求"
    assert said["standard"] == said["self_discipline"] == "与标准或自律规范不一致"
    assert said["bank_policy"] == "违反本行制度"


@pytest.mark.parametrize(
    ("sheet", "columns"),
    [
        ("findings", findings.FINDINGS),
        ("incidents", findings.INCIDENTS),
        ("summary", summary.COLUMNS),
        ("rulebook", rulebook.COLUMNS),
        ("ledger", ledger.COLUMNS),
        ("sampling", sampling.DRAWN),
        ("ranking", ranking.COLUMNS),
        ("clauses", clauses.COLUMNS),
        ("coverage", lists.COVERAGE),
        ("exemptions", lists.EXEMPTIONS),
        ("not_evaluated", lists.NOT_EVALUATED),
        ("rejects", lists.REJECTS),
        ("linking", linking.SAMPLES),
        ("manifest", FILES),
    ],
)
def test_layout_and_code_name_the_same_columns_and_each_has_a_header(
    sheet: str, columns: tuple[str, ...]
) -> None:
    assert tuple(each.key for each in load_layout().sheets[sheet].columns) == columns
    assert [key for key in columns if f"column.{key}" not in WORDS] == []


def test_every_look_and_kind_a_sheet_uses_is_in_the_layout() -> None:
    layout = load_layout()
    kinds = {each.kind for sheet in layout.sheets.values() for each in sheet.columns}
    assert kinds <= set(layout.kinds)
    assert set(cover.SEVERITIES) <= set(layout.looks)
    assert {f"decision_{each}" for each in get_args(Decision)} <= set(layout.looks)


def test_every_header_of_a_table_beside_a_chart_has_a_label() -> None:
    columns = {
        *charts.BY_TIME, *charts.BY_AGENCY, *charts.BY_AGE, *charts.BY_RULE, *sampling.STRATA,
    }  # fmt: skip
    assert [key for key in sorted(columns) if f"column.{key}" not in WORDS] == []


def test_control_totals_are_all_on_the_manifest() -> None:
    assert {field.name for field in fields(FileTotals)} <= set(FILES)


def written(folder: Path, text: str) -> Path:
    (folder / "words.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: {zh: 甲}", "a has no en"),
        ("a: {zh: '{count} 个', en: many}", "a uses different placeholders in zh and en"),
        ("a: {zh: 甲, en: a}\na: {zh: 乙, en: b}", "a is given twice"),
        ("a: word", "a is not a mapping"),
        ("a: {zh: 甲", "is not YAML"),
    ],
)
def test_what_is_wrong_in_a_catalogue_is_said_with_its_line(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load_entries(written(tmp_path, text))
    assert problem in str(caught.value)
    assert "words.yaml:" in str(caught.value)


def test_a_text_is_filled_in_and_an_argument_is_never_looked_into(tmp_path: Path) -> None:
    folder = written(tmp_path, "a: {b: {zh: '{file} 有 {rows} 行', en: '{file} has {rows} rows'}}")
    words = Catalogue("en", folder)
    assert words.text("a.b", file="{rows}", rows=3) == "{rows} has 3 rows"
    assert words.find("a.c", "a.c") == "a.c"
    with pytest.raises(KeyError):
        words.text("a.c")
