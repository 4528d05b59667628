"""A configuration file says what holds for the templates below it, and is refused where it errs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit import api
from auditkit.core.errors import PolicyError
from auditkit.templates.reading.asking import Asking
from auditkit.templates.reading.files import read_files
from auditkit.templates.reading.walk import Choice
from auditkit.templates.settings.find import Finder
from auditkit.templates.settings.patterns import matches
from auditkit.templates.settings.toml import written

KNOWN = {"fail-on": ("high", "never")}
WHOLE = """[lint]
profile = "cn-bank"
policies = "own"
include = ["sms/**"]
exclude = ["sms/old/**"]
fail-on = "high"
baseline = "known.json"
institution = "示例银行"
hotline = "4000000000"
signature = "【示例银行】"

[lint.opt-out]
zh = "拒收请回复R"
"短信" = {en = "Reply STOP"}

[lint.placeholders]
khbh = "reference"

[[lint.paths]]
match = "sms/**"
channel = "短信"
audience = ["debtor"]

[[lint.paths]]
match = "sms/third/**"
audience = "第三人"
send-window = "09:00-20:00"
"""


def put(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str, name: str = "auditkit.toml") -> list[tuple[int, str]]:
    put(folder, name, text)
    with pytest.raises(PolicyError) as refused:
        Finder(KNOWN).of(folder)
    return [(each.line, each.text.partition(" ")[0]) for each in refused.value.problems]


def test_a_file_sets_all_that_there_is_to_set(tmp_path):
    file = put(tmp_path, "auditkit.toml", WHOLE)
    set_ = Finder(KNOWN).of(tmp_path / "sms" / "a.txt")
    assert (set_.file, set_.folder, set_.profile) == (file, tmp_path, "cn-bank")
    assert (set_.policies, set_.baseline) == (tmp_path / "own", tmp_path / "known.json")
    assert (set_.include, set_.exclude, set_.fail_on) == (("sms/**",), ("sms/old/**",), "high")
    assert (set_.institution, set_.hotline, set_.signature) == (
        "示例银行",
        "4000000000",
        "示例银行",
    )
    assert set_.placeholders == {"khbh": "reference"}
    assert [(each.match, each.line) for each in set_.paths] == [
        ("sms/**", 19),
        ("sms/third/**", 24),
    ]
    assert set_.lines["fail-on"] == 6
    assert [
        set_.opt_out_line(channel, language)
        for channel, language in (("sms", "en"), ("sms", "zh"), ("email", "zh"), ("email", "en"))
    ] == ["Reply STOP", "拒收请回复R", "拒收请回复R", ""]


def test_a_table_of_pyproject_sets_the_same(tmp_path):
    put(tmp_path, "pyproject.toml", WHOLE.replace("[lint", "[tool.auditkit.lint"))
    assert Finder(KNOWN).of(tmp_path).institution == "示例银行"


def test_the_nearest_file_upward_is_taken_alone(tmp_path):
    put(tmp_path, "auditkit.toml", '[lint]\ninstitution = "甲"\nhotline = "1"\n')
    near = put(tmp_path, "a/auditkit.toml", '[lint]\ninstitution = "乙"\n')
    put(tmp_path, "a/b/pyproject.toml", "[project]\nname = 'x'\n")
    found = Finder().of(tmp_path / "a" / "b" / "c.txt")
    assert (found.file, found.institution, found.hotline) == (near, "乙", "")


def test_auditkit_toml_goes_before_pyproject_in_one_folder(tmp_path):
    put(tmp_path, "auditkit.toml", '[lint]\ninstitution = "甲"\n')
    put(tmp_path, "pyproject.toml", '[tool.auditkit.lint]\ninstitution = "乙"\n')
    assert Finder().of(tmp_path).institution == "甲"


def test_what_holds_for_a_run_stands_in_the_folder_that_all_paths_lie_in(tmp_path):
    put(tmp_path, "auditkit.toml", '[lint]\nformat = "outer"\n')
    put(tmp_path, "a/auditkit.toml", '[lint]\nformat = "inner"\n')
    one, two = put(tmp_path, "a/x.txt", "x"), put(tmp_path, "b/y.txt", "y")
    assert Finder().of_run([one]).format == "inner"
    assert Finder().of_run([one, two]).format == "outer"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[lint]\n\nprofil = 'x'\n", [(3, "profil")]),
        ("[lint]\nprofile = 1\nexclude = 'x'\n", [(2, "profile"), (3, "exclude")]),
        ("[lint]\nfail-on = 'severe'\n", [(2, "fail-on")]),
        ("[lint]\nprofile = ''\n", [(2, "profile")]),
        ("[[lint.paths]]\nmatch='a'\n[[lint.paths]]\nmatch='b'\nchannel='传真'\n",
         [(5, "paths.1.channel")]),
        ("[[lint.paths]]\nmatch='a'\nhotline='1'\n", [(3, "paths.0.hotline")]),
        ("[[lint.paths]]\nchannel='sms'\n", [(1, "paths.0")]),
        ("[[lint.paths]]\nmatch='a'\nsend-window='x'\n", [(3, "paths.0.send-window")]),
        ("[lint]\npaths = [{match = 'a', channel = 'x'}]\n", [(2, "paths.0.channel")]),
        ("[lint]\npaths = {match = 'a'}\n", [(2, "paths")]),
        ("[lint.opt-out]\nsms = {fr = 'x'}\nfax = {zh = 'x'}\nzh = 1\n",
         [(2, "opt-out.sms.fr"), (3, "opt-out.fax"), (4, "opt-out.zh")]),
        ("[lint.placeholders]\nx = 1\n", [(2, "placeholders.x")]),
        ("[lint]\nprofile = \n", [(2, "is")]),
        ("[lint.opt-out]\n短信 = {zh = '退'}\n", [(2, "is")]),
        ("lint = 1\n", [(1, "")]),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_with_its_line(tmp_path, text, expected):
    assert problems(tmp_path, text) == expected


def test_lines_are_those_of_pyproject_too(tmp_path):
    text = "[project]\nname='x'\n[tool.auditkit.lint]\nx = 1\n"
    assert problems(tmp_path, text, "pyproject.toml") == [(4, "x")]


def test_a_kind_that_no_blank_holds_is_refused(tmp_path):
    put(tmp_path, "auditkit.toml", "[lint]\n[lint.placeholders]\nx = 'nothing'\n")
    with pytest.raises(PolicyError) as refused:
        Asking(Finder())(tmp_path / "a.txt")
    assert [each.line for each in refused.value.problems] == [2]


def read(folder: Path, **options: object):
    finder = Finder()
    asking = Asking(finder, options=options)
    return read_files([folder], Choice(folder, finder.of), asking).templates


def test_patterns_say_what_is_known_of_the_files_below_them(tmp_path):
    put(tmp_path, "auditkit.toml", WHOLE.replace('"sms/**"]', '"**/*.txt"]'))
    for name in ("sms/a.txt", "sms/third/b.txt", "sms/old/c.txt", "other/d.txt", "sms/e.md"):
        put(tmp_path, name, "客户{khbh}您好")
    found = {each.path: each.meta for each in read(tmp_path)}
    assert list(found) == ["other/d.txt", "sms/a.txt", "sms/third/b.txt"]
    assert (found["sms/a.txt"].channel, found["sms/a.txt"].audience) == ("sms", ("debtor",))
    assert found["sms/third/b.txt"].audience == ("family", "emergency_contact", "colleague")
    assert found["sms/third/b.txt"].send_window == "09:00-20:00"
    assert found["other/d.txt"].channel == ""
    assert {each.institution for each in found.values()} == {"示例银行"}
    assert found["sms/a.txt"].said["channel"] == "configuration"
    assert {each.placeholders[0].holds for each in read(tmp_path)} == {"reference"}


def test_options_go_before_the_file_and_the_file_before_the_configuration(tmp_path):
    put(tmp_path, "auditkit.toml", "[[lint.paths]]\nmatch='*'\nchannel='letter'\nsender='bank'\n")
    put(tmp_path, "a.im.txt", "---\nchannel: email\naudience: debtor\n---\n您好")
    (template,) = read(tmp_path, audience=["family"])
    assert (template.meta.channel, template.meta.sender) == ("email", "bank")
    assert (template.meta.audience, template.meta.said["audience"]) == (("family",), "option")
    put(tmp_path, "a.im.txt", "您好")
    assert [each.meta.channel for each in read(tmp_path)] == ["letter"]


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("sms/a.txt", "sms/**", True),
        ("sms/x/a.txt", "sms/**", True),
        ("smsx/a.txt", "sms/**", False),
        ("x/sms/a.txt", "sms/**", False),
        ("x/sms/a.txt", "**/sms/**", True),
        ("sms/a.txt", "**/sms/**", True),
        ("sms/a.txt", "sms", True),
        ("x/sms/a.txt", "sms/", True),
        ("x/a.txt", "*.txt", True),
        ("x/a.txt", "x/*.txt", True),
        ("x/y/a.txt", "x/*.txt", False),
        ("a.txt", "?.txt", True),
        ("a.txt", "[ab].txt", True),
        ("c.txt", "[!ab].txt", True),
        ("a.txt", "[!ab].txt", False),
        ("a+b.txt", "a+b.txt", True),
        ("短信/甲.txt", "短信/*", True),
    ],
)
def test_patterns_match_as_gitignore_does(path, pattern, expected):
    assert matches(path, pattern) is expected


VALUES = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(-9, 9), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(VALUES)
def test_what_is_written_as_toml_reads_back(value):
    assert tomllib.loads(f"x = {written(value)}") == {"x": value}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_settings_in_effect_are_shown_as_toml_with_where_each_comes_from(
    tmp_path, monkeypatch, lang
):
    put(tmp_path, "auditkit.toml", WHOLE)
    put(tmp_path, "sms/a.txt", "x")
    monkeypatch.chdir(tmp_path)
    shown = api.lint_settings(["sms/a.txt"], {"fail-on": "never"}, lang)
    data = tomllib.loads(shown)["lint"]
    assert (data["fail-on"], data["profile"], data["format"]) == ("never", "cn-bank", "text")
    assert data["opt-out"] == {"zh": "拒收请回复R", "sms": {"en": "Reply STOP"}}
    assert [each["match"] for each in data["paths"]] == ["sms/**", "sms/third/**"]
    origin = {"zh": ("命令行选项", "默认"), "en": ("option", "default")}[lang]
    assert f'fail-on = "never"  # {origin[0]}' in shown
    assert f'format = "text"  # {origin[1]}' in shown
    assert 'institution = "示例银行"  # auditkit.toml:8' in shown


def test_without_a_file_the_defaults_are_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert tomllib.loads(api.lint_settings([], {}, "en"))["lint"] == {
        "profile": "cn-bank",
        "fail-on": "medium",
        "format": "text",
    }
