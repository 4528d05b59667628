"""A place is underlined where a console shows it, however wide its characters are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.lint import Excerpt
from auditkit.report.lint.place import drawn
from auditkit.report.width import char_width

LETTERS = "a催還\t{}。1 \u0301\u200b\x1b\u202e😀"


def width(text: str) -> int:
    return sum(map(char_width, text))


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "marks"),
    [
        ("call {name} now", 5, 11, "call {name} now", "     ^^^^^^"),
        ("证件号{id}，", 3, 7, "证件号{id}，", "      ^^^^"),
        ("\t欠款", 1, 3, "    欠款", "    ^^^^"),
        ("e\u0301 欠", 3, 4, "e\u0301 欠", "  ^^"),
        ("a\u200bb", 1, 2, "a\\u200bb", " ^^^^^^"),
        ("", 0, 0, "", "^"),
        ("欠款", 2, 2, "欠款", "    ^"),
    ],
)
def test_marks_stand_below_what_they_mark(line, start, end, shown, marks):
    assert drawn(Excerpt(line, start, end), 60) == (shown, marks)


def test_a_long_line_is_cut_around_the_place():
    line = "甲" * 100 + "再不还款" + "乙" * 100
    shown, marks = drawn(Excerpt(line, 100, 104), 40)
    assert shown == "…" + "甲" * 7 + "再不还款" + "乙" * 8 + "…" or width(shown) <= 40
    assert "再不还款" in shown
    assert marks == " " * width(shown[: shown.index("再")]) + "^" * 8


@given(st.text(LETTERS, max_size=80), st.integers(0, 80), st.integers(0, 30), st.integers(30, 90))
def test_no_line_is_wider_than_its_room_and_marks_fit_it(line, start, length, room):
    start = min(start, len(line))
    end = min(start + length, len(line))
    shown, marks = drawn(Excerpt(line, start, end), room)
    assert width(shown) <= room
    assert not any(char in shown for char in "\t\x1b\u202e\u200b")
    begin = len(marks) - len(marks.lstrip())
    stop = start + 1 if start < len(line) else start
    if start < len(line) and line[start].isalnum():
        at, place = 0, 0
        while at < begin:
            at += char_width(shown[place])
            place += 1
        while char_width(shown[place]) == 0:
            place += 1
        assert shown[place] == line[start:stop]
    assert begin <= width(shown)
