"""What was planted is compared with what was found, rule by rule."""

from __future__ import annotations

from pathlib import Path

from auditkit.synthetic.answers import (
    Answer,
    Answers,
    RuleScore,
    compare,
    read_answers,
    render,
    write_answers,
)

NIGHT = Answer("p.hours.night", "K1", "2026-10-12T22:00:00+08:00", "f.csv", 5)
OTHER = Answer("p.visit.team", "K2", "2026-10-13T10:00:00+08:00", "f.csv", 6)


def finding(rule: str, case: str, at: str) -> dict[str, object]:
    return {"rule": rule, "case_id": case, "at": at, "observed": 1}


def test_a_finding_in_another_zone_is_the_same_instant() -> None:
    found = [finding("p.hours.night", "K1", "2026-10-12T14:00:00+00:00")]
    assert compare(Answers((NIGHT,)), found) == (RuleScore("p.hours.night", 1, 1, 0, 0),)


def test_a_list_that_knows_the_day_alone_is_met_by_the_day() -> None:
    due = Answer("p.limitation", "K3", "2023-10-12", "cases.xlsx", 7)
    found = [finding("p.limitation", "K3", "2023-10-12")]
    assert compare(Answers((due,)), found) == (RuleScore("p.limitation", 1, 1, 0, 0),)


def test_missed_and_extra_findings_are_counted_apart() -> None:
    found = [finding("p.hours.night", "K9", "2026-10-12T22:00:00+08:00")]
    scores = compare(Answers((NIGHT, OTHER)), found)
    assert scores == (RuleScore("p.hours.night", 1, 0, 1, 1), RuleScore("p.visit.team", 1, 0, 0, 1))


def test_answers_survive_being_written(tmp_path: Path) -> None:
    write_answers(tmp_path / "answers.csv", Answers((OTHER, NIGHT)))
    assert read_answers(tmp_path / "answers.csv") == Answers((NIGHT, OTHER))


def test_the_table_is_aligned_in_both_languages() -> None:
    scores = compare(Answers((NIGHT, OTHER)), [])
    for lang, first in (("zh", "规则"), ("en", "rule")):
        lines = render(scores, lang).splitlines()
        assert lines[0].startswith(first)
        assert len(lines) == 4
        assert len({sum(1 if ord(c) < 0x1100 else 2 for c in line) for line in lines}) == 1
