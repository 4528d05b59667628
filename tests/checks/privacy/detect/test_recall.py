"""Numbers are found however they are written and wherever they stand."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from auditkit.checks.mentions import SURE
from auditkit.checks.privacy.detect import detect
from auditkit.core.kinds import VALUES
from tests.checks.privacy.detect.planted import (
    FORMS,
    KINDS,
    PLACES,
    card,
    credit_code,
    identity,
    mobile,
)

EACH = 20


def found(texts):
    """Return (kind, text as given, value) of what is surely found in each text."""
    hits = detect(texts)
    rows = [[] for _ in texts]
    for text, start, end, kind, score, value in zip(
        hits.text, hits.start, hits.end, hits.kind, hits.score, hits.value, strict=True
    ):
        if score >= SURE:
            rows[text].append((VALUES.names[kind], texts[text][start:end], value))
    return rows


def test_identities_mobiles_and_cards_are_found_in_every_form_and_place():
    rng = random.Random(20261124)
    asked = [
        (kind, form, place, KINDS[kind](rng))
        for kind in KINDS
        for form in FORMS
        for place in PLACES
        for _ in range(EACH)
    ]
    texts = [PLACES[place].format(FORMS[form](number)) for _, form, place, number in asked]
    missed = Counter(
        (kind, form, place)
        for (kind, form, place, number), hits in zip(asked, found(texts), strict=True)
        if (kind, FORMS[form](number), number) not in hits
    )
    assert {cell: count for cell, count in missed.items() if count > 1} == {}
    forms = Counter((kind, form) for kind, form, _ in missed.elements())
    assert {form: n for form, n in forms.items() if n > 0.01 * EACH * len(PLACES)} == {}


@pytest.mark.parametrize(
    "between", [" ", "  ", "，", "、", "/", "-", "\n", "\t", ";", " / ", "。", "（"]
)
def test_two_numbers_side_by_side_are_both_found(between):
    rng = random.Random(7)
    for first in (mobile, identity, card):
        for second in (mobile, identity, card):
            one, two = first(rng), second(rng)
            values = [value for _, _, value in found([f"留存{one}{between}{two}可用"])[0]]
            assert values == [one, two]


@pytest.mark.parametrize("form", ["plain", "spaced in groups", "dashed", "full width"])
def test_numbers_in_groups_with_a_space_between_are_both_found(form):
    rng = random.Random(8)
    one, two, three = card(rng), mobile(rng), identity(rng)
    text = " ".join(FORMS[form](number) for number in (one, two, three))
    assert [value for _, _, value in found([text])[0]] == [one, two, three]


@pytest.mark.parametrize(
    "prefix",
    [
        "+86",
        "+86 ",
        "+86-",
        "0086",
        "0086 ",
        "86",
        "86-",
        "(+86)",
        "（+86）",
        "+８６ ",
        "0",
        "＋86",
    ],
)
def test_a_mobile_is_found_with_its_country_code_and_is_its_eleven_digits(prefix):
    number = mobile(random.Random(9))
    assert found([f"手机{prefix}{number}。"]) == [[("CN_MOBILE", prefix + number, number)]]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0512-65123456", "051265123456"),
        ("(0512)65123456", "051265123456"),
        ("（010）8234 5678", "01082345678"),
        ("010 82345678", "01082345678"),
        ("01082345678", "01082345678"),
        ("+86-10-82345678", "01082345678"),
        ("0086 512 65123456", "051265123456"),
        ("0310-3123456", "03103123456"),
        ("0512-6512345", "05126512345"),
        ("零五一二六五一二三四五六", "051265123456"),
    ],
)
def test_a_fixed_line_is_found_and_is_written_as_dialled_at_home(written, value):
    assert found([f"单位{written}转8001"]) == [[("CN_LANDLINE", written, value)]]


def test_credit_codes_are_found_in_either_case():
    codes = [credit_code(random.Random(nth)) for nth in range(50)]
    assert [row[0][2] for row in found([f"公司{code.lower()}在" for code in codes])] == codes


def test_an_identity_ending_in_x_is_found_in_any_case_and_width():
    number = next(n for nth in range(99) if (n := identity(random.Random(nth))).endswith("X"))
    for cross in "XxＸｘХ×Ⅹ":
        assert found([f"证{number[:-1]}{cross}号"]) == [
            [("CN_ID_CARD", number[:-1] + cross, number)]
        ]


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_a_residence_permit_is_not_taken_for_a_resident_identity(region):
    from stdnum.cn import ric

    body = region + "19900307123"
    number = body + ric.calc_check_digit(body + "0")
    assert found([number]) == [[("CN_RESIDENCE_PERMIT", number, number)]]


def test_foreigners_cards_of_both_generations_are_found():
    from stdnum.cn import ric

    body = "93184019870614123"
    number = body + ric.calc_check_digit(body + "0")
    old = "FRA310187061401"
    assert found([number, f"永久居留证{old}"]) == [
        [("CN_FOREIGN_PR_CARD", number, number)],
        [("CN_FOREIGN_PR_CARD", old, old)],
    ]


def test_a_wrong_check_digit_is_doubtful_until_a_word_says_what_it_is():
    number = identity(random.Random(3))
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert found([f"留存{wrong}", f"身份证号：{wrong}"]) == [
        [],
        [("CN_ID_CARD_UNCHECKED", wrong, wrong)],
    ]


def test_a_card_without_check_digit_needs_a_word_for_cards():
    rng = random.Random(4)
    number = card(rng)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    hits = detect([f"留存{wrong}", f"还款卡号 {wrong}"])
    assert hits.text.tolist() == [1]
    assert hits.score[0] >= SURE
    assert VALUES.names[hits.kind[0]] == "BANK_CARD_UNCHECKED"


def test_numbers_of_the_first_generation_need_a_word_to_be_sure():
    assert found(["留存320102870307123", "身份证320102870307123"]) == [
        [],
        [("CN_ID_CARD", "320102870307123", "320102870307123")],
    ]
