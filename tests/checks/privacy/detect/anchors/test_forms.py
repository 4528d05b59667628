"""Whatever form a value is written in, and whatever stands around it, it is found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditkit.checks.privacy.detect import detect
from auditkit.checks.privacy.detect.anchors import contact
from auditkit.checks.privacy.detect.anchors.found import candidates, kind
from auditkit.checks.privacy.detect.anchors.index import page_of
from auditkit.checks.privacy.interface import Batch, Candidates
from auditkit.core.kinds import VALUES
from tests.checks.privacy.detect.anchors.marked import MARK, Found, check, found_in, shown, unmarked
from tests.checks.privacy.detect.anchors.test_contact import EMAIL, IP, QQ, SOCIAL, WECHAT
from tests.checks.privacy.detect.anchors.test_documents import BIRTHS, DOCUMENTS, PLATES, SECRETS
from tests.checks.privacy.detect.anchors.test_places import CHINESE, ENGLISH
from tests.checks.privacy.detect.anchors.test_western import NUMBERS

TABLES = (EMAIL, IP, QQ, SOCIAL, WECHAT, BIRTHS, DOCUMENTS, PLATES, SECRETS, CHINESE, ENGLISH)
EVERY = tuple(text for table in (*TABLES, NUMBERS) for text in table)
HOLDING = tuple(text for text in EVERY if MARK.search(text))
ZERO_WIDTH = "\u200b"


def wide(text: str) -> str:
    """Return a text with its printable ASCII in full width; marks stay readable."""
    parts = MARK.split(text)
    plain = [part if place % 3 == 1 else _wide(part) for place, part in enumerate(parts)]
    return "".join(
        f"⟦{part}:" if place % 3 == 1 else f"{part}⟧" if place % 3 == 2 else part
        for place, part in enumerate(plain)
    )


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def scattered(text: str) -> str:
    """Return a text with a character without width between any two, in the values too."""
    return MARK.sub(
        lambda mark: f"⟦{mark[1]}:{ZERO_WIDTH.join(mark[2])}⟧",
        "".join(c + ZERO_WIDTH if unicodedata.category(c) == "Lo" else c for c in text),
    )


def test_every_kind_of_value_has_an_example() -> None:
    scanned = ("CN_ID", "CN_RES", "CN_FOREIGN", "CN_MOBILE", "CN_LANDLINE", "CN_USCC", "BANK_CARD")
    others = {name for name in VALUES.names if not name.startswith(scanned)}
    shown_kinds = {mark[1] for text in HOLDING for mark in MARK.finditer(text)}
    assert others - shown_kinds == {"PERSON", "IBAN_CODE"}


@pytest.mark.parametrize("marked", HOLDING)
def test_full_width_letters_and_digits_change_nothing(marked: str) -> None:
    check(wide(marked))


@pytest.mark.parametrize("marked", HOLDING)
def test_zero_width_characters_change_nothing(marked: str) -> None:
    text, values = unmarked(scattered(marked))
    assert _kinds(found_in([text])[0], text) == _kinds(values, text)


def _kinds(values: set[Found], text: str) -> list[tuple[str, str]]:
    return sorted((kind, text[a:b].replace(ZERO_WIDTH, "")) for kind, a, b in values)


@pytest.mark.parametrize("marked", HOLDING)
def test_chinese_neighbours_change_nothing(marked: str) -> None:
    check(f"质检，{marked}；录音待查")


@given(st.lists(st.sampled_from(EVERY).map(lambda text: unmarked(text)[0]), max_size=12))
@settings(deadline=None)
def test_what_is_found_in_a_text_depends_on_that_text_alone(texts: list[str]) -> None:
    together = found_in(texts, least=0.0)
    assert together == [found_in([text], least=0.0)[0] for text in texts]


PIECES = st.sampled_from(
    [
        *"微信QQ号:：@.-+ 12345678京A路村室年月日()/abEH\n\x1e\u200b",
        "密码",
        "验证码",
        "有效期",
        "出生",
    ]
)


@given(st.lists(st.lists(PIECES, max_size=40).map("".join), max_size=4))
@settings(deadline=None)
def test_pieces_of_values_neither_fail_nor_reach_into_other_texts(texts: list[str]) -> None:
    together = found_in(texts, least=0.0)
    assert together == [found_in([text], least=0.0)[0] for text in texts]
    for text, values in zip(texts, together, strict=True):
        assert all(0 <= start < end <= len(text) for _, start, end in values)


@pytest.mark.parametrize("text", ["加微信13912345678联系", "支付宝13912345678"])
def test_an_id_that_is_a_mobile_number_is_told_as_the_number(text: str) -> None:
    found = detect([text])
    assert [VALUES.names[code] for code in found.kind] == ["CN_MOBILE"]


def test_an_empty_batch_holds_nothing() -> None:
    assert found_in([]) == []
    assert found_in(["", ""]) == [set(), set()]


def _spans(found: Candidates) -> set[tuple[int, int, int, float]]:
    columns = (found.start, found.end, found.kind, found.score.round(3))
    return set(zip(*(column.tolist() for column in columns), strict=True))


# fmt: off
USUAL_PIECES = [
    "微信", "vx", "QQ", "护照", "号", ":", "是", "(", "abc123", "li_2020", "lisi", "12345678",
    "E12345678", "0123456", "13912345678", "-", "_", "元", "。", "@", "q.com", "1", "一", "wechat",
]
# fmt: on
USUAL = st.lists(st.sampled_from([*USUAL_PIECES, " "]), max_size=10).map("".join)


@given(USUAL)
@settings(deadline=None, max_examples=300)
def test_the_usual_form_is_read_as_the_pattern_reads_it(text: str) -> None:
    page = page_of(Batch.of([text]))
    for family in ("wechat", "qq"):
        rule = contact.rule(family)
        patterned = _spans(candidates(rule.find(page)))
        usual = {span for span in _spans(contact.accounts(page)) if span[2] == kind(rule.name)}
        assert usual <= patterned
        inside = {
            span
            for span in patterned - usual
            for low, high, *_ in usual
            if low < span[1] and span[0] < high
        }
        assert patterned - usual == inside


@pytest.mark.parametrize("marked", HOLDING)
def test_the_scan_of_numbers_takes_nothing_away(marked: str) -> None:
    text, values = unmarked(marked)
    found = detect([text])
    names = [VALUES.names[code] for code in found.kind]
    spans = set(zip(names, found.start.tolist(), found.end.tolist(), strict=True))
    assert shown(text, values) == shown(text, {span for span in spans if span in values})
