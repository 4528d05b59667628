"""Rows that make several activities are accounted for once, from the file to the report."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit import api
from auditkit.api.inputs import open_inputs
from auditkit.cli.main import main
from auditkit.core.frame import FIELDS, frame_schema
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.frames import Feed, count_rows, prepare
from auditkit.engine.spool import stored_schema
from auditkit.sources.normalise import Normaliser

MAPPING = """
version: 1
sources:
  - name: case_list
    kind: case_list
    match: ["案件表_*.csv"]
    fields: {case_id: 案件号, debtor_id: 客户号}
    constants: {channel: system, direction: internal}
    activities:
      - {step: due.missed, at: 逾期起始日}
      - {step: agency.placed, at: 委案日期, fields: {agency_id: 委外机构}}
      - {step: case.facts, at: 数据日期, fields: {attrs.principal: 本金}}
  - name: dialler
    kind: dialler
    match: ["拨打_*.csv"]
    fields:
      {debtor_id: 客户号, case_id: 案件号, contact: 被叫, at: 呼叫时间,
       outcome: {from: 结果, codes: outcome}}
    constants: {channel: call, party_role: debtor, agency_id: WB-A}
    codes: {tables: {outcome: {接通: talked_debtor}}}
"""
LIST = "案件号,客户号,逾期起始日,委外机构,委案日期,数据日期,本金"
CALLS = ["案件号,客户号,被叫,呼叫时间,结果", "K1,D1,13800000001,2026-10-05 10:00:00,接通"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "logs").mkdir()
    return tmp_path


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / "logs" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def scan(folder: Path, **more: object) -> api.ScanResult:
    return api.scan([str(folder / "logs")], mapping=folder / "mapping.yaml", key=b"k" * 32, **more)


def totals(result: api.ScanResult) -> dict[str, tuple[int, ...]]:
    names = ("read", "judged", "linked", "duplicate", "rejected", "context")
    names += ("activities", "in_part")
    return {f.file: tuple(getattr(f, name) for name in names) for f in result.bundle.files}


def test_rows_in_stay_rows_in_and_activities_are_told_beside(folder: Path) -> None:
    write(
        folder,
        "案件表_1.csv",
        LIST,
        "K1,D1,2026-08-01,WB-A,2026-09-01,2026-10-31,100",
        "K2,D2,2026-08-01,WB-A,2026-02-30,2026-10-31,100",
        "K3,D3,,,,,",
        "K4,,2026-13-01,,,,",
        ",,2026-08-01,,,2026-10-31,100",
    )
    write(folder, "拨打_1.csv", *CALLS)
    result = scan(folder)
    assert totals(result) == {
        "拨打_1.csv": (1, 1, 0, 0, 0, 0, 1, 0),
        "案件表_1.csv": (5, 2, 0, 0, 2, 1, 5, 1),
    }
    assert [(r.row, r.column, r.reason, r.activity) for r in result.bundle.rejects] == [
        (3, "委案日期", "not_a_date", "agency.placed"),
        (5, "逾期起始日", "not_a_date", ""),
        (6, "客户号", "missing_debtor", ""),
    ]


def test_a_placement_in_the_list_is_the_mandate_of_the_agency_that_calls(folder: Path) -> None:
    write(folder, "拨打_1.csv", *CALLS)
    rule = "cn-gbt45251.agency.mandate.missing"
    for placed, found in (("2026-10-05", 0), ("2026-10-06", 1)):
        listed = f"K1,D1,2026-06-01,WB-A,{placed},2026-10-31,100"
        write(folder, "案件表_1.csv", LIST, listed)
        assert sum(f.rule == rule for f in scan(folder).bundle.findings) == found, placed


def test_a_list_of_some_steps_does_not_say_that_others_never_happened(folder: Path) -> None:
    write(folder, "拨打_1.csv", *CALLS)
    write(folder, "案件表_1.csv", LIST, "K1,D1,2024-06-01,WB-A,2026-10-06,2026-10-31,100")
    bundle = scan(folder).bundle
    found = {f.rule for f in bundle.findings}
    assert "cn-gbt45251.agency.mandate.missing" in found
    assert "cn-consumer2023.agency.notice.missing" not in found
    silent = {(each.rule, each.reason) for each in bundle.not_evaluated}
    assert ("cn-consumer2023.agency.notice.missing", "history") in silent


def test_a_list_that_is_repeated_next_month_tells_of_the_same_due_date_once(folder: Path) -> None:
    for month, day, amount in ((9, 30, 100), (10, 31, 120)):
        write(
            folder,
            f"案件表_2026{month:02d}.csv",
            LIST,
            f"K1,D1,2026-08-01,WB-A,2026-09-01,2026-{month:02d}-{day},{amount}",
            "K2,D2,2026-08-01,,,,",
        )
    result = scan(folder)
    assert totals(result) == {
        "案件表_202609.csv": (2, 2, 0, 0, 0, 0, 4, 0),
        "案件表_202610.csv": (2, 1, 0, 1, 0, 0, 4, 0),
    }


def test_a_row_is_judged_if_one_activity_is_and_context_if_none_is(folder: Path) -> None:
    write(
        folder,
        "案件表_1.csv",
        LIST,
        "K1,D1,2026-08-01,,,2026-10-31,100",
        "K2,D2,2026-08-01,,,,",
    )
    result = scan(folder, date_from=date(2026, 10, 1))
    assert totals(result) == {"案件表_1.csv": (2, 1, 0, 0, 0, 1, 3, 0)}


def test_steps_of_two_lists_at_one_midnight_are_not_taken_for_one_event(folder: Path) -> None:
    text = MAPPING.replace("  - name: dialler", SECOND + "  - name: dialler")
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    write(folder, "案件表_1.csv", LIST, "K1,D1,2026-08-01,,,,", "K2,D1,2026-08-02,,,,")
    write(
        folder,
        "结清_1.csv",
        "案件号,客户号,日期,步骤",
        "K1,D1,2026-08-01,settled",
        "K1,D1,2026-08-02,due.missed",
        "K2,D1,2026-08-02,due.missed",
    )
    result = scan(folder)
    assert totals(result) == {
        "案件表_1.csv": (2, 2, 0, 0, 0, 0, 2, 0),
        "结清_1.csv": (3, 2, 1, 0, 0, 0, 3, 0),
    }


SECOND = """  - name: other_list
    rank: 5
    match: ["结清_*.csv"]
    fields: {case_id: 案件号, debtor_id: 客户号, at: 日期, step: 步骤}
    constants: {channel: system, direction: internal}
