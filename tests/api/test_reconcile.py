"""What was read is held against what was sent, file by file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.api.reconcile import Read, broken, fits, reconcile
from auditkit.report.interface import FileTotals
from auditkit.sources.control import Expected


def read(name: str, rows: int = 3, duration: int = 60, amount: str = "10.50", **more) -> Read:
    totals = FileTotals(
        name, "csv", "utf-8", "ab" * 32, 9, rows, rows, 0, 0, 0, 0, duration, amount
    )
    return Read(totals, **more)


def states(expected: list[Expected], files: list[Read]) -> list[str]:
    return [line["state"] for line in reconcile(expected, files)["lines"]]


def test_a_file_that_is_as_it_should_be_matches_whatever_the_zeros_of_its_amount() -> None:
    line = Expected("a.csv", 2, rows=3, amount=Decimal("10.5"), sha256="ab" * 32)
    assert states([line], [read("a.csv")]) == ["matched"]


def test_each_measure_that_differs_is_said_with_both_numbers() -> None:
    line = Expected("a.csv", 2, rows=4, duration_s=60, amount=Decimal(11), agency="AG-1")
    told = reconcile([line], [read("a.csv", agencies=frozenset({"AG-2"}))])
    assert told["lines"][0]["differences"] == [
        {"measure": "rows", "expected": "4", "actual": "3"},
        {"measure": "amount", "expected": "11", "actual": "10.50"},
        {"measure": "agency", "expected": "AG-1", "actual": "AG-2"},
    ]


def test_rows_outside_the_days_that_were_sent_differ() -> None:
    line = Expected("a.csv", 2, date_from=date(2026, 10, 1), date_to=date(2026, 10, 31))
    inside = read("a.csv", days=(date(2026, 10, 2), date(2026, 10, 31)))
    outside = read("a.csv", days=(date(2026, 9, 30), date(2026, 10, 31)))
    assert states([line], [inside]) == ["matched"]
    assert states([line], [outside]) == ["differing"]


def test_a_book_stands_for_all_its_sheets_and_one_sheet_for_itself() -> None:
    sheets = [read("x/b.xlsx[一]", rows=2), read("x/b.xlsx[二]", rows=5)]
    lines = [
        Expected("b.xlsx", 2, rows=7),
        Expected("b.xlsx[二]", 3, rows=5),
        Expected("x/*.xlsx", 4, rows=7),
        Expected("b.xlsx[三]", 5),
    ]
    told = reconcile(lines, sheets)
    assert [line["state"] for line in told["lines"]] == ["matched"] * 3 + ["missing"]
    assert [line["row"] for line in broken(told)] == [5]


def test_what_nobody_announced_is_listed() -> None:
    told = reconcile([Expected("a.csv", 2)], [read("a.csv"), read("c.csv"), read("b.csv")])
    assert told["unexpected"] == ["b.csv", "c.csv"]


@pytest.mark.parametrize(
    ("pattern", "name", "fit"),
    [
        ("a.csv", "week1/a.csv", True),
        ("week?/a.csv", "week1/a.csv", True),
        ("week2/a.csv", "week1/a.csv", False),
        ("*.xlsx[Sheet1]", "b.xlsx[Sheet1]", True),
        ("*.xlsx[Sheet1]", "b.xlsx[S]", False),
        ("./a.csv", "a.csv", True),
        ("week1\\a.csv", "week1/a.csv", True),
    ],
)
def test_patterns_take_brackets_for_sheets(pattern: str, name: str, fit: bool) -> None:
    assert fits(pattern, name) is fit


NAMES = st.sampled_from(["a.csv", "b.csv", "c.csv"])


@given(
    st.lists(st.tuples(NAMES, st.none() | st.integers(0, 2)), max_size=5),
    st.dictionaries(NAMES, st.integers(0, 2)),
)
def test_every_file_and_every_line_is_accounted_for(
    lines: list[tuple[str, int | None]], files: dict[str, int]
) -> None:
    expected = [Expected(name, at, rows=rows) for at, (name, rows) in enumerate(lines, 2)]
    told = reconcile(expected, [read(name, rows) for name, rows in files.items()])
    naive = [
        "missing"
        if name not in files
        else "matched"
        if rows is None or rows == files[name]
        else "differing"
        for name, rows in lines
    ]
    assert [line["state"] for line in told["lines"]] == naive
    assert told["unexpected"] == sorted(files.keys() - {name for name, _ in lines})
