from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_decided import all_decided
from report_factory import bundle, many

from auditkit.report.breakdown import (
    AFTER,
    BEFORE,
    DIMENSIONS,
    breakdown,
    by_time_and_severity,
    total,
)
from auditkit.report.interface import ContactKey, ReportBundle
from auditkit.report.rates import Rates, load_rates, rate_of, wilson

RATES = Rates(confidence=0.95, least=1, chart_days=62, chart_most=15)


def bound_by_bisection(hits: int, trials: int, confidence: float, *, upper: bool) -> float:
    """Find by halving the share at which hits/trials lies just z standard errors away."""
    z, seen = NormalDist().inv_cdf((1 + confidence) / 2), hits / trials
    inside, outside = seen, 1.0 if upper else 0.0
    for _ in range(200):
        middle = (inside + outside) / 2
        if abs(seen - middle) <= z * sqrt(middle * (1 - middle) / trials):
            inside = middle
        else:
            outside = middle
    return inside


@given(st.integers(1, 5_000), st.data(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_an_interval_is_where_the_score_test_does_not_reject(trials, data, confidence) -> None:
    hits = data.draw(st.integers(0, trials))
    low, high = wilson(hits, trials, confidence)
    assert 0 <= low <= hits / trials <= high <= 1
    for bound, upper in ((low, False), (high, True)):
        oracle = bound_by_bisection(hits, trials, confidence, upper=upper)
        assert bound == pytest.approx(oracle, abs=1e-9)


def test_none_of_many_has_no_rate_of_nought_for_sure() -> None:
    low, high = wilson(0, 100, 0.95)
    assert low == 0
    assert high == pytest.approx(0.0370, abs=1e-4)
    assert wilson(100, 100, 0.95)[1] == 1


def test_below_the_minimum_and_for_what_is_no_share_there_is_no_rate() -> None:
    rates = replace(RATES, least=100)
    assert rate_of(3, 99, rates) is None
    assert rate_of(101, 100, rates) is None
    assert rate_of(0, 0, replace(RATES, least=0)) is None
    shown = rate_of(5, 1000, rates)
    assert shown is not None
    assert shown.value == 5
    assert shown.low < 5 < shown.high


def test_level_and_minimum_stand_in_a_file_that_a_bank_may_change(tmp_path: Path) -> None:
    said = "confidence: 0.9\nleast: 7\ncharts: {days: 5, most: 3}\n"
    (tmp_path / "rates.yaml").write_text(said, encoding="utf-8")
    assert load_rates(tmp_path) == Rates(0.9, 7, 5, 3)
    assert load_rates().confidence == 0.95


KEYS = {
    "rule": lambda f: f.rule,
    "family": lambda f: f.family,
    "force": lambda f: f.force,
    "severity": lambda f: f.severity,
    "agency": lambda f: f.agency_id,
    "org": lambda f: f.org_id,
    "collector": lambda f: f.collector_id,
    "month": lambda f: f.day[:7],
    "day": lambda f: f.day,
}
OWN = {"agency": 0, "collector": 1, "org": 2, "month": 3, "day": 3}


def contacts_of(whole: ReportBundle, dimension: str, key: str) -> int:
    if dimension == "rule":
        return sum(each.judged for each in whole.coverage if each.rule == key)
    if dimension not in OWN:
        return sum(whole.contacts.values())
    return sum(
        count
        for contact, count in whole.contacts.items()
        if (contact[3][:7] if dimension == "month" else contact[OWN[dimension]]) == key
    )


NAMES = st.sampled_from(["", "甲", "乙"])
DAYS = st.sampled_from(["2026-02-28", "2026-03-01", "2026-03-02"])
CHANGES = st.fixed_dictionaries(
    {
        "agency_id": NAMES,
        "org_id": NAMES,
        "collector_id": NAMES,
        "day": DAYS,
        "anchor_activity": st.sampled_from(["A1", "A2", "A3"]),
        "decision": st.sampled_from(["open", "confirmed", "false_alarm"]),
        "overlap": st.sampled_from(["", "O1"]),
    }
)


@given(
    st.lists(CHANGES, max_size=12),
    st.dictionaries(st.builds(ContactKey, NAMES, NAMES, NAMES, DAYS), st.integers(1, 9)),
)
def test_every_line_counts_what_a_naive_count_does(changes, contacts) -> None:
    plain = bundle().findings
    findings = tuple(
        replace(plain[n % len(plain)], fingerprint=f"F{n}", **change)
        for n, change in enumerate(changes)
    )
    whole = bundle(findings=findings, contacts=contacts)
    for dimension in DIMENSIONS:
        groups = defaultdict(list)
        for finding in findings:
            groups[KEYS[dimension](finding)].append(finding)
        lines = {line.key: line for line in breakdown(whole, dimension, RATES)}
        assert set(groups) <= set(lines)
        for key, line in lines.items():
            group = groups[key]
            assert line.findings == len(group)
            assert line.open == sum(each.decision == "open" for each in group)
            assert line.decided == line.findings - line.open
            assert line.offending == len(
                {each.anchor_activity for each in group if each.decision != "false_alarm"}
            )
            assert line.distinct == len({each.overlap or each.fingerprint for each in group})
            assert line.contacts == contacts_of(whole, dimension, key)
            assert line.rate == rate_of(line.offending, line.contacts, RATES)


def test_the_lines_of_a_dimension_add_up_to_the_whole() -> None:
    whole = all_decided()
    for dimension in DIMENSIONS:
        lines = breakdown(whole, dimension, RATES)
        assert sum(line.findings for line in lines) == total(whole, RATES).findings
        assert sum(line.open for line in lines) == 1
        assert sum(line.decided for line in lines) == 5


def test_a_short_period_is_told_by_day_and_a_long_one_by_month() -> None:
    whole = many(40)
    assert len(by_time_and_severity(whole, RATES)) == 31
    months = by_time_and_severity(whole, replace(RATES, chart_days=30))
    assert [key for key, _ in months] == ["2026-03"]
    assert sum(months[0][1].values()) == 40


def test_findings_outside_the_period_are_told_apart_and_none_is_lost() -> None:
    whole = bundle()
    early, late, *rest = whole.findings
    early, late = replace(early, day="2023-01-05"), replace(late, day="2026-04-01")
    times = dict(by_time_and_severity(replace(whole, findings=(early, late, *rest)), RATES))
    assert next(iter(times)) == BEFORE
    assert list(times)[-1] == AFTER
    assert sum(times[BEFORE].values()) == sum(times[AFTER].values()) == 1
    assert sum(sum(counts.values()) for counts in times.values()) == len(whole.findings)
