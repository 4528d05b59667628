"""YAML typed with an input method: any encoding is read, full-width marks are named in place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.errors import PolicyError
from auditkit.core.typed import encoding_of, read_typed
from auditkit.policy.load import load_folder
from auditkit.sources.mapping import load_mapping, read_mapping

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
          01: {outcome: promise, step: plan.requested}
          已接通: talked_debtor
          XX:   # nobody knows：nothing，and “this” is a comment
"""


def problems_of(tmp_path: Path, old: str, new: str) -> list[tuple[int, str]]:
    assert old in GOOD
    file = tmp_path / "mapping.yaml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_mapping(file)
    return [(problem.line, problem.text) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "mark"),
    [
        ("kind: dialler", "kind：dialler", 5, 9, "U+FF1A"),
        ("- name: dialler", "- name：dialler", 4, 9, "U+FF1A"),
        ("sources:", "sources：", 3, 8, "U+FF1A"),
        ("    fields:", "    fields：", 7, 11, "U+FF1A"),
        ("case_id: 案件号", "case_id：案件号", 8, 14, "U+FF1A"),
        ("at: [", "at：[", 9, 9, "U+FF1A"),
        ("N: no_answer", "N：no_answer", 16, 12, "U+FF1A"),
        ("已接通: talked", "已接通：talked", 18, 14, "U+FF1A"),
        ("{from: 结果, codes", "{from：结果，codes", 10, 21, "U+FF1A"),
        ("[日期, 时间]", "[日期，时间]", 9, 14, "U+FF0C"),
        ("结果, codes", "结果，codes", 10, 25, "U+FF0C"),
        ("[日期, 时间]", "［日期, 时间］", 9, 11, "U+FF3B"),
        ("{channel: call}", "｛channel: call｝", 11, 16, "U+FF5B"),
        ('["calls_*.csv"]', "[“calls_*.csv”]", 6, 13, "U+201C"),
        ('["calls_*.csv"]', '["calls_*.csv”]', 6, 25, "U+201D"),
        ("案件号", "“案件号”", 8, 16, "U+201C"),
        ("案件号", '“案件号"', 8, 16, "U+201C"),
        ('"2026-10"', "‘2026-10’", 13, 16, "U+2018"),
        ("01: {", "“01”: {", 17, 11, "U+201C"),
        ("    kind", "　　kind", 5, 1, "U+3000"),
        ("      case_id", "　　　case_id", 8, 1, "U+3000"),
        ("- name", "-　name", 4, 4, "U+3000"),
        ("kind: dialler", "kind:　dialler", 5, 10, "U+3000"),
        ("kind: dialler", "kind: 　dialler", 5, 11, "U+3000"),
        ("    kind", "\u00a0\u00a0\u00a0\u00a0kind", 5, 1, "U+00A0"),
        ("    kind", "\tkind", 5, 1, "U+0009"),
        ("kind: dialler", "kind: dial\x07ler", 5, 15, "U+0007"),
    ],
)
def test_what_an_input_method_leaves_is_named_with_its_place(
    tmp_path, old, new, line, column, mark
):
    first = next(text for at, text in problems_of(tmp_path, old, new) if at == line)
    assert first.startswith(f"column {column}: ")
    assert f"({mark})" in first
    assert f" / 第 {column} 列：" in first


def test_the_message_says_what_to_type_and_how_to_keep_it(tmp_path):
    (first, *_) = problems_of(tmp_path, "[日期, 时间]", "[日期，时间]")
    assert first == (
        9,
        "column 14: full-width comma “，” (U+FF0C); type a comma and a space, “, ”, instead; if it "
        "belongs to the text, put the whole of it in plain quotes / "
        "第 14 列：全角逗号“，”（U+FF0C），请改为半角逗号加一个空格“, ”；"
        "如果它是文字的一部分，请用英文引号括起整个词",
    )


@pytest.mark.parametrize(
    ("old", "new", "header"),
    [
        ("案件号", '"案件号：主"', "案件号：主"),
        ("案件号", "'“案件号”'", "“案件号”"),
        ("案件号", "案件号（主）", "案件号（主）"),
        ("案件号", "案件，号", "案件，号"),
    ],
)
def test_what_belongs_to_a_header_stays_in_it(tmp_path, old, new, header):
    file = tmp_path / "mapping.yaml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    assert load_mapping(file).sources[0].fields["case_id"].from_ == (header,)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
        ("utf-16", "UTF-16-LE"),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_mapping_is_read_in_the_encoding_of_its_editor_and_that_is_said(
    tmp_path, encoding, said, end
):
    plain = tmp_path / "plain.yaml"
    plain.write_text(GOOD, encoding="utf-8")
    file = tmp_path / "mapping.yaml"
    file.write_bytes(GOOD.replace("\n", end).encode(encoding))
    mapping, notes = read_mapping(file)
    assert mapping == load_mapping(plain)
    assert [note.en for note in notes] == ([f"mapping.yaml: read as {said}"] if said else [])


@given(st.text(alphabet="键值案件号催收 abc:\n", min_size=1))
def test_a_text_is_read_back_whatever_it_was_written_in(text):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        raw = text.encode(encoding)
        if encoding == "gb18030" and raw.decode("utf-8", "ignore").encode() == raw:
            continue  # some short words are UTF-8 as well
        found = encoding_of(raw)
        assert found is not None
        assert raw.decode(found).removeprefix("\ufeff") == text


def pack(tmp_path: Path, name: str, old: str, new: str, encoding: str = "utf-8") -> Path:
    """Return a copy of the example pack with one thing typed otherwise in one of its files."""
    from shutil import copytree

    from auditkit.core.resources import data_folder

    folder = copytree(data_folder("policies") / "bank-example", tmp_path / "bank-example")
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding=encoding)
    return folder


@pytest.mark.parametrize(
    ("old", "new", "mark"),
    [
        ("id: ", "id：", "U+FF1A"),
        ("zh: ", "zh：", "U+FF1A"),
        ("jurisdiction: ", "jurisdiction:　", "U+3000"),
    ],
)
def test_a_policy_is_told_the_same(tmp_path, old, new, mark):
    folder = pack(tmp_path, "pack.yaml", old, new)
    problems = []
    assert load_folder(folder, problems) is None
    assert any(mark in problem.text and "第 " in problem.text for problem in problems)


def test_a_pack_in_gb18030_is_read_and_that_is_said(tmp_path):
    problems = []
    loaded = load_folder(pack(tmp_path, "pack.yaml", "id: ", "id: ", "gb18030"), problems)
    assert problems == []
    assert [note.zh for note in loaded.notes] == ["pack.yaml：按 GB18030 读取"]


def test_full_width_marks_in_the_free_text_of_a_rule_are_no_slips(tmp_path):
    file = tmp_path / "rule.yaml"
    file.write_text(
        "why:\n  zh: |\n    注意：一，二。\n    　　“三”\n  en: >\n    note：x\n"
        "items:\n  - 先说明：再联系，“不要”\n  - '甲：乙'\n",
        encoding="utf-8",
    )
    typed = read_typed(file)
    assert (typed.slips, typed.doubts, typed.problems) == ((), (), ())
