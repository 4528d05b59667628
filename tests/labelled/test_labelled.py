"""The labelled texts are many, varied and made up; what is found in them does not get worse."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.cn import ric, uscc
from stdnum.us import itin, rtn, ssn

from tests.labelled.fill import DRESSES, PLACE, dress, fill
from tests.labelled.forms import FORMS
from tests.labelled.measure import (
    SEED,
    Measured,
    fallen,
    measure,
    misses,
    raised,
    read_floors,
    table,
)
from tests.labelled.noise import clean_notes
from tests.labelled.scores import Score
from tests.labelled.texts import FOLDER, HERE, LEAKS, read_items, unknown_words
from tests.labelled.values import MAKERS, Rng

ITEMS = read_items()
FILES = sorted(FOLDER.glob("*.yaml"))
CHECKED = {
    "CN_ID_CARD": ("plain", lambda number: ric.calc_check_digit(number) == number[-1]),
    "BANK_CARD": ("plain", luhn.is_valid),
    "CN_USCC": ("plain", uscc.is_valid),
    "US_SSN": ("plain", ssn.is_valid),
    "US_ITIN": ("plain", itin.is_valid),
    "US_ROUTING_NUMBER": ("plain", rtn.is_valid),
    "IBAN_CODE": ("plain", iban.is_valid),
}
seeds = st.integers(0, 10_000).map(str)


def test_there_are_enough_texts_of_each_language_and_enough_that_are_clean():
    langs = Counter(item.lang for item in ITEMS)
    clean = Counter(item.lang for item in ITEMS if item.is_clean)
    assert langs["zh"] >= 450
    assert langs["en"] >= 150
    assert clean.total() >= 220
    assert min(clean.values()) >= 60


def test_there_are_enough_that_words_alone_would_judge_wrongly():
    hedged = [item for item in ITEMS if any(s.stance != "asserted" for s in item.statements)]
    assert len(hedged) >= 60


def test_texts_are_set_apart_in_both_languages_and_their_misses_are_told_to_nobody():
    unseen = [item for item in ITEMS if item.unseen]
    assert Counter(item.lang for item in unseen).total() >= 200
    measured = Measured({}, {("leak", "zh", "all"): Score(missed=["hz001"])}, {})
    assert misses(measured) == ""


def test_the_readme_counts_them():
    zh, en = (sum(item.lang == lang for item in ITEMS) for lang in ("zh", "en"))
    said = f"{len(ITEMS):,} notes, messages and turns of calls ({zh} Chinese, {en} English)"
    assert said in " ".join((HERE / "README.md").read_text(encoding="utf-8").split())


def test_no_two_texts_or_ids_are_the_same():
    ids = Counter(item.id for item in ITEMS)
    texts = Counter(tuple(said.filled.text for said in item.said) for item in ITEMS)
    assert [name for name, count in (ids | texts).items() if count > 1] == []


def test_labels_use_the_words_of_the_vocabularies():
    assert {item.id: wrong for item in ITEMS if (wrong := unknown_words(item))} == {}


def test_each_leak_of_the_catalogue_stands_in_some_text():
    assert set(LEAKS) - {leak for item in ITEMS for leak in item.leaks} == set()


def test_each_rule_that_a_leak_names_is_shipped():
    shipped = {path.stem for path in (HERE.parents[1] / "policies").glob("*/rules/*.yaml")}
    named = {rule for leak in LEAKS.values() for rules in leak["rules"].values() for rule in rules}
    assert sorted(named - shipped) == []


def test_no_label_asks_for_a_leak_and_for_review_of_it():
    assert [item.id for item in ITEMS if item.leaks & item.review] == []


def written_texts():
    for file in FILES:
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
            for given_text in group["texts"]:
                turns = given_text.get("turns") or [given_text]
                yield from ((given_text["id"], turn["text"]) for turn in turns)


def test_what_is_not_marked_holds_no_value():
    """No mobile number, identity, card or address of mail stands in a text as it is written."""
    mobile = r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
    value = re.compile(rf"{mobile}|[0-9]{{17}}[0-9Xx]|[A-Za-z0-9._]+@[a-z]+\.")
    bare = {name: PLACE.sub("", text) for name, text in written_texts()}
    assert [name for name, text in bare.items() if value.search(text)] == []


def test_every_place_is_filled():
    assert [item.id for item in ITEMS for said in item.said if "⟦" in said.filled.text] == []


@pytest.mark.parametrize("kind", CHECKED)
@given(seed=seeds)
def test_made_values_pass_the_check_of_their_kind(kind, seed):
    form, is_valid = CHECKED[kind]
    assert is_valid(MAKERS[kind](Rng(seed), form))


@given(seed=seeds)
def test_unchecked_values_fail_the_check(seed):
    wrong = MAKERS["CN_ID_CARD_UNCHECKED"](Rng(seed), "plain")
    assert ric.calc_check_digit(wrong) != wrong[-1]
    assert not luhn.is_valid(MAKERS["BANK_CARD_UNCHECKED"](Rng(seed), "plain"))


@given(seed=seeds)
def test_a_number_that_is_none_has_no_day_of_birth(seed):
    assert not ric.is_valid(MAKERS["NOT"](Rng(seed), "badid0"))
    assert luhn.is_valid(MAKERS["NOT"](Rng(seed), "luhn16"))


@given(seed=seeds, form=st.sampled_from(sorted({*DRESSES, "plain"})))
def test_spans_lead_to_the_values_and_the_seed_decides_them(seed, form):
    text = f"客户{{}}电话⟦CN_MOBILE:{form}⟧转⟦PERSON=褚云舟⟧⟦CN_MOBILE:{form}⟧".format("")
    filled = fill(text, seed)
    assert filled == fill(text, seed)
    first, person, second = filled.spans
    assert filled.text[person.start : person.end] == "褚云舟"
    assert filled.text[: first.start] == "客户电话"
    assert filled.text[first.end : person.start] == "转"
    assert second.start == person.end
    assert second.end == len(filled.text)


def test_a_tag_repeats_a_value():
    filled = fill("⟦CN_MOBILE:plain#a⟧、⟦CN_MOBILE:plain#a⟧", "seed")
    first, second = filled.text.split("、")
    assert first == second


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("spaced", "139 1234 5678"),
        ("dashed", "139-1234-5678"),
        ("full", "１３９１２３４５６７８"),
        ("circled", "①③⑨①②③④⑤⑥⑦⑧"),
        ("yao", "幺三九幺二三四五六七八"),
        ("formal", "壹叁玖壹贰叁肆伍陆柒捌"),
        ("zw", "139\u200b1234\u200b5678"),
        ("dashed86", "+86-139-1234-5678"),
        ("plain", "13912345678"),
    ],
)
def test_a_form_is_written_as_people_write_it(form, written):
    assert dress("139" + "12345678", "CN_MOBILE", form) == written


def test_every_form_of_the_matrix_is_one_that_values_are_written_in():
    written = {form for forms in FORMS.values() for form in forms}
    assert written - set(DRESSES) == {"plain", "qq", "x"}


def test_made_notes_are_the_same_at_each_run_and_vary():
    notes = clean_notes(ITEMS, "zh", 200, SEED)
    assert notes == clean_notes(ITEMS, "zh", 200, SEED)
    assert len(set(notes)) > 190


def test_scores_count_what_was_found_rightly_and_wrongly():
    score = Score()
    score.add(frozenset("ab"), frozenset("bc"), "t1")
    score.add(frozenset("d"), frozenset("d"), "t2")
    assert (score.precision, score.recall, score.f1) == (2 / 3, 2 / 3, 2 / 3)
    assert (score.missed, score.wrong) == (["t1"], ["t1"])


def test_floors_rise_and_never_fall():
    floors = {"value/zh/A/recall": 0.9, "false_hits/zh/made": 4.0, "value/zh/gone/recall": 1.0}
    better = {"value/zh/A/recall": 0.95, "false_hits/zh/made": 3.0, "value/zh/new/recall": 0.5}
    worse = {"value/zh/A/recall": 0.85, "false_hits/zh/made": 5.0}
    assert raised(better, floors) == {**floors, **better}
    assert raised(worse, floors) == floors
    assert fallen(better, floors) == ("value/zh/gone/recall: gone, was 1",)
    assert len(fallen(worse, floors)) == 3


def test_no_figure_of_the_labelled_texts_falls_below_its_floor():
    measured = measure(ITEMS)
    assert fallen(measured.figures(), read_floors()) == (), table(measured)
