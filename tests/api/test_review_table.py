"""A review table comes back however it was sorted, cut, saved and mistyped: row by row."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.api.reviewing import deciding as review
from auditkit.api.reviewing.cells import CellReader
from auditkit.api.reviewing.compare import difference, differences
from auditkit.api.reviewing.sheets import read_tables
from auditkit.api.reviewing.table import export_review
from auditkit.api.reviewing.taking import import_review
from auditkit.cli.main import main
from auditkit.core import clock
from auditkit.core.errors import InputError
from auditkit.core.pseudonym import KEY_ENV
from auditkit.report.review_rows import COLUMNS, labels
from auditkit.store.chain import read_chain
from auditkit.store.database import open_store
from auditkit.store.decisions import read_decisions
from tests import small_audit as small

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
ROWS = 12


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    log = small.log(folder, "calls.csv", small.calls(range(1, 5)))
    small.scan(log, out=folder / "out", policies=small.policies(folder), formats=("xlsx",))
    return folder / "out"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(KEY_ENV, small.KEY_TEXT)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def out(base, home) -> Path:
    return Path(shutil.copytree(base, home / "out"))


class Sheet:
    """A review table in the hands of a person: cells by header, saved as a workbook."""

    def __init__(self, out: Path, lang: str = "zh", name: str = "review.xlsx") -> None:
        self.path = out.parent / name
        export_review(out, self.path, asked=review.Asked(), lang=lang)
        self.book = openpyxl.load_workbook(self.path)
        self.sheet = self.book.worksheets[0]
        self.heads = labels(lang)

    def place(self, name: str) -> int:
        row = next(self.sheet.iter_rows(min_row=1, max_row=1, values_only=True))
        return row.index(self.heads[name]) + 1

    def put(self, row: int, **cells: object) -> None:
        for name, value in cells.items():
            self.sheet.cell(row, self.place(name)).value = value

    def get(self, row: int, name: str):
        return self.sheet.cell(row, self.place(name)).value

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path

    def rows(self) -> list[list[object]]:
        return [list(row) for row in self.sheet.iter_rows(values_only=True)]


def bring(path: Path, out: Path, who: str = "Li Lei", **more):
    return import_review(path, who=who, run=out, **more)


def problems(done) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason) for each in done.problems]


def events(out: Path):
    with open_store(out / "audit.db", small.PSEUDONYMS) as store:
        return read_decisions(store)


def test_a_filled_table_is_recorded_under_one_link_and_a_second_time_not_at_all(out):
    table = Sheet(out)
    for row in range(2, ROWS + 2):
        table.put(row, decision="已确认", reason=f"听过录音 {row}", owner="Wu")
    path = table.save()
    done = bring(path, out)
    assert (done.rows, done.taken, done.refused, done.exit_code) == (ROWS, ROWS, 0, 0)
    found = events(out)
    assert {e.source for e in found} == {
        f"review.xlsx [复核] row {n} sha256:{done.sha256}" for n in range(2, ROWS + 2)
    }
    assert {(e.who, e.owner, e.status) for e in found} == {("Li Lei", "Wu", "confirmed")}
    with open_store(out / "audit.db", small.PSEUDONYMS) as store, store.reading() as connection:
        links = [link for link in read_chain(connection) if link.kind == "decision"]
    assert [len(link.body["rows"]) for link in links] == [ROWS]
    again = bring(path, out)
    assert (again.taken, again.unchanged, again.exit_code) == (0, ROWS, 0)
    assert len(events(out)) == ROWS


def test_a_file_brought_in_before_does_not_undo_what_was_decided_since(out):
    table = Sheet(out)
    table.put(2, decision="confirmed", reason="heard")
    path = table.save()
    bring(path, out)
    other = review.NewDecision("false_alarm", "was the lawyer", "Han")
    review.set_decision(str(table.get(2, "fingerprint")), other, run=out)
    assert bring(path, out).unchanged == 1
    assert [e.status for e in events(out)] == ["confirmed", "false_alarm"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_columns_moved_and_added_rows_sorted_and_deleted_do_not_matter(out, lang):
    table = Sheet(out, lang)
    for row in range(2, ROWS + 2):
        table.put(row, decision="in_appeal", reason=f"agency objects {row}")
    head, *rows = table.rows()
    order = list(reversed(range(len(head))))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["复核结果汇总"])
    sheet.append([])
    sheet.append(["my notes", *(head[n] for n in order), "x"])
    for row in [*reversed(rows[:6]), [None] * len(head), *rows[9:]]:
        sheet.append(["=1+1", *(row[n] for n in order), 3])
    sheet.column_dimensions["C"].hidden = True
    book.save(table.path)
    done = bring(table.path, out)
    assert (done.rows, done.taken, done.problems, done.missing) == (9, 9, (), ())
    assert done.lang == lang


def test_every_kind_of_mistake_is_named_by_row_and_the_rest_is_taken(out):
    table = Sheet(out)
    last = (NOW + timedelta(days=60)).date()
    table.put(2, decision="已确认", reason="录音属实")
    table.put(3, decision="confirmd", reason="typing")
    table.put(4, decision="误报")
    table.put(5, decision="已接受", reason="risk owner agrees")
    table.put(6, decision=" ＡＣＣＥＰＴＥＤ ", reason="risk owner agrees", until=last)
    table.put(7, decision="已整改", reason="trained", due="5-Mar-27", until="2027/3/5")
    table.put(8, decision="已整改", reason="trained", due="2026-10-01")
    table.put(9, decision="已确认", reason="done", final="是")
    table.put(10, reason="no decision yet")
    table.put(11, decision="已确认", reason="x", final="perhaps")
    table.put(12, decision="误报", reason="x", fingerprint="FNOSUCHFINDING")
    done = bring(table.save(), out)
    assert problems(done) == [
        (3, "decision", "status_invalid"),
        (4, "reason", "reason"),
        (5, "until", "until_needed"),
        (7, "due", "date_ambiguous"),
        (8, "due", "due_past"),
        (9, "final", "final_first"),
        (10, "decision", "status_missing"),
        (11, "final", "final_invalid"),
        (12, "fingerprint", "unknown"),
    ]
    assert (done.rows, done.taken, done.empty, done.refused, done.exit_code) == (12, 2, 1, 9, 1)
    assert sorted(e.status for e in events(out)) == ["accepted", "confirmed"]


def test_a_sort_of_some_columns_only_takes_no_row_that_moved(out):
    table = Sheet(out)
    for row in range(2, ROWS + 2):
        table.put(row, decision="confirmed", reason=f"r{row}")
    # the keys at the end were left out of the sort
    keys = [(table.get(r, "fingerprint"), table.get(r, "check")) for r in range(2, ROWS + 2)]
    keys[0], keys[5] = keys[5], keys[0]
    for row, (fingerprint, check) in enumerate(keys, 2):
        table.put(row, fingerprint=fingerprint, check=check)
    done = bring(table.save(), out)
    assert {row for row, _, reason in problems(done) if reason == "changed"} == {2, 7}
    assert done.taken == ROWS - 2


def test_what_a_program_did_to_ids_and_times_is_told_apart_from_an_edit(out):
    table = Sheet(out)
    for row in range(2, 7):
        table.put(row, decision="confirmed", reason=f"r{row}")
    whole = str(table.get(2, "case_id"))
    table.put(2, case_id=float(whole[:15] + "000"), agency_id=1)
    table.put(3, case_id=f"{int(whole):.5E}", at=str(table.get(3, "at"))[:16].replace("-", "/"))
    table.put(4, case_id="110105194912319999")
    table.put(5, evidence="edited")
    table.put(6, check="C2345678")
    done = bring(table.save(), out)
    assert problems(done) == [
        (4, "case_id", "changed"),
        *([(5, "evidence", "changed")]),
        (6, "check", "changed"),
    ]
    assert {(n.row, n.column, n.reason) for n in done.notes} == {
        (2, "case_id", "program_digits"),
        (2, "agency_id", "program_number"),
        (3, "case_id", "program_digits"),
        (3, "at", "program_date"),
    }
    assert done.taken == 2


@pytest.mark.parametrize(
    ("expected", "cell", "how"),
    [
        ("110105194912310021", "1.10105E+17", "digits"),
        ("110105194912310021", "1.10106E+17", "changed"),
        ("110105194912310021", 110105194912310000.0, "digits"),
        ("1234567", "1,234,567", "number"),
        ("007", 7.0, "number"),
        ("007", "8", "changed"),
        ("2026-10-12 10:01:02+08:00", datetime.fromisoformat("2026-10-12 10:01:02"), "date"),
        ("2026-10-12 10:01:02+08:00", "2026/10/12 10:01", "date"),
        ("2026-10-12 10:01:02+08:00", "2026/10/12 10:02", "changed"),
        ("催收\U0001f4de电话", "催收?电话", "encoding"),
        ("催收\U0001f4de电话", "催收??电话", "encoding"),
        ("催收电话", "催收?", "changed"),
        ("第一行\n第二行", "第一行?第二行", "encoding"),
        ("=1+1", "'=1+1", None),
        ("第一行\n第二行", "第一行␊第二行", None),
        ("a_x0041_", "a_x005F_x0041_", None),
        ("催" * 40_000, "催" * 32_767, "cut"),
        ("", None, None),
        ("x", None, "changed"),
    ],
)
def test_how_a_cell_differs(expected, cell, how):
    assert difference(expected, cell) == how


def test_a_finding_decided_twice_in_one_table_is_taken_only_if_both_say_the_same(out):
    table = Sheet(out)
    rows = table.rows()
    at = {name: table.place(name) - 1 for name in COLUMNS}
    one, two = list(rows[1]), list(rows[2])
    for row, reason in ((one, "same"), (two, "first")):
        row[at["decision"]], row[at["reason"]] = "confirmed", reason
    other = [*two]
    other[at["reason"]] = "second"
    book = openpyxl.Workbook()
    for row in (rows[0], one, one, two, other):
        book.active.append(row)
    book.save(table.path)
    done = bring(table.path, out)
    assert problems(done) == [(4, "fingerprint", "twice"), (5, "fingerprint", "twice")]
    assert (done.taken, done.repeated, done.refused) == (1, 1, 2)


def test_four_eyes_by_the_sheet(out):
    table = Sheet(out)
    table.put(2, decision="confirmed", reason="heard")
    table.put(3, decision="confirmed", reason="heard")
    bring(table.save(), out)
    table.put(2, final="是")
    path = table.save()
    assert problems(bring(path, out)) == [(2, "final", "final_person")]
    assert problems(bring(path, out, who="Han")) == [(2, "final", "final_account")]
    done = bring(path, out, who="Han", shared_account=True)
    assert (done.taken, done.unchanged) == (1, 1)
    assert events(out)[-1].source.endswith("; shared-account")
    table.put(2, decision="误报", reason="no", final="")
    assert problems(bring(table.save(), out, who="Wu")) == [(2, "decision", "locked")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_findings_of_the_report_come_back_too(out, lang):
    assert main(["report", str(out), "--format", "xlsx", "--lang", lang]) == 0
    book = openpyxl.load_workbook(out / "report.xlsx")
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    sheet = book[words.text("sheet.findings")]
    head = [cell.value for cell in sheet[3]]
    decision = head.index(words.text("column.decision")) + 1
    reason = words.text("review.column.reason")
    at = head.index(reason) + 1 if reason in head else len(head) + 1
    sheet.cell(3, at).value = reason
    sheet.cell(4, decision).value = words.text("decision.remediated")
    sheet.cell(4, at).value = "trained the team"
    sheet.cell(5, head.index(words.text("column.case_id")) + 1).value = "K-other"
    sheet.cell(5, decision).value, sheet.cell(5, at).value = "confirmed", "x"
    book.save(out / "report.xlsx")
    done = bring(out / "report.xlsx", out)
    assert (done.rows, done.taken, done.unchanged, done.lang) == (ROWS, 1, ROWS - 2, lang)
    assert problems(done) == [(5, "case_id", "changed")]


def test_a_report_with_decisions_in_it_says_nothing_new(out, monkeypatch):
    names = [each.finding["fingerprint"] for each in review.list_findings(out)]
    day = (NOW + timedelta(days=9)).date()
    new = review.NewDecision
    accepted = new("accepted", "agreed", "Li", until=day, owner="007", due=day)
    review.set_decision(names[0], accepted, run=out)
    review.set_decision(names[1], new("confirmed", "heard", "Li"), run=out)
    final = new("confirmed", "heard too", "Han", final=True, shared_account=True)
    review.set_decision(names[1], final, run=out)
    review.set_decision(names[2], new("accepted", "for now", "Li", until=NOW.date()), run=out)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    assert main(["report", str(out), "--format", "xlsx"]) == 0
    done = bring(out / "report.xlsx", out, who="Wu")
    assert (done.unchanged, done.taken, done.problems) == (ROWS, 0, ())


def test_who_has_a_number_in_the_reason_is_told_so(out):
    table = Sheet(out)
    table.put(2, decision="confirmed", reason="本人 139-0000-0001 来电", owner="wu@example.com")
    table.put(3, decision="confirmed", reason="2026-11-02 工单 20261102")
    done = bring(table.save(), out)
    assert done.taken == 2
    assert [(n.row, n.column, n.reason) for n in done.notes] == [
        (2, "owner", "personal"), (2, "reason", "personal"),
    ]  # fmt: skip
    assert {event.reason for event in events(out)} == {"本人 *** 来电", "2026-11-02 工单 20261102"}


def test_a_table_that_may_be_filled_in_is_not_written_over(out, capsys):
    path = Sheet(out).path
    given = ["review", "export", str(out), "-o", str(path), "--lang", "en"]
    assert main(given) == 3
    assert "--replace" in capsys.readouterr().err
    assert main([*given, "--replace"]) == 0


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode()))
def test_no_file_makes_an_import_fail_otherwise_than_it_should(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    with contextlib.suppress(InputError):
        read_tables(path, "zh")


@given(data=st.data())
def test_no_cell_makes_an_import_fail(tmp_path_factory, data):
    cell = st.text(max_size=12) | st.sampled_from(["已确认", "F2", "2026-13-45", "是", "1e999"])
    rows = data.draw(st.lists(st.lists(cell, min_size=6, max_size=9), max_size=5))
    path = tmp_path_factory.getbasetemp() / "cells.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows(
            [["问题指纹", "处理状态", "原因", "整改期限", "终局", "证据（已脱敏）"], *rows]
        )
    reader = CellReader()
    for table in read_tables(path, "zh"):
        for row in table.rows:
            reader.read(row.cells)
            list(differences(dict.fromkeys(row.cells, "110105194912310021"), row.cells))


ENCODINGS = {
    "utf-8-sig": (",", "utf-8-sig"), "utf-8": (";", "utf-8"), "gbk": (",", "gbk"),
    "gb18030": ("\t", "gb18030"), "utf-16": ("\t", "utf-16"), "utf-16-le": (",", "utf-16-le"),
}  # fmt: skip


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_tables_of_every_encoding_and_delimiter(out, name, lang):
    delimiter, encoding = ENCODINGS[name]
    path = out.parent / "review.csv"
    export_review(out, path, asked=review.Asked(), lang=lang)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    at = {head: place for place, head in enumerate(rows[0])}
    heads = labels(lang)
    for row in rows[1:]:
        row[at[heads["decision"]]] = "误报" if lang == "zh" else "False Alarm"
        row[at[heads["reason"]]] = "本人来电，同意\n再次联系"
        row[at[heads["due"]]] = "2026年12月31日"
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding, errors="replace"))
    done = bring(path, out)
    assert (done.taken, done.problems, done.exit_code) == (ROWS, (), 0)
    assert {e.due for e in events(out)} == {"2026-12-31"}


def test_missing_columns_are_named_and_what_cannot_be_read_at_all_ends_with_3(out, home, capsys):
    table = Sheet(out, "en")
    table.put(2, decision="confirmed", reason="x")
    for name in ("evidence", "until", "clause"):
        table.sheet.delete_cols(table.place(name))
    done = bring(table.save(), out)
    assert (done.taken, done.missing) == (1, ("clause", "evidence", "until"))
    table.sheet.delete_cols(table.place("reason"))
    with pytest.raises(InputError, match="columns are missing: Reason"):
        bring(table.save(), out, lang="en")
    (home / "none.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (home / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    for name in ("none.csv", "broken.xlsx"):
        assert main(["review", "import", name, "--run", str(out), "--who", "Li"]) == 3
    assert capsys.readouterr().out == ""


def test_nobody_decides_nothing(out):
    table = Sheet(out)
    table.put(2, decision="confirmed", reason="x")
    with pytest.raises(InputError, match="who decides"):
        bring(table.save(), out, who=" ")


MANIFEST = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def ods(path: Path, cell: str, rows: int, columns: int) -> Path:
    """Write a workbook of LibreOffice with one cell that is repeated."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="S"><table:table-row '
        f'table:number-rows-repeated="{rows}"><table:table-cell '
        f'table:number-columns-repeated="{columns}">{cell}</table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def test_a_workbook_that_would_fill_the_memory_is_refused(home):
    told = "<text:p>x</text:p>"
    with pytest.raises(InputError, match="too large"):
        read_tables(ods(home / "bomb.ods", told, 1_048_576, 16_384), "zh")
    with pytest.raises(InputError, match="no review table"):
        read_tables(ods(home / "empty.ods", "", 1_048_576, 16_384), "zh")
    with pytest.raises(InputError, match="no review table"):
        read_tables(ods(home / "small.ods", told, 3, 3), "zh")
    broken = ods(home / "broken.ods", "<text:p>", 3, 3)
    with pytest.raises(InputError, match="damaged"):
        read_tables(broken, "zh")


