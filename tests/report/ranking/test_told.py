"""What is said of an order: the console, the table and the workbook, in both languages."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Final

import openpyxl
import pytest
from report_factory import RULES, START, activity, bundle, finding
from report_golden import assert_golden
from report_hostile import VALUES, hostile_bundle

from auditkit.core.findings import Finding
from auditkit.core.i18n import LANGUAGES
from auditkit.report.interface import ContactKey, ReportBundle, Workload
from auditkit.report.ranking.book import write_book
from auditkit.report.ranking.plan import load_ranking_plan
from auditkit.report.ranking.rank import order_of
from auditkit.report.ranking.table import COLUMNS, write_csv, write_json
from auditkit.report.ranking.text import render_text
from auditkit.report.safe import csv_text, visible
from auditkit.report.width import shown_width

_QUIET: Final = "cn-self.hours.quiet"
_REFUSED: Final = "cn-law.contact.refusal"
_CALLS: Final = "cn-std.frequency.interactive"
_OWN: Final = "bank-example.frequency.calls"


def office() -> ReportBundle:
    """Return a run in which one collector stands out, one did little, and one finding is nobody's.

    Calls are found by two rules at once; the rule on refusals bars a state that a complaint opens.
    """
    plan = [
        # collector, agency, case, rules, decision
        *[("CS1", "", f"K{n}", (_CALLS, _OWN), "open") for n in range(12)],
        *[("CS1", "", f"K{n}", (_QUIET,), "confirmed") for n in range(3)],
        ("CS1", "", "K0", (_REFUSED,), "open"),
        *[(f"CS{n}", "", f"K{20 + n}", (_CALLS,), "open") for n in range(2, 8)],
        ("CS2", "", "K22", (_QUIET,), "false_alarm"),
        ("WB1", "AG-02", "K40", (_REFUSED,), "open"),
        ("", "AG-02", "K41", (_CALLS,), "open"),
    ]  # fmt: skip
    found = [
        one
        for number, (collector, agency, case, rules, decision) in enumerate(plan)
        for one in _found(number, collector, agency, case, rules, decision)
    ]
    work = {("", f"CS{n}"): 200 + 10 * n for n in range(1, 10)} | {("AG-02", "WB1"): 12}
    refusal = replace(
        next(each for each in RULES if each.id == _REFUSED), check="conduct.stop_state",
    )  # fmt: skip
    opened = replace(refusal.versions[0], params={"opened_by": ["complaint.opened"]})
    return bundle(
        findings=tuple(found),
        incidents=(),
        rules=(replace(refusal, versions=(opened,)), *(r for r in RULES if r.id != _REFUSED)),
        contacts={
            ContactKey(agency, name, "HZ", "2026-03-02"): many
            for (agency, name), many in work.items()
        },
        workload=Workload({each.case_id: 8 for each in found}, {7: 30, 8: 20, 60: 4}),
    )


def _found(
    number: int, collector: str, agency: str, case: str, rules: tuple[str, ...], decision: str
) -> list[Finding]:
    at = START + timedelta(days=number % 9, minutes=number)
    call = activity(number, at, collector_id=collector, agency_id=agency)
    return [
        finding(rule, call, overlap=f"O{number}", case_id=case, debtor=f"D-{case}",
                decision=decision)
        for rule in rules
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_order_of_an_office_reads_like_the_golden_file(lang: str) -> None:
    text = render_text(order_of(office(), top=2), lang, 100)
    assert_golden(f"ranking.{lang}.txt", text.encode() + b"\n")


@pytest.mark.parametrize("width", [1, 60, 79, 160])
def test_no_line_is_wider_than_the_console(width: int) -> None:
    for lang in LANGUAGES:
        lines = render_text(order_of(office()), lang, width).splitlines()
        assert max(map(shown_width, lines)) <= max(width, 60)


def test_a_table_has_a_row_for_every_unit_those_apart_without_a_rank() -> None:
    out = io.BytesIO()
    write_csv(order_of(office()), out, "en")
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    collectors = [row for row in rows if row["kind"] == "collectors"]
    assert [(row["rank"], row["agency_id"], row["name"]) for row in collectors] == [
        ("1", "", "CS1"), ("2", "", "CS2"), ("3", "", "CS3"), ("4", "", "CS4"), ("5", "", "CS5"),
        ("6", "", "CS6"), ("7", "", "CS7"), ("", "AG-02", "WB1"),
    ]  # fmt: skip
    first = {name: collectors[0][name] for name in (
        "standing", "events", "findings", "open", "false_alarms", "workload", "peers",
        "peers_band", "peers_fewest", "peers_most", "unsure", "flags", "worst_rule",
    )}  # fmt: skip
    assert first == {
        "standing": "above", "events": "16", "findings": "28", "open": "25", "false_alarms": "0",
        "workload": "210", "peers": "8", "peers_band": "1.5", "peers_fewest": "220",
        "peers_most": "290", "unsure": "1", "flags": "stop_state|complaint",
        "worst_rule": _REFUSED,
    }  # fmt: skip
    assert collectors[1]["false_alarms"] == "1"


def test_a_document_holds_both_languages_and_the_numbers_it_goes_by() -> None:
    out = io.BytesIO()
    order = order_of(office(), kinds=("collectors",), top=1)
    write_json(order, out, "zh")
    told = json.loads(out.getvalue())
    assert told["run_id"] == "R20260401-7KQ2"
    assert told["plan"]["severity"] == dict(order.plan.severity)
    [collectors] = told["rankings"]
    assert {name: collectors[name] for name in ("total", "total_apart", "clean", "unnamed")} == {
        "total": 7, "total_apart": 1, "clean": 2, "unnamed": 1,
    }  # fmt: skip
    [first] = collectors["ranked"]
    assert first["key"] == {"agency_id": "", "name": "CS1"}
    assert first["worst"]["rule"] == _REFUSED
    assert set(first["said"]) == {"zh", "en"}
    assert sum(each["share"] for each in first["reasons"]) == pytest.approx(1)


def test_a_workbook_of_its_own_holds_what_the_sheet_of_the_report_does() -> None:
    from auditkit.report.xlsx import render

    whole, report, alone = office(), io.BytesIO(), io.BytesIO()
    render(whole, report, lang="zh")
    write_book(order_of(whole, top=load_ranking_plan().units), alone, "zh")
    book = openpyxl.load_workbook(alone)
    assert book.sheetnames == ["复核顺序"]
    rows = [list(sheet["复核顺序"].iter_rows(values_only=True))
            for sheet in (book, openpyxl.load_workbook(report))]  # fmt: skip
    assert rows[0] == rows[1]


def test_no_text_of_a_run_is_alive_in_a_table_or_a_workbook() -> None:
    order = order_of(hostile_bundle([each for each in VALUES if len(each) < 100] + ["x" * 700]))
    table, book = io.BytesIO(), io.BytesIO()
    write_csv(order, table, "en")
    write_book(order, book, "en")
    rows = list(csv.reader(io.StringIO(table.getvalue().decode("utf-8-sig"), newline="")))
    assert all(cell == csv_text(cell) or cell[0] == "'" for row in rows for cell in row)
    names = {row[COLUMNS.index("name")] for row in rows}
    assert "'=1+1" in names
    cells = [cell for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(visible(line) == line for line in render_text(order, "zh", 100).split("\n"))
