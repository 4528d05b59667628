"""Days as people and office programs write them; what could be two days is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.sources.day_cell import DayError, day_of_cell

FIFTH = date(2026, 3, 5)


@pytest.mark.parametrize(
    "cell",
    [
        FIFTH, datetime.fromisoformat("2026-03-05 09:30"), 46086, 46086.0, 20260305.0,
        "2026-03-05", " 2026/3/5 ", "2026.3.5", "20260305", "46086", "'2026-03-05",
        "2026年3月5日", "２０２６年３月５日", "2026 年 3 月 5 日", "二〇二六年三月五日",
        "2026/3/5 0:00", "2026-03-05 00:00:00", "2026-03-05T00:00:00", "2026年3月5日 星期四",
        "2026/3/5 周四", "5-Mar-2026", "5 March 2026", "Mar 5, 2026", "March 5th, 2026",
    ],
)  # fmt: skip
def test_the_usual_ways_to_write_a_day(cell):
    assert day_of_cell(cell) == FIFTH


@pytest.mark.parametrize("cell", ["", " ", "\u3000", None])
def test_an_empty_cell_holds_no_day(cell):
    assert day_of_cell(cell) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("3/5/2026", "date_ambiguous"), ("5-Mar-26", "date_ambiguous"),
        ("26-3-5", "date_ambiguous"), ("3/5/26", "date_ambiguous"),
        ("3月5日", "date_unreadable"), ("next week", "date_unreadable"),
        ("2026-02-30", "date_unreadable"), ("1926-03-05", "date_unreadable"),
        ("Mar-26", "date_unreadable"), (True, "date_unreadable"), (3.0, "date_unreadable"),
        (1e300, "date_unreadable"), (float("nan"), "date_unreadable"),
        (timedelta(days=3), "date_unreadable"), ("2026-03", "date_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_is_refused(cell, reason):
    with pytest.raises(DayError) as refused:
        day_of_cell(cell)
    assert refused.value.reason == reason


def test_a_year_that_stands_last_is_read_where_only_one_reading_gives_a_day():
    assert day_of_cell("13/5/2026") == day_of_cell("5/13/2026") == date(2026, 5, 13)
    assert day_of_cell("5/5/2026") == date(2026, 5, 5)
    assert day_of_cell("5-Mar-99") == date(2099, 3, 5)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_from_every_way_that_names_it(day):
    serial = (day - date(1899, 12, 30)).days
    named = (f"{day:%d %B %Y}", f"{day:%b} {day.day}, {day.year}")
    written = (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日")
    for cell in (*written, *named, serial, str(serial)):
        assert day_of_cell(cell) == day


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers()))
def test_no_cell_makes_it_fail_otherwise(cell):
    try:
        found = day_of_cell(cell)
    except DayError:
        return
    assert found is None or 2000 <= found.year <= 2099
