"""Our recognizers inside Presidio, one text at a time, find what the bulk path finds."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerResult
from stdnum import luhn
from stdnum.cn import ric

from auditkit.checks.privacy.presidio import RECOGNIZERS, REGISTRY, BulkAnalyzer, analyzer
from auditkit.core.kinds import VALUES
from tests.checks.privacy.presidio.boundary import table

ENGINE = analyzer()


def identity(number: int) -> str:
    """Return a resident number that belongs to nobody: region of no county, valid check digit."""
    body = (
        f"110101{1960 + number % 40}{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    )
    return body + ric.calc_check_digit(body + "0")


def card(number: int) -> str:
    body = f"622202{number % 10**9:09d}"
    return body + luhn.calc_check_digit(body)


numbers = st.integers(0, 10**9 - 1)
values = st.one_of(
    numbers.map(identity),
    numbers.map(card),
    numbers.map(lambda n: f"13{n % 10**9:09d}"),
    numbers.map(lambda n: f"136 {n % 10**4:04d} {n // 10**4 % 10**4:04d}"),
    numbers.map(lambda n: f"u{n}@example.com"),
    numbers.map(lambda n: f"微信号wx{n}"),
    numbers.map(lambda n: f"10.0.{n % 256}.{n // 256 % 256}"),
    numbers.map(lambda n: f"苏A{n % 10**5:05d}"),
    numbers.map(lambda n: f"025-8{n % 10**7:07d}"),
    numbers.map(lambda n: f"（2026）苏0102民初{n % 10**4}号"),
    numbers.map(lambda n: f"￥{n / 100:.2f}"),
    st.sampled_from(["其母李秀英", "验证码", "安全码", "李家村三组12号", "中山路18号2幢301室"]),
)
words = st.one_of(
    st.sampled_from(["已致电", "，", "。", " ", "客户称", "call", "\n", "联系电话：", "卡号", "/"]),
    st.text(max_size=4),
)
notes = st.lists(st.one_of(values, words), max_size=8).map("".join)


def plain(results: list[RecognizerResult]) -> list[tuple[str, int, int, float]]:
    return sorted((r.entity_type, r.start, r.end, round(r.score, 5)) for r in results)


@settings(deadline=None)
@given(st.lists(notes, max_size=6), st.sampled_from(["zh", "en"]))
def test_many_texts_at_once_give_what_each_gives_alone(texts: list[str], language: str):
    together = BulkAnalyzer(ENGINE).analyze_iterator(texts, language)
    alone = [ENGINE.analyze(text, language) for text in texts]
    assert [plain(each) for each in together] == [plain(each) for each in alone]


def test_entities_may_be_named_and_come_in_batches():
    texts = [f"致电13{n:09d}，邮箱u{n}@example.com" for n in range(7)]
    together = BulkAnalyzer(ENGINE).analyze_iterator(
        texts, "zh", batch_size=3, entities=["EMAIL_ADDRESS"]
    )
    assert [[r.entity_type for r in each] for each in together] == [["EMAIL_ADDRESS"]] * 7


def test_a_recognizer_of_the_bank_is_asked_as_well():
    engine = analyzer()
    engine.registry.add_recognizer(
        PatternRecognizer(
            "TICKET", patterns=[Pattern("ticket", "GD[0-9]{6}", 0.9)], supported_language="zh"
        )
    )
    text = f"工单GD123456，手机{136:03d}00001111"
    (results,) = BulkAnalyzer(engine).analyze_iterator([text], "zh")
    assert {r.entity_type for r in results} == {"TICKET", "CN_MOBILE"}


def test_ours_work_in_the_engine_of_somebody_else():
    engine = AnalyzerEngine(nlp_engine=ENGINE.nlp_engine, supported_languages=["en", "zh"])
    engine.registry.add_recognizer(RECOGNIZERS[0]())
    found = engine.analyze(f"证件{identity(7)}核对", "zh", entities=["CN_ID_CARD"])
    assert [(r.start, r.end) for r in found] == [(2, 20)]
    assert found[0].recognition_metadata["recognizer_name"] == "ResidentIdentityRecognizer"


def test_the_registry_lists_every_recognizer_and_they_cover_every_value():
    listed = yaml.safe_load(REGISTRY.read_text(encoding="utf-8"))["recognizers"]
    assert [one["name"] for one in listed] == [cls.__name__ for cls in RECOGNIZERS]
    covered = [kind for cls in RECOGNIZERS for kind in cls.KINDS]
    assert sorted(covered) == sorted(VALUES.names)


@pytest.mark.parametrize("line", table(), ids=lambda line: line.kind)
def test_values_are_found_between_chinese_characters_too(line):
    assert line.ours_alone == line.ours_between == line.values


def test_stock_patterns_lose_what_stands_between_chinese_characters():
    lost = {line.kind for line in table() if line.stock_alone and not line.stock_between}
    assert lost == {"card", "e-mail", "IP"}
