"""The phrase book: named once, used by many rules, a bank's own words before those that ship."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from auditkit import api
from auditkit.api.policies import library
from auditkit.api.rule_views import rule_view
from auditkit.core.errors import PolicyError
from auditkit.core.findings import Bilingual
from auditkit.core.resources import data_folder
from auditkit.engine.bind import bind
from auditkit.policy.load import load_folders, pack_folders
from auditkit.policy.phrases import load_phrases, named_phrases
from auditkit.report.page_phrases import phrases_page

PACK = "bank-example"
RULE = "bank-example.words.threat"
WRITTEN = """\
id: bank-example.words.threat
status: stable
check: conduct.language
title: {zh: 威胁, en: Threats}
severity: high
certainty: presumptive
values:
  2025-01-01: {lexicons: [{phrases: threat.test}]}
cites:
  2025-01-01: [{instrument: bank-example-policy, clause: 第九条, source_confidence: own}]
message: {zh: "{day} {what}", en: "{day} {what}"}
remedy: {zh: 停止, en: Stop}
verified_on: 2026-11-30
"""
CASES = """\
rule: bank-example.words.threat
defaults: {debtor_id: D1, channel: sms}
cases:
  - {name: a, kind: violation, rows: [{at: 2026-01-01 09:00:00, message: 给你点颜色看看, hit: {}}]}
  - {name: b, kind: clean, rows: [{at: 2026-01-01 09:00:00, message: 您好}]}
  - {name: c, kind: boundary, rows: [{at: 2026-01-01 09:00:00, message: 您好}]}
  - {name: d, kind: not_in_force, rows: [{at: 2024-01-01 09:00:00, message: 给你点颜色看看}]}
"""
PHRASES = """\
threat.test:
  title: {zh: 试验, en: a test}
  wording: {zh: 好好说, en: say it kindly}
  zh: ["{给|叫}你{点|些}颜色看看"]
"""


@pytest.fixture
def policies(tmp_path) -> Path:
    shutil.copytree(data_folder("policies") / PACK, tmp_path / PACK)
    (tmp_path / PACK / "rules" / f"{RULE}.yaml").write_text(WRITTEN, encoding="utf-8")
    (tmp_path / PACK / "rules" / f"{RULE}.cases.yaml").write_text(CASES, encoding="utf-8")
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases" / "own.yaml").write_text(PHRASES, encoding="utf-8")
    return tmp_path


def load(policies: Path):
    return load_folders(pack_folders(policies))[0]


def test_a_rule_gets_the_words_of_the_phrases_it_names(policies) -> None:
    rule = next(r for r in bind([load(policies)], library(policies).checks) if r.id == RULE)
    lexicon = rule.versions[0].params.lexicons[0]
    assert (lexicon.name, lexicon.title.en) == ("threat.test", "a test")
    assert rule.phrases["threat.test"].wording.en == "say it kindly"


def test_a_phrase_that_does_not_exist_is_named_with_its_line(policies) -> None:
    (policies / "phrases" / "own.yaml").unlink()
    with pytest.raises(PolicyError) as raised:
        api.check_policy(policies / PACK)
    (problem,) = raised.value.problems
    assert (problem.text, problem.line) == ("there is no phrase threat.test (phrases/*.yaml)", 8)


def test_what_is_wrong_in_a_file_of_phrases_is_said_without_its_words(policies) -> None:
    file = policies / "phrases" / "own.yaml"
    file.write_text(PHRASES.replace("zh: [", "zhh: ["), encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        api.check_policy(policies / PACK)
    text = " ".join(problem.text for problem in raised.value.problems)
    assert "threat.test.zhh" in text
    assert "颜色" not in text


def test_a_name_may_not_stand_twice(policies) -> None:
    (policies / "phrases" / "more.yaml").write_text(PHRASES, encoding="utf-8")
    problems: list = []
    load_phrases((policies,), problems)
    assert [problem.text for problem in problems] == ["the phrase threat.test stands twice"]


def test_a_banks_own_phrase_stands_before_the_one_that_ships(policies) -> None:
    own = PHRASES.replace("threat.test", "threat.violence")
    (policies / "phrases" / "own.yaml").write_text(PHRASES + own, encoding="utf-8")
    pack = library(policies).packs([PACK])[0]
    assert pack.phrases["threat.violence"].title.en == "a test"
    assert "threat.job" in pack.phrases  # the others still ship


def test_the_digest_of_a_pack_changes_with_the_phrases_it_names(policies) -> None:
    file = policies / "phrases" / "own.yaml"
    before = load(policies).digest
    file.write_text(PHRASES + PHRASES.replace("threat.test", "threat.other"), encoding="utf-8")
    assert load(policies).digest == before
    file.write_text(PHRASES.replace("颜色", "厉害"), encoding="utf-8")
    assert load(policies).digest != before


def test_the_page_lists_every_phrase_with_the_rules_that_name_it(policies) -> None:
    page = phrases_page([load(policies)], "zh")
    assert f"| `threat.test` | 试验 | 1 | 好好说 | `{RULE}` |" in page


def test_names_are_found_wherever_parameters_hold_them() -> None:
    written = {"lexicons": [{"phrases": "a"}], "only_with": [{"lexicons": [{"phrases": "b"}]}]}
    assert list(named_phrases(written)) == ["a", "b"]


def test_a_rule_without_wording_of_its_own_shows_that_of_its_phrases(policies) -> None:
    rule = next(r for r in bind([load(policies)], library(policies).checks) if r.id == RULE)
    assert rule_view(rule).wording.en == "say it kindly"
    assert rule.instead_of(["threat.other"]) is None
    own = replace(rule, wording=Bilingual("本行用语", "our own words"))
    assert own.instead_of(["threat.test"]).en == "our own words"


def test_a_finding_carries_what_may_be_said_instead(policies, tmp_path) -> None:
    (policies / "profiles").mkdir()
    (policies / "profiles" / "words.yaml").write_text(
        f"id: words\ntitle: {{zh: 词, en: words}}\npacks: [{PACK}]\n"
        "zone: Asia/Shanghai\nlink_tolerance_s: 90\n",
        encoding="utf-8",
    )
    log = tmp_path / "log.csv"
    log.write_text(
        "debtor_id,at,channel,message\nD1,2026-01-05 09:00:00,sms,给你点颜色看看\n",
        encoding="utf-8",
    )
    result = api.scan([str(log)], profile="words", policies=policies, key=bytes(32))
    (finding,) = [each for each in result.bundle.findings if each.rule == RULE]
    assert finding.wording == Bilingual("好好说", "say it kindly")
    assert "a test" in finding.message.en
