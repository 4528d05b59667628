"""Folders are searched in a fixed order, each file once, what is hidden or no template left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.templates.reading.files import read_files
from auditkit.templates.reading.walk import Choice, walk
from auditkit.templates.settings.model import Settings
from tests.templates.reading import ASK


def made(folder: Path, *names: str) -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("您好", encoding="utf-8")
    return folder


def names(folder: Path, *paths: Path) -> list[str]:
    choice = Choice(folder)
    return [choice.name(each) for each in walk(paths or (folder,), choice)]


def test_files_of_templates_are_found_by_their_extension_in_order(tmp_path):
    made(tmp_path, "b.txt", "a.md", "z/c.j2", "z/d.html", "k.yaml", "x.py", "y.toml", "e.xlsx")
    assert names(tmp_path) == ["a.md", "b.txt", "e.xlsx", "k.yaml", "z/c.j2", "z/d.html"]


def test_what_is_hidden_or_surely_no_template_is_left_out(tmp_path):
    made(tmp_path, ".git/a.txt", ".b.txt", "node_modules/c.txt", "README.md", "~$d.xlsx", "e.txt")
    assert names(tmp_path) == ["e.txt"]


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path):
    made(tmp_path, "README.md", "x.unusual")
    assert names(tmp_path, tmp_path / "README.md", tmp_path / "x.unusual") == [
        "README.md",
        "x.unusual",
    ]


def test_a_file_given_twice_is_read_once(tmp_path):
    made(tmp_path, "a.txt", "b.txt")
    assert names(tmp_path, tmp_path / "b.txt", tmp_path) == ["b.txt", "a.txt"]


def test_a_link_to_a_folder_above_is_not_followed(tmp_path):
    made(tmp_path, "a/b.txt")
    try:
        for name in ("up", "again"):  # two: followed, they would double at every level
            (tmp_path / "a" / name).symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert names(tmp_path) == ["a/b.txt"]


def test_templates_stand_in_order_of_their_paths(tmp_path):
    made(tmp_path, "b.txt", "a/c.txt")
    read = read_files([tmp_path / "b.txt", tmp_path / "a"], Choice(tmp_path), lambda _: ASK)
    assert [each.path for each in read.templates] == ["a/c.txt", "b.txt"]


def test_a_path_that_is_not_there_is_told_and_stops_nothing(tmp_path):
    made(tmp_path, "b.txt")
    paths = [tmp_path / "none.txt", tmp_path / "b.txt"]
    read = read_files(paths, Choice(tmp_path), lambda _: ASK)
    assert [each.path for each in read.templates] == ["b.txt"]
    assert [(path, each.kind) for path, each in read.mistakes] == [("none.txt", "file.cannot_open")]
    assert read.files == 2


def test_a_file_outside_the_folder_keeps_the_path_it_was_given(tmp_path):
    made(tmp_path, "x/a.txt", "y/b.txt")
    choice = Choice(tmp_path / "x")
    assert choice.name(tmp_path / "y" / "b.txt") == (tmp_path / "y" / "b.txt").as_posix()


def test_the_baseline_of_a_configuration_is_no_list_of_templates(tmp_path):
    made(tmp_path, "a.txt", "known.json", "list.json")
    settings = Settings(folder=tmp_path, baseline=tmp_path / "known.json")
    choice = Choice(tmp_path, lambda _: settings)
    assert [choice.name(each) for each in walk([tmp_path], choice)] == ["a.txt", "list.json"]
