from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from typing import get_args

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from report_decided import STATUSES, all_decided, decided, decided_bundle
from report_factory import bundle, manifest

from auditkit.core.findings import Decision
from auditkit.core.i18n import Catalogue
from auditkit.report.days import local_day
from auditkit.report.interface import ReportBundle
from auditkit.report.ledger import LedgerPlan, by_age, entries
from auditkit.report.sheets.decided import FIELDS
from auditkit.report.sheets.shape import load_layout
from auditkit.report.words import words_for
from auditkit.report.xlsx import render
from auditkit.report.xlsx_entry import LISTS, LONGEST_LIST, choices

PLAN = LedgerPlan(("confirmed", "in_appeal", "remediated", "accepted"), "high", (30, 60, 90))


def sheet(of: ReportBundle, name: str, lang: str = "en") -> Worksheet:
    out = io.BytesIO()
    render(of, out, lang=lang)
    return openpyxl.load_workbook(out)[name]


def by_header(of: Worksheet) -> list[dict[str, object]]:
    rows = list(of.iter_rows(min_row=3, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def day(cell: object) -> str:
    assert isinstance(cell, datetime)
    return cell.date().isoformat()


def test_the_ledger_lists_what_is_followed_up_and_grave_findings_still_open() -> None:
    whole = all_decided()
    listed = [each.finding.decision for each in entries(whole, PLAN)]
    assert listed == ["open", "confirmed", "accepted", "remediated", "in_appeal"]
    mild = tuple(replace(each, severity="medium") for each in whole.findings)
    listed = [each.finding.decision for each in entries(replace(whole, findings=mild), PLAN)]
    assert listed == ["confirmed", "accepted", "remediated", "in_appeal"]


@pytest.mark.parametrize(
    ("day", "days", "bucket"),
    [("2026-03-31", 0, 0), ("2026-03-01", 30, 0), ("2026-02-28", 31, 1), ("2025-12-31", 90, 2),
     ("2025-12-30", 91, 3), ("", None, None), ("soon", None, None)],
)  # fmt: skip
def test_age_runs_from_the_activity_to_the_day_the_record_is_known_to(day, days, bucket) -> None:
    first = replace(all_decided().findings[1], day=day)
    [entry] = entries(replace(all_decided(), findings=(first,)), PLAN)
    assert (entry.days, entry.bucket) == (days, bucket)


def test_the_ledger_by_age_counts_each_finding_once() -> None:
    whole = all_decided()
    listed = list(entries(whole, PLAN))
    ages = by_age(whole, PLAN)
    assert [sum(each.severity.values()) for each in ages] == [len(listed), 0, 0, 0]
    assert ages[0].overdue == sum(each.overdue for each in listed) == 3


def test_overdue_is_what_was_due_before_the_day_of_the_report_and_is_not_closed() -> None:
    whole = all_decided()  # due on 31 March, reported on 1 April
    late = {each.finding.decision for each in entries(whole, PLAN) if each.overdue}
    assert late == {"confirmed", "accepted", "in_appeal"}
    today = replace(whole, manifest=manifest(started_at="2026-03-31T15:59:59+00:00"))
    assert not any(each.overdue for each in entries(today, PLAN))


def test_the_day_of_an_instant_is_that_of_the_zone_of_the_profile() -> None:
    said = manifest(started_at="2026-03-31T16:00:00+00:00")
    assert local_day(said, "started_at") == date(2026, 4, 1)
    assert local_day(said | {"profile": {}}, "started_at") == date(2026, 3, 31)
    assert local_day(said | {"profile": {"zone": "Nowhere/None"}}, "started_at") is not None
    assert local_day({}, "started_at") is None


def test_a_lapsed_decision_leaves_no_owner_and_no_due_date() -> None:
    whole = all_decided()
    mark = whole.findings[0].fingerprint
    lapsed = decided("accepted", due="2026-01-01", lapsed=True)
    first, *_ = entries(replace(whole, decided={mark: lapsed}), PLAN)
    assert first.decided is None
    assert not first.overdue


def test_the_ledger_says_the_clause_the_owner_and_what_is_overdue() -> None:
    rows = by_header(sheet(all_decided(), "Remediation ledger"))
    confirmed = next(row for row in rows if row["Status"] == "confirmed")
    assert confirmed["Owner"] == "催收一部"
    assert day(confirmed["Due"]) == "2026-03-31"
    assert confirmed["Overdue"] == "yes"
    assert confirmed["Ageing"] == "0–30 days"
    assert str(confirmed["Characterisation and clause"]).startswith("departs from a standard")
    assert confirmed["Verified by"] in ("", None)


def test_findings_say_what_was_decided_and_by_whom() -> None:
    rows = by_header(sheet(all_decided(), "Findings"))
    words = Catalogue("en")
    assert [row["Decision"] for row in rows] == [words.text(f"decision.{s}") for s in STATUSES]
    accepted = rows[STATUSES.index("accepted")]
    assert accepted["Reason"] == "录音核实：对方主动来电"
    assert (accepted["Owner"], accepted["Decided by"]) == ("催收一部", "王芳")
    assert (day(accepted["Due"]), day(accepted["Valid until"])) == ("2026-03-31", "2026-12-31")
    assert accepted["Decided at"] == "2026-04-02 03:04:05+00:00"


def test_a_lapsed_decision_is_told_beside_empty_cells() -> None:
    first = by_header(sheet(decided_bundle(), "Findings"))[1]
    assert first["Decision"] == "open"
    assert first["Reason"] in ("", None)
    assert first["Lapsed decision"] == "accepted (until 2026-04-30, 王芳): 录音核实：对方主动来电"


def test_the_cover_counts_each_decision_by_itself() -> None:
    rows = list(sheet(all_decided(), "Cover").iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if "in appeal" in row)
    assert rows[head + 1][1:7] == (1,) * 6
    cover = list(sheet(decided_bundle(), "Cover").iter_rows(values_only=True))
    said = "1 of these are final. 1 decisions have lapsed"
    assert any(said in str(cell) for row in cover for cell in row)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_cells_to_fill_in_are_marked_and_take_what_an_import_can_read(lang: str) -> None:
    words = words_for(bundle(), lang, {})
    found = sheet(bundle(), words.text("sheet.findings"), lang)
    headers = {cell.value: cell for cell in found[3]}
    rules = {
        str(area)[0 : -len(str(area).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]: rule
        for rule in found.data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    fill = load_layout().looks["field"]["fill"]
    for key in FIELDS:
        header = headers[words.text(f"column.{key}")]
        rule = rules[header.column_letter]
        assert str(rule.sqref) == f"{header.column_letter}4:{header.column_letter}10"
        assert found.cell(4, header.column).fill.fgColor.rgb.endswith(fill)
    kinds = {key: rules[headers[words.text(f"column.{key}")].column_letter].type for key in FIELDS}
    assert kinds == {
        "decision": "list", "reason": "textLength", "owner": "textLength", "due": "date",
        "until": "date", "final": "list",
    }  # fmt: skip
    assert len(rules) == len(FIELDS)


def test_the_words_of_a_list_can_be_read_back_in_either_language() -> None:
    for entry, names in LISTS.items():
        said = {lang: choices(entry, words_for(bundle(), lang, {})) for lang in ("zh", "en")}
        both = [*said["zh"], *said["en"]]
        assert len(set(both)) == len(both) == 2 * len(names)
        assert not any("," in word or '"' in word or word != word.strip() for word in both)
        for listed in said.values():
            assert len(",".join(listed)) <= LONGEST_LIST
    assert tuple(LISTS["decision"]) == get_args(Decision)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_headers_that_an_import_reads_stand_once(lang: str) -> None:
    words = Catalogue(lang)
    for name in ("findings", "ledger", "sampling"):
        columns = load_layout().sheets[name].columns
        headers = [words.text(f"column.{each.key}") for each in columns]
        assert len(set(headers)) == len(headers)
