"""Numbers and duties that are widely repeated and have no source are neither rules nor told."""

from __future__ import annotations

import re

import pytest

from auditkit.policy.load import load_packs
from auditkit.policy.phrases import load_phrases
from tests.policies.rows import ROOT

POLICIES = ROOT / "policies"
COUNTS = {"contact.frequency", "contact.number_frequency"}
GAPS = {"contact.gap", "contact.number_gap", "contact.cooling_off"}
HOURS = {"contact.hours"}
# the only texts in which a source has seen a number of calls, and those that have hours
COUNTED = {"cn-gbt45251", "cn-nifa2024", "cn-cba2026"}
TIMED = {"cn-gbt45251", "cn-cba2026"}
THIRDS = re.compile(r"\.third\.")
# what no rule, page or phrase says
UNTRUE = {
    "four times LPR": r"\bLPR\b|四倍|贷款市场报价利率|[Ll]oan [Pp]rime [Rr]ate",
    "licensed collectors": r"持证(催收|上岗)|催收(牌照|许可证|资格证)|licen[cs]ed collector",
    "a rule of the ministry of industry": r"工信部|工业和信息化部|MIIT|Ministry of Industry",
    "three dials within an hour": (
        r"(1|一|每)\s*(个)?小时内?(最多|不得超过|不超过)|within (one|an) hour"
    ),
    "five red lines": r"五条红线|五道红线|[Ff]ive red lines",
    "a mandatory standard with fines": (
        r"强制性(国家)?标准|自动罚款|[Mm]andatory standard|[Aa]utomatic fine"
    ),
    "a convention of 2023": r"2023-09-01|2023年9月1日",
    "three visits a month": r"每月(最多|不得超过|不超过)?\s*[3三]\s*次|three visits (a|per) month",
}
# hours of other places stand in the same pages
NIGHT = re.compile(r"(?<!\d)2[01]:00")


@pytest.fixture(scope="module")
def packs():
    own = load_packs(POLICIES)
    return {pack.pack.id: pack for pack in own if pack.pack.id.startswith("cn-")}


@pytest.fixture(scope="module")
def rules(packs):
    """Return pack and rule of each rule of the mainland."""
    return [(name, loaded.rule) for name, pack in packs.items() for loaded in pack.rules]


@pytest.fixture(scope="module")
def told(packs, rules):
    """Return each text that a reader meets: of rules, instruments and the phrase book."""
    found = [(rule.id, text) for _, rule in rules for text in _texts(rule)]
    for pack in packs.values():
        for each in pack.instruments.values():
            words = (each.title, each.issuer)
            found += [(each.id, text) for word in words for text in (word.zh, word.en)]
    for name, phrase in load_phrases([POLICIES], []).items():
        words = (phrase.title, phrase.wording)
        found += [(name, text) for word in words for text in (word.zh, word.en)]
    return found


def _texts(rule):
    words = (rule.title, rule.message, rule.remedy, rule.wording, rule.why)
    return [text for word in words if word for text in (word.zh, word.en)]


def _values(rule):
    return [value for value in rule.values.values() if value is not None]


def _ids(rules, packs, checks):
    return [rule.id for pack, rule in rules if pack in packs and rule.check in checks]


def test_the_convention_of_2018_has_no_article_18_no_number_and_no_hours(rules, packs):
    own = {"cn-nifa2018"}
    assert _ids(rules, own, COUNTS | GAPS | HOURS) == []
    clauses = [
        (rule.id, cite.clause)
        for pack, rule in rules
        if pack in own
        for cites in rule.cites.values()
        for cite in cites
        if re.search(r"18|十八", cite.clause)
    ]
    assert clauses == []
    years = [
        rule.id for pack, rule in rules for text in _texts(rule) if pack in own and "两年" in text
    ]
    assert years == []
    starts = {
        e.in_force_from.isoformat() for p in own & set(packs) for e in packs[p].instruments.values()
    }
    assert starts <= {"2018-03-28"}


def test_only_the_standard_its_forerunner_and_the_guide_count_calls(rules):
    assert [rule.id for pack, rule in rules if rule.check in COUNTS and pack not in COUNTED] == []


