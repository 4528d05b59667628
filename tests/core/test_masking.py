"""Nothing that a mask hides can be read again, from any text and any spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from auditkit.core.kinds import VALUES
from auditkit.core.long_numbers import folded, long_numbers
from auditkit.core.masking import (
    MARK,
    Masked,
    Width,
    Widths,
    mask_text,
    mask_value,
    most_shown,
)

WIDTHS = Widths(
    {
        "BANK_CARD": Width(0, 4),
        "CN_MOBILE": Width(0, 2),
        "EMAIL_ADDRESS": Width(1, 0),
        "PERSON": Width(1, 0),
    },
    dates_from=2020,
)
WIDEST = Widths({name: Width(99, 99) for name in VALUES.names}, email_domain=True, dates_from=2020)
MOBILE = "139" + "1234" + "5678"
ID_BODY = "110105" + "19491231" + "002"
IDENTITY = ID_BODY + ric.calc_check_digit(ID_BODY + "0")
CARD = "622202" + "123456789"
CARD += luhn.calc_check_digit(CARD)
SPICE = "0123456789０３⑧一三八幺 -.,/*元年月日¥@a@b.cX张客户\u200b\u202e\x00\n\ud800：;。"
TEXTS = st.text(st.one_of(st.sampled_from(SPICE), st.characters()), max_size=60)
KINDS = st.sampled_from((*VALUES.names, "told.amount", "health", "PLUGIN_KIND", ""))


@st.composite
def marked(draw) -> tuple[str, list[tuple[int, int, str]]]:
    text = draw(TEXTS)
    place = st.integers(-2, len(text) + 2)
    return text, draw(st.lists(st.tuples(place, place, KINDS), max_size=4))


def test_what_stays_of_each_kind_by_default():
    assert mask_value("CN_ID_CARD", IDENTITY, WIDTHS) == "***"
    assert mask_value("CN_MOBILE", "１３９ 1234-5678", WIDTHS) == "***78"
    assert mask_value("BANK_CARD", CARD, WIDTHS) == MARK + CARD[-4:]
    assert (
        mask_value("PERSON", "欧阳锦绣", WIDTHS) == mask_value("PERSON", "欧阳", WIDTHS) == "欧***"
    )
    assert mask_value("PERSON", "张", WIDTHS) == "***"
    assert mask_value("EMAIL_ADDRESS", "zhou.wen@bank.example", WIDTHS) == "z***@***"
    assert mask_value("EMAIL_ADDRESS", "80001234@mail.example", WIDTHS) == "***@***"
    assert mask_value("ADDRESS", "北京市朝阳区幸福路3号", WIDTHS) == "***"
    assert mask_value("SOMETHING_NEW", "A1234567", WIDTHS) == "***"


def test_no_setting_shows_region_birthday_or_a_secret():
    assert mask_value("CN_ID_CARD", IDENTITY, WIDEST) == MARK + IDENTITY[-4:]
    for kind in (
        "CARD_CVV",
        "CARD_EXPIRY",
        "ACCOUNT_PASSWORD",
        "ONE_TIME_CODE",
        "BIRTH_DATE",
        "ADDRESS",
    ):
        assert mask_value(kind, "Abc123456789", WIDEST) == "***"


def test_a_mask_does_not_tell_how_long_a_secret_was():
    for kind in ("ACCOUNT_PASSWORD", "ONE_TIME_CODE", "PERSON"):
        assert (
            mask_value(kind, "x1", WIDEST)[-3:] == mask_value(kind, "x1" * 20, WIDEST)[-3:] == MARK
        )


def test_values_dates_and_amounts_of_a_note_are_told_apart():
    text = f"2026-10-03 14:20联系张三丰{MOBILE}，承诺还12,345.60元，卡{CARD}"
    at = text.index
    spans = [(at("张"), at("139"), "PERSON"), (at("139"), at("139") + 11, "CN_MOBILE"),
             (at("622"), len(text), "BANK_CARD"), (0, len(text), "told.amount")]  # fmt: skip
    assert mask_text(text, spans, WIDTHS) == (
        f"2026-10-03 14:20联系张******78，承诺还12,345.60元，卡***{CARD[-4:]}"
    )


@pytest.mark.parametrize(
    "written",
    [
        MOBILE,
        "139-1234-5678",
        "139 1234 5678",
        "１３９１２３４５６７８",
        "①③⑨①②③④⑤⑥⑦⑧",
        "一三九一二三四五六七八",
        "幺三九幺两三四五六七八",
        "壹叁玖壹贰叁肆伍陆柒捌",
        "1\u200b3\u200b9\u200b12345678",
        "139\u00a01234\u20115678",
        "139)1234/5678",
        "1.3.9.1.2.3.4.5.6.7.8",
        IDENTITY,
        "19491231",
        "1949-12-31",
        "1949年12月31日",
    ],
)
def test_a_number_that_no_detector_found_does_not_stay(written):
    assert mask_text(f"电话{written}转告", (), WIDTHS) == "电话***转告"


@pytest.mark.parametrize(
    "kept",
    [
        "2026-10-03",
        "2026/1/5 9:30:00",
        "2026年10月3日",
        "欠款123456.78元",
        "¥1,234,567.00",
        "12345",
        "第3期逾期30天",
        "尾号5678",
        "***5678",
    ],
)
def test_what_identifies_nobody_stays(kept):
    assert mask_text(f"于{kept}，", (), WIDTHS) == f"于{kept}，"


def test_dates_go_when_the_bank_says_so():
    assert mask_text("于2026-10-03还款", (), Widths()) == "于***还款"
    assert mask_text("于2019-10-03还款", (), WIDTHS) == "于***还款"


def test_a_name_that_stands_twice_is_masked_twice():
    text = "张三丰来电，本人张三丰；王张三丰"
    assert mask_text(text, [(0, 3, "PERSON")], WIDTHS) == "张***来电，本人***；王***"


def test_english_names_are_masked_as_whole_words_only():
    assert mask_text("Al Poe also spoke for Al Poe", [(0, 6, "PERSON")], WIDTHS) == (
        "A*** also spoke for ***"
    )


def test_a_value_that_overlaps_another_shows_nothing():
    spans = [(0, 11, "CN_MOBILE"), (8, 14, "BANK_CARD")]
    assert mask_text("13912345678999转", spans, WIDTHS) == "***转"


@given(marked())
def test_any_text_is_masked_once_and_for_all(given_):
    text, spans = given_
    for widths in (WIDTHS, WIDEST, Widths()):
        once = mask_text(text, spans, widths)
        assert mask_text(once, (), widths) == once
        assert list(long_numbers(once, widths.dates_from)) == []


@given(marked())
def test_no_value_can_be_read_in_the_masked_text(given_):
    text, spans = given_
    once = mask_text(text, spans, WIDEST)
    for first, last, kind in spans:
        value = text[max(first, 0) : max(last, first, 0)].strip()
        if kind in VALUES.names and len(value) > 1 and any(char.isalnum() for char in value):
            assert _outside_words(value, once), (value, once)


def _outside_words(value: str, text: str) -> bool:
    import re

    before = r"(?<![0-9A-Za-z])" if value[0].isascii() and value[0].isalnum() else ""
    after = r"(?![0-9A-Za-z])" if value[-1].isascii() and value[-1].isalnum() else ""
    return not re.search(before + re.escape(value) + after, text)


@given(st.sampled_from(VALUES.names), st.text(min_size=1, max_size=30))
def test_a_masked_value_hides_most_of_it(kind, value):
    shown = mask_value(kind, value, WIDEST)
    kept = shown.replace(MARK, "").replace("@", "")
    most = most_shown(kind)
    assert value not in shown or not any(char.isalnum() for char in value)
    if kind != "EMAIL_ADDRESS":
        assert len(kept) <= most.first + most.last
        plain = "".join(char for char in folded(value) if char.isalnum())
        assert not kept or len(kept) < len(plain)


@given(marked(), st.integers(-3, 70), st.integers(-3, 70), st.integers(10, 80))
def test_a_snippet_is_one_short_line_without_any_value(given_, first, last, around):
    text, spans = given_
    line = Masked.of(text, spans, WIDTHS).snippet((first, last), around=around)
    assert len(line) <= around
    assert line == " ".join(line.splitlines())
    assert not any(ord(char) < 32 or char in "\u202e\u2066\u200b\u2028" for char in line)
    line.encode()
    assert list(long_numbers(line, WIDTHS.dates_from)) == []


def test_a_snippet_shows_the_clause_and_what_was_said():
    text = f"首次联系无果。已告知其母王秀英欠款20000元，电话{MOBILE}；改日再拨。"
    at = text.index
    spans = [(at("王秀英"), at("王秀英") + 3, "PERSON"), (at("139"), at("139") + 11, "CN_MOBILE")]
    focus = (at("告知"), at("告知") + 2)
    assert Masked.of(text, spans, WIDTHS).snippet(focus) == "…已告知其母王***欠款20000元，…"


def test_a_long_clause_is_cut_around_the_mention():
    text = "前" * 100 + "告知欠款" + "后" * 100
    line = Masked.of(text, (), WIDTHS).snippet((100, 104))
    assert len(line) == 80
    assert (line[:2], line[-2:]) == ("…前", "后…")
    assert "告知欠款" in line
