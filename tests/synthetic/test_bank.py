"""The made-up month: every rule is planted, exports have the shapes that banks hand over."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from auditkit.core.resources import data_folder
from auditkit.sources.mapping import load_mapping
from auditkit.sources.plan import plan_for
from auditkit.synthetic.answers import Answers
from auditkit.synthetic.bank import SCENARIOS, make_bank, write_bank
from auditkit.synthetic.exports import CLOCK_OFFSET, DIALLER_FILE, SYSTEM_FILE, WEEKLY_FILE
from auditkit.synthetic.world import DIALLER, SYSTEM, World

PACKS = (
    "cn-gbt45251",
    "cn-cba2026",
    "cn-consumer2023",
    "cn-pipl",
    "cn-civil",
    "cn-pfi",
    "cn-criminal",
    "cn-ndsr",
    "cn-credit",
    "cn-lawyers",
    "cn-cpl",
    "cn-psap2026",
)
NOT_PLANTED = {
    # held against a list of agencies that only a bank can fill in
    "cn-cba2026.agency.listed",
}


@pytest.fixture(scope="module")
def month() -> World:
    return make_bank(rows=20_000, seed=11)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answers]:
    folder = tmp_path_factory.mktemp("bank")
    return folder, write_bank(folder, rows=2_500, seed=11)


def sheet(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def dialled(folder: Path) -> list[dict[str, str]]:
    text = (folder / "logs" / DIALLER_FILE).read_bytes().decode("gb18030")
    return list(csv.DictReader(text.splitlines()))


def test_every_rule_in_force_is_planted_at_least_five_times(month: World) -> None:
    planted = Counter(plant.rule for plant in month.planted)
    rules = {
        file.name.removesuffix(".yaml")
        for pack in PACKS
        for file in (data_folder("policies") / pack / "rules").glob("*.yaml")
        if not file.name.endswith(".cases.yaml")
    }
    assert set(planted) == rules - NOT_PLANTED
    assert min(planted.values()) >= 5


def test_names_of_scenarios_are_told_apart() -> None:
    names = [scenario.name for scenario in SCENARIOS]
    assert len(set(names)) == len(names)


def test_nothing_is_planted_on_ordinary_work(month: World) -> None:
    reserved = {plant.act.case.case_id for plant in month.planted}
    ordinary = [act for act in month.acts if act.case.case_id not in reserved]
    assert len(ordinary) > len(month.acts) / 2


def test_calls_to_one_number_never_start_within_the_link_tolerance(month: World) -> None:
    starts: dict[tuple[str, str], list[int]] = {}
    for act in month.acts:
        if act.channel in {"call", "robot_call"}:
            starts.setdefault((act.contact, act.direction), []).append(act.at)
    gaps = [b - a for times in starts.values() for a, b in pairwise(sorted(times))]
    assert min(gaps) > 120


def test_the_dialler_holds_every_call_of_the_system_and_more(month: World) -> None:
    homes = Counter(act.home for act in month.acts if act.channel in {"call", "robot_call"})
    lost = Counter(act.outcome for act in month.acts if act.home == DIALLER)
    assert homes[SYSTEM] > homes[DIALLER] > 0
    assert set(lost) == {"not_dialled", "dropped"}


def test_identity_numbers_stay_whole_text_in_the_workbook(written: tuple[Path, Answers]) -> None:
    header, *rows = sheet(written[0] / "logs" / SYSTEM_FILE)
    column = header.index("证件号码")
    assert all(isinstance(row[column], str) and len(row[column]) == 18 for row in rows)


def test_relations_are_numbers_and_results_are_codes(written: tuple[Path, Answers]) -> None:
    header, *rows = sheet(written[0] / "logs" / SYSTEM_FILE)
    assert {type(row[header.index("与本人关系")]) for row in rows} <= {int, float}
    assert "PTP-承诺还款" in {row[header.index("催收结果")] for row in rows}


def test_the_agency_repeats_a_header_and_splits_the_time(written: tuple[Path, Answers]) -> None:
    for week in range(1, 5):
        header = sheet(written[0] / "logs" / WEEKLY_FILE.format(week))[0]
        assert header.count("催收状态") == 2
        assert {"日期", "时间"} <= set(header)


def test_the_two_clocks_differ_by_more_than_rows_may_to_be_linked(
    written: tuple[Path, Answers],
) -> None:
    header, *rows = sheet(written[0] / "logs" / SYSTEM_FILE)
    own = {
        (row[header.index("案件号")], datetime.fromisoformat(str(row[header.index("催收时间")])))
        for row in rows
        if row[header.index("催收方式")] == "电催"
    }
    theirs = {(r["客户案件号"], datetime.fromisoformat(r["呼叫时间"])) for r in dialled(written[0])}
    near = {
        min(((late - early).total_seconds() for c, early in theirs if c == case), key=_from_offset)
        for case, late in own
    }
    assert near <= {CLOCK_OFFSET, CLOCK_OFFSET + 1, CLOCK_OFFSET + 2}


def _from_offset(seconds: float) -> float:
    return abs(seconds - CLOCK_OFFSET)


def test_durations_of_the_dialler_are_minutes_and_seconds(written: tuple[Path, Answers]) -> None:
    rows = dialled(written[0])
    assert all(len(row["通话时长"].split(":")) == 2 for row in rows)
    assert {"黑名单", "频控限制", "呼损", "已接通"} <= {row["呼叫结果"] for row in rows}


def test_the_mapping_fits_every_file(written: tuple[Path, Answers]) -> None:
    mapping = load_mapping(written[0] / "mapping.yaml")
    names = set()
    for path in sorted((written[0] / "logs").iterdir()):
        text = path.read_bytes()
        if path.suffix == ".xlsx":
            header = [str(cell) for cell in sheet(path)[0]]
        else:
            encoding = "gb18030" if path.name == DIALLER_FILE else "utf-8-sig"
            header = text.decode(encoding).splitlines()[0].split(",")
        names.add(plan_for(mapping, path.name, header).name)
    assert names == {"dialler", "collection-system", "agency-a", "case-events", "case-list"}


def test_answers_stand_beside_the_logs_and_point_at_their_rows(
    written: tuple[Path, Answers],
) -> None:
    folder, answers = written
    assert (folder / "answers.csv").exists()
    assert not list((folder / "logs").glob("answers*"))
    calls = dialled(folder)
    for answer in answers.planted:
        if answer.file == DIALLER_FILE:
            row = calls[answer.row - 2]
            assert row["客户案件号"] == answer.case
            assert row["呼叫时间"] == answer.at[:19].replace("T", " ")


def test_the_same_seed_writes_the_same_month(written: tuple[Path, Answers], tmp_path: Path) -> None:
    assert write_bank(tmp_path, rows=2_500, seed=11) == written[1]
    for path in sorted((written[0] / "logs").iterdir()):
        again = tmp_path / "logs" / path.name
        if path.suffix == ".csv":
            assert again.read_bytes() == path.read_bytes()
        else:
            assert sheet(again) == sheet(path)
