"""What is computed of a template: segments, signature, what its languages do not share."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.resources import data_folder
from auditkit.templates.blanks.fill import fill
from auditkit.templates.blanks.find import find_placeholders
from auditkit.templates.blanks.lexicon import load_lexicon
from auditkit.templates.facts import Facts, facts_of
from auditkit.templates.interface import Filled, Meta, Template
from auditkit.templates.limits import load_limits

LIMITS = load_limits([data_folder("policies")])
LEXICON = load_lexicon()


def template(text: str, **meta: str) -> tuple[Template, Filled]:
    found = Template("a.txt", "", text, (), Meta(**meta), find_placeholders(text, LEXICON))
    return found, fill(found, LEXICON)


def facts(*templates: tuple[Template, Filled]) -> list[Facts]:
    return facts_of(templates, LIMITS)


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro does not fit into the first, nor is it split
        ("还" * 70, 1),
        ("还" * 71, 2),
        ("还" * 134, 2),
        ("还" * 135, 3),
        ("😀" * 35, 1),
        ("a" * 66 + "😀" + "a" * 67, 3),
    ],
)
def test_an_sms_is_counted_in_segments(text, segments):
    assert LIMITS.sms.segments(text) == segments


@given(text=st.text(alphabet="ab{€還", max_size=400))
def test_segments_are_as_many_as_their_units_need_or_one_more(text):
    narrow = "還" not in text
    units = len(text) + (sum(map(text.count, "{€")) if narrow else 0)
    one, each = (160, 153) if narrow else (70, 67)
    least = 0 if not units else 1 if units <= one else math.ceil(units / each)
    found = LIMITS.sms.segments(text)
    assert least <= found <= least + (narrow and least > 1)


@pytest.mark.parametrize(
    ("text", "meta", "signature"),
    [
        ("【示例银行】请还款", {"institution": "示例银行"}, "own"),
        ("请还款【示例银行】", {"signature": "示例银行"}, "own"),
        ("【别家银行】请还款", {"institution": "示例银行"}, "other"),
        ("请还款", {"institution": "示例银行"}, "none"),
        ("请【尽快】还款", {"institution": "示例银行"}, "none"),
        ("【{bank_name}】请还款", {}, "own"),
        ("【{bank_name}】请还款", {"sender": "agency"}, "none"),
        ("【{agency_name}】请还款", {"sender": "agency"}, "own"),
        ("【示例银行】请还款", {}, None),
    ],
)
def test_the_signature_is_held_to_the_sender(text, meta, signature):
    attrs = facts(template(text, channel="sms", **meta))[0].attrs
    assert attrs.get("signature") == signature


def test_only_an_sms_has_segments_and_a_signature():
    attrs = facts(template("请还款{x9}", channel="letter"))[0].attrs
    assert attrs == {"template": True, "unknown_placeholders": 1, "differs": "none"}


def pair(zh: str, en: str, group: str = "due") -> tuple[Facts, ...]:
    one = template(zh, language="zh", group=group)
    return tuple(facts(one, template(en, language="en", group=group)))


def test_languages_that_say_the_same_do_not_differ():
    zh = "{name}，请于2026年12月31日前还款人民币1,000元"
    en = "{name}, please pay CNY 1,000 by December 31, 2026"
    assert [each.attrs["differs"] for each in pair(zh, en)] == ["none", "none"]


def test_blanks_without_a_name_do_not_differ_where_words_tell_more_in_one_language():
    zh, en = "{0}您好，尾号{1}的卡应还{2}元", "Dear {0}: card {1}, please pay {2}"
    assert [each.attrs["differs"] for each in pair(zh, en)] == ["none", "none"]


@pytest.mark.parametrize(
    ("zh", "en", "differs"),
    [
        ("还款{amount}元", "pay now", "placeholders"),
        ("还款1000元", "pay 2000 yuan", "amounts"),
        ("还款1000元，再还1000元", "pay 1000 yuan", "amounts"),
        ("12月31日前还款", "pay by 30 December", "dates"),
        ("{name}在12月31日前还款", "pay by May 1", "placeholders|dates"),
    ],
)
def test_what_languages_do_not_share_is_named(zh, en, differs):
    assert [each.attrs["differs"] for each in pair(zh, en)] == [differs, differs]


def test_the_difference_is_told_in_both_languages():
    told = pair("还款1000元", "pay 2000 yuan")[0].behind["differs"]
    assert (told.zh, told.en) == ("金额 1000 / 2000", "amounts: 1000 / 2000")


def test_templates_of_one_language_or_without_a_group_are_not_compared():
    assert [each.attrs["differs"] for each in pair("还款1000元", "pay 2000 yuan", "")] == [
        "none"
    ] * 2


@pytest.mark.parametrize(
    ("text", "meta", "stated"),
    [
        ("您在星河分期的账单已逾期", {"institution": "星河分期"}, True),
        ("您在{bank_name}的账单已逾期", {}, True),
        ("您在我行的账单已逾期", {"institution": "星河分期"}, None),
        ("您在星河分期的账单已逾期", {}, None),
    ],
)
def test_a_lender_is_named_by_its_name_or_a_blank_for_it(text, meta, stated):
    (found,) = facts(template(text, **meta))
    assert found.attrs.get("institution_stated") is stated


def test_stage_and_window_are_facts_where_they_are_said():
    said, silent = facts(template("a", stage="late", send_window="09:00-10:00"), template("b"))
    assert (said.attrs["template_stage"], said.attrs["send_window"]) == ("late", "09:00-10:00")
    assert silent.attrs.keys().isdisjoint({"template_stage", "send_window"})
