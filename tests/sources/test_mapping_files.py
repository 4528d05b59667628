"""Mappings as people write them, and how they bind to a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.core.errors import ConfigError, PolicyError
from auditkit.core.resources import data_folder
from auditkit.sources.lines import read_yaml
from auditkit.sources.mapping import Effect, Mapping, load_mapping
from auditkit.sources.plan import plan_for
from auditkit.sources.reasons import REASONS

GOOD = """
version: 1
sources:
  - name: dialler
    kind: dialler
    match: ["calls_*.csv"]
    fields:
      case_id: 案件号
      at: [日期, 时间]
      outcome: {from: 结果, codes: outcome}
    constants: {channel: call}
    codes:
      version: "2026-10"
      tables:
        outcome:
          N: no_answer
          NO: busy
          01: {outcome: promise, step: plan.requested}
          XX:   # nobody knows
"""
HEADER = ("案件号", "日期", "时间", "结果")


def load(tmp_path: Path, text: str) -> Mapping:
    file = tmp_path / "mapping.yaml"
    file.write_text(text, encoding="utf-8")
    return load_mapping(file)


def test_codes_that_yaml_takes_for_truth_or_numbers_stay_codes(tmp_path: Path) -> None:
    source = load(tmp_path, GOOD).sources[0]
    assert source.rank == 1
    table = source.codes.tables["outcome"]
    assert list(table) == ["N", "NO", "01", "XX"]
    assert table["01"].words("outcome") == {"outcome": "promise", "step": "plan.requested"}
    assert table["XX"] == Effect()


def test_every_problem_is_listed_at_once_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace("case_id: 案件号", "case_number: 案件号").replace("busy", "bussy")
    text = text.replace("codes: outcome}", "codes: results}").replace(
        "channel: call", "channel: tel"
    )
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, text)
    lines = {problem.line for problem in caught.value.problems}
    assert {8, 10, 11} <= lines
    assert "bussy" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kind: dialler", "kind: dialer", 5),
        ("match:", "matches:", 6),
        ("constants:", "match: x\n    constants:", 11),
        ("version: 1", "version: 2", 2),
    ],
)
def test_a_typo_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert [problem.line for problem in caught.value.problems] == [line]


def test_what_is_no_mapping_says_so(tmp_path: Path) -> None:
    for text in ("", "a: [", "just words"):
        with pytest.raises(PolicyError):
            load(tmp_path, text)
    (tmp_path / "m.xlsx").write_bytes(b"no workbook")
    for name in ("m.xlsx", "absent.yaml"):
        with pytest.raises(PolicyError):
            load_mapping(tmp_path / name)


def test_a_plan_binds_the_source_that_fits_by_name(tmp_path: Path) -> None:
    mapping = load(tmp_path, GOOD)
    plan = plan_for(mapping, "october/calls_10.csv", HEADER)
    assert plan.bound["at"].headers == ("日期", "时间")
    assert plan.assumptions[0].en.startswith("direction is not mapped")
    with pytest.raises(ConfigError, match="lacks: 结果"):
        plan_for(mapping, "calls_10.csv", HEADER[:3])
    with pytest.raises(ConfigError, match="no source"):
        plan_for(mapping, "other.csv", HEADER)


def test_a_canonical_file_needs_no_entry() -> None:
    plan = plan_for(Mapping(), "x.csv", ("at", "debtor_id", "attrs.staff_count", "extra"))
    assert plan.canonical
    assert set(plan.bound) == {"at", "debtor_id", "attrs.staff_count"}


def test_every_reason_for_a_reject_has_words_in_both_languages() -> None:
    words = read_yaml(data_folder("reports") / "locale" / "rejects.yaml").data["reject"]
    assert set(REASONS) <= set(words)
    assert all(set(text) == {"zh", "en"} for text in words.values())
