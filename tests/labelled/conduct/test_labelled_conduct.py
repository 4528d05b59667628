"""The labelled texts of conduct are many and made up; what the phrases find does not get worse."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from tests.labelled.conduct.measure import Measured, measure, misses, read_floors, table
from tests.labelled.conduct.texts import read_items, read_phrases, unknown_words
from tests.labelled.measure import fallen

ITEMS = read_items()
PHRASES = read_phrases()
SEEN = [item for item in ITEMS if not item.unseen]


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(ITEMS, PHRASES)


def test_no_figure_falls_below_its_floor(measured: Measured):
    assert fallen(measured.figures(), read_floors()) == ()


def test_the_seen_texts_are_found_as_they_are_labelled(measured: Measured):
    for lang in ("zh", "en"):
        whole = measured.seen[lang, "all"]
        assert whole.precision >= 0.95
        assert whole.recall >= 0.95


def test_every_phrase_is_looked_for_and_some_texts_have_it():
    assert {name for item in SEEN for name in item.expect} == set(PHRASES)


def test_there_are_enough_texts_and_enough_that_hold_nothing():
    langs = Counter(item.lang for item in SEEN)
    clean = [item for item in SEEN if not item.expect]
    assert langs["zh"] >= 300
    assert langs["en"] >= 100
    assert len(clean) >= 200
    assert {item.place for item in clean} == {"note", "message", "turn"}


def test_every_label_is_a_word_that_is_known():
    unknown = [item.id for item in SEEN if unknown_words(item, PHRASES)]
    count = sum(bool(unknown_words(item, PHRASES)) for item in ITEMS if item.unseen)
    assert (unknown, count) == ([], 0)


def test_ids_are_unique_and_tell_the_unseen_part():
    assert max(Counter(item.id for item in ITEMS).values()) == 1
    assert sum(item.id.startswith("u") != item.unseen for item in ITEMS) == 0


def test_no_text_holds_a_number_of_a_person():
    long = re.compile(r"\d{8,}")
    assert sum(bool(long.search(item.text)) for item in ITEMS) == 0


def test_nothing_of_the_unseen_texts_is_ever_told():
    seen, hidden = ITEMS[0], replace(ITEMS[0], id="u-hidden", expect=frozenset(), unseen=True)
    told = measure([seen, hidden], PHRASES)
    assert told.unseen[hidden.lang, "all"].found
    assert hidden.id not in misses(told) + table(told)
    assert hidden.text not in misses(told) + table(told)
