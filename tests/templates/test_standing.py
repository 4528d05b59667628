"""The command holds findings to suppressions and a baseline, and ends accordingly."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from auditkit import api
from auditkit.core.errors import ConfigError

HEAD = """---
channel: sms
audience: debtor
sender: bank
institution: 示例银行
send_window: 09:00-18:00
stage: early
---
"""
CALM = "【示例银行】{name}您好，您的信用卡账单已到期，详情请拨打客服热线{hotline}。\n"
HARSH = HEAD + CALM + "再不还钱，我们就上门找你家人，让你没法做人。\n"
SECRET = HEAD + CALM + "证件号{id_card}。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(**more) -> api.LintResult:
    return api.lint(["."], as_of=date(2026, 12, 1), **more)


def test_a_baseline_silences_what_it_holds_until_it_is_put_right(folder):
    file, baseline = folder / "a.txt", Path("auditkit-lint-baseline.json")
    file.write_text(HARSH, encoding="utf-8")
    assert lint().exit_code == 1
    made = lint(keep="write")
    assert made.exit_code == 0
    assert made.report.baseline == baseline.name
    assert {each.standing for each in made.report.findings} == {"baselined"}
    before = baseline.read_bytes()
    file.write_text(HARSH.replace(CALM, "\n\n" + CALM), encoding="utf-8")
    assert lint(baseline=baseline).exit_code == 0
    (folder / "a.txt").rename(folder / "b.txt")
    assert lint(baseline=baseline).exit_code == 0
    assert lint(baseline=baseline, keep="prune").exit_code == 0
    assert {each["path"] for each in json.loads(baseline.read_bytes())["findings"]} == {"b.txt"}
    assert len(baseline.read_bytes().splitlines()) == len(before.splitlines())
    (folder / "b.txt").write_text(HEAD + CALM, encoding="utf-8")
    assert lint(baseline=baseline).report.stale
    assert lint(baseline=baseline, keep="prune").report.stale == ()


def test_a_baseline_of_any_name_is_no_list_of_templates(folder):
    (folder / "a.txt").write_text(HARSH, encoding="utf-8")
    assert lint(keep="write", baseline=Path("known.json")).exit_code == 0
    assert lint(baseline=Path("known.json")).report.files == 1


def test_a_full_number_stays_open_whatever_a_baseline_says(folder):
    (folder / "a.txt").write_text(SECRET, encoding="utf-8")
    result = lint(keep="write")
    rules = {each.rule for each in result.report.findings if each.standing == "open"}
    assert "cn-pipl.message.identifier" in rules
    assert result.exit_code == 1


def test_a_baseline_that_is_not_there_is_bad_input(folder):
    (folder / "a.txt").write_text(HARSH, encoding="utf-8")
    with pytest.raises(ConfigError):
        lint(baseline=Path("none.json"))


def test_suppressions_of_a_template_hold_and_wrong_ones_are_findings(folder):
    rules = {each.rule for each in lint_of(folder, HARSH).report.findings}
    lines = "".join(
        f"  - {{rule: {rule}, reason: 试点, owner: 王五, until: 2026-12-01}}\n"
        for rule in sorted(rules)
    )
    result = lint_of(folder, HARSH.replace("stage: early\n", f"stage: early\nsuppress:\n{lines}"))
    assert {each.standing for each in result.report.findings} == {"suppressed"}
    assert result.exit_code == 0
    late = api.lint(["."], as_of=date(2026, 12, 2))
    told = [each for each in late.report.findings if each.rule == "lint.suppression.expired"]
    assert (len(told), late.exit_code) == (len(rules), 1)


def lint_of(folder: Path, text: str) -> api.LintResult:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return lint()
