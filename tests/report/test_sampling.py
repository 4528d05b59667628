from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import replace
from math import comb
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_factory import bundle, many

from auditkit.core.errors import ConfigError
from auditkit.report.sample_book import write_sample, write_sample_csv
from auditkit.report.sampling import (
    SamplingPlan,
    allocate,
    corrected,
    draw,
    load_sampling_plan,
    sample_size,
)
from auditkit.report.tally import SEVERITIES
from auditkit.report.xlsx import render

PLAN = SamplingPlan(0.95, 0.05, 0.0, 1, ())
CROWD = tuple(
    replace(each, agency_id=("", "AG-02", "AG-05")[n % 3], severity=SEVERITIES[n % 4])
    for n, each in enumerate(many(300).findings)
)


@pytest.mark.parametrize(
    ("tolerable", "expected", "said"),
    [
        # confidence 95 %, as the guide's table prints them: size (errors allowed)
        (0.05, 0.0, (59, 0)),
        (0.05, 0.01, (93, 1)),
        (0.05, 0.015, (124, 2)),
        (0.05, 0.02, (181, 4)),
        (0.10, 0.0, (29, 0)),
        (0.10, 0.02, (46, 1)),
        (0.02, 0.0, (149, 0)),
    ],
)
def test_sizes_are_those_of_the_published_table(tolerable, expected, said) -> None:
    assert sample_size(SamplingPlan(0.95, tolerable, expected, 1, ())) == said


@given(
    st.sampled_from([0.8, 0.9, 0.95, 0.99]),
    st.sampled_from([0.02, 0.05, 0.1, 0.2]),
    st.sampled_from([0.0, 0.005, 0.01]),
)
def test_a_size_is_the_least_that_gives_the_confidence(confidence, tolerable, expected) -> None:
    size, allowed = sample_size(SamplingPlan(confidence, tolerable, expected, 1, ()))

    def missed(n: int) -> float:
        return sum(
            comb(n, k) * tolerable**k * (1 - tolerable) ** (n - k) for k in range(allowed + 1)
        )

    assert missed(size) <= (1 - confidence) * (1 + 1e-9)
    assert missed(size - 1) > (1 - confidence) * (1 - 1e-9)
    assert expected * size <= allowed + 1e-9


@given(st.integers(1, 500), st.integers(0, 100_000))
def test_a_finite_population_never_needs_more_than_it_has(base, population) -> None:
    size = corrected(base, population)
    assert size <= min(base, population)
    assert size >= min(1, population)


@given(st.lists(st.integers(1, 400), max_size=25), st.data())
def test_strata_share_in_proportion_and_none_is_left_out(counts, data) -> None:
    size = data.draw(st.integers(0, sum(counts)))
    shares = allocate(counts, size, 1)
    whole = sum(counts)
    assert all(1 <= share <= count for share, count in zip(shares, counts, strict=True))
    assert sum(shares) >= size
    for share, count in zip(shares, counts, strict=True):
        assert share <= max(1, size * count / whole + 1)
    if all(size * count / whole >= 1 for count in counts):
        assert sum(shares) == size


@given(st.permutations(range(40)), st.text(max_size=5))
def test_a_sample_does_not_depend_on_the_order_of_the_findings(order, seed) -> None:
    first = draw(CROWD[:40], seed, PLAN)
    again = draw([CROWD[at] for at in order], seed, PLAN)
    assert again == first


def test_those_with_the_smallest_digest_of_each_stratum_are_drawn() -> None:
    sample = draw(CROWD, "S1", PLAN)
    for stratum in sample.strata:
        key = (stratum.agency_id, stratum.severity)
        mine = [each.fingerprint for each in CROWD if (each.agency_id, each.severity) == key]
        mine.sort(key=lambda mark: hashlib.sha256(f"S1|{mark}".encode()).hexdigest())
        drawn = [
            each.fingerprint for each in sample.drawn if (each.agency_id, each.severity) == key
        ]
        assert drawn == mine[: stratum.drawn]
        assert len(mine) == stratum.population
    assert (sample.population, sample.base, sample.size) == (300, 59, 50)
    assert len(sample.drawn) == 50


