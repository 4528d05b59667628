"""The audit of the committed examples finds what was planted and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.api.audit import scan
from auditkit.synthetic.answers import RuleScore, compare, read_answers

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize(("part", "profile"), [("bank", "cn-bank"), ("us", "us-reg-f")])
def test_every_plant_is_found_and_nothing_else(part: str, profile: str) -> None:
    folder = EXAMPLES / part
    bundle = scan(
        [str(folder / "logs")],
        profile=profile,
        mapping=folder / "mapping.yaml",
        key=bytes(range(32)),
    ).bundle
    found = [{"rule": f.rule, "case_id": f.case_id, "at": f.at} for f in bundle.findings]
    wrong = [s for s in compare(read_answers(folder / "answers.csv"), found) if not clean(s)]
    assert wrong == []
    assert not bundle.unknown_codes
    assert not bundle.rejects


def clean(score: RuleScore) -> bool:
    return score.planted == score.found and score.extra == score.missed == 0
