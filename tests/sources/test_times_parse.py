"""Points in time as banks write them."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditkit.sources.durations import BAD, seconds_of
from auditkit.sources.times import EMPTY, LOCAL, NOT_A_DATE, NOT_A_TIME, OK, parse_times
from auditkit.sources.zones import to_instants, to_wall, zone

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock


def wall(text: str, order: str | None = None) -> tuple[str, int]:
    parsed = parse_times(pa.array([text], pa.string()), order)
    assert parsed.problem[0] == OK, parsed.problem[0]
    return str(EPOCH + timedelta(seconds=int(parsed.seconds[0]))), int(parsed.offset[0])


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-03 14:22:05",
        "2026-10-03T14:22:05",
        "2026/10/03 14:22:05",
        "2026-10-03 14:22:05.987",
        "2026/10/3 14:22:05",
        "20261003142205",
        "20261003 14:22:05",
        "2026年10月3日 14时22分05秒",
        "2026年10月3日 下午2:22:05",
        "2026-10-03 2:22:05 PM",
        "２０２６-10-03 14：22：05",
        " 2026-10-03 14:22:05 ",
        "10/3/2026 2:22:05 PM",
        "2026-10-03 00:00:00 14:22:05",
        "2026-10-03 00:00:00 1899-12-31 14:22:05",
        "46298.598668981",
    ],
)
def test_every_way_of_writing_a_time_gives_the_same_second(text: str) -> None:
    assert wall(text) == ("2026-10-03 14:22:05", LOCAL)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2026-10-03T14:22:05Z", 0),
        ("2026-10-03 14:22:05+08:00", 28800),
        ("2026-10-03 14:22:05.5-0500", -18000),
    ],
)
def test_an_offset_that_is_written_is_kept(text: str, offset: int) -> None:
    assert wall(text) == ("2026-10-03 14:22:05", offset)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2025-02-30 10:00:00", NOT_A_DATE),
        ("2025-2-30 1:00", NOT_A_DATE),
        ("2026-13-01 10:00:00", NOT_A_DATE),
        ("2026-10-03 24:00:00", NOT_A_TIME),
        ("2026-10-03 10:61", NOT_A_TIME),
        ("yesterday", NOT_A_DATE),
        ("2026-10-03 10:00:0x", NOT_A_DATE),
        ("", EMPTY),
        (None, EMPTY),
    ],
)
def test_what_the_calendar_or_the_clock_lacks_is_refused(text: str | None, problem: int) -> None:
    assert parse_times(pa.array([text], pa.string())).problem[0] == problem


def test_day_and_month_follow_the_order_that_is_said() -> None:
    assert wall("3/4/2026 9:00", "dmy")[0] == "2026-04-03 09:00:00"
    assert wall("3/4/2026 9:00", "mdy")[0] == "2026-03-04 09:00:00"
    assert wall("13/4/2026 9:00")[0] == "2026-04-13 09:00:00"
    assert parse_times(pa.array(["3/4/2026 9:00"])).ambiguous[0]
    assert parse_times(pa.array(["13/4/2026 9:00"]), "mdy").problem[0] == NOT_A_DATE


def test_a_date_without_a_time_of_day_says_so() -> None:
    parsed = parse_times(pa.array(["2026-10-03", "2026-10-03 09:00:00"]))
    assert parsed.day_only.tolist() == [True, False]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2150, 1, 1)), min_size=1, max_size=8),  # noqa: DTZ001
    st.sampled_from(
        ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S", "%Y年%m月%d日 %H时%M分%S秒"]
    ),
    st.integers(0, 2),
)
def test_times_agree_with_the_standard_library(
    moments: list[datetime], form: str, cut: int
) -> None:
    texts = pa.array([m.strftime(form) for m in moments] * 2)
    parsed = parse_times(texts.slice(cut))
    expected = [
        int((datetime.strptime(t, form) - EPOCH).total_seconds())  # noqa: DTZ007
        for t in texts.slice(cut).to_pylist()
    ]
    assert parsed.problem.tolist() == [OK] * len(expected)
    assert parsed.seconds.tolist() == expected


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=22))
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_times(pa.array([text, "2026-10-03 09:00:00"]))


def seconds(text: str) -> int:
    return int((datetime.fromisoformat(text) - EPOCH).total_seconds())


def test_an_hour_that_comes_twice_is_the_first_and_one_that_is_skipped_is_not() -> None:
    new_york = zone("America/New_York", seconds("2026-01-01"), seconds("2026-12-31"))
    assert new_york is not None
    local = np.array([seconds("2026-11-01 01:30:00"), seconds("2026-03-08 02:30:00")])
    instants, gap = to_instants(local, new_york)
    assert instants[0] == seconds("2026-11-01 05:30:00")
    assert gap.tolist() == [False, True]
    assert to_wall(instants[:1], new_york)[0] == local[0]


def test_an_unknown_zone_is_none_and_a_fixed_offset_is_a_zone() -> None:
    assert zone("Mars/Olympus", 0, 1) is None
    shanghai, fixed = zone("Asia/Shanghai", 10**9, 10**9), zone("+08:00", 10**9, 10**9)
    assert shanghai is not None
    assert fixed is not None
    assert to_wall(np.array([10**9]), shanghai) == to_wall(np.array([10**9]), fixed)


@pytest.mark.parametrize(
    ("text", "unit", "length"),
    [
        ("90", None, 90),
        ("01:30", None, 90),
        ("00:01:30", None, 90),
        ("1分30秒", None, 90),
        ("90000", "ms", 90),
        ("1.5", "min", 90),
        ("01:30:00", "mm:ss", 90),
        ("86401", None, BAD),
        ("-1", None, BAD),
        ("long", None, BAD),
    ],
)
def test_lengths_of_calls_are_whole_seconds(text: str, unit: str | None, length: int) -> None:
    assert seconds_of(text, unit) == length
