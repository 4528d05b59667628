"""What was worked out when the package was built is what its YAML says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.core import i18n, prepared
from auditkit.core.contents import contents_of
from auditkit.core.i18n import locale_folder
from auditkit.core.resources import data_folder, load_yaml, parsed
from auditkit.policy import yaml as policy_yaml
from auditkit.policy.preparing import entries

ROOT = data_folder("policies").parent
POLICIES = sorted(ROOT.glob("policies/**/*.yaml"))
DATA = sorted([*ROOT.glob("auditkit/**/*.yaml"), *ROOT.glob("reports/*.yaml")])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("built") / "prepared.txt"
    file.write_bytes(entries(ROOT))
    return file


@pytest.fixture
def built(written: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(prepared, "FILE", written)
    return written


@pytest.fixture
def unbuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "FILE", tmp_path / "nothing")


def test_rules_and_phrases_say_the_same_prepared_or_read_anew(built):
    found = 0
    for file in POLICIES:
        known, anew = policy_yaml.read(file), policy_yaml.parsed(file, file.read_bytes())
        found += prepared.prepared("core", file.read_bytes()) is not None
        assert repr(known.data) == repr(anew.data)
        assert (known.text, known.problems, known.notes) == (anew.text, anew.problems, anew.notes)
    assert found > 400


def test_data_of_the_package_says_the_same_prepared_or_read_anew(built):
    found = 0
    for file in DATA:
        found += prepared.prepared("safe", file.read_bytes()) is not None
        assert repr(load_yaml(file)) == repr(parsed(file.read_bytes()))
    assert found > 15


def test_what_people_see_is_the_same_prepared_or_read_anew(built, tmp_path, monkeypatch):
    files = contents_of(locale_folder(), "*.yaml")
    assert all(prepared.prepared("texts", raw or b"") for _, raw in files)
    known = i18n._entries.__wrapped__(files)
    monkeypatch.setattr(prepared, "FILE", tmp_path / "nothing")
    assert known == i18n._entries.__wrapped__(files)


def test_a_problem_in_a_prepared_file_is_told_with_its_line(built):
    file = ROOT / "policies" / "cn-gbt45251" / "pack.yaml"
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "version" in text)
    assert policy_yaml.read(file).problem(("version",), "is wrong").line == line


def test_a_file_that_was_edited_is_read_anew(built, tmp_path):
    file = tmp_path / "edited.yaml"
    shipped = (ROOT / "reports" / "rates.yaml").read_text()
    file.write_text(shipped + "more: 1\n")
    assert load_yaml(file) == {**parsed(shipped.encode()), "more": 1}


def test_without_entries_everything_is_read_anew(unbuilt):
    assert prepared.prepared("safe", DATA[0].read_bytes()) is None
    assert load_yaml(DATA[0]) == parsed(DATA[0].read_bytes())


def test_what_was_prepared_is_nobody_elses_to_change(built):
    load_yaml(DATA[0]).clear()
    assert load_yaml(DATA[0])


@pytest.mark.parametrize("text", ["1: a", "day: 2026-12-01", "", "a: [1, 2"])
def test_what_json_cannot_hold_and_what_is_wrong_is_left_out(text, tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "one.yaml").write_text(text)
    assert b"safe" not in entries(tmp_path)
