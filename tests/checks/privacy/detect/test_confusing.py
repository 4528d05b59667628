"""Numbers that identify nobody are left alone."""

from __future__ import annotations

import random

import pytest

from auditkit.checks.mentions import SURE
from auditkit.checks.privacy.detect import detect, plain_values
from auditkit.core.kinds import VALUES
from tests.checks.privacy.detect.planted import card, identity, mobile

NUMBERS = frozenset(
    name
    for name in VALUES.names
    if name.startswith(("CN_ID", "CN_RES", "CN_FOREIGN", "CN_MOBILE", "CN_LAND", "CN_USCC", "BANK"))
)
MOBILE = mobile(random.Random(1))
CARD = card(random.Random(1))
CONFUSING = (
    "案号(2024)苏0102民初1234号已立案",
    "（2024）沪0115执12345号",
    "执行案号202411240013812345",
    "于20261124153000通话，流水20261124153000123456",
    "2026-11-24 15:30:00 至 2026/11/25 08:00",
    "2026.11.24 10.30 2026年11月24日15时30分",
    "欠款12,345,678.90元，本金10000000.00，罚息1,380.13",
    "共计13812345678元",
    "￥13812345678.00",
    "利率18.25%，折扣65%，0.05%/日",
    "快递单号SF1234567890123",
    "顺丰单号：773012345678901",
    "运单YT2026112412345",
    "合同编号HT-2024-0001-13812",
    "合同号DK2024112400138123",
    "订单号2026112422001413812345678901",
    "订单编号：20261124138123456",
    "拨打95588转人工，95599、955880、96777、12378、10086、12345",
    "客服400-820-8820，4008208820，400 820 8820，800-820-8820",
    "热线10108888 1010-8888",
    "021-95555 010-95533",
    "服务器192.168.134.156，10.138.112.134，V1.38.1234.56",
    "138.112.134.156",
    "版本2.0.13.8123.4567",
    "uuid 550e8400-e29b-41d4-a716-446655440000",
    "hash 13812345678abcdef0123456789abcdef",
    "https://example.cn/order/62220212345678901?id=20261124001&t=1732430000000",
    "时间戳1732430000000，17324300000001",
    "工号00138123，批次201138001",
    "编号1381234567890123456789",
    "第一二三四五六七八九期",
    "二〇二六年十一月二十四日",
    "三期、六期、十二期，一二三四五",
    "还款1500 2000 300，剩余 1600 300",
    "IBAN DE89 3704 0044 0532 0130 00",
    "ISBN 978-7-111-12345-6，条码6901234567892",
    "尾号1234 5678，后四位6789",
    "分机8001，内线1234",
    "138****5678，6222 **** **** 1234，320102********1234",
    "135-138岁，1388-1399年",
    "order 13800 of 138000, ref 1234567890, case no. 2024-1381234",
    "+1 381 234 5678, +44 20 7946 0958, 1-415-555-0132",
    "Room 1380, 1234 5678 Street",
    "gps 118.796877,32.060255",
)


@pytest.mark.parametrize("text", CONFUSING)
def test_what_only_looks_like_a_number_of_somebody_is_left_alone(text):
    hits = detect([text], NUMBERS)
    sure = hits.score >= SURE
    assert [text[a:b] for a, b in zip(hits.start[sure], hits.end[sure], strict=True)] == []


@pytest.mark.parametrize(
    "text",
    [
        "{}1",
        "1{}",
        "{}12345",
        "A{}",
        "{}b",
        "x{}Q",
        "0.{}",
        "{}.5",
        "HT-2024-{}",
        "{}-ab",
        "DD{}",
        "9{}9",
    ],
)
@pytest.mark.parametrize("number", [MOBILE, CARD], ids=["mobile", "card"])
def test_a_number_inside_a_longer_one_or_a_code_is_not_sure(number, text):
    assert (detect([text.format(number)]).score < SURE).all()


@pytest.mark.parametrize(
    "word", ["订单号", "流水号：", "快递单号", "合同编号是", "案号", "order no. ", "tracking: "]
)
def test_a_word_for_another_number_makes_one_unsure(word):
    texts = [word + MOBILE, word + CARD]
    assert (detect(texts).score < SURE).all()


def test_a_word_for_another_number_counts_against_the_first_number_only():
    texts = [f"订单号20261124，{MOBILE}"]
    hits = detect(texts)
    assert plain_values(texts, hits) == (MOBILE,)
    assert hits.score[0] >= SURE


def test_a_nearer_word_decides():
    assert detect([f"订单号已发，手机{MOBILE}"]).score[0] > detect([MOBILE]).score[0]


def test_random_digits_are_seldom_taken_for_somebodys():
    rng = random.Random(5)
    orders = ["".join(rng.choices("0123456789", k=rng.randint(12, 20))) for _ in range(4000)]
    dated = [f"2026{rng.randint(101, 1231):04}{number[:10]}" for number in orders]
    assert (detect([f"备注{number}。" for number in orders]).score >= SURE).sum() <= 40
    assert (detect([f"备注{number}。" for number in dated]).score >= SURE).sum() == 0


def test_a_placeholder_is_nobodys_and_a_lucky_number_somebodys():
    assert (detect(["手机13800000000"]).score < 0.7).all()
    assert (detect(["13800000000", "00000000000000000000", "11111111111"]).score < SURE).all()
    assert detect(["13888888888"]).score[0] >= SURE


def test_an_identity_is_never_also_a_card():
    numbers = [identity(random.Random(nth)) for nth in range(300)]
    texts = [f"卡号{number}" for number in numbers]
    hits = detect(texts)
    assert plain_values(texts, hits) == tuple(numbers)
    assert len(set(hits.kind.tolist())) == 1
