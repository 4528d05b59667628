"""Texts are folded character for character, and places lead back into them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.privacy.fold import GONE, SEPARATOR, folds
from auditkit.checks.privacy.interface import Batch

AWKWARD = st.text(
    st.characters() | st.sampled_from("\x1e\u200b\ufeff\ud800\udfff1１❶號　é\u0301\U000e0100😀")
)


def folded(text: str) -> str:
    return Batch.of([text]).plain


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("１２３", "123"),
        ("①⑧⓪⓿❶❾➀➈⑴⒈", "1800191911"),
        ("𝟏𝟗𝟠🄁", "1980"),
        ("٠٩۴४௮", "09448"),
        ("ＡｂＺ＠．＋", "AbZ@.+"),
        ("Ⓐⓩ𝐗Ⅹ", "AzXX"),
        ("ХхОоРСВ", "XxOoPCB"),
        ("ΑΒΕοΧ", "ABEoX"),
        ("號碼機賬貳參", "号码机账贰参"),
        ("㈠㊀⼀", "一一一"),
        ("\u3000\u00a0\u2003\u202f", "    "),
        ("1\u200b3\u00ad8\ufeff1\ufe0f\u20e32\u0336", "13812"),
        ("\u202e1\u2066", "1"),
        ("一幺两零〇", "一幺两零〇"),
        ("\x1e\ud800", " \ufffd"),
        ("é😀。", "é😀。"),
    ],
)
def test_a_character_folds_to_its_plain_form(given_, read):
    assert folded(given_) == read


def test_no_character_folds_to_the_mark_between_texts():
    table = folds()
    assert np.flatnonzero(table == SEPARATOR).tolist() == [SEPARATOR]


def test_folding_twice_changes_nothing():
    table = folds()
    kept = table[table != GONE]
    assert (table[kept] == kept).all()


def test_ascii_stays_as_it_is():
    assert (folds()[:0x80] == np.arange(0x80)).all()


@given(st.lists(AWKWARD, max_size=6))
def test_every_place_leads_back_to_the_character_it_was_folded_from(texts):
    batch = Batch.of(texts)
    assert list(batch.texts) == texts
    assert len(batch.plain) == len(batch.codes) == len(batch.origin)
    inside = np.flatnonzero(batch.codes != SEPARATOR)
    text, start, end = batch.locate(inside, inside + 1)
    assert (batch.text_of(inside) == text).all()
    for place, number, first, last in zip(inside, text, start, end, strict=True):
        assert last == first + 1
        char = texts[number][first].replace("\x1e", " ")
        assert folds()[ord(char)] == batch.codes[place] == ord(batch.plain[place])


@given(st.lists(AWKWARD, max_size=6))
def test_a_batch_is_its_texts_one_after_the_other(texts):
    assert Batch.of(texts).plain == chr(SEPARATOR).join(folded(text) for text in texts)