def test_two_columns_of_one_name_are_refused(out):
    table = Sheet(out, "en")
    table.sheet.cell(1, 40).value = " reason"
    with pytest.raises(InputError, match="twice"):
        bring(table.save(), out)


def test_nothing_taken_at_all_ends_with_3_and_a_dry_run_writes_nothing(out):
    table = Sheet(out)
    table.put(2, decision="confirmed", reason="x")
    path = table.save()
    dry = bring(path, out, dry_run=True)
    assert (dry.taken, dry.dry_run, events(out)) == (1, True, ())
    for row in range(2, ROWS + 2):
        table.put(row, decision="nonsense", reason="x")
    assert bring(table.save(), out).exit_code == 3


def test_the_command_line_tells_rows_and_reasons_but_no_value(out, home, capsys):
    table = Sheet(out)
    table.put(2, decision="confirmed", reason="x")
    table.put(3, decision="13900000001", reason="x")
    table.save()
    given = ["review", "import", "review.xlsx", "--run", str(out), "--who", "Li"]
    assert main([*given, "--lang", "en", "--rejects", "problems.csv"]) == 1
    told = capsys.readouterr()
    assert "[复核] row 3, Decision: is no decision that is known" in told.out
    rows = list(csv.DictReader(io.StringIO(Path("problems.csv").read_text("utf-8-sig"))))
    assert [(r["sheet"], r["row"], r["column"], r["reason"]) for r in rows] == [
        ("复核", "3", "decision", "status_invalid")
    ]
    assert main([*given, "--format", "json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert (shown["taken"], shown["unchanged"], shown["exit_code"]) == (0, 1, 1)
    assert "13900000001" not in json.dumps(shown) + told.out + told.err


def test_an_export_is_narrowed_and_shows_how_findings_stand(out, home, capsys):
    table = Sheet(out, "en")
    until = (NOW + timedelta(days=1)).date()
    first = str(table.get(2, "fingerprint"))
    review.set_decision(first, review.NewDecision("accepted", "agreed", "Li", until=until), run=out)
    shown = Sheet(out, "en", "again.xlsx")
    assert shown.get(2, "stands") == "accepted"
    assert (shown.get(2, "stands_reason"), shown.get(2, "decided_by")) == ("agreed", "Li")
    assert shown.get(2, "decision") is None
    narrowed = ["review", "export", str(out), "-o", "open.csv", "--open", "--rule", small.RULE]
    assert main([*narrowed, "--agency", "001", "--severity", "medium", "--lang", "en"]) == 0
    assert f"{ROWS - 1} findings" in capsys.readouterr().err
    written = Path("open.csv").read_text(encoding="utf-8-sig")
    assert first not in written
    assert main(["review", "export", str(out), "-o", "none.xlsx", "--agency", "X"]) == 0
    assert openpyxl.load_workbook("none.xlsx").worksheets[0].max_row == 1


def test_the_workbook_has_lists_days_filter_and_frozen_header(out):
    table = Sheet(out)
    rules = {str(r.sqref): r for r in table.sheet.data_validations.dataValidation}
    assert {r.type for r in rules.values()} == {"list", "date"}
    lists = [r.formula1 for r in rules.values() if r.type == "list"]
    assert '"待处理,已确认,误报,已接受,已整改,申诉中"' in lists
    assert table.sheet.freeze_panes == "D2"
    assert table.sheet.auto_filter.ref.startswith("A1:")
    assert [c.value for c in table.sheet[1]][-2:] == [table.heads["fingerprint"], "校验码"]
