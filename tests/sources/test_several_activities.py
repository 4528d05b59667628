"""One row of a case list makes several activities, and no row is lost on the way."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from auditkit.core.errors import ConfigError, PolicyError
from auditkit.core.frame import FIELDS
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.sources.interface import RawBatch, Reject
from auditkit.sources.mapping import Mapping, SourceMapping, load_mapping
from auditkit.sources.normalise import Normaliser
from auditkit.sources.plan import plan_for
from auditkit.sources.propose import Proposal, SourceHead, SourceProposal, propose
from auditkit.sources.written import write_mapping

KEY = Pseudonymiser(b"k" * 32)
HEADER = (
    "案件号",
    "客户号",
    "逾期起始日",
    "委案日期",
    "合同到期日",
    "案件状态",
    "数据日期",
    "本金",
)
LIST = {
    "name": "case_list",
    "kind": "case_list",
    "match": ["案件表_*"],
    "fields": {"case_id": "案件号", "debtor_id": "客户号"},
    "constants": {"channel": "system", "direction": "internal"},
    "activities": [
        {"step": "due.missed", "at": "逾期起始日"},
        {
            "step": "agency.placed",
            "at": "委案日期",
            "when": {"from": "案件状态", "is": ["已委外", "部分委外"]},
            "fields": {"attrs.contract_until": "合同到期日"},
        },
        {"step": "case.facts", "at": "数据日期", "fields": {"attrs.principal": "本金"}},
    ],
}
Row = tuple[str, ...]


def source(**more: object) -> SourceMapping:
    return SourceMapping.model_validate({**LIST, **more})


def reader(entry: SourceMapping, header: tuple[str, ...] = HEADER) -> Normaliser:
    plan = plan_for(Mapping(sources=(entry,)), "案件表_1.csv", header)
    columns = frozenset(FIELDS)
    return Normaliser(plan, source_index=0, zone="Asia/Shanghai", pseudonyms=KEY, columns=columns)


def batch(rows: list[Row], first: int = 2, header: tuple[str, ...] = HEADER) -> RawBatch:
    cells = {h: pa.array([row[n] for row in rows], pa.string()) for n, h in enumerate(header)}
    return RawBatch(pa.table(cells), np.arange(first, first + len(rows)))


def row(**cells: str) -> Row:
    given = {"案件号": "K1", "客户号": "D1", **cells}
    return tuple(given.get(name, "") for name in HEADER)


def made(table: pa.Table) -> list[tuple[int, str, str, int]]:
    """Return (row, step, local day, second) of each activity, in order."""
    return sorted(
        (r["source_row"], r["step"], str(np.datetime64(r["local_day"], "D")), r["local_second"])
        for r in table.to_pylist()
    )


_DATES = st.sampled_from(["", "-", "2026-09-01", "2026/9/2", "2026-02-30", "soon", "NULL"])
_ROWS = st.lists(
    st.tuples(
        st.just("K1"),
        st.sampled_from(["", "D1", "D2"]),
        _DATES,
        _DATES,
        st.sampled_from(["", "2027-06-30", "never"]),
        st.sampled_from(["", "已委外", "部分委外", "在催"]),
        _DATES,
        st.sampled_from(["", "1,000.50", "much"]),
    ),
    max_size=12,
)
_GOOD = {"2026-09-01": "2026-09-01", "2026/9/2": "2026-09-02"}


def oracle(rows: list[Row]) -> tuple[list[tuple[int, str, str, int]], list[Reject], Counter[str]]:
    """Say row by row and entry by entry what is made, what is rejected and what rows come to."""
    found, rejects, counts = [], [], Counter(dict.fromkeys(("rows", "lost", "part", "silent"), 0))
    for number, cells in enumerate(rows, 2):
        said = dict(zip(HEADER, cells, strict=True))
        ok: list[str] = []
        bad: list[tuple[str, str]] = []
        for step, date, own in (
            ("due.missed", "逾期起始日", None),
            ("agency.placed", "委案日期", ("合同到期日", "never")),
            ("case.facts", "数据日期", ("本金", "much")),
        ):
            if said[date] in ("", "-", "NULL"):
                continue
            if step == "agency.placed" and said["案件状态"] not in ("已委外", "部分委外"):
                continue
            if said[date] not in _GOOD:
                bad.append((step, date))
            elif own is not None and said[own[0]] == own[1]:
                bad.append((step, own[0]))
            else:
                ok.append(step)
                found.append((number, step, _GOOD[said[date]], -1))
        for step, column in bad if ok else bad[:1]:
            reason = "bad_attribute" if column in ("合同到期日", "本金") else "not_a_date"
            rejects.append(Reject(number, column, reason, step if ok else ""))
        counts["lost" if bad and not ok else "rows" if ok else "silent"] += 1
        counts["part"] += bool(ok and bad)
    return sorted(found), rejects, counts


@settings(max_examples=60, deadline=None)
@given(rows=_ROWS, cut=st.integers(0, 12))
def test_every_row_and_entry_is_made_rejected_or_absent_as_a_naive_reading_says(
    rows: list[Row], cut: int
) -> None:
    normaliser = reader(source())
    got, rejects = [], []
    for part, first in ((rows[:cut], 2), (rows[cut:], 2 + len(rows[:cut]))):
        normal = normaliser.apply(batch(part, first))
        got += made(normal.table)
        rejects += normal.rejects
    found, refused, counts = oracle(rows)
    report = normaliser.report()
    assert sorted(got) == found
    assert sorted(rejects, key=lambda r: (r.row, r.activity)) == sorted(
        refused, key=lambda r: (r.row, r.activity)
    )
    assert (report.rows, report.rejected, report.in_part, report.silent, report.activities) == (
        *(counts[name] for name in ("rows", "lost", "part", "silent")),
        len(found),
    )
    assert report.rows + report.rejected + report.silent == len(rows)


def test_a_row_without_anybody_who_owes_is_rejected_once() -> None:
    normaliser = reader(source(fields={"debtor_id": "客户号"}))
    normal = normaliser.apply(
        batch([row(客户号="", 逾期起始日="2026-09-01", 数据日期="2026-10-31")])
    )
    assert normal.rejects == [Reject(2, "客户号", "missing_debtor")]
    assert normal.table.num_rows == 0


def test_attributes_stand_on_their_own_activity_only() -> None:
    cells = {"逾期起始日": "2026-09-01", "委案日期": "2026-09-02", "案件状态": " 已委外 "}
    normal = reader(source()).apply(
        batch([row(**cells, 合同到期日="2027-06-30", 数据日期="2026-10-31", 本金="1,000.50")])
    )
    said = {r["step"]: r for r in normal.table.to_pylist()}
    assert said["case.facts"]["attrs.principal"] == 1000.5
    assert np.isnan(said["due.missed"]["attrs.principal"])
    day = int(np.datetime64("2027-06-30").astype(int))
    assert said["agency.placed"]["attrs.contract_until"] == day
    assert said["case.facts"]["attrs.contract_until"] != day


def test_a_date_without_a_time_is_known_from_the_start_of_the_day() -> None:
    normal = reader(source()).apply(batch([row(逾期起始日="2026-09-01")]))
    (only,) = normal.table.to_pylist()
    midnight = np.datetime64("2026-08-31T16:00:00", "ms").astype(int)
    assert (only["epoch_ms"], only["local_second"]) == (midnight, -1)
    assert not [alarm for alarm in reader(source()).report().alarms if "时刻" in alarm.zh]


def content(entry: SourceMapping, rows: list[Row], header: tuple[str, ...] = HEADER) -> list[int]:
    table = reader(entry, header).apply(batch(rows, header=header)).table
    return list(table.column("content_key").to_pylist())


def test_two_activities_of_one_row_and_day_are_no_repeats() -> None:
    day = "2026-09-01"
    keys = content(source(), [row(逾期起始日=day, 委案日期=day, 案件状态="已委外", 数据日期=day)])
    assert len(set(keys)) == 3


def test_next_months_list_repeats_a_due_date_whoever_collects_by_then() -> None:
    header = (*HEADER, "催收员")
    entry = source(fields={**LIST["fields"], "collector_id": "催收员"})
    one = (*row(逾期起始日="2026-09-01", 数据日期="2026-09-30"), "B1")
    two = (*row(逾期起始日="2026-09-01", 数据日期="2026-10-31"), "B2")
    keys = Counter(content(entry, [one, two], header))
    assert sorted(keys.values()) == [1, 1, 2]


def test_facts_of_one_day_that_differ_are_no_repeats() -> None:
    rows = [row(数据日期="2026-10-31", 本金=amount) for amount in ("100", "200")]
    assert len(set(content(source(), rows))) == 2


def test_an_id_of_the_row_is_told_apart_by_step_and_day() -> None:
    entry = source(fields={"debtor_id": "客户号", "activity_id": "案件号"})
    table = reader(entry).apply(batch([row(逾期起始日="2026-09-01", 数据日期="2026-10-31")])).table
    assert sorted(table.column("activity_id").to_pylist()) == [
        "K1:case.facts:2026-10-31",
        "K1:due.missed:2026-09-01",
    ]


def test_a_code_table_says_which_rows_make_an_activity_and_unknown_codes_are_counted() -> None:
    codes = {"tables": {"状态": {"已委外": "agency.placed", "退案": "agency.withdrawn"}}}
    activities = [
        {"step": step, "at": "委案日期", "when": {"from": "案件状态", "codes": "状态"}}
        for step in ("agency.placed", "agency.withdrawn")
    ]
    normaliser = reader(source(activities=activities, codes=codes))
    states = ("已委外", "退案", "冻结", "")
    rows = [row(委案日期="2026-09-01", 案件状态=state) for state in states]
    table = normaliser.apply(batch(rows)).table
    assert [(number, step) for number, step, _, _ in made(table)] == [
        (2, "agency.placed"),
        (3, "agency.withdrawn"),
    ]
    (unknown,) = normaliser.report().unknown_codes
    assert (unknown.header, unknown.canonical, unknown.code, unknown.rows) == (
        "案件状态",
        "step",
        "冻结",
        1,
    )
    assert normaliser.report().silent == 2


def test_an_amount_that_all_activities_share_is_added_up_once() -> None:
    entry = source(fields={**LIST["fields"], "attrs.amount": "本金"}, activities=LIST["activities"])
    entry = entry.model_copy(update={"activities": entry.activities[:2]})
    cells = {"逾期起始日": "2026-09-01", "委案日期": "2026-09-01", "案件状态": "已委外"}
    normaliser = reader(entry)
    normaliser.apply(batch([row(**cells, 本金="10.10"), row(逾期起始日="2026-09-02", 本金="5")]))
    assert normaliser.report().amount == Decimal("15.10")


def test_a_row_may_be_an_act_itself_and_tell_of_a_step_besides() -> None:
    entry = source(
        constants={},
        activities=[
            {"at": "数据日期", "constants": {"channel": "call"}},
            {"step": "agency.placed", "at": "委案日期", "constants": {"channel": "system"}},
        ],
    )
    normal = reader(entry).apply(
        batch([row(数据日期="2026-10-05 10:00:00", 委案日期="2026-09-01")])
    )
    assert [(r["step"], r["local_second"]) for r in normal.table.to_pylist()] == [
        (None, 36_000),
        ("agency.placed", -1),
    ]


def test_an_entry_does_not_fit_a_list_without_one_of_its_columns() -> None:
    with pytest.raises(ConfigError, match="lacks: 案件状态"):
        reader(source(), tuple(name for name in HEADER if name != "案件状态"))


# mappings as people write them

WRITTEN = """
version: 1
sources:
  - name: case_list
    match: [案件表_*.xlsx]
    fields: {case_id: 案件号, debtor_id: 客户号}
    activities:
      - {step: due.missed, at: 逾期起始日}
      - step: agency.placed
        at: [委案日, 委案时间]
        when: {from: 案件状态, is: 已委外}
        fields:
          attrs.contract_until: 合同到期日
        constants: {agency_id: WB-A}
      - {step: settled, at: 结清日, when: 结清标志}
      - {step: agency.withdrawn, at: 退案日, when: {from: 案件状态, codes: 状态}}
    codes:
      tables:
        状态: {退案: agency.withdrawn}