def test_only_the_standard_and_the_guide_have_hours_and_they_begin_at_ten(rules):
    timed = [(pack, rule) for pack, rule in rules if rule.check in HOURS]
    assert {pack for pack, _ in timed} <= TIMED
    assert timed
    hours = {
        (span["start"], span["end"])
        for _, rule in timed
        for value in _values(rule)
        for span in value["barred"]
    }
    assert hours == {("22:00", "08:00")}


def test_the_card_measures_have_neither_hours_nor_a_count_of_calls_or_visits(rules):
    assert _ids(rules, {"cn-card2011", "cn-cc2022"}, COUNTS | GAPS | HOURS) == []


def test_the_measures_on_consumers_have_no_hours_and_no_ban_on_third_persons(rules):
    own = {"cn-consumer2023"}
    barred = (
        COUNTS | GAPS | HOURS | {"contact.precondition", "contact.barred", "privacy.disclosure"}
    )
    assert _ids(rules, own, barred) == []
    assert [rule.id for pack, rule in rules if pack in own and THIRDS.search(rule.id)] == []


def test_the_notice_on_loan_assistance_has_no_rule_on_calls(packs):
    notices = {
        (name, each.id)
        for name, pack in packs.items()
        for each in pack.instruments.values()
        if re.search(r"〔2025〕9号|2025 No\. 9", each.title.zh + each.title.en + each.issuer.zh)
    }
    calls = [
        loaded.rule.id
        for name, pack in packs.items()
        for loaded in pack.rules
        for cites in loaded.rule.cites.values()
        for cite in cites
        if (name, cite.instrument) in notices and loaded.rule.check in COUNTS | GAPS | HOURS
    ]
    assert calls == []


def test_no_text_of_the_mainland_counts_dials_within_an_hour(rules, packs):
    assert _ids(rules, set(packs), GAPS) == []


def test_a_limit_of_six_is_of_days_and_of_dials_without_an_answer(rules):
    attempts = [
        (value["max"], value["days"], value["select"]["counter"])
        for pack, rule in rules
        if pack == "cn-cba2026" and rule.check in COUNTS
        for value in _values(rule)
    ]
    assert attempts == [(6, 1, "unconnected")]


def test_the_standard_is_a_standard_and_never_law(packs):
    forces = {
        each.id: each.force
        for pack in packs.values()
        for each in pack.instruments.values()
        if re.search(r"GB/T|JR/T", each.title.zh) or each.id.startswith("gbt")
    }
    assert forces
    assert set(forces.values()) == {"standard"}
    own = packs["cn-gbt45251"].rules
    lawful = re.compile(r"涉嫌违反|违法|罚款|suspected breach|unlawful|fined")
    said = [r.rule.id for r in own if lawful.search(r.rule.message.zh + r.rule.message.en)]
    assert said == []


def test_no_instrument_of_the_mainland_is_called_law_that_is_a_guide(packs):
    guides = {
        each.force
        for pack in ("cn-cba2026", "cn-nifa2024", "cn-nifa2018")
        if pack in packs
        for each in packs[pack].instruments.values()
    }
    assert guides == {"self_discipline"}


@pytest.mark.parametrize("what", UNTRUE)
def test_no_rule_instrument_or_phrase_tells_it(what, told):
    untrue = re.compile(UNTRUE[what])
    assert sorted({name for name, text in told if untrue.search(text)}) == []


@pytest.mark.parametrize("what", UNTRUE)
def test_no_page_tells_it(what):
    untrue = re.compile(UNTRUE[what])
    pages = sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "docs/rules").glob("*/cn-*.md")])
    national = [(page.name, _national(page.read_text(encoding="utf-8"))) for page in pages]
    assert [name for name, text in national if untrue.search(text)] == []


def test_no_rule_of_the_mainland_begins_the_night_earlier(told, rules):
    own = {rule.id for _, rule in rules}
    assert sorted({name for name, text in told if name in own and NIGHT.search(text)}) == []


def _national(page: str) -> str:
    """Return the lines of a page that are not about the packs of other places."""
    return "\n".join(
        line
        for line in page.splitlines()
        if not re.search(r"\b(us|uk|in|id|ph|tw|hk|sg|my)-", line)
    )
