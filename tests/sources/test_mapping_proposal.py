"""What is proposed for the exports of a bank."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from auditkit.sources.interface import RawBatch
from auditkit.sources.mapping import Effect, load_mapping
from auditkit.sources.plan import plan_for
from auditkit.sources.propose import Proposal, SourceHead, SourceProposal, propose
from auditkit.sources.written import write_mapping

MOBILES = [f"138{n:08d}" for n in range(3)]
AGENCY: dict[str, list[str | None]] = {
    "委案编号": ["W1", "W2", "W3"],
    "姓名": ["甲", "乙", "丙"],
    "催收日期": ["2026-10-03", "2026-10-04", "2026-10-05"],
    "催收时间": ["09:05:00", "10:05:00", "22:05:00"],
    "联系电话": [MOBILES[0], MOBILES[1], "某市某路1号"],
    "与本人关系": ["-1", "3", "18"],
    "作业结果": ["PTP-承诺还款", "并未接通", "QQX"],
    "通话时长": ["01:30", "00:20", "00:00"],
    "催收员": ["U1", "U2", "U1"],
    "催收员#2": ["U1", "U2", "U1"],
}
DIALLER: dict[str, list[str | None]] = {
    "call_date": ["10/13/2026 14:22:05"] * 4,
    "lead_id": ["1", "2", "3", "4"],
    "phone_number_dialed": ["2125550101"] * 4,
    "status": ["A", "DEC", "XDROP", MOBILES[0]],
    "user": ["6666"] * 4,
    "length_in_sec": ["0", "32", "1", "2"],
}


def head(name: str, columns: dict[str, list[str | None]]) -> SourceHead:
    table = pa.table({key: pa.array(cells, pa.string()) for key, cells in columns.items()})
    batch = RawBatch(table, np.arange(2, 2 + table.num_rows))
    return SourceHead(name, tuple(columns), batch)


@pytest.fixture(scope="module")
def both() -> Proposal:
    return propose([head("委外_202610.xlsx", AGENCY), head("out/vicidial_1.csv", DIALLER)])


def column(source: SourceProposal, header: str) -> tuple[str | None, float]:
    return next((g.canonical, g.confidence) for g in source.columns if g.header == header)


def test_columns_are_told_by_name_and_by_what_they_hold(both: Proposal) -> None:
    agency, dialler = both.sources
    assert (agency.mapping.kind, dialler.mapping.kind) == ("agency", "dialler")
    assert {name: field.from_ for name, field in agency.mapping.fields.items()} == {
        "debtor_name": ("姓名",),
        "case_id": ("委案编号",),
        "party_role": ("与本人关系",),
        "contact": ("联系电话",),
        "at": ("催收日期", "催收时间"),
        "duration_s": ("通话时长",),
        "outcome": ("作业结果",),
        "collector_id": ("催收员",),
    }
    assert agency.mapping.fields["duration_s"].unit == "mm:ss"
    assert dialler.mapping.time_order == "mdy"
    assert dialler.mapping.constants == {"channel": "call"}


def test_a_repeated_header_is_explained(both: Proposal) -> None:
    repeated = next(g for g in both.sources[0].columns if g.header == "催收员#2")
    assert repeated.canonical is None
    assert "same values" in repeated.reason.en


def test_integer_relations_are_never_guessed(both: Proposal) -> None:
    agency = both.sources[0]
    assert set(agency.mapping.codes.tables["party_role"].values()) == {Effect()}
    assert any("code table" in alarm.en for alarm in agency.alarms)


def test_a_code_is_known_by_a_part_but_not_when_it_is_denied(both: Proposal) -> None:
    table = both.sources[0].mapping.codes.tables["outcome"]
    assert table["PTP-承诺还款"] == Effect(term="promise")
    assert table["并未接通"] == Effect(term="no_answer")
    assert table["QQX"] == Effect()


def test_letters_that_collide_need_their_vendor(both: Proposal) -> None:
    table = both.sources[1].mapping.codes.tables["outcome"]
    assert table["A"] == Effect(term="voicemail")
    assert table["DEC"] == Effect(term="answered")
    elsewhere = {
        "案件号": ["1", "2"],
        "催收时间": ["2026-10-03 10:00"] * 2,
        "催收结果": ["DEC", "A"],
    }
    other = propose([head("x.csv", dict(elsewhere))]).sources[0].mapping
    assert set(other.codes.tables["outcome"].values()) == {Effect()}


def test_dropped_calls_are_an_attempt_until_somebody_decides(both: Proposal) -> None:
    assert both.sources[1].mapping.codes.tables["outcome"]["XDROP"] == Effect(term="dropped")
    assert any("not_dialled" in alarm.en for alarm in both.sources[1].alarms)


def test_an_identifier_among_codes_is_not_repeated(both: Proposal) -> None:
    assert MOBILES[0] not in str(both.sources[1].codes) + str(both.mapping)


@pytest.mark.parametrize("name", ["mapping.yaml", "mapping.xlsx"])
def test_a_written_mapping_loads_back_as_it_was_proposed(
    both: Proposal, tmp_path: Path, name: str
) -> None:
    write_mapping(both, tmp_path / name)
    assert load_mapping(tmp_path / name) == both.mapping


def test_a_proposal_also_fits_the_file_of_next_month(both: Proposal) -> None:
    assert plan_for(both.mapping, "委外_202611.xlsx", tuple(AGENCY)).name == "委外"


def test_a_canonical_file_maps_to_itself_without_assumptions() -> None:
    proposal = propose([head("a.csv", {"at": ["2026-10-03"], "debtor_id": ["D"], "x": ["1"]})])
    assert column(proposal.sources[0], "at") == ("at", 1.0)
    assert column(proposal.sources[0], "x") == (None, 0.0)
    assert proposal.assumptions == []


def test_an_empty_export_proposes_by_its_header() -> None:
    empty: dict[str, list[str | None]] = {key: [] for key in AGENCY}
    fields = propose([head("a.csv", empty)]).sources[0].mapping.fields
    assert {"case_id", "contact", "outcome"} <= set(fields)


def test_weekly_files_of_one_agency_are_one_kind_of_export() -> None:
    weeks = [
        head(
            f"外包A_第{week}周.xlsx",
            {"委案编号": [str(week)], "时间": ["2026-10-05 09:00:00"], "联络结果": [code]},
        )
        for week, code in ((1, "关机"), (2, "拒接"))
    ]
    (only,) = propose(weeks).sources
    assert only.mapping.name == "外包A_第周"
    assert {guess.code for guess in only.codes} == {"关机", "拒接"}
