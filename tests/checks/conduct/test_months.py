"""Calendar months: a month without a day of that number gives its last."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.conduct.months import add_months
from auditkit.core.frame import NO_DAY
from tests.checks.conduct.order_oracle import months_on

EPOCH = date(1970, 1, 1)


def on(day: date, months: int) -> date:
    number = int(add_months(np.array([(day - EPOCH).days]), months)[0])
    return date.fromordinal(number + EPOCH.toordinal())


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(1969, 12, 31), 2, date(1970, 2, 28)),
        (date(2099, 12, 31), 2, date(2100, 2, 28)),
    ],
)
def test_a_month_without_that_day_gives_its_last(day, months, expected):
    assert on(day, months) == expected


def test_a_day_that_is_not_said_stays_so():
    assert add_months(np.array([NO_DAY, 0]), 3).tolist() == [NO_DAY, 90]


@given(st.lists(st.dates(date(1900, 1, 1), date(2200, 1, 1))), st.integers(-40, 200))
def test_months_are_those_of_the_calendar(days, months):
    numbers = np.array([(day - EPOCH).days for day in days], dtype=np.int64)
    assert add_months(numbers, months).tolist() == [months_on(int(n), months) for n in numbers]
