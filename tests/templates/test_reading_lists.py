"""Lists of templates: YAML, JSON and tables, each text with its place, metadata and name."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.lint import Place, Span
from tests.templates.reading import misplaced, mistakes, read_folder, read_many, read_one

YAML = """# 短信模板
channel: 短信
audience: debtor
templates:
  - id: T1
    text: |
      【示例银行】尊敬的{name}，
        您欠{amount}元。
    suppress:
      - {rule: a.b, reason: r, owner: o, until: 2027-01-01}
  - 模板编号: T2
    渠道: 微信
    内容: >-
      折叠的一行
      接着{amount}

      新段
  - text: "双引号 \\"{name}\\" 换\\n行 \\u59d3\\U0001F600"
  - text: '单''引号{name}'
  - text: 平文
      续行{name}
  - text: {zh: "您好{name}", en: "Hello {name}"}
"""


def entries(name: str, content: str | bytes) -> list[tuple[str, str]]:
    return [(each.entry, each.text) for each in read_many(name, content)]


def test_a_list_of_templates_shares_what_is_said_above_it():
    found = read_many("t.yaml", YAML)
    assert [(each.entry, each.text) for each in found] == [
        ("T1", "【示例银行】尊敬的{name}，\n  您欠{amount}元。"),
        ("T2", "折叠的一行 接着{amount}\n新段"),
        ("#3", '双引号 "{name}" 换\n行 姓😀'),
        ("#4", "单'引号{name}"),
        ("#5", "平文 续行{name}"),
        ("#6.zh", "您好{name}"),
        ("#6.en", "Hello {name}"),
    ]
    assert [each.meta.channel for each in found] == ["sms", "im", *["sms"] * 5]
    assert {each.meta.audience for each in found} == {("debtor",)}
    assert [each.meta.group for each in found[-2:]] == ["t.yaml##6", "t.yaml##6"]
    assert [each.rule for each in found[0].suppressions] == ["a.b"]


@pytest.mark.parametrize(
    ("entry", "words", "place"),
    [
        ("T1", "{amount}", Place(8, 11)),
        ("T2", "{amount}", Place(15, 9)),
        ("T2", "新", Place(17, 7)),
        ("#3", "{name}", Place(18, 18)),
        ("#3", "姓", Place(18, 32)),
        ("#4", "{name}", Place(19, 17)),
        ("#5", "{name}", Place(21, 9)),
        ("#6.en", "{name}", Place(22, 39)),
    ],
)
def test_a_string_of_any_style_leads_back_to_its_line_and_column(entry, words, place):
    template = next(each for each in read_many("t.yaml", YAML) if each.entry == entry)
    at = template.text.index(words)
    assert template.place(at) == place
    if words.startswith("{"):
        assert template.span(at, at + len(words)) == Span(
            place, Place(place.line, place.column + len(words))
        )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("text: 您好\n", [("", "您好")]),
        ("- 您好\n- 再见\n", [("#1", "您好"), ("#2", "再见")]),
        ("first: 您好\nsecond: 再见\n", [("first", "您好"), ("second", "再见")]),
        ("sms:\n  first: 您好\n", [("sms.first", "您好")]),
        ("first: {text: 您好, channel: sms}\n", [("first", "您好")]),
        ("first: {zh: 您好, en: Hello}\n", [("first.zh", "您好"), ("first.en", "Hello")]),
        ("channel: sms\nfirst: 您好\n", [("first", "您好")]),
        ("a: &m {channel: sms, text: x}\nb: {<<: *m, text: y}\n", [("a", "x"), ("b", "y")]),
    ],
)  # fmt: skip
def test_the_shapes_that_lists_of_templates_have(source, expected):
    assert entries("t.yml", source) == expected


def test_json_leads_back_through_its_escapes():
    source = (
        '{"a": "x\\n\\u59d3{name}",\n "b": {"text": "\\ud83d\\ude00{amount}", "channel": "sms"}}'
    )
    first, second = read_many("t.json", source)
    assert (first.entry, first.text, second.entry, second.text) == (
        "a", "x\n姓{name}", "b", "😀{amount}",
    )  # fmt: skip
    assert first.place(first.text.index("{")) == Place(1, 17)
    assert second.place(second.text.index("{")) == Place(2, 29)
    assert second.meta.channel == "sms"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("t.yaml", "a: [1\nb: 2", [("file.broken", 2)]),
        ("t.yaml", "", [("file.broken", 1)]),
        ("t.yaml", "- 1\n- 您好", [("file.not_a_text", 1)]),
        ("t.yaml", "- text: ''\n- 您好", [("file.no_text", 1)]),
        ("t.yaml", "- text: 您好\n  chanel: sms\n", [("meta.unknown_key", 2)]),
        ("t.yaml", "- text: 您好\n  channel: 传真\n", [("meta.unknown_value", 2)]),
        ("t.yaml", "- text: 您好\n  suppress: [{rule: a}]\n", [("suppression.no_reason", 2)]),
        ("t.yaml", "- {channel：sms, text: 您好}\n", [("meta.unknown_key", 1)]),
        ("t.yaml", "- text: ｛姓名｝您好\n", []),
        ("t.yaml", "[]", [("file.nothing", 1)]),
        ("t.json", "{", [("file.broken", 1)]),
        ("t.json", "[1]", [("file.not_a_text", 1)]),
        ("t.json", "[" * 20_000, [("file.broken", 1)]),
        ("t.yaml", "[" * 5_000, [("file.broken", 2)]),
        ("t.yaml", "a: &a [*a]", [("file.broken", 1)]),
        ("t.csv", "编号,渠道\n1,短信\n", [("file.no_column", 1)]),
        ("t.csv", "编号,内容\n", [("file.nothing", 1)]),
        ("t.csv", "编号,内容\n1,\n2,您好\n", [("file.no_text", 2)]),
        ("t.csv", "渠道,内容\n传真,您好\n", [("meta.unknown_value", 2)]),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_its_line(name, content, expected):
    assert mistakes(name, content) == expected


TABLE = (
    "模板编号,渠道,适用对象,语言,催收阶段,模板内容,suppress,审批人\r\n"
    'S1,短信,本人,中文,early,"【示例银行】{name}，\r\n欠""{amount}""元",,甲\r\n'
    ",,,,,,,\r\n"
    'S2,微信,第三人,,,您好{姓名},"allow a.b reason=""x y"" owner=z until=2027-01-01",乙\r\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_row_of_a_table_is_a_template(encoding, delimiter):
    first, second = read_many("t.csv", TABLE.replace(",", delimiter).encode(encoding))
    assert (first.entry, first.text) == ("S1", '【示例银行】{name}，\n欠"{amount}"元')
    assert (first.meta.channel, first.meta.audience) == ("sms", ("debtor",))
    assert (first.meta.language, first.meta.stage) == ("zh", "early")
    assert first.meta.said["channel"] == "column"
    assert first.place(first.text.index("欠")) == Place(2, 15)
    assert (second.entry, second.place(0)) == ("S2", Place(4, 1))
    assert second.meta.audience == ("family", "emergency_contact", "colleague")
    assert [(each.rule, each.reason) for each in second.suppressions] == [("a.b", "x y")]


def test_a_header_may_stand_below_a_title_and_rows_be_named_by_order():
    assert entries("t.csv", "短信模板清单,\n渠道,正文\n短信,您好\n短信,再见\n") == [
        ("#1", "您好"),
        ("#2", "再见"),
    ]


def test_columns_of_two_languages_are_variants_of_one_group():
    zh, en = read_many("t.csv", "id,中文内容,content_en\nA,您好,Hello\n")
    assert [(each.entry, each.meta.language) for each in (zh, en)] == [
        ("A.zh", "zh"),
        ("A.en", "en"),
    ]
    assert zh.meta.group == en.meta.group == "t.csv#A"


def test_a_large_cell_is_read_whole():
    text = "您好" * 100_000
    assert entries("t.csv", f"内容\n{text}\n") == [("#1", text)]


def test_a_page_in_a_cell_is_read_as_one():
    assert entries("t.csv", "内容\n<p>您<b>好</b></p>\n") == [("#1", "您好")]


def book(rows: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_a_workbook_is_read_by_its_rows(tmp_path: Path):
    rows: list[list[object]] = [
        ["清单"],
        ["编号", "渠道", "内容"],
        [1, "短信", "您好{姓名}\n欠{金额}"],
    ]
    (tmp_path / "t.xlsx").write_bytes(book(rows))
    read = read_folder(tmp_path)
    (template,) = read.templates
    assert (template.path, template.entry, template.text) == ("t.xlsx", "1", "您好{姓名}\n欠{金额}")
    assert template.place(7) == Place(3, 8)
    assert (template.meta.channel, read.mistakes) == ("sms", ())


def test_a_damaged_workbook_is_told_and_stops_nothing(tmp_path: Path):
    (tmp_path / "a.xlsx").write_bytes(book([["内容"], ["x"]])[:900])
    (tmp_path / "b.txt").write_text("您好", encoding="utf-8")
    read = read_folder(tmp_path)
    assert [each.path for each in read.templates] == ["b.txt"]
    assert [(path, each.kind) for path, each in read.mistakes] == [("a.xlsx", "file.broken")]


TEXTS = st.text(alphabet="还款ab \"'\\\n\t:#-😀{}", min_size=1, max_size=30).filter(str.strip)
STYLES = st.sampled_from([None, '"', "'", "|", ">"])


@given(TEXTS, STYLES, st.sampled_from([20, 80]))
def test_yaml_texts_keep_their_words_and_lead_back_where_they_are_not_escaped(text, style, width):
    dumped = yaml.dump([{"text": text}], default_style=style, allow_unicode=True, width=width)
    read = read_one("t.yaml", dumped)
    assert read.text == text.strip()
    wrong = [each for each in misplaced(read, dumped) if each[1] not in "\n\t \"\\'😀"]
    assert wrong == []


@given(st.lists(TEXTS, min_size=1, max_size=3), st.booleans())
def test_json_texts_keep_their_words_and_lead_back(texts, ascii_only):
    dumped = json.dumps(texts, ensure_ascii=ascii_only, indent=1)
    for read, text in zip(read_many("t.json", dumped), texts, strict=True):
        assert read.text == text.strip()
        escaped = '\n\t"\\还款😀' if ascii_only else '\n\t"\\'
        assert [each for each in misplaced(read, dumped) if each[1] not in escaped] == []


@given(
    st.text(alphabet="-: \n[]{}\"'|>&*#a您\\u,", max_size=60),
    st.sampled_from(["yaml", "json", "csv"]),
)
def test_any_list_is_read_without_a_crash(text, kind):
    mistakes(f"t.{kind}", text)


def test_what_a_system_answers_beside_its_templates_is_no_template():
    source = json.dumps(
        {
            "code": 0,
            "message": "success",
            "data": {
                "total": 1,
                "list": [
                    {
                        "templateId": "T1",
                        "templateContent": "【示例银行】您好",
                        "channelId": 7,
                        "createTime": "2026-01-01 10:00:00",
                        "signName": "示例银行",
                    }
                ],
            },
        },
        ensure_ascii=False,
        indent=1,
    )
    (template,) = read_many("t.json", source)
    assert (template.entry, template.text, template.mistakes) == ("T1", "【示例银行】您好", ())
    assert template.meta.signature == "示例银行"


def test_a_text_beside_lists_is_a_template_however_its_key_is_called():
    text = "【示例银行】您的信用卡账单已到期"
    source = json.dumps({"version": 1, "message": text, "history": [{"by": "甲"}]})
    assert [each.text for each in read_many("t.json", source)] == [text]


def test_a_slip_in_a_key_of_json_is_told_and_keys_of_its_system_are_not():
    source = '[{"text": "您好",\n "chanel": "sms",\n "auditor": "甲"}]'
    assert mistakes("t.json", source) == [("meta.unknown_key", 2)]


def test_templates_under_a_key_that_nobody_knows_are_told_and_never_lost():
    source = '[{"text": "您好", "log": [{"by": "甲"}],\n "kinder": {"a": [{"content": "请还款"}]}}]'
    assert mistakes("t.json", source) == [("meta.unknown_key", 2)]


def test_a_number_in_json_is_told_where_it_stands():
    source = '[{"id": "a", "text": "您好"},\n{"id": "b",\n "text": 95588}]'
    assert mistakes("t.json", source) == [("file.not_a_text", 3)]
