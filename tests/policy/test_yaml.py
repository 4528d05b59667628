"""YAML is read by the 1.2 core schema, with a line for every key."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.policy.yaml import read


def document(folder: Path, text: str):
    file = folder / "rule.yaml"
    file.write_text(text, encoding="utf-8")
    return read(file)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("22:00", "22:00"),
        ("08:00", "08:00"),
        ("on", "on"),
        ("no", "no"),
        ("2026-01-30", "2026-01-30"),
        ("7", 7),
        ("-7", -7),
        ("1.5", 1.5),
        ("'7'", "7"),
        ("true", True),
        ("null", None),
        ("", None),
        ("010", 10),
    ],
)
def test_a_clock_time_stays_text_and_a_number_a_number(tmp_path, written, meant) -> None:
    assert document(tmp_path, f"key: {written}\n").data == {"key": meant}


def test_a_key_that_stands_twice_is_named_with_its_line(tmp_path) -> None:
    problems = document(tmp_path, "a: 1\nb: 2\na: 3\n").problems
    assert [(problem.line, problem.text) for problem in problems] == [(3, "the key a stands twice")]


def test_broken_yaml_is_a_problem_and_not_a_crash(tmp_path) -> None:
    assert document(tmp_path, "a: [1\nb: 2\n").problems
    assert document(tmp_path, "").problems[0].text == "is empty"


def test_lines_are_known_for_nested_things(tmp_path) -> None:
    got = document(tmp_path, "a:\n  b:\n    - c: 1\n    - c: 2\n")
    assert got.line(("a", "b", 1, "c")) == 4
    assert got.line(("a", "b", 1, "not there")) == 4


def test_a_file_in_no_known_encoding_says_so(tmp_path) -> None:
    file = tmp_path / "rule.yaml"
    file.write_bytes("键: 值\n名: 称\n".encode() + b"a: \xff\n")
    (problem,) = read(file).problems
    assert problem.line == 3
    assert problem.text.startswith("is neither UTF-8, UTF-16 nor GB18030")


def test_a_value_that_refers_to_itself_is_a_problem_and_no_endless_work(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("a: &a [*a]\n", encoding="utf-8")
    assert [each.text for each in read(file).problems] == ["refers to itself or is nested too deep"]
