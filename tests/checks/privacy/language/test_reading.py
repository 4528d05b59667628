"""Reading does not depend on batching or order, never fails, and points into the texts given."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditkit.checks.mentions import SPEAKERS, STANCES, Lexicon, Pattern
from auditkit.checks.privacy.language import (
    Statements,
    contexts,
    holders,
    lexicons,
    read_language,
    reading,
    stances,
)
from auditkit.core.kinds import STATEMENTS
from auditkit.core.resources import data_folder
from auditkit.policy.phrases import lexicon, load_phrases
from tests.checks.privacy.language import tables, told

ALL = frozenset(STATEMENTS.names)
THREATS = Lexicon(
    name="threat",
    zh=("上门", "泼油漆", "弄死"),
    en=("kill", "break your legs"),
    unless=("上门女婿",),
)
HEALTH = Lexicon(name="health", zh=("癌症", "住院"), near=("客户", "debtor"), en=("cancer",))
LEXICONS = (THREATS, HEALTH)
CHOICES = Lexicon(
    name="choices",
    zh=("欠{款|債|}", "Ｂank", "告知其", "其母"),
    en=("will {not |}notify", "{told|tell} wife"),
    unless=("欠款{人|方}",),
    patterns=(
        Pattern(parts=(("客户", "wife"), ("欠{款|债}", "debt"), ("银行", "bank"))),
        Pattern(parts=(("未", "not"), ("告知", "is")), within=3, unless=("是否{要|}",)),
    ),
)
MANY = "。" * 30_000
"""So many characters that what stands in them is not asked first."""
WRITTEN = [row[0] for row in told.TOLD + tables.TOPIC] + [row[1] for row in tables.ACT]
MARKS = tuple("，。？！；：（）“”、 \n\u200b１\U0001f4de\ud800İ\x1e$")
WORDS = (
    *("未", "将", "其", "说", "告知", "客户", "其母", "欠款", "2万", "质检：", "称", "是否"),
    *("told ", "wife ", "debt ", "not ", "is", "will not", "ify", "bank", "5,200", "银行"),
    *("上门", "上门女婿", "泼油漆", "癌症"),
)
PIECES = st.sampled_from(MARKS + WORDS)
ANY_TEXT = st.one_of(
    st.sampled_from(WRITTEN),
    st.lists(PIECES, max_size=12).map("".join),
    st.text(max_size=30),
)
TEXTS = st.lists(ANY_TEXT, max_size=8)
WHO = st.integers(0, len(SPEAKERS.names) - 1)


def read(texts: list[str], speakers: list[int] | None = None) -> Statements:
    who = np.array(speakers or [1] * len(texts), dtype=np.int8)
    return read_language(texts, who, kinds=ALL, lexicons=LEXICONS)


def rows(found: Statements, text: int | None = None) -> list[tuple[int, ...]]:
    columns = (found.start, found.end, found.kind, found.stance, found.recipient)
    table = list(zip(found.text.tolist(), *(c.tolist() for c in columns), strict=True))
    return [row if text is None else row[1:] for row in table if text in (None, row[0])]


def words(texts: list[str], rules: tuple[Lexicon, ...]) -> list[tuple[int, ...]]:
    """Return what rules find; in a short batch it is always asked first what can stand there."""
    who = np.ones(len(texts), dtype=np.int8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicons, "FEW", 1_000_000)
        return rows(read_language(texts, who, kinds=frozenset(), lexicons=rules))


@given(TEXTS, st.data())
def test_what_a_text_says_depends_on_that_text_alone(texts: list[str], data: st.DataObject) -> None:
    speakers = data.draw(st.lists(WHO, min_size=len(texts), max_size=len(texts)))
    together = read(texts, speakers)
    for number, (text, speaker) in enumerate(zip(texts, speakers, strict=True)):
        assert rows(together, number) == rows(read([text], [speaker]), 0)


@given(TEXTS, st.integers(1, 4))
def test_the_size_of_a_batch_does_not_matter(texts: list[str], size: int) -> None:
    whole = rows(read(texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_TEXTS", size)
        assert rows(read(texts)) == whole


@settings(max_examples=60)
@given(TEXTS)
@example(["告知其母"])
def test_words_are_the_same_whether_asked_first_which_of_them_can_stand(texts: list[str]) -> None:
    rules = (CHOICES, *LEXICONS)
    assert words(texts, rules) == words([*texts, MANY], rules)


def known_of(texts: list[str], few: int) -> list[tuple[int, ...]]:
    """Return what texts say when so many short batches are read with the words that they hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "FEW", few)
        return rows(read(texts))


@given(TEXTS)
@example(["告知其母欠款情况，不还就上门泼油漆。he will not notify your wife"])
def test_what_a_text_says_is_the_same_with_the_words_that_stand_in_it_alone(
    texts: list[str],
) -> None:
    assert known_of(texts, 1_000_000) == known_of(texts, 0)


def test_all_that_was_written_says_the_same_with_the_words_that_stand_in_it_alone() -> None:
    few = [WRITTEN[first : first + 50] for first in range(0, len(WRITTEN), 50)]
    found = [known_of(some, 1_000_000) for some in few]
    assert sum(map(len, found)) > 100
    assert found == [known_of(some, 0) for some in few]


def test_shipped_phrases_are_the_same_whether_asked_first_which_of_them_can_stand() -> None:
    phrases = load_phrases([data_folder("policies")], [])
    rules = tuple(Lexicon.model_validate(lexicon(name, each)) for name, each in phrases.items())
    found = words([*WRITTEN, MANY], rules)
    assert len(found) > 20
    few = [WRITTEN[first : first + 50] for first in range(0, len(WRITTEN), 50)]
    assert found == [
        (number * 50 + text, *row)
        for number, some in enumerate(few)
        for text, *row in words(some, rules)
    ]