"""


def test_ids_do_not_depend_on_what_else_stands_in_the_list(folder: Path) -> None:
    facts = "K1,D1,,,,2026-10-31,100"
    write(folder, "拨打_1.csv", *CALLS)
    write(folder, "案件表_1.csv", LIST, "K1,D1,,WB-A,2026-10-06,,")
    alone = made_ids(folder)
    more = ("K9,D1,2026-10-06,WB-A,2026-10-06,2026-10-06,5", facts)
    write(folder, "案件表_1.csv", LIST, *more, "K1,D1,2026-10-06,WB-A,2026-10-06,2026-10-06,7")
    both = made_ids(folder)
    assert len(set(both)) == len(both) == 8
    assert set(alone) < set(both)
    assert not [name for name in both if "-" in name]  # no ordinal was needed


def made_ids(folder: Path) -> list[str]:
    """Return the ids of all activities, which a judged frame holds."""
    opened = open_inputs([str(folder / "logs")], mapping=folder / "mapping.yaml")
    tables = []
    for number, item in enumerate(opened.inputs):
        normaliser = Normaliser(
            item.plan,
            source_index=number,
            zone="Asia/Shanghai",
            pseudonyms=Pseudonymiser(b"k" * 32),
            columns=frozenset(FIELDS),
        )
        raws = item.source.batches(normaliser.needed_headers)
        tables += [normaliser.apply(raw).table for raw in raws]
    plain = [table.cast(stored_schema(frame_schema())) for table in tables]
    feeds = tuple(Feed(n, 1, several=bool(i.plan.parts)) for n, i in enumerate(opened.inputs))
    whole = pa.concat_tables(plain).combine_chunks()
    prepared = prepare(whole, feeds, tolerance_ms=0, period=(-(2**31), 2**31 - 1))
    return list(prepared.frame["activity_id"])


def test_the_command_scans_a_case_list_beside_a_call_log(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        folder,
        "案件表_1.csv",
        LIST,
        "K1,D1,2026-08-01,WB-A,2026-09-01,2026-10-31,100",
        "K2,D2,2026-08-01,WB-A,soon,2026-10-31,100",
    )
    write(folder, "拨打_1.csv", *CALLS)
    out = folder / "out"
    asked = [str(folder / "logs"), "--mapping", str(folder / "mapping.yaml"), "--out", str(out)]
    assert main(["scan", *asked, "--lang", "en"]) == 3  # half of the list is rejected in part
    assert "1 of 2 rows" in capsys.readouterr().err
    assert main(["scan", *asked, "--max-rejects", "50%", "--fail-on", "critical"]) == 0
    files = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    listed = next(each for each in files if each["file"] == "案件表_1.csv")
    assert (listed["read"], listed["activities"], listed["in_part"]) == (2, 5, 1)
    with (out / "rejects.csv").open(encoding="utf-8-sig", newline="") as lines:
        (reject,) = csv.DictReader(lines)
    assert (reject["row"], reject["column"], reject["reason"], reject["activity"]) == (
        "3",
        "委案日期",
        "not_a_date",
        "agency.placed",
    )


_FATES = st.lists(st.tuples(st.integers(0, 2), st.integers(2, 6), st.integers(0, 3)), max_size=30)


@given(each=_FATES, several=st.lists(st.booleans(), min_size=3, max_size=3))
def test_rows_are_counted_by_the_first_fate_of_their_activities(
    each: list[tuple[int, int, int]], several: list[bool]
) -> None:
    alone: list[tuple[int, int]] = []
    shared: dict[tuple[int, int], int] = {}
    for source, row, fate in each:
        if several[source]:
            shared[source, row] = min(fate, shared.get((source, row), fate))
        else:
            alone.append((fate, source))
    expected = np.zeros((4, 3), dtype=np.int64)
    for fate, source in [*alone, *((fate, source) for (source, _), fate in shared.items())]:
        expected[fate, source] += 1
    columns = np.array(each, dtype=np.int64).reshape(-1, 3).T
    got = count_rows(*columns, np.array(several)[columns[0]], 3)
    assert got.tolist() == expected.tolist()
