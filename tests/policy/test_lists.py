"""Dated lists hold days or who; a bad row is named by line and never by value."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from auditkit import api
from auditkit.core.clock import day_number
from auditkit.core.errors import PolicyError
from auditkit.core.resources import data_folder
from auditkit.core.typed import UNDECODABLE
from auditkit.engine.cases import run_cases
from auditkit.policy.cases import CaseFile
from auditkit.policy.lists import ListRow, WhoList, dated_list, read_list

PACK = "sg-dca"
RULE = "sg-dca.licence.agency"
LIST = "licensed_agencies.csv"


def read(folder: Path, text: str, encoding: str = "utf-8"):
    file = folder / "list.csv"
    file.write_bytes(text.encode(encoding))
    problems = []
    return read_list(file, problems), [(each.line, each.text) for each in problems]


def number(text: str) -> int:
    return day_number(date.fromisoformat(text))


def test_a_list_of_days_is_sorted_whatever_excel_made_of_the_dates(tmp_path) -> None:
    text = "\ufeffday,name_zh\r\n2026/5/1,劳动节\r\n2026-01-01,元旦\r\n,\r\n"
    assert read(tmp_path, text) == ((number("2026-01-01"), number("2026-05-01")), [])


def test_a_list_of_who_holds_folded_ids_and_open_ends(tmp_path) -> None:
    text = (
        "id,from,until,name_en\n Ａ１ ,2024-03-01,2025-11-30,One\n007,,,\n,,,\nA1,2026-03-01,,One\n"
    )
    assert read(tmp_path, text) == (
        WhoList(
            (
                ("A1", number("2024-03-01"), number("2025-11-30")),
                ("007", None, None),
                ("A1", number("2026-03-01"), None),
            )
        ),
        [],
    )


def test_a_header_alone_is_a_list_that_nobody_filled_in(tmp_path) -> None:
    assert read(tmp_path, "id,from,until\n") == (WhoList(()), [])
    assert read(tmp_path, "day\n") == ((), [])


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("day\n2026-02-30\n", 2, "the column day holds no date (YYYY-MM-DD)"),
        ("day,name_en\n2026-01-01,x\n,New Year\n", 3, "the column day holds no date (YYYY-MM-DD)"),
        ("id,from,until\nA1,secret,\n", 2, "the column from holds no date (YYYY-MM-DD)"),
        ("id,from,until\nA1,,1/2/2026\n", 2, "the column until holds no date (YYYY-MM-DD)"),
        ("id,from,until\n\nA1,2026-02-02,2026-02-01\n", 3, "the column until is before from"),
        ("id,from,until\n,2026-02-02,\n", 2, "the column id is empty"),
        ("id,from,until\nA1,,,extra\n", 2, "has more cells than the header"),
        ("id,from,untill\nA1,,\n", 1, "has neither a column day nor the columns id, from, until"),
        (
            "id,from,until,till\nA1,,,\n",
            1,
            "has columns other than id, from, until, name_zh, name_en, or one twice",
        ),
        ("", 1, "has neither a column day nor the columns id, from, until"),
    ],
)
def test_a_bad_row_is_a_problem_with_its_line(tmp_path, text, line, said) -> None:
    assert read(tmp_path, text)[1] == [(line, said)]


def test_a_list_saved_by_a_chinese_desk_is_read_and_one_of_no_encoding_says_so(tmp_path) -> None:
    text = "id,from,until,name_zh\nA1,,,机构\n"
    found, problems = read(tmp_path, text, "gbk")
    assert (found, problems) == (read(tmp_path, text)[0], [])
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"id,from,until\nA1,,\xff\xff\n")
    problems = []
    read_list(broken, problems)
    assert [problem.text for problem in problems] == [UNDECODABLE]


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"id": "  "},
        {"id": "A1", "day": "2026-01-01"},
        {"day": "2026-01-01", "until": "2026-01-02"},
        {"id": "A1", "from": "2026-01-02", "until": "2026-01-01"},
        {"id": "A1", "since": "2026-01-02"},
        {"id": 7},
    ],
)
def test_a_row_of_a_case_that_says_nothing_clear_is_refused(row) -> None:
    with pytest.raises(ValidationError):
        ListRow.model_validate(row)


def test_rows_of_the_other_kind_are_no_list() -> None:
    day, who = ListRow(day=date(2026, 1, 1)), ListRow(id="A1")
    assert dated_list([day], ()) == (number("2026-01-01"),)
    assert dated_list([who], WhoList(())) == WhoList((("A1", None, None),))
    assert (dated_list([who], ()), dated_list([day], WhoList(()))) == (None, None)
    assert (dated_list([], ()), dated_list([], WhoList((("A1", None, None),)))) == ((), WhoList(()))


@pytest.fixture
def own(tmp_path) -> Path:
    (tmp_path / PACK / "lists").mkdir(parents=True)
    return tmp_path


def fill(own: Path, text: str, name: str = LIST, pack: str = PACK) -> None:
    (own / pack / "lists").mkdir(parents=True, exist_ok=True)
    (own / pack / "lists" / name).write_text(text, encoding="utf-8")


def problems(own: Path) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        api.check_policy(own)
    with pytest.raises(PolicyError):
        api.packs(own)
    return [f"{p.file.name}:{p.line}: {p.text}" for p in raised.value.problems]


def roster(rule) -> list[str]:
    return [entry.id for entry in rule.versions[0].params.listed.entries]


def test_the_lists_that_ship_are_empty() -> None:
    assert roster(api.rule(RULE)[0]) == []


def test_a_bank_fills_in_a_list_without_copying_the_pack(own) -> None:
    fill(own, "id,from,until\nA1,2024-01-01,\n")
    rule, _, pack = api.rule(RULE, own)
    assert (roster(rule), roster(api.rule("sg-dca.licence.collector", own)[0])) == (["A1"], [])
    assert pack.digest != api.rule(RULE)[2].digest
    assert api.check_policy(own) == len(pack.rules)
    assert [result.problems for result in api.run_cases(PACK, own) if not result.passed] == []


def test_a_pack_that_a_bank_copied_uses_its_own_list(tmp_path) -> None:
    shutil.copytree(data_folder("policies") / PACK, tmp_path / PACK)
    fill(tmp_path, "id,from,until\nA2,,\n")
    assert roster(api.rule(RULE, tmp_path)[0]) == ["A2"]


def test_a_bad_row_of_a_banks_own_list_stops_the_load(own) -> None:
    fill(own, "id,from,until\n13800138000,2024-13-01,\n")
    assert problems(own) == [f"{LIST}:2: the column from holds no date (YYYY-MM-DD)"]


def test_a_list_that_the_pack_does_not_have_is_refused(own) -> None:
    fill(own, "id,from,until\n", "agencies.csv")
    known = "approved_collectors, licensed_agencies"
    text = f"agencies.csv:0: the pack has no list of this name; its lists: {known}"
    assert problems(own) == [text]


def test_days_cannot_stand_in_for_who(own) -> None:
    fill(own, "day\n2026-01-01\n")
    assert f"{LIST}:1: the list of the pack has other columns: id, from, until" in problems(own)


def test_lists_for_a_pack_that_nobody_has_are_refused(own) -> None:
    fill(own, "id,from,until\n", pack="sg_dca")
    assert [each for each in problems(own) if "there is no such pack" in each]


def case_file(lists: dict, rows: list[dict]) -> CaseFile:
    case = {"name": "one", "kind": "clean", "lists": lists, "rows": rows}
    usual = {"debtor_id": "D1", "channel": "call", "outcome": "no_answer", "agency_id": "A1"}
    return CaseFile.model_validate({"rule": RULE, "defaults": usual, "cases": [case]})


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"licensed_agencies": [{"id": "Ａ１"}]}, ()),
        ({"agencies": []}, ("the list agencies is not named by the rule",)),
        (
            {"licensed_agencies": [{"day": "2026-01-01"}]},
            ("the list licensed_agencies has rows of another kind",),
        ),
    ],
)
def test_a_case_brings_its_own_list_or_is_told_why_not(lists, said) -> None:
    rule = api.rule(RULE)[0]
    (result,) = run_cases(rule, case_file(lists, [{"at": "2026-03-02 09:00:00"}]))
    assert result.problems == said


def test_a_case_may_bring_days_too() -> None:
    rule = api.rule("bank-example.visits.rest-days")[0]
    rows = [
        {"at": "2026-03-03 09:00:00", "hit": {}},
        {"at": "2026-05-01 09:00:00"},
    ]
    case = {"name": "one", "kind": "clean", "lists": {"holidays": [{"day": "2026-03-03"}]}}
    usual = {"debtor_id": "D1", "channel": "visit", "outcome": "visit_met"}
    file = CaseFile.model_validate(
        {"rule": rule.id, "defaults": usual, "cases": [case | {"rows": rows}]}
    )
    (result,) = run_cases(rule, file)
    assert result.problems == ()
