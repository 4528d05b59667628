"""Names that the log knows are found wherever they stand, and nowhere else."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.mentions import OWNERS
from auditkit.checks.privacy.interface import Batch
from auditkit.checks.privacy.names import EVERYWHERE, KnownNames, find_people
from auditkit.checks.privacy.names import known as known_names
from auditkit.checks.privacy.names.form import Form
from auditkit.checks.privacy.names.full import full_names, spellings

DEBTOR, PARTY, COLLECTOR = (OWNERS.code(name) for name in ("debtor", "party", "collector"))


def known(*rows: tuple[str, int, int]) -> KnownNames:
    return KnownNames.of(*zip(*rows, strict=True)) if rows else KnownNames.of((), (), ())


def seen(text: str, names: KnownNames, group: int = 1) -> list[tuple[str, str, float]]:
    """Return (words, owner, score) of the known names alone."""
    found = find_people([text], np.array([group]), names, recognizers=())
    spans = zip(found.start, found.end, found.owner, found.score, strict=True)
    return [
        (text[low:high], OWNERS.names[owner], round(float(score), 2))
        for low, high, owner, score in spans
        if owner != OWNERS.code("unknown")
    ]


ZHANG = known(("张叁石", 1, DEBTOR))


@pytest.mark.parametrize(
    "written", ["张叁石", "张 叁石", "张　叁　石", "张\u200b叁石", "张·叁石", "張叁石"]
)
def test_a_chinese_name_is_found_in_every_way_of_writing_it(written):
    assert seen(f"致电{written}告知", ZHANG) == [(written, "debtor", 1.0)]


@pytest.mark.parametrize("given", ["張叁石", "张 叁石", " 张叁石 ", "张叁石（本人）", "张叁石先生"])
def test_the_log_may_write_the_name_in_any_of_these_ways(given):
    assert seen("致电张叁石告知", known((given, 1, DEBTOR))) == [("张叁石", "debtor", 1.0)]


@pytest.mark.parametrize("between", ["  ", "，", "\n", "的", "、"])
def test_characters_further_apart_are_no_name(between):
    assert seen(f"致电张{between}叁石", ZHANG) == []


def test_a_name_of_two_characters_is_found_with_a_space_in_it():
    assert seen("致电秦 朔", known(("秦朔", 1, PARTY))) == [("秦 朔", "party", 1.0)]


def test_a_name_with_a_middle_dot_is_found_with_any_dot_or_none():
    names = known(("阿依古丽·麦提江", 1, PARTY))
    for written in ("阿依古丽·麦提江", "阿依古丽•麦提江", "阿依古丽.麦提江", "阿依古丽麦提江"):
        assert seen(f"致电{written}无果", names) == [(written, "party", 1.0)]


def test_a_name_is_known_in_the_texts_of_its_group_alone():
    assert seen("致电张叁石", ZHANG, group=2) == []


def test_a_collectors_name_is_known_everywhere():
    assert seen("秦朔外呼", known(("秦朔", EVERYWHERE, COLLECTOR)), group=7) == [
        ("秦朔", "collector", 1.0)
    ]


def test_the_own_group_says_whose_a_name_is_before_everybody_else_does():
    names = known(("秦朔", EVERYWHERE, COLLECTOR), ("秦朔", 1, PARTY), ("秦朔", 2, DEBTOR))
    assert [seen("秦朔", names, group)[0][1] for group in (1, 2, 3)] == [
        "party",
        "debtor",
        "collector",
    ]


def test_a_name_that_debtor_and_contact_share_is_the_debtors():
    names = known(("秦朔", 1, PARTY), ("秦朔", 1, DEBTOR))
    assert seen("秦朔", names) == [("秦朔", "debtor", 1.0)]


def test_the_longest_name_known_in_the_group_wins():
    names = known(("秦朔", 1, DEBTOR), ("秦朔风", 1, PARTY), ("秦朔风云", 2, PARTY))
    assert seen("秦朔风云", names) == [("秦朔风", "party", 1.0)]


@pytest.mark.parametrize(
    "given",
    ["张*", "张**", "张某", "张某某", "张先生", "王经理", "妈妈", "配偶", "秦", "8001", "坐席12",
     "", "  ", "某某银行", "秦朔商贸公司", "Mom", "n/a", "Customer Service", "Acme Bank", "A. B."],
)  # fmt: skip
def test_what_is_no_full_name_is_not_looked_for(given):
    assert full_names([given]) == [""]
    assert seen(f"致电{given}处理", known((given, 1, DEBTOR))) == []


QUILL = known(("Orla J. Quillby", 1, DEBTOR))


@pytest.mark.parametrize(
    ("written", "score"),
    [
        ("Orla J. Quillby", 1.0),
        ("ORLA J QUILLBY", 1.0),
        ("orla  j.  quillby", 1.0),
        ("Órla J. Quillby", 1.0),
        ("Ｏｒｌａ Ｊ． Ｑｕｉｌｌｂｙ", 1.0),
        ("Orla Quillby", 0.95),
        ("Quillby, Orla", 0.95),
        ("QUILLBY, ORLA J.", 0.95),
        ("Ms. Quillby", 0.6),
        ("ms quillby", 0.6),
        ("O. Quillby", 0.6),
    ],
)
def test_an_english_name_is_found_in_the_usual_ways_of_writing_it(written, score):
    for text in (f"Spoke with {written} today", f"已致电{written}，无人"):
        assert seen(text, QUILL)[0][1:] == ("debtor", score)


@pytest.mark.parametrize(
    "text", ["Orla Quillbyson", "Carola Quillby-Vane", "Quillby", "Orla", "orla.quillby@mail.test"]
)
def test_an_english_name_is_a_whole_word(text):
    assert seen(text, QUILL) == []


def test_the_value_is_the_name_as_the_log_has_it():
    found = find_people(["Ms. Quillby"], np.array([1]), QUILL, recognizers=())
    assert found.value == ("orla j quillby",)


def test_an_everyday_word_that_is_a_name_counts_less():
    names = known(("高峰", 1, DEBTOR))
    assert seen("高峰期无法接通", names) == [("高峰", "debtor", 0.3)]
    assert seen("已致电，高峰未接", names)[0][2] >= 0.6
    assert seen("其父高峰接听", names) == [("高峰", "debtor", 1.0)]


HAN = st.text(st.sampled_from(list("张三李四丰 ·\u200b　，1张三")), max_size=12)
LATIN = st.lists(
    st.sampled_from(["Ann", "ann", "Lee", "Leeds", "Quill", " ", "  ", ", ", "-", "张", "mr", "A"]),
    max_size=9,
).map("".join)
NAME = st.sampled_from(
    ["张三", "张三丰", "李四", "三李", "四张三", "Ann Lee", "Ann Quill Lee", "Lee Ann"]
)
ROWS = st.lists(
    st.tuples(NAME, st.sampled_from([EVERYWHERE, 1, 2]), st.sampled_from([DEBTOR, PARTY])),
    max_size=6,
)


def naive_form(text: str) -> list[tuple[str, int]]:
    """Return the characters that are looked at, each with its place in the text."""
    folded = [(Batch.of([char]).plain.lower(), at) for at, char in enumerate(text)]
    folded = [pair for pair in folded if pair[0]]

    def han(at: int) -> bool:
        return 0 <= at < len(folded) and "\u4e00" <= folded[at][0] <= "\u9fff"

    return [
        (char, place)
        for at, (char, place) in enumerate(folded)
        if not (char in " ·" and han(at - 1) and han(at + 1))
        and not (char == " " and at and folded[at - 1][0] == " ")
    ]


def naive(text: str, group: int, rows: list[tuple[str, int, int]]) -> set[tuple[int, int, int]]:
    """Return (start, end, owner) of every place where a name that is known there stands."""
    form = naive_form(text)
    string = "".join(char for char, _ in form)
    found: dict[tuple[int, int], tuple[bool, float, int]] = {}
    for name, at, owner in rows:
        if at not in (EVERYWHERE, group):
            continue
        for way in spellings(full_names([name])[0]):
            latin = way.text[0].isascii()
            pattern = re.escape(way.text)
            if latin:
                pattern = rf"(?<![a-z0-9_])(?<![a-z0-9_]-){pattern}(?![a-z0-9_])(?!-[a-z0-9_])"
            for match in re.finditer(f"(?={pattern})", string):
                low, high = match.start(), match.start() + len(way.text)
                place = (form[low][1], form[high - 1][1] + 1)
                rank = (at == EVERYWHERE, -way.score, owner)
                found[place] = min(found.get(place, rank), rank)
    return {(*place, rank[2]) for place, rank in found.items()}


@given(st.lists(st.tuples(HAN | LATIN, st.sampled_from([1, 2, 3])), max_size=4), ROWS)
def test_known_names_are_found_where_a_plain_search_finds_them(texts, rows):
    batch = Batch.of([text for text, _ in texts])
    groups = np.array([group for _, group in texts], dtype=np.int64)
    spans = known_names.find(Form.of(batch), groups, known_names.index(known(*rows)))
    text, start, end = batch.locate(spans.start, spans.end)
    found = [set() for _ in texts]
    for number, low, high, owner in zip(text, start, end, spans.owner, strict=True):
        found[number].add((low, high, owner))
    assert found == [naive(text, group, rows) for text, group in texts]


@given(st.lists(HAN | LATIN, max_size=4), ROWS, st.randoms())
def test_the_order_of_known_names_does_not_matter(texts, rows, chance):
    groups = np.ones(len(texts), dtype=np.int64)
    mixed = chance.sample(rows, len(rows))
    one, other = (
        find_people(texts, groups, known(*given), recognizers=()) for given in (rows, mixed)
    )
    assert one.value == other.value
    for column in ("text", "start", "end", "score", "owner"):
        assert getattr(one, column).tolist() == getattr(other, column).tolist()
