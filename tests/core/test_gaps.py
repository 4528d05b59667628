"""Days on which a record is silent are found, weekends and holidays are left alone."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.gaps import Gap, GapLimits, find_gaps

LIMITS = GapLimits(
    least_usual=10, few=0.25, worked=0.5, least_days=5, silence=7, edge=3, silence_factor=3
)
MONDAY = 20_731
PERIOD = (MONDAY, MONDAY + 34)


def month(usual: int = 100, weekend: int = 0) -> dict[int, int]:
    """Return five weeks of work."""
    return {day: usual if (day - MONDAY) % 7 < 5 else weekend for day in range(MONDAY, MONDAY + 35)}


def gaps(counts: dict[int, int], **more: object) -> list[tuple]:
    found = find_gaps(counts, PERIOD, LIMITS, **more)[1]  # type: ignore[arg-type]
    return [(gap.kind, gap.first - MONDAY, gap.last - MONDAY, gap.rows, gap.usual) for gap in found]


def test_a_month_without_weekends_has_no_gap() -> None:
    assert gaps(month()) == []


def test_a_missing_day_and_one_with_far_fewer_rows_are_found() -> None:
    counts = month() | {MONDAY + 8: 0, MONDAY + 16: 24}
    assert gaps(counts) == [("none", 8, 8, 0, 100), ("few", 16, 16, 24, 100)]


def test_a_quarter_of_the_usual_rows_is_not_far_fewer() -> None:
    assert gaps(month() | {MONDAY + 16: 25}) == []


def test_friday_and_monday_missing_are_one_gap_over_the_weekend() -> None:
    assert gaps(month() | {MONDAY + 11: 0, MONDAY + 14: 0}) == [("none", 11, 14, 0, 200)]


def test_a_holiday_is_no_gap_and_does_not_lower_what_is_usual() -> None:
    counts = month() | {MONDAY + 8: 0}
    assert gaps(counts, holidays=frozenset({MONDAY + 8})) == []


def test_an_agency_that_stops_or_starts_inside_the_period_is_found() -> None:
    assert gaps({d: n for d, n in month().items() if d < MONDAY + 14}) == [
        ("stop", 12, 34, 0, 1500)
    ]
    assert gaps({d: n for d, n in month().items() if d >= MONDAY + 7}) == [("start", 0, 6, 0, 500)]


def test_two_worked_days_at_the_edge_are_not_yet_a_stop() -> None:
    assert gaps({d: n for d, n in month().items() if d < MONDAY + 31}) == []


def test_a_long_silence_is_one_gap_even_when_it_outweighs_the_work() -> None:
    counts = {d: n for d, n in month(5).items() if not 7 <= d - MONDAY < 28}
    assert gaps(counts) == [("silence", 5, 27, 0, 0)]


def test_a_small_agency_is_not_held_to_single_days() -> None:
    assert gaps(month(3) | {MONDAY + 8: 0}) == []


def test_a_weekly_list_is_no_line_with_gaps() -> None:
    assert gaps({MONDAY + 7 * week: 400 for week in range(5)}) == []


def test_a_line_with_two_days_has_no_usual_level_but_a_stop() -> None:
    pattern, found = find_gaps({MONDAY: 50, MONDAY + 1: 60}, PERIOD, LIMITS)
    assert not pattern.regular
    assert [(gap.kind, gap.first - MONDAY) for gap in found] == [("stop", 2)]


@pytest.mark.parametrize("counts", [{}, {MONDAY - 1: 9}, {MONDAY: 0}])
def test_a_line_without_rows_in_the_period_says_nothing(counts: dict[int, int]) -> None:
    assert find_gaps(counts, PERIOD, LIMITS)[1] == ()


def naive_days(counts: dict[int, int], period: tuple[int, int], off: frozenset[int]) -> dict:
    """Return the days that stand out inside the active span, one by one."""
    spoken = [d for d in range(period[0], period[1] + 1) if counts.get(d, 0) > 0]
    if len(spoken) < LIMITS.least_days:
        return {}
    active = range(spoken[0], spoken[-1] + 1)
    steps = [b - a for a, b in pairwise(spoken)]
    longest = max(LIMITS.silence, LIMITS.silence_factor * median(steps))
    marks: dict[int, str] = {}
    for before, after in pairwise(spoken):
        between = range(before + 1, after)
        if after - before > longest and sum(d not in off for d in between) >= longest:
            marks |= dict.fromkeys(between, "silence")
    for day in active:
        alike = [counts.get(d, 0) for d in active if d % 7 == day % 7 and d not in off]
        said = [n for n in alike if n > 0]
        works = said and len(said) >= LIMITS.worked * len(alike)
        if day in off or day in marks or not works or median(said) < LIMITS.least_usual:
            continue
        if counts.get(day, 0) == 0:
            marks[day] = "none"
        elif counts[day] < LIMITS.few * median(said):
            marks[day] = "few"
    return marks


@given(
    st.dictionaries(
        st.integers(MONDAY - 3, MONDAY + 45), st.sampled_from([0, 1, 4, 9, 12, 40, 100])
    ),
    st.integers(0, 40),
    st.frozensets(st.integers(MONDAY, MONDAY + 40), max_size=6),
)
def test_the_days_inside_are_those_a_naive_reading_marks(
    counts: dict[int, int], length: int, off: frozenset[int]
) -> None:
    period = (MONDAY, MONDAY + length)
    _, found = find_gaps(counts, period, LIMITS, off)
    inside = [gap for gap in found if gap.kind in ("none", "few", "silence")]
    marks = naive_days(counts, period, off)
    said: dict[int, str] = {}
    for gap in inside:
        for day in range(gap.first, gap.last + 1):
            # a gap of missing days reaches over the days without work between them
            if gap.kind != "none" or day in marks:
                said[day] = gap.kind
            else:
                assert counts.get(day, 0) == 0
    assert said == marks


@given(st.dictionaries(st.integers(MONDAY, MONDAY + 34), st.integers(0, 100)))
def test_gaps_do_not_overlap_and_count_their_own_rows(counts: dict[int, int]) -> None:
    _, found = find_gaps(counts, PERIOD, LIMITS)
    for gap in found:
        assert isinstance(gap, Gap)
        assert gap.rows == sum(counts.get(day, 0) for day in range(gap.first, gap.last + 1))
    edges = sorted((gap.first, gap.last) for gap in found if gap.kind != "few")
    assert all(a[1] < b[0] for a, b in pairwise(edges))