def test_another_seed_draws_others_and_the_same_seed_the_same() -> None:
    one, two = (draw(CROWD, seed, PLAN).drawn for seed in ("a", "b"))
    assert {each.fingerprint for each in one} != {each.fingerprint for each in two}
    assert draw(CROWD, "a", PLAN).drawn == one


def test_a_new_finding_moves_few_others_out_of_the_sample() -> None:
    extra = replace(CROWD[0], fingerprint="FNEW")
    before = {each.fingerprint for each in draw(CROWD, "a", PLAN).drawn}
    after = {each.fingerprint for each in draw((*CROWD, extra), "a", PLAN).drawn}
    assert len(before - after) <= 2


def test_every_stratum_is_drawn_from_even_where_there_are_more_than_the_size() -> None:
    spread = [replace(each, agency_id=f"AG-{n}") for n, each in enumerate(CROWD[:80])]
    sample = draw(spread, "s", PLAN)
    assert sample.size < len(sample.drawn) == len(sample.strata) == 80


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw((), "s", PLAN).drawn == ()


@pytest.mark.parametrize(
    "said", ["confidence: 1", "tolerable: 0", "expected: 0.05", "expected: 0.049"]
)
def test_a_plan_that_cannot_be_met_is_refused(tmp_path: Path, said: str) -> None:
    name = said.split(":", maxsplit=1)[0]
    kept = {"confidence": "0.95", "tolerable": "0.05", "expected": "0.0", "least": "1"}
    lines = [f"{key}: {value}" for key, value in kept.items() if key != name]
    text = "\n".join([*lines, said, "sources: []"])
    (tmp_path / "sampling.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sampling\.yaml"):
        sample_size(load_sampling_plan(tmp_path))


def sheet_rows(raw: io.BytesIO, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(raw)[name].iter_rows(values_only=True))


def drawn(rows: list[tuple[object, ...]]) -> list[object]:
    head = next(n for n, row in enumerate(rows) if "Fingerprint" in row)
    at = rows[head].index("Fingerprint")
    return [row[at] for row in rows[head + 1 :]]


def test_a_sample_by_itself_is_that_of_the_report_when_the_seed_is_the_run_s() -> None:
    whole, report, alone = bundle(), io.BytesIO(), io.BytesIO()
    render(whole, report, lang="en")
    write_sample(whole, alone, lang="en")
    assert sheet_rows(alone, "Sampling") == sheet_rows(report, "Sampling")
    assert openpyxl.load_workbook(alone).sheetnames == ["Sampling"]
    other = io.BytesIO()
    write_sample(many(200), other, lang="en", seed="another")
    assert "another" in [row[1] for row in sheet_rows(other, "Sampling")]


def test_a_table_holds_the_same_findings_and_repeats_the_seed() -> None:
    whole, table, alone = many(200), io.BytesIO(), io.BytesIO()
    write_sample_csv(whole, table, lang="en", seed="=1+1")
    write_sample(whole, alone, lang="en", seed="=1+1")
    rows = list(csv.DictReader(io.StringIO(table.getvalue().decode("utf-8-sig"))))
    assert [row["Fingerprint"] for row in rows] == drawn(sheet_rows(alone, "Sampling"))
    assert Counter(row["Seed"] for row in rows) == {"'=1+1": len(rows)}
    assert rows[0]["Result"] == ""


def test_the_sheet_states_seed_population_and_reason() -> None:
    out = io.BytesIO()
    render(bundle(), out, lang="zh")
    said = {row[0]: row[1] for row in sheet_rows(out, "抽样复核")}
    assert said["种子"] == "R20260401-7KQ2"
    assert said["总体（问题数）"] == "7"
    assert "= 59" in str(said["样本量依据"])