def test_after_a_few_short_texts_words_are_the_same() -> None:
    found = [rows(read(["客户得了癌症，不还款就上门"])) for _ in range(6)]
    assert len(found[0]) > 1
    assert found == found[:1] * 6


@given(TEXTS)
def test_spans_lie_in_their_texts_and_stand_in_order(texts: list[str]) -> None:
    found = read(texts)
    lengths = np.array([len(text) for text in texts] + [0])
    assert (found.start >= 0).all()
    assert (found.start < found.end).all()
    assert (found.end <= lengths[found.text]).all()
    assert list(zip(found.text, found.start, strict=True)) == sorted(
        zip(found.text, found.start, strict=True)
    )
    assert len({len(getattr(found, f.name)) for f in dataclasses.fields(found)[1:]}) == 1


@given(TEXTS, st.data())
def test_the_stance_of_a_place_is_that_of_what_stands_there(
    texts: list[str], data: st.DataObject
) -> None:
    speakers = np.array([data.draw(WHO) for _ in texts], dtype=np.int8)
    found = read_language(texts, speakers, kinds=ALL, lexicons=())
    topics = np.array([found.names[kind].startswith("topic.") for kind in found.kind], dtype=bool)
    asked = stances(texts, speakers, found.text[topics], found.start[topics])
    assert asked.tolist() == found.stance[topics].tolist()
    both = contexts(texts, speakers, found.text[topics], found.start[topics])
    assert both[0].tolist() == asked.tolist()
    assert both[1].tolist() == holders(texts, found.text[topics], found.start[topics]).tolist()


@given(TEXTS, st.data())
def test_holders_never_fail_and_answer_for_every_place(
    texts: list[str], data: st.DataObject
) -> None:
    filled = [number for number, text in enumerate(texts) if text]
    text = np.array(data.draw(st.lists(st.sampled_from(filled), max_size=4)) if filled else [])
    start = [data.draw(st.integers(0, len(texts[int(n)]) - 1)) for n in text]
    found = holders(texts, text.astype(np.int64), np.array(start, dtype=np.int64))
    assert len(found) == len(text)


def test_no_texts_say_nothing() -> None:
    assert len(read([])) == 0
    assert len(read(["", " ", "\n"])) == 0
    assert read([]).names == (*STATEMENTS.names, "threat", "health")


def lexical(text: str, speaker: str = "collector") -> list[tuple[str, str, str]]:
    found = read([text], [SPEAKERS.code(speaker)])
    return [
        (found.names[kind], text[start:end], STANCES.names[stance])
        for kind, start, end, stance in zip(
            found.kind, found.start, found.end, found.stance, strict=True
        )
        if kind >= len(STATEMENTS.names)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天就上门泼油漆", [("threat", "上门", "asserted"), ("threat", "泼油漆", "asserted")]),
        ("他是上门女婿", []),
        ("未对客户泼油漆", [("threat", "泼油漆", "negated")]),
        ("不会上门", [("threat", "上门", "negated")]),
        ("客户称催收员要弄死他", [("threat", "弄死", "quoted")]),
        ("客户说被泼油漆", [("threat", "泼油漆", "quoted")]),
        ("质检：坐席称要泼油漆", [("threat", "泼油漆", "reported")]),
        ("I will KILL you", [("threat", "KILL", "planned")]),
        ("killer deal, skills", []),
        ("客户癌症住院", [("health", "癌症", "asserted"), ("health", "住院", "asserted")]),
        ("其父住院", []),
        ("debtor has cancer", [("health", "cancer", "asserted")]),
        ("上\u200b门", [("threat", "上\u200b门", "asserted")]),
    ],
)
def test_words_of_rules_are_found_whole_and_with_their_stance(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert lexical(text) == expected


def test_a_word_of_a_rule_inside_a_longer_one_of_the_same_rule_counts_once() -> None:
    lexicon = Lexicon(name="illness", zh=("癌", "肺癌", "癌症"))
    found = read_language(["肺癌症状"], np.ones(1, np.int8), kinds=frozenset(), lexicons=(lexicon,))
    assert rows(found, 0)[0][:2] == (0, 2)


def test_a_party_says_words_of_rules_as_his_own_never_the_collectors() -> None:
    assert lexical("我要弄死你", "party") == [("threat", "弄死", "planned")]
    assert lexical("弄死你", "party") == [("threat", "弄死", "quoted")]


def test_only_kinds_that_are_asked_for_come_back() -> None:
    text = "已告知其母欠款2万，已核实身份"
    found = read_language([text], np.ones(1, np.int8), kinds=frozenset({"told.debt"}), lexicons=())
    assert [found.names[kind] for kind in found.kind] == ["told.debt"]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("未透露电话138", "138", "negated"),
        ("客户称新号码138", "138", "quoted"),
        ("质检：坐席报出卡号622", "622", "reported"),
        ("是否为138？", "138", "asked"),
        ("如有变化请打138", "138", "planned"),
        ("电话138", "138", "asserted"),
        ("【质检】录音合格。电话138", "138", "reported"),
        ("（质检：合格）电话138", "138", "asserted"),
    ],
)
def test_a_value_is_said_as_the_words_around_it_say(text: str, at: str, expected: str) -> None:
    found = stances([text], np.ones(1, np.int8), np.array([0]), np.array([text.index(at)]))
    assert STANCES.names[found[0]] == expected
