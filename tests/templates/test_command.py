"""``auditkit lint`` reads standard input under a name, and shows the settings in effect."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditkit.cli.main import cli


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    text = '[lint]\nfail-on = "never"\n[[lint.paths]]\nmatch = "third/**"\naudience = "第三人"\n'
    (tmp_path / "auditkit.toml").write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(
        cli, ["lint", *arguments, "--lang", "en"], input=given, standalone_mode=False
    )


def test_standard_input_is_judged_as_the_file_that_it_is_named(folder):
    done = run("--stdin-filename", "third/a.sms.txt", given="{name}欠款{amount}元")
    assert done.return_value == 0
    place = done.stdout[done.stdout.index("third/a.sms.txt:1:7\n") :]
    assert "] cn-civil.third.disclosure" in place.partition("\n\n")[0]
    assert "Files 1, templates 1: open" in done.stdout


@pytest.mark.usefixtures("folder")
def test_an_option_goes_before_the_configuration():
    done = run(
        "--stdin-filename", "third/a.sms.txt", "--fail-on", "high", given="{name}欠{amount}元"
    )
    assert done.return_value == 1


@pytest.mark.usefixtures("folder")
def test_the_settings_in_effect_are_shown_and_nothing_is_judged():
    done = run("--show-config", "--profile", "us-collector")
    assert done.return_value == 0
    shown = tomllib.loads(done.stdout)["lint"]
    assert (shown["profile"], shown["fail-on"]) == ("us-collector", "never")


@pytest.mark.usefixtures("folder")
def test_without_any_path_nothing_is_judged_by_chance():
    assert "name a file or folder" in str(run().exception)


def test_a_dash_is_standard_input_and_needs_a_name(folder):
    named, dashed = (
        run(*dash, "--stdin-filename", "third/a.sms.txt", given="{name}欠款{amount}元")
        for dash in ((), ("-",))
    )
    assert dashed.return_value == 0
    assert dashed.stdout == named.stdout
    assert "--stdin-filename NAME" in str(run("-", given="{name}").exception)
