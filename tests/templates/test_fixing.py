"""An edit changes what it says and nothing else, and what was fixed is found no more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from auditkit import api
from auditkit.api.lint_fixing import repair, write
from auditkit.cli.main import cli
from auditkit.core.lint import Edit, Place, Span
from auditkit.templates.blanks.rewrite import in_notation_of
from auditkit.templates.fixing.apply import fixed

NUMBER = "11010519491231002X"
HEAD = (
    "---\nchannel: sms\naudience: debtor\nsender: bank\ninstitution: 示例银行\nstage: early\n---\n"
)
BROKEN = (
    HEAD + f"{{name}}您好，您的身份证号{{id_card}}，卡号{{card_no}}，账单已到期\n身份证号{NUMBER}\n"
)
FIXED = (
    HEAD
    + "【示例银行】{name}您好，您的身份证号{idcard_last4}，卡号{card_last4}，账单已到期\n"
    + "身份证号***002X。客服热线4000000000。\n"
)
SETTINGS = """[lint]
hotline = "4000000000"
signature = "【示例银行】"
masked = {"id.full" = "{idcard_last4}", card_no = "{card_last4}"}
"""


def edit(line: int, column: int, old: str, new: str) -> Edit:
    start = Place(line, column)
    return Edit(Span(start, Place(line, column + len(old))), old, new)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditkit.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def lint() -> api.LintResult:
    return api.lint(["."], as_of=date(2026, 12, 1))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        cli, ["lint", *arguments, "--as-of", "2026-12-01"], standalone_mode=False
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_file_keeps_its_encoding_its_mark_and_its_line_ends(encoding, ends):
    before = "甲{a}\n乙{b}\n丙\n".replace("\n", ends).encode(encoding)
    done = fixed("a.txt", before, [edit(2, 2, "{b}", "{b4}"), edit(3, 2, "", "。\n热线")])
    assert done.refused == ()
    assert done.content == "甲{a}\n乙{b4}\n丙。\n热线\n".replace("\n", ends).encode(encoding)


@pytest.mark.parametrize(
    ("name", "source", "made", "why"),
    [
        ("a.txt", "甲{b}", edit(1, 2, "{a}", "x"), "moved"),
        ("a.txt", "甲", edit(9, 1, "甲", "x"), "moved"),
        ("a.txt", "甲乙", edit(1, 2, "", "热线"), "place"),
        ("a.j2", "{% if a %}甲{% else %}乙{% endif %}", edit(1, 23, "", "热线"), "place"),
        ("a.j2", "{% if a %}甲{% endif %}", edit(1, 11, "", "【行】"), "place"),
        ("a.j2", "{% if a %}\n甲\n{% endif %}", edit(2, 1, "", "【行】"), "place"),
        ("a.html", "<p>甲</p>", edit(1, 5, "", "热线"), "place"),
        ("a.yaml", "a: 甲{b}", edit(1, 5, "{b}", "x: y"), "list"),
        ("a.csv", "text\n甲", edit(2, 2, "", "热线"), "list"),
        ("a.csv", "text\n甲{b}乙{b}", edit(2, 2, "{b}", "{c}"), "several"),
        ("a.csv", "text\n甲", edit(5, 2, "{b}", "{c}"), "moved"),
        ("a.xlsx", "PK\x03\x04", edit(2, 2, "{b}", "{c}"), "kind"),
    ],
)
def test_what_cannot_be_verified_or_would_not_reach_everybody_is_refused(name, source, made, why):
    content = source.encode()
    done = fixed(name, content, [made])
    assert (done.content, done.done, done.refused) == (content, (), ((made, why),))


def test_edits_that_overlap_are_refused_and_insertions_at_one_place_follow_each_other():
    both = [edit(1, 1, "甲乙", "x"), edit(1, 2, "乙丙", "y")]
    done = fixed("a.txt", "甲乙丙".encode(), both)
    assert (done.content, done.refused) == ("x丙".encode(), ((both[1], "overlap"),))
    two = [edit(1, 2, "", "一"), edit(1, 2, "", "二")]
    assert fixed("a.txt", "甲".encode(), two).content == "甲一二".encode()


def test_a_cell_of_a_table_changes_and_its_quotes_stay():
    source = 'id,text,note\n1,"甲, {b}\n乙",x\n2,{b},"{b}"\n'
    done = fixed("a.csv", source.encode(), [edit(2, 4, "{b}", "{c}")])
    assert done.content == 'id,text,note\n1,"甲, {c}\n乙",x\n2,{b},"{b}"\n'.encode()


@given(
    st.lists(st.text("甲a{}é\t,", max_size=6), min_size=1, max_size=5),
    st.data(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_nothing_but_the_edited_stretches_changes(lines, data, ends):
    whole = "\n".join(lines)
    starts = [sum(len(each) + 1 for each in lines[:n]) for n in range(len(lines))]
    number = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[number])))
    end = data.draw(st.integers(start, len(lines[number])))
    old = lines[number][start:end]
    made = edit(number + 1, start + 1, old, "新")
    at = starts[number] + start
    expected = whole[:at] + "新" + whole[at + len(old) :]
    done = fixed("a.txt", whole.replace("\n", ends).encode(), [made])
    if done.done:
        assert done.content == expected.replace("\n", ends).encode()
    else:
        assert not old
        assert done.content == whole.replace("\n", ends).encode()


def test_what_was_fixed_is_found_no_more_and_a_second_time_changes_nothing(folder):
    file = folder / "a.txt"
    file.write_text(BROKEN, encoding="utf-8")
    file.chmod(0o640)
    first = lint()
    assert NUMBER not in repr(first)
    fixable = {each.rule for each in first.report.findings if each.edit}
    assert fixable >= {"cn-pipl.message.identifier", "template-style.sms.signature"}
    write(repair(first.fixes, first.folder))
    assert file.read_text(encoding="utf-8") == FIXED
    assert file.stat().st_mode & 0o777 == 0o640
    again = lint()
    assert (again.fixes, fixable & {each.rule for each in again.report.findings}) == ((), set())
    assert sorted(each.name for each in folder.iterdir()) == ["a.txt", "auditkit.toml"]


def test_the_diff_changes_nothing_and_shows_no_number(folder):
    (folder / "a.txt").write_text(BROKEN, encoding="utf-8")
    shown = run("a.txt", "--diff")
    assert (folder / "a.txt").read_text(encoding="utf-8") == BROKEN
    assert shown.stdout.splitlines() == [
        "--- a/a.txt",
        "+++ b/a.txt",
        "@@ -6,4 +6,4 @@",
        " stage: early",
        " ---",
        "-{name}您好，您的身份证号{id_card}，卡号{card_no}，账单已到期",
        "-身份证号***",
        "+【示例银行】{name}您好，您的身份证号{idcard_last4}，卡号{card_last4}，账单已到期",
        "+身份证号***002X。客服热线4000000000。",
    ]
    assert shown.return_value == 1
    assert NUMBER not in shown.output
    assert "可修正 5 处，涉及 1 个文件；未作改动" in shown.stderr
    assert "不能作为补丁使用" in shown.stderr
    done = run("a.txt", "--fix", "--format", "json")
    assert done.return_value == 0
    assert done.stderr == "已修正 5 处，涉及 1 个文件\n"
    assert (folder / "a.txt").read_text(encoding="utf-8") == FIXED


@pytest.mark.parametrize(
    "options",
    [
        ("--fix", "--diff"),
        ("--fix", "--write-baseline"),
        ("--fix", "--stdin-filename", "b.txt"),
        ("--format", "text,json"),
        ("--format", "text=a.out", "-o", "b.out"),
        ("--format", "csv"),
    ],
)
def test_options_that_exclude_each_other_are_errors_of_usage(folder, options):
    (folder / "a.txt").write_text(BROKEN, encoding="utf-8")
    done = run("a.txt", *options)
    assert getattr(done.exception, "exit_code", None) == 2
    assert (folder / "a.txt").read_text(encoding="utf-8") == BROKEN


@pytest.mark.parametrize(
    ("raw", "name", "form", "new"),
    [
        ("{card_no}", "card_no", "{card_last4}", "{card_last4}"),
        ("${card_no}", "card_no", "{card_last4}", "${card_last4}"),
        ("{{ card_no | upper }}", "card_no", "{card_last4}", "{{ card_last4 | upper }}"),
        ("#card_no#", "card_no", "${card_last4}", "#card_last4#"),
        ("【银行卡号】", "银行卡号", "{卡号后四位}", "【卡号后四位】"),
        ("${user.card_no}", "user.card_no", "{user.card_last4}", "${user.card_last4}"),
        ("{{ card_no }}", "card_no", "{{ card_no | mask }}", "{{ card_no | mask }}"),
        ("{card_no}", "card_no", "（尾号见账单）", "（尾号见账单）"),
        ("${user.card_no}", "user.card_no", "{card_last4}", ""),
        ("{user.card_no}", "user.card_no", "{card_last4}", ""),
        ("{card_no}", "card_no", "{{ card_no | mask }}", ""),
        ("%s", "", "{card_last4}", ""),
        ("{0}", "card_no", "{card_last4}", ""),
    ],
)
def test_a_masked_form_is_written_as_the_template_writes_its_blanks(raw, name, form, new):
    assert in_notation_of(raw, name, form) == new


def test_what_is_configured_for_a_name_stands_before_what_is_for_its_kind(folder):
    masked = 'masked = {"card.full" = "{card_last4}", "user.card_no" = "{user.tail}"}'
    (folder / "auditkit.toml").write_text(f"[lint]\n{masked}\n", encoding="utf-8")
    text = HEAD + "您的卡号${user.card_no}、${card_no}、${bill.card_no}已到期"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    run(".", "--fix")
    fixed_text = HEAD + "您的卡号${user.tail}、${card_last4}、${bill.card_no}已到期"
    assert (folder / "a.txt").read_text(encoding="utf-8") == fixed_text


def test_a_blank_in_an_address_is_left_to_people(folder):
    text = (
        HEAD
        + "【示例银行】卡号{card_no}，请登录https://example.com/r?card={card_no}查看，客服4000000000"
    )
    (folder / "a.txt").write_text(text, encoding="utf-8")
    run(".", "--fix")
    fixed_text = text.replace("卡号{card_no}", "卡号{card_last4}")
    assert (folder / "a.txt").read_text(encoding="utf-8") == fixed_text
