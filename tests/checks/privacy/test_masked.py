"""What was masked is found by no detector again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from auditkit.checks.privacy.detect import detect, plain_values
from auditkit.checks.privacy.names import KnownNames, find_people
from auditkit.core.kinds import VALUES
from auditkit.core.masking import mask_text
from auditkit.policy.masking import load_widths

WIDTHS = load_widths()
SURE = 0.5
MOBILES = st.builds("1{}{:09d}".format, st.integers(3, 9), st.integers(0, 999_999_999))
IDS = st.builds(
    lambda year, month, day, tail: _citizen(f"110105{year}{month:02d}{day:02d}{tail:03d}"),
    st.integers(1950, 2010), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999),
)  # fmt: skip
CARDS = st.builds(
    lambda body: f"622202{body:012d}" + luhn.calc_check_digit(f"622202{body:012d}"),
    st.integers(0, 10**12 - 1),
)
EMAILS = st.builds("{}@{}.example".format, *[st.text("abcxyz019", min_size=2, max_size=8)] * 2)
SAID = {
    "WeChat": st.builds("微信号wx_{}".format, st.text("abc123", min_size=4, max_size=8)),
    "QQ": st.builds("QQ号{}".format, st.integers(10**7, 10**9)),
    "password": st.builds("登录密码{}".format, st.text("aZ3x9", min_size=6, max_size=9)),
    "code": st.builds("短信验证码{:06d}".format, st.integers(0, 999_999)),
    "plate": st.builds("车牌京A{:05d}".format, st.integers(10_000, 99_999)),
    "birthday": st.builds("出生日期{}年{}月{}日".format, st.integers(1950, 2005),
                          st.integers(1, 12), st.integers(1, 28)),
    "address": st.builds("住址北京市朝阳区幸福路{}号院{}单元".format, st.integers(1, 99),
                         st.integers(1, 9)),
    "name": st.sampled_from(["客户欧阳锦绣", "张三丰先生", "其母司徒望舒"]),
}  # fmt: skip
WORDS = st.sampled_from(
    ["，", "。", "已告知欠款20000元", " 承诺2026-10-05还 ", "电话", "call back ", ""]
)
VALUE = st.one_of(MOBILES, IDS, CARDS, EMAILS, *SAID.values())
FORMS = st.sampled_from(
    [str, lambda t: t.translate({48 + d: 0xFF10 + d for d in range(10)}),
     lambda t: t.translate({48 + d: "零一二三四五六七八九"[d] for d in range(10)}),
     lambda t: " ".join(t) if t.isdigit() else t, lambda t: "-".join(t) if t.isdigit() else t]
)  # fmt: skip
NOTES = st.lists(st.one_of(WORDS, st.builds(lambda form, v: form(v), FORMS, VALUE)), max_size=8)


def _citizen(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


def spans_of(text: str) -> list[tuple[int, int, str]]:
    found = detect([text])
    names = [VALUES.names[code] for code in found.kind.tolist()]
    spans = list(zip(found.start.tolist(), found.end.tolist(), names, strict=True))
    none = KnownNames.of([], np.empty(0, np.int64), np.empty(0, np.int8))
    people = find_people([text], np.zeros(1, np.int64), none)
    return spans + [
        (start, end, "PERSON")
        for start, end in zip(people.start.tolist(), people.end.tolist(), strict=True)
    ]


@given(NOTES)
def test_masked_notes_hold_no_value(parts):
    text = "".join(parts)
    masked = mask_text(text, spans_of(text), WIDTHS)
    found = detect([masked])
    sure = found.score >= SURE
    assert [VALUES.names[code] for code in found.kind[sure].tolist()] == [], (text, masked)


@given(NOTES)
def test_masking_twice_is_masking_once(parts):
    text = "，".join(parts)  # of values that touch one may hide the other until it is gone
    masked = mask_text(text, spans_of(text), WIDTHS)
    again = mask_text(masked, [s for s in spans_of(masked) if s[2] != "PERSON"], WIDTHS)
    assert again == masked


EXAMPLES = {
    "WeChat": "微信号wx_abc123",
    "QQ": "QQ号12345678",
    "password": "登录密码aZ3x9aa",
    "code": "短信验证码482915",
    "plate": "车牌京A12345",
    "birthday": "出生日期1980年1月2日",
    "address": "住址北京市朝阳区幸福路3号院5单元",
    "name": "客户欧阳锦绣",
}


@pytest.mark.parametrize("kind", sorted(SAID))
def test_each_kind_is_found_before_it_is_masked(kind):
    """So that the tests above are about something."""
    assert spans_of(EXAMPLES[kind])


@given(st.lists(st.builds(lambda form, v: form(v), FORMS, VALUE), min_size=2, max_size=3))
def test_values_written_in_several_ways_side_by_side_are_read_to_the_end(parts):
    """A text may end where a number of another way of writing does."""
    text = "".join(parts)
    assert (detect([text]).end <= len(text)).all()


def test_numerals_before_digits_that_stand_apart_end_a_text():
    texts = ["一三零零零零零零零零零1 3 0 0 0 0 0 0 0 0 0"]
    assert "13000000000" in plain_values(texts, detect(texts))
