"""The numbers that a bank may change: what is taken, and what is refused and by which name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from ranking_worlds import Found, World, bundle_of, finding_of

from auditkit.core.errors import ConfigError
from auditkit.core.resources import data_folder
from auditkit.report.ranking.plan import load_ranking_plan
from auditkit.report.ranking.rank import rank

SHIPPED = data_folder("reports") / "ranking.yaml"


def written(folder: Path, **changes: Any) -> Path:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8")) | changes
    file = folder / "own.yaml"
    told = {name: value for name, value in data.items() if value is not None}
    file.write_text(yaml.safe_dump(told), encoding="utf-8")
    return file


def test_a_file_like_the_shipped_one_is_taken_under_its_own_name(tmp_path: Path) -> None:
    shipped = load_ranking_plan()
    assert shipped.file == "reports/ranking.yaml"
    assert load_ranking_plan(written(tmp_path)) == replace(shipped, file="own.yaml")


@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        ({"severity": None}, "severity"),
        ({"severity": {"critical": 100, "high": 50}}, "severity"),
        ({"severity": {"critical": 101, "high": 50, "medium": 20, "low": 5}}, "severity"),
        ({"certainty": {"definite": 100, "presumptive": 70, "review": 30, "advisory": -1}},
         "certainty"),
        ({"force": {"law": 100}}, "force"),
        ({"settled": ["false_alarm"]}, "settled"),
        ({"repeats": []}, "repeats"),
        ({"repeats": [50, 100]}, "repeats"),
        ({"repeats": [150]}, "repeats"),
        ({"bands": [3, 1.5]}, "bands"),
        ({"bands": [0.5]}, "bands"),
        ({"peers": {"cases": 0, "collectors": 5, "agencies": 2}}, "peers"),
        ({"peers": {"cases": 3}}, "collectors"),
        ({"workload": {"cases": -1, "collectors": 1, "agencies": 1}}, "workload"),
        ({"prior": 0}, "prior"),
        ({"typical": 0}, "typical"),
        ({"confidence": 1}, "confidence"),
        ({"shown": {"units": 0, "reasons": 1}}, "shown"),
        ({"prior": "much"}, "own.yaml"),
        ({"settled": 3}, "own.yaml"),
        ({"sources": None}, "sources"),
    ],
)  # fmt: skip
def test_a_number_that_the_method_does_not_bear_is_refused_by_its_name(
    tmp_path: Path, changes: dict[str, Any], entry: str
) -> None:
    with pytest.raises(ConfigError, match=entry):
        load_ranking_plan(written(tmp_path, **changes))


@pytest.mark.parametrize("raw", [b"a: [", b"- a", b"", b"\xff\xfe\x00"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(raw)
    with pytest.raises(ConfigError, match=r"own\.yaml"):
        load_ranking_plan(file)


def test_the_weights_of_a_bank_decide_the_order(tmp_path: Path) -> None:
    found = (
        Found(0, 0, "low", "definite", "law", "open"),
        Found(1, 0, "medium", "definite", "law", "open"),
    )
    run = bundle_of(World(found, (30, 30, 30)))
    turned = {"critical": 100, "high": 50, "medium": 5, "low": 20}
    own = load_ranking_plan(written(tmp_path, severity=turned))
    assert [each.key.name for each in rank(run, "cases", load_ranking_plan()).ranked] == [
        "K1",
        "K0",
    ]
    assert [each.key.name for each in rank(run, "cases", own).ranked] == ["K0", "K1"]


def test_a_series_of_one_day_counts_less_with_each_and_other_days_whole() -> None:
    one = finding_of(Found(0, 0, "critical", "definite", "law", "open"), 1)
    day = [replace(one, fingerprint=f"F{n}", overlap=f"O{n}") for n in range(6)]
    plan = load_ranking_plan()
    run = replace(bundle_of(World((), (30,))), findings=tuple(day))
    assert rank(run, "collectors", plan).ranked[0].points == pytest.approx(1 + 0.5 + 0.25 + 0.3)
    days = [replace(each, day=f"2026-03-{n:02d}") for n, each in enumerate(day, 1)]
    run = replace(run, findings=tuple(days))
    assert rank(run, "collectors", plan).ranked[0].points == pytest.approx(6)


def test_what_a_person_has_said_to_be_so_counts_as_definite() -> None:
    def points(decision: Any) -> float:
        found = Found(0, 0, "critical", "review", "law", decision)
        return (
            rank(bundle_of(World((found,), (30,))), "cases", load_ranking_plan()).ranked[0].points
        )

    assert [
        points(each) for each in ("open", "in_appeal", "confirmed", "remediated", "accepted")
    ] == [pytest.approx(each) for each in (0.3, 0.3, 1, 1, 1)]
