"""The net under the detectors: long numbers in any writing, but no dates of late, no amounts."""

from __future__ import annotations

import pytest

from auditkit.core.long_numbers import folded, long_numbers, merged, whole_token


def caught(text: str, dates_from: int = 2020) -> list[str]:
    return [text[first:last] for first, last in long_numbers(text, dates_from)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("转12345", []),
        ("转123456", ["123456"]),
        ("编号AB123456C", ["AB123456C"]),
        ("12 34 56", ["12 34 56"]),
        ("2026-10-03，2019-10-03", ["2019-10-03"]),
        ("1980年1月2日", ["1980年1月2日"]),
        ("123456元，¥123456，123456", ["123456"]),
        ("13912345678元", ["13912345678"]),
        ("me@x.example，@x.example，@李", ["me@x.example", "@x.example"]),
        ("***1234", []),
        ("***123456", ["123456"]),
        ("***1949-12-31", ["1949-12-31"]),
        ("一二三四五六七八", ["一二三四五六七八"]),
    ],
)
def test_what_is_caught(text, found):
    assert caught(text) == found


def test_without_a_year_no_date_stays():
    assert caught("2026-10-03", 0) == ["2026-10-03"]


def test_a_token_is_taken_whole_but_no_chinese_with_it():
    assert whole_token("加ｗx_139，", 4, 7) == (1, 7)
    assert whole_token("三139", 1, 4) == (1, 4)


def test_every_character_is_folded_to_one():
    text = "".join(map(chr, range(0x3000))) + "一二三四两零〇幺壹"
    assert len(folded(text)) == len(text)
    assert folded("①②３４五六") == "123456"


def test_spans_that_touch_stay_apart():
    assert merged([(0, 2), (2, 4)]) == [(0, 2), (2, 4)]