"""


def load(tmp_path: Path, text: str) -> Mapping:
    file = tmp_path / "mapping.yaml"
    file.write_text(text, encoding="utf-8")
    return load_mapping(file)


@pytest.mark.parametrize("name", ["again.yaml", "again.xlsx"])
def test_activities_load_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    mapping = load(tmp_path, WRITTEN)
    sources = tuple(SourceProposal(each, (), (), (), ()) for each in mapping.sources)
    write_mapping(Proposal(sources), tmp_path / name)
    assert load_mapping(tmp_path / name) == mapping


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("step: due.missed, at: 逾期起始日", "step: due.missed", 8, "at: Field required"),
        ("step: due.missed", "step: due.mist", 8, "not a word of step"),
        ("is: 已委外}", "is: 已委外, codes: 状态}", 11, "codes needs a step"),
        ("codes: 状态}}", "codes: 情形}}", 16, "there is no code table 情形"),
        ("attrs.contract_until:", "attrs.contract:", 13, "not a column"),
        ("attrs.contract_until:", "debtor_id:", 13, "is that of the row"),
        ("{agency_id: WB-A}", "{step: settled}", 14, "step stands beside"),
        ("debtor_id: 客户号}", "debtor_id: 客户号, at: 日期}", 6, "at is not used"),
        ("when: 结清标志", "where: 结清标志", 15, "not a known key"),
    ],
)
def test_what_is_wrong_with_an_activity_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, WRITTEN.replace(old, new, 1))
    first = caught.value.problems[0]
    assert (first.line, says in first.text) == (line, True)


def test_a_workbook_names_the_row_of_an_activity_that_has_no_place(tmp_path: Path) -> None:
    mapping = load(tmp_path, WRITTEN)
    proposal = Proposal(tuple(SourceProposal(each, (), (), (), ()) for each in mapping.sources))
    file = tmp_path / "mapping.xlsx"
    write_mapping(proposal, file)
    book = load_workbook(file)
    book["activities"]["B3"] = "7"
    book.save(file)
    with pytest.raises(PolicyError) as caught:
        load_mapping(file)
    said = {(problem.line, problem.text) for problem in caught.value.problems}
    assert (3, "activities: its activities are numbered 1, 2, …; this is 2") in said


def test_a_workbook_row_of_an_activity_that_does_not_exist_is_named(tmp_path: Path) -> None:
    mapping = load(tmp_path, WRITTEN)
    proposal = Proposal(tuple(SourceProposal(each, (), (), (), ()) for each in mapping.sources))
    file = tmp_path / "mapping.xlsx"
    write_mapping(proposal, file)
    book = load_workbook(file)
    book["columns"]["B4"] = "9"
    book.save(file)
    with pytest.raises(PolicyError) as caught:
        load_mapping(file)
    assert (4, "columns: the activity is not on the sheet activities") in {
        (problem.line, problem.text) for problem in caught.value.problems
    }


# proposals


def head(columns: dict[str, list[str]], name: str = "案件表_202610.xlsx") -> SourceHead:
    rows = len(next(iter(columns.values())))
    table = pa.table({key: pa.array(cells, pa.string()) for key, cells in columns.items()})
    return SourceHead(name, tuple(columns), RawBatch(table, np.arange(2, 2 + rows)))


CASES = {
    "案件号": ["K1", "K2"],
    "客户号": ["D1", "D2"],
    "委外机构": ["WB-A", ""],
    "手机号": ["138" + "0" * 7 + "1", "138" + "0" * 7 + "2"],
    "入催日": ["2026-08-01", "2026-09-01"],
    "委案日期": ["2026-09-01", ""],
    "产品名称": ["消费贷", "信用卡"],
    "本金": ["100", "200"],
    "逾期天数": ["91", "60"],
}


def test_a_case_list_is_proposed_as_several_activities_with_confidence_and_reason() -> None:
    (only,) = propose([head({**CASES, "数据日期": ["2026-10-31"] * 2})]).sources
    mapping = only.mapping
    assert (mapping.kind, mapping.constants) == (
        "case_list",
        {"channel": "system", "direction": "internal"},
    )
    assert {name: field.from_ for name, field in mapping.fields.items()} == {
        "debtor_id": ("客户号",),
        "case_id": ("案件号",),
    }
    assert [
        (a.step, a.at.from_, {name: field.from_[0] for name, field in a.fields.items()})
        for a in mapping.activities
    ] == [
        ("due.missed", ("入催日",), {}),
        ("agency.placed", ("委案日期",), {"agency_id": "委外机构"}),
        (
            "case.facts",
            ("数据日期",),
            {
                "attrs.days_past_due": "逾期天数",
                "attrs.principal": "本金",
                "attrs.product": "产品名称",
            },
        ),
    ]
    doubtful = next(guess for guess in only.columns if guess.header == "入催日")
    assert (doubtful.activity, doubtful.canonical, doubtful.confidence) == (1, "at", 0.56)
    assert "different things per bank" in doubtful.reason.en


def test_facts_of_no_day_are_not_proposed_and_an_alarm_says_so() -> None:
    (only,) = propose([head(CASES)]).sources
    assert [activity.step for activity in only.mapping.activities] == [
        "due.missed",
        "agency.placed",
    ]
    assert any("产品名称, 本金, 逾期天数" in alarm.en for alarm in only.alarms)


@pytest.mark.parametrize("name", ["mapping.yaml", "mapping.xlsx"])
def test_a_proposed_case_list_loads_back_as_it_was_proposed(tmp_path: Path, name: str) -> None:
    proposal = propose([head({**CASES, "数据日期": ["2026-10-31"] * 2})])
    write_mapping(proposal, tmp_path / name)
    assert load_mapping(tmp_path / name) == proposal.mapping


def test_a_list_without_a_date_of_any_step_is_proposed_as_before() -> None:
    columns = {**CASES, "催收时间": ["2026-10-05 10:00:00"] * 2}
    for name in ("入催日", "委案日期"):
        del columns[name]
    (only,) = propose([head(columns)]).sources
    assert only.mapping.activities == ()
    assert only.mapping.fields["at"].from_ == ("催收时间",)
