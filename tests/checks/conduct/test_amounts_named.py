"""The number that an amount of money names, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.mentions import SPEAKERS
from auditkit.checks.privacy.language import read_language
from auditkit.checks.privacy.language.amounts import amount

NAMED = (
    ("1,234.56元", 1234.56),
    ("3.2万元", 32_000),
    ("五千元", 5_000),
    ("¥2,000", 2_000),
    ("$318.22", 318.22),
    ("两万三", 23_000),
    ("人民币叁仟元整", 3_000),
    ("3万2千元", 32_000),
    ("1万2", 12_000),
    ("2万3000", 23_000),
    ("十五元", 15),
    ("二十三元", 23),
    ("一百零五元", 105),
    ("一百五", 150),
    ("三万零五百", 30_500),
    ("一二〇〇元", 1_200),
    ("1亿2千万", 120_000_000),
    ("贰拾万伍仟元", 205_000),
    ("壹万贰仟元", 12_000),
    ("五百元三角", 500.3),
    ("12元5角3分", 12.53),
    ("1.5w", 15_000),
    ("$1.2k", 1_200),
    ("2 thousand dollars", 2_000),
    ("２，３００元", 2_300),
    ("USD 1,000", 1_000),
    ("0.00元", 0),
    ("2,300.", 2_300),
)
NOT_NAMED = ("余额", "欠款金额", "几千元", "4千多", "万元", "12,34", "1.234,56", "", "半万")


@pytest.mark.parametrize(("written", "value"), NAMED)
def test_an_amount_names_its_number(written: str, value: float) -> None:
    assert amount(written) == pytest.approx(value)


@pytest.mark.parametrize("written", NOT_NAMED)
def test_what_names_no_one_number_is_not_a_number(written: str) -> None:
    assert math.isnan(amount(written))


@given(st.integers(0, 10**9), st.sampled_from(["{}元", "¥{}", "{:,}元", "{:,}.00 dollars"]))
def test_any_whole_number_is_read_as_it_is_written(number: int, form: str) -> None:
    assert amount(form.format(number)) == number


@given(st.text(max_size=20))
def test_every_text_has_an_answer(text: str) -> None:
    value = amount(text)
    assert math.isnan(value) or value >= 0


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("您尚欠款1,234.56元，请尽快还款", {1234.56}),
        ("欠两万三", {23_000}),
        ("逾期金额五千元", {5_000}),
        ("outstanding balance of $318.22", {318.22}),
        ("欠3万2月还清", {30_000}),
        ("工资3000元", set()),
    ],
)
def test_the_amounts_of_a_text_have_their_numbers(text: str, values: set[float]) -> None:
    who = np.array([SPEAKERS.code("collector")], dtype=np.int8)
    found = read_language([text], who, kinds=frozenset({"topic.amount"}), lexicons=())
    named = found.value[~np.isnan(found.value)]
    assert set(named.tolist()) == values
