"""Templates are judged where they stand, and what is not known of them is never a pass."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from stdnum.cn import ric

from auditkit import api
from auditkit.core.errors import ConfigError
from auditkit.core.lint import LintFinding, Place
from auditkit.templates.interface import Meta

DAY = date(2026, 12, 1)
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


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(folder: Path, text: str, **more) -> api.LintResult:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return api.lint(["a.txt"], as_of=DAY, **more)


def of_rule(result: api.LintResult, rule: str) -> list[LintFinding]:
    return [finding for finding in result.report.findings if finding.rule == rule]


def needs(result: api.LintResult) -> set[str]:
    return {each.needs for each in result.report.unjudged}


def test_a_calm_template_is_clean_and_judged_by_every_rule(folder):
    result = lint(folder, HEAD + CALM)
    assert (result.report.findings, result.report.unjudged, result.exit_code) == ((), (), 0)
    assert {rule.pack for rule in result.rules} >= {"cn-gbt45251", "template-style", "lint"}


def test_a_placeholder_is_told_by_its_name_at_its_place(folder):
    text = HEAD + CALM + "证件号{id_card}，\n身份证{id_no}。\n"
    one, two = of_rule(lint(folder, text), "cn-pipl.message.identifier")
    assert (one.span.start, one.span.end) == (Place(10, 4), Place(10, 13))
    assert two.span.start == Place(11, 4)
    assert "{id_card}：完整证件号码" in one.message.zh
    assert "{id_card}: a full identity number" in one.message.en
    assert "{id_card}" in one.evidence
    assert one.fingerprint != two.fingerprint


def test_what_is_heard_twice_in_one_placeholder_is_told_once(folder):
    text = HEAD + "【示例银行】Your past due balance is {amount}. Reply STOP to opt out.\n"
    found = of_rule(lint(folder, text, profile="us-reg-f"), "us-reg-f.disclosure.missing")
    assert [each.span.start.line for each in found] == [9]


def test_what_a_person_has_is_masked_and_not_in_the_fingerprint(folder):
    other = "11010119900307123"
    number, other = "11010519491231002X", other + ric.calc_check_digit(other + "0")
    found = [lint(folder, HEAD + CALM + f"身份证号{n}\n") for n in (number, other)]
    one, two = (of_rule(each, "cn-pipl.message.identifier")[0] for each in found)
    assert one.fingerprint == two.fingerprint
    assert number not in repr(found[0].report)
    assert one.evidence == "…身份证号***"


def test_a_finding_keeps_its_fingerprint_when_it_moves(folder):
    text = "再不还钱，我们就上门找你家人，让你没法做人。\n"
    here = lint(folder, HEAD + CALM + text).report.findings
    there = lint(folder, HEAD + "\n\n" + CALM + text).report.findings
    assert here
    assert [f.fingerprint for f in here] == [f.fingerprint for f in there]
    assert here[0].span.start.line + 2 == there[0].span.start.line


def test_what_one_sentence_says_is_told_once(folder):
    text = HEAD.replace("debtor", "family") + "张三的信用卡欠款已逾期，请还款。\n他欠款5000元。\n"
    places = [f.span.start.line for f in of_rule(lint(folder, text), "cn-civil.third.disclosure")]
    assert places == [9, 10]


FILED = HEAD + CALM + "我行已向法院提起诉讼，案件已立案。\n"
SUIT = "cn-cba2026.claim.suit"


@pytest.mark.parametrize(
    ("stage", "certainty"),
    [("early", ["presumptive"]), ("litigation", []), ("enforcement", []), ("", ["review"])],
)
def test_a_filing_is_for_a_stage_that_has_one_and_for_review_without_a_stage(
    folder, stage, certainty
):
    text = FILED.replace("stage: early", f"stage: {stage}") if stage else FILED.replace(
        "stage: early\n", ""
    )  # fmt: skip
    assert [f.certainty for f in of_rule(lint(folder, text), SUIT)] == certainty


def test_a_stage_that_nobody_knows_is_a_finding_and_as_an_option_an_error(folder):
    text = FILED.replace("early", "nonsense")
    result = lint(folder, text)
    assert [f.certainty for f in of_rule(result, SUIT)] == ["review"]
    assert len(of_rule(result, "lint.metadata")) == 1
    with pytest.raises(ConfigError, match="litigation"):
        lint(folder, FILED, given=Meta(stage="nonsense"))


@pytest.mark.parametrize(
    ("line", "need"),
    [
        ("channel: sms\n", "channel"),
        ("audience: debtor\n", "audience"),
        ("send_window: 09:00-18:00\n", "send_window"),
        ("institution: 示例银行\n", "signature"),
    ],
)
def test_what_metadata_does_not_say_leaves_rules_unjudged(folder, line, need):
    text = HEAD.replace(line, "") + CALM + "他的信用卡已逾期。\n"
    assert need in needs(lint(folder, text))


def test_a_rule_that_turns_on_the_sender_cannot_judge_without_one(folder):
    text = HEAD + CALM + "我是示例银行工作人员，代表本行通知您。\n"
    agency, rule = (
        text.replace("sender: bank", "sender: agency"),
        "cn-cba2026.language.agency-as-bank",
    )
    assert of_rule(lint(folder, agency), rule)
    assert not of_rule(lint(folder, text), rule)
    unknown = lint(folder, text.replace("sender: bank\n", ""))
    assert not of_rule(unknown, rule)
    assert ("sender", rule) in {(each.needs, each.rule) for each in unknown.report.unjudged}


def test_each_audience_is_judged_and_the_surest_finding_told(folder):
    text = HEAD.replace("audience: debtor", "audience: [debtor, family]") + CALM
    found = {f.rule for f in lint(folder, text + "您的信用卡欠款5000元。\n").report.findings}
    assert "cn-civil.third.disclosure" in found


def test_a_send_window_is_held_to_quiet_hours(folder):
    result = lint(folder, (HEAD + CALM).replace("09:00-18:00", "07:00-18:00,20:00-23:00"))
    evidence = {f.evidence for f in of_rule(result, "cn-gbt45251.time.quiet")}
    assert evidence == {"07:00-18:00,20:00-23:00 → 07:00-08:00, 22:00-23:00"}


def test_a_file_that_cannot_be_read_is_told_and_ends_with_3(folder):
    (folder / "b.txt").write_bytes(b"\xff\xfe\xff")
    (folder / "a.txt").write_text(HEAD + CALM, encoding="utf-8")
    result = api.lint(["a.txt", "b.txt", "gone.txt"], as_of=DAY)
    assert [f.path for f in of_rule(result, "lint.file")] == ["b.txt", "gone.txt"]
    assert result.exit_code == 3


@pytest.mark.parametrize(("level", "code"), [("high", 1), ("critical", 0), ("never", 0)])
def test_the_severity_decides_how_a_run_ends(folder, level, code):
    text = HEAD + CALM + "证件号{id_card}\n"
    assert lint(folder, text, fail_on=level).exit_code == code


CALL = HEAD.replace("channel: sms", "channel: call")
VERIFY = "cn-cba2026.call.verify-first"


def test_a_script_that_speaks_of_the_debt_before_the_answer_is_told_at_that_turn(folder):
    script = "坐席：您好，请问是张三本人吗？\n坐席：您的信用卡已逾期。\n客户：我是张三。\n"
    (finding,) = of_rule(lint(folder, CALL + script), VERIFY)
    assert finding.span.start.line == 10
    late = "坐席：您好，请问是张三本人吗？\n客户：是的，我是本人。\n坐席：您的信用卡已逾期。\n"
    assert not of_rule(lint(folder, CALL + late), VERIFY)


def test_a_script_without_answers_cannot_show_who_was_confirmed_when(folder):
    result = lint(folder, CALL + "您好，您的信用卡已逾期，再不还钱就上门找你家人。\n")
    assert (VERIFY, "turns") in {(each.rule, each.needs) for each in result.report.unjudged}
    assert of_rule(result, "cn-gbt45251.language.threat")


def test_the_verb_of_the_library_is_a_function_whatever_was_imported_before():
    import auditkit
    import auditkit.templates.judge
    from auditkit import api

    assert auditkit.lint is api.lint
    assert {name for name in auditkit.__all__ if not callable(getattr(auditkit, name))} == {
        "__version__"
    }


def test_files_are_named_as_seen_from_the_working_folder_and_known_by_their_own(folder: Path):
    below = folder / "texts"
    (below / "sms").mkdir(parents=True)
    (below / "auditkit.toml").write_text('[lint]\nprofile = "cn-bank"\n', encoding="utf-8")
    (below / "sms" / "a.txt").write_text(HEAD + "再不还款就打断你的腿\n", encoding="utf-8")
    outside = api.lint(["texts"], as_of=DAY).report
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(below)
        inside = api.lint(["."], as_of=DAY).report
        patch.chdir(below / "sms")
        deeper = api.lint(["a.txt"], as_of=DAY).report
    assert {each.path for each in outside.findings} == {"texts/sms/a.txt"}
    assert {each.path for each in inside.findings} == {"sms/a.txt"}
    assert {each.path for each in deeper.findings} == {"a.txt"}
    prints = [{each.fingerprint for each in said.findings} for said in (outside, inside, deeper)]
    assert prints[0] == prints[1] == prints[2] != set()
