"""Blanks are found in every notation, and prose, links and markup are left alone."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.templates.blanks.find import find_placeholders
from auditkit.templates.blanks.lexicon import load_lexicon

LEXICON = load_lexicon()


def blanks(text: str, order: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(each.raw, each.holds) for each in find_placeholders(text, LEXICON, order)]


@pytest.mark.parametrize(
    ("text", "raw", "holds"),
    [
        ("尊敬的{name}", "{name}", "person.name"),
        ("尊敬的{ name }", "{ name }", "person.name"),
        ("尊敬的{{ name }}", "{{ name }}", "person.name"),
        ("尊敬的{{{name}}}", "{{{name}}}", "person.name"),
        ("尊敬的{{ name | upper }}", "{{ name | upper }}", "person.name"),
        ("尊敬的{{ row['mobile'] }}", "{{ row['mobile'] }}", "mobile.full"),
        ("{{ customer.id_card }}", "{{ customer.id_card }}", "id.full"),
        ("{{ id_card[-4:] }}", "{{ id_card[-4:] }}", "id.last4"),
        ("{{ id_card | mask }}", "{{ id_card | mask }}", "id.masked"),
        ("{{ card_no | last4 }}", "{{ card_no | last4 }}", "card.last4"),
        ("欠${amount}元", "${amount}", "amount"),
        ("欠$!{amount}元", "$!{amount}", "amount"),
        ("欠%(amount)s元", "%(amount)s", "amount"),
        ("欠%(amount).2f元", "%(amount).2f", "amount"),
        ("欠{amount:,.2f}元", "{amount:,.2f}", "amount"),
        ("欠{amount, number}元", "{amount, number}", "amount"),
        ("于{due_date:%Y年%m月%d日}", "{due_date:%Y年%m月%d日}", "due.date"),
        ("您好【姓名】，", "【姓名】", "person.name"),
        ("【姓名】您好", "【姓名】", "person.name"),
        ("您的[证件号码]", "[证件号码]", "id.full"),
        ("Dear [Customer Name],", "[Customer Name]", "person.name"),
        ("码#card_no#。", "#card_no#", "card.full"),
        ("Dear {#name#}", "{#name#}", "person.name"),
        ("Dear #{name}", "#{name}", "person.name"),
        ("Dear <name>,", "<name>", "person.name"),
        ("Dear <%= name %>,", "<%= name %>", "person.name"),
        ("Dear $name,", "$name", "person.name"),
        ("Dear %name%,", "%name%", "person.name"),
        ("尊敬的｛姓名｝", "｛姓名｝", "person.name"),
        ("尾号{card_no}的卡", "{card_no}", "card.last4"),
        ("account ending in {account_no}.", "{account_no}", "account.last4"),
        ("请致电{phone}", "{phone}", "hotline"),
        ("{某些谁也不懂的字段}", "{某些谁也不懂的字段}", ""),
        ("您好【变量】，", "【变量】", ""),
        ("您好【客户等级】，", "【客户等级】", ""),
        ("还款{0}元", "{0}", "amount"),
        ("还款%s元", "%s", "amount"),
        ("还款%1$s元", "%1$s", "amount"),
        ("还款%.2f元", "%.2f", "amount"),
        ("嵌套{a{name}}", "{name}", "person.name"),
        ("您的卡号{#var#}已到期", "{#var#}", "card.full"),
        ("您的卡号（尾号【变量】）", "【变量】", "card.last4"),
        ("您的身份证号为【变量】，", "【变量】", "id.full"),
        ("身份证后四位{0}", "{0}", "id.last4"),
        ("详询{1}", "{1}", "hotline"),
        ("本金{2}元", "{2}", "amount.principal"),
        ("已逾期%d天", "%d", "overdue.days"),
        ("请于{0}日内还款", "{0}", ""),
        ("第%s期", "%s", "term"),
        ("您于%s提交的申请", "%s", "date"),
        ("第%s条", "%s", ""),
        ("利率{0}%", "{0}", "rate"),
        ("请于{0}前还款", "{0}", "date"),
        ("尊敬的{0}：", "{0}", "person.name"),
        ("尊敬的{level}客户", "{level}", ""),
        ("{0}女士，", "{0}", "person.name"),
        ("Do you recall {0}?", "{0}", ""),
        ("Please call {0}.", "{0}", "hotline"),
        ("You owe ${0} now", "${0}", "amount"),
        ("You owe $ {0} now", "{0}", "amount"),
    ],
)  # fmt: skip
def test_a_blank_is_found_with_what_it_will_hold(text, raw, holds):
    assert blanks(text) == [(raw, holds)]


@pytest.mark.parametrize(
    "text",
    [
        "【示例银行】您好",
        "您好，请还款。【示例银行】",
        "您好【示例银行】客服",
        "【小示钱包】您好",
        "您好【小示钱包】",
        "【温馨提示】请按时还款",
        "【示例银行】您好【紧急】",
        "[Jiangan Bank] your bill is due",
        "[Jiang'an Bank] your bill is due",
        "Your bill is due. [Jiangan Bank]",
        "详见[还款说明](https://example.com)",
        "见附件[1]和[2]",
        "# 标题\n## 小标题 # 尾",
        "利率18%的，共100%。",
        "共100%s",
        "100%discount",
        "p { color: red }",
        "p{color:red}",
        '{"a": 1, "b": {"c": 2}}',
        "<b>还款</b><br/><p>x</p>",
        "$500 and 5 < 6",
        "{未闭合 的括号",
        "{{ name",
        "【未闭合",
        "{}",
        "电话#转1#号键# 结束",
        "订单 #42",
        "{% if name %}",
        "{{#if name}}x{{/if}}",
    ],
)
def test_prose_links_and_markup_are_no_blanks(text):
    assert blanks(text) == []


def test_blanks_without_a_name_are_named_by_the_metadata_in_order():
    text = "尊敬的%s，欠%.2f元，%2$s；{0}"
    named = ("name", "amount")
    assert [holds for _, holds in blanks(text, named)] == [
        "person.name",
        "amount",
        "amount",
        "person.name",
    ]


def test_more_blanks_than_the_metadata_names_stay_unknown():
    assert [holds for _, holds in blanks("%s%s", ("name",))] == ["person.name", ""]


def test_what_a_template_says_of_a_name_wins():
    found = find_placeholders("{name}", LEXICON, own={"name": "product"})
    assert [each.holds for each in found] == ["product"]


@given(st.text(alphabet="{}[]【】#%$<>sname姓名 |.:()_-\n\"'", max_size=60))
def test_blanks_are_apart_and_in_order_whatever_the_text(text):
    found = find_placeholders(text, LEXICON)
    assert all(text[each.start : each.end] == each.raw for each in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize("piece", ["{", "{{ ", "[", "【", "<a ", "#a", "%(", "${", "{% ", "$a"])
def test_a_text_of_openers_takes_time_in_line_with_its_length(piece):
    began = time.perf_counter()
    find_placeholders(piece * 20_000, LEXICON)
    assert time.perf_counter() - began < 5
