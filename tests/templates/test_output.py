"""Every format goes to where it was asked to go, and to the summary of a step on GitHub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditkit.api.policies import library
from auditkit.cli.main import cli
from auditkit.report.lint.formats import FORMATS
from auditkit.templates.fixing.fixable import load_fixable

TEXT = "---\nchannel: sms\naudience: debtor\n---\n再不还钱，我们就上门找你家人。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(
        cli, ["lint", "a.txt", *arguments, "--as-of", "2026-12-01"], standalone_mode=False
    )
    assert done.return_value == 1, done.exception
    return done


def test_one_format_goes_to_stdout_and_others_to_the_files_they_name(folder):
    done = run("--format", "github,sarif=out/a.sarif,junit=j.xml")
    assert done.stdout.startswith("::error file=a.txt,line=5,")
    assert json.loads((folder / "out" / "a.sarif").read_bytes())["version"] == "2.1.0"
    assert (folder / "j.xml").read_bytes().startswith(b"<?xml")


def test_several_formats_go_to_a_folder_under_their_own_names(folder):
    done = run("--format", ",".join(FORMATS), "-o", "reports")
    assert done.stdout == ""
    names = {each.filename for each in FORMATS.values()}
    assert {each.name for each in (folder / "reports").iterdir()} == names
    again = run("-o", "one.txt")
    assert again.stdout == ""
    assert (folder / "one.txt").read_bytes() == (folder / "reports" / "lint.txt").read_bytes()


def test_no_format_holds_a_number_that_stands_in_a_template(folder):
    number, mobile = "11010519491231002X", "13800138000"
    text = f"{TEXT}身份证号{number}，手机{mobile[:3]} {mobile[3:7]} {mobile[7:]}。\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    run("--format", ",".join(FORMATS), "-o", "reports")
    run("--write-baseline")
    for file in [*(folder / "reports").iterdir(), folder / "auditkit-lint-baseline.json"]:
        written = file.read_text(encoding="utf-8")
        assert number not in written, file.name
        assert mobile not in written.replace(" ", ""), file.name


def test_the_summary_of_a_step_is_added_to_what_stands_there(folder, monkeypatch):
    summary = folder / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    run("--format", "text")
    assert summary.read_text(encoding="utf-8") == "before\n"
    run("--format", "github")
    assert summary.read_text(encoding="utf-8").startswith("before\n### auditkit lint\n")


def test_the_configuration_names_the_format_where_no_option_does(folder):
    (folder / "auditkit.toml").write_text('[lint]\nformat = "gitlab"\n', encoding="utf-8")
    assert json.loads(run().stdout)[0]["location"]["path"] == "a.txt"


def test_every_rule_that_may_be_put_right_is_a_rule():
    roots = library(None).roots
    fixable = load_fixable(roots)
    known = {path.stem for root in roots for path in root.glob("*/rules/*.yaml")}
    named = fixable.masked | fixable.hotline | fixable.opt_out | fixable.signature
    assert named
    assert named <= known
