"""What a template is for decides what its case has behind it and what its own row is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditkit import api
from auditkit.core.errors import PolicyError
from auditkit.core.resources import data_folder
from auditkit.templates.stages import called, load_stages

SHIPPED = load_stages([data_folder("policies")])
CLAIMS = {
    "suit": "我行已向法院起诉，法院已立案",
    "judgment": "法院判决书已生效",
    "enforcement": "我行已申请强制执行",
    "lawyer-letter": "律师函已寄出",
    "mediation": "本案已进入法院诉前调解",
    "payment-order": "法院已签发支付令",
    "preservation": "您名下的房产已被法院查封",
    "dishonest": "您已被列入失信被执行人名单",
    "credit-reported": "您的逾期记录已上报征信",
    "transferred": "该笔债权已转让给示例资产管理公司",
}
BACKED = {
    "litigation": {"suit"},
    "judgment": {"suit", "judgment"},
    "enforcement": {"suit", "judgment", "enforcement", "preservation"},
    "lawyer_letter": {"lawyer-letter"},
    "mediation": {"mediation"},
    "payment_order": {"payment-order"},
    "preservation": {"suit", "preservation"},
    "listed": {"judgment", "enforcement", "preservation", "dishonest"},
    "reported": {"credit-reported"},
    "transferred": {"transferred"},
}
STAGES = ("early", "pre_legal", "settled", *BACKED)


@pytest.fixture(scope="module")
def untrue(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Return stage and claim wherever a rule finds that the claim is untrue at the stage."""
    folder = tmp_path_factory.mktemp("claims")
    for stage in STAGES:
        head = f"---\nchannel: sms\naudience: debtor\nsender: bank\nstage: {stage}\n---\n"
        for name, text in CLAIMS.items():
            (folder / f"{stage}.{name}.txt").write_text(f"{head}{text}。\n", encoding="utf-8")
    report = api.lint([str(folder)], as_of=date(2026, 12, 1), fail_on="never").report
    return {
        (stage, name)
        for stage, name, rule in ((*Path(f.path).stem.split("."), f.rule) for f in report.findings)
        if rule == f"cn-cba2026.claim.{name}"
    }


@pytest.mark.parametrize("stage", STAGES)
def test_a_claim_is_only_for_a_stage_that_has_what_it_says(stage, untrue):
    found = {name for at, name in untrue if at == stage}
    assert found == CLAIMS.keys() - BACKED.get(stage, set())


def test_the_script_of_a_voicemail_is_left_and_not_talked():
    assert SHIPPED["voicemail"].own == {"outcome": "voicemail"}
    assert {name for name, stage in SHIPPED.items() if stage.own} == {"voicemail"}


def test_columns_and_steps_of_a_stage_are_those_of_the_activity_table(tmp_path):
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint" / "stages.yaml").write_text(
        "mine:\n  title: {zh: 某, en: some}\n  own: {mood: bad}\n"
        "other:\n  title: {zh: 某, en: some}\n  behind: [{days: 1, step: suit.lost}]\n",
        encoding="utf-8",
    )
    with pytest.raises(PolicyError) as error:
        load_stages([tmp_path])
    said = str(error.value)
    assert "not a column of the activity table: mood" in said
    assert "not a step: suit.lost" in said


def test_a_stage_is_known_by_its_name_its_title_and_what_exports_call_it(tmp_path):
    names = called(SHIPPED)
    words = ("mid", "逾期中期", "m2", "m3", "m6+", "早期", "起诉")
    assert [names.get(word, "") for word in words] == [
        *("mid", "mid", "mid", "mid", "late", "early", ""),
    ]
    (tmp_path / "lint").mkdir()
    own = "x:\n  title: {zh: 甲, en: x}\n  also: [m2]\nm3:\n  title: {zh: 乙, en: y}\n"
    (tmp_path / "lint" / "stages.yaml").write_text(own, encoding="utf-8")
    names = called(load_stages([tmp_path, data_folder("policies")]))
    assert (names["m2"], names["m3"]) == ("x", "m3")
