"""Names of other debtors are found, held less sure where the words around speak against them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.mentions import OWNERS
from auditkit.checks.privacy.interface import Batch
from auditkit.checks.privacy.names import Elsewhere, KnownNames, find_people
from auditkit.checks.privacy.names.form import Form

DEBTOR = OWNERS.code("debtor")


def seen(text: str, others: list[str], own: tuple[str, ...] = ()) -> list[tuple[str, str, float]]:
    names = KnownNames.of(own, [1] * len(own), [DEBTOR] * len(own), Elsewhere.of(others))
    found = find_people([text], np.array([1]), names)
    spans = zip(found.start, found.end, found.owner, found.score, strict=True)
    return [
        (text[low:high], OWNERS.names[owner], round(float(score), 2))
        for low, high, owner, score in spans
    ]


@pytest.mark.parametrize("written", ["赵铁柱", "赵 铁 柱", "趙鐵柱", "赵\u200b铁柱"])
def test_the_name_of_another_debtor_belongs_to_somebody_else(written):
    assert seen(f"误将{written}的欠款告知", ["赵铁柱"]) == [(written, "other", 0.9)]


def test_a_name_across_two_words_is_unlikely():
    assert seen("提高明天还款额度", ["高明天"]) == [("高明天", "other", 0.3)]


def test_words_apart_are_no_name_of_another_debtor():
    assert seen("致电 高 明天再说", ["高明天"]) == []


def test_a_short_name_needs_a_second_sign():
    assert seen("安排钱伟大的业务", ["钱伟"]) == []
    assert seen("配偶钱伟接听", ["钱伟"]) == [("钱伟", "other", 0.7)]


def test_an_own_name_beats_one_from_elsewhere():
    assert seen("致电赵铁柱", ["赵铁柱"], ("赵铁柱",)) == [("赵铁柱", "debtor", 1.0)]


def test_an_english_name_from_elsewhere_is_written_with_capitals():
    assert seen("Told her about Orla Quillby again", ["Orla Quillby"]) == [
        ("Orla Quillby", "other", 0.9)
    ]
    assert seen("in may will smith iron", ["Will Smith"]) == [("will smith", "other", 0.3)]
    assert seen("Orla Quillbyson", ["Orla Quillby"]) == []


def test_hashes_give_no_name_away():
    known = Elsewhere.of(["赵铁柱", "Orla Quillby", "张*", "妈妈"])
    assert len(known.keys) == 2
    assert "赵" not in repr(known)


def test_nothing_known_elsewhere_is_nothing_found():
    assert Elsewhere.of([]).find(Form.of(Batch.of(["赵铁柱"])))[0].tolist() == []


NAME = st.sampled_from(["赵铁柱", "铁柱", "赵铁", "柱赵铁柱", "ann lee", "lee ann bo", "ann bo"])
PIECE = st.sampled_from(["赵", "铁", "柱", "ann", "lee", "bo", " ", ",", "1"])


@given(st.sets(NAME), st.lists(st.lists(PIECE, max_size=12).map("".join), max_size=3))
def test_names_from_elsewhere_stand_where_a_plain_search_finds_them(names, texts):
    form = Form.of(Batch.of(texts))
    start, end = Elsewhere.of(names).find(form)
    words = [form.string[low:high] for low, high in zip(start, end, strict=True)]
    expected = []
    for name in names:
        for at in range(len(form.string)):
            end_of = at + len(name)
            edges = (form.string[at - 1 : at], form.string[end_of : end_of + 1])
            whole = not name.isascii() or not any(
                edge.isascii() and (edge.isalnum() or edge == "-") for edge in edges
            )
            if form.string.startswith(name, at) and whole:
                expected.append((at, name))
    assert sorted(zip(start.tolist(), words, strict=True)) == sorted(expected)
