"""Patterns of lexicons: by hand, and against a search that tries every word at every place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks.mentions import SPEAKERS, STANCES, Lexicon, Pattern
from auditkit.checks.privacy.language import read_language
from auditkit.checks.privacy.language.spelled import spellings

Span = tuple[int, int]


def spans(texts: list[str], *lexicons: Lexicon) -> list[set[tuple[str, int, int]]]:
    """Return (lexicon, start, end) of what stands in each text."""
    who = np.full(len(texts), SPEAKERS.code("collector"), dtype=np.int8)
    found = read_language(texts, who, kinds=frozenset(), lexicons=lexicons)
    sets: list[set[tuple[str, int, int]]] = [set() for _ in texts]
    for text, kind, start, end in zip(found.text, found.kind, found.start, found.end, strict=True):
        sets[text].add((found.names[kind], int(start), int(end)))
    return sets


def phrases(text: str, **written: object) -> list[str]:
    """Return what stands in a text, as words."""
    lexicon = Lexicon.model_validate({"name": "x", **written})
    return [text[start:end] for _, start, end in sorted(spans([text], lexicon)[0])]


GO = {"parts": [["我们", "我"], ["{去|到}{你|您}{单位|公司}"], ["闹", "找{领导|老板}"]]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们去你单位闹", ["我们去你单位闹"]),
        ("我们明天就到您公司里面找领导谈", ["我们明天就到您公司里面找领导"]),
        ("我去你单位，找老板", ["我去你单位，找老板"]),
        ("我们去你单位。找老板", []),
        ("去你单位闹，我们", []),
        ("我们去你单位核实工作之后再决定要不要闹", []),
        ("我们去你单位闹，我们到你公司找老板", ["我们去你单位闹", "我们到你公司找老板"]),
        ("我们去你单位闹，闹", ["我们去你单位闹，闹"]),
        ("我 們去妳單位閙", []),
        ("我們去你單位鬧", ["我們去你單位鬧"]),
    ],
)
def test_the_parts_stand_in_order_in_one_sentence_and_close(text: str, expected: list[str]) -> None:
    assert phrases(text, patterns=[GO]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们去你单位闹", ["我们去你单位闹"]),
        ("我们依法去你单位闹", []),
        ("依法处理，我们去你单位闹", ["我们去你单位闹"]),
        ("我们去你单位，依法闹", []),
    ],
)
def test_unless_forbids_the_clauses_that_a_pattern_touches(text: str, expected: list[str]) -> None:
    assert phrases(text, patterns=[GO | {"unless": ["依{法|规}"]}]) == expected


def test_a_pattern_of_one_part_is_a_word_with_an_unless_of_its_own() -> None:
    pattern = {"parts": [["坐牢"]], "unless": ["不存在"]}
    assert phrases("你要坐牢", patterns=[pattern]) == ["坐牢"]
    assert phrases("不存在什么坐牢", patterns=[pattern]) == []


def test_words_inside_longer_unless_words_make_no_part() -> None:
    pattern = {"parts": [["让你"], ["出名"]]}
    assert phrases("让你出名", patterns=[pattern], unless=["出名额"]) == ["让你出名"]
    assert phrases("让你出名额", patterns=[pattern], unless=["出名额"]) == []


def test_words_and_patterns_of_one_lexicon_make_one_mention_in_one_place() -> None:
    patterns = [{"parts": [["抓"], ["你"]]}, {"parts": [["警察"], ["抓"]]}]
    assert phrases("警察来抓你", patterns=patterns, zh=["抓你"]) == ["警察来抓"]


def test_near_holds_for_patterns_too() -> None:
    pattern = {"parts": [["让你"], ["出名"]]}
    assert phrases("让你在村里出名", patterns=[pattern], near=["村里"]) == ["让你在村里出名"]
    assert phrases("让你出名", patterns=[pattern], near=["村里"]) == []


def test_english_parts_are_whole_words() -> None:
    pattern = {"parts": [["we"], ["{come|go} to your {job|work}"]], "within": 12}
    assert phrases("We will come to your job", patterns=[pattern]) == ["We will come to your job"]
    assert phrases("We will come to your jobsite", patterns=[pattern]) == []


@pytest.mark.parametrize(
    ("part", "stance"),
    [("我们去你单位闹", "asserted"), ("我们不会去你单位闹", "negated")],
)
def test_a_denial_between_the_parts_denies_the_pattern(part: str, stance: str) -> None:
    lexicon = Lexicon.model_validate({"name": "x", "patterns": [GO]})
    who = np.array([SPEAKERS.code("collector")], dtype=np.int8)
    found = read_language([part], who, kinds=frozenset(), lexicons=(lexicon,))
    assert [STANCES.names[code] for code in found.stance] == [stance]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"parts": [["{a|b"]]}, "not closed"),
        ({"parts": [["{a|{b|c}}"]]}, "not closed"),
        ({"parts": [["a"], []]}, "no words"),
        ({"parts": [["{|a}"]]}, "empty word"),
        ({"parts": [["".join(["{一|二|三|四|五|六|七|八|九|十}"] * 5)]]}, "100000 words"),
    ],
)
def test_a_miswritten_word_is_refused_with_the_reason(written: object, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Pattern.model_validate(written)


WORDS = st.lists(st.text("甲乙丙", min_size=1, max_size=3), min_size=1, max_size=3)
PATTERNS = st.builds(
    Pattern,
    parts=st.lists(WORDS, min_size=1, max_size=3).map(lambda parts: tuple(map(tuple, parts))),
    within=st.integers(0, 3),
    unless=st.one_of(st.just(()), WORDS.map(tuple)),
)
TEXTS = st.lists(st.text("甲乙丙丁，。", max_size=14), min_size=1, max_size=4)


def _stands(text: str, words: tuple[str, ...]) -> Iterator[Span]:
    for written in words:
        for word in spellings(written):
            for start in range(len(text)):
                if text.startswith(word, start):
                    yield start, start + len(word)


def _naive(text: str, pattern: Pattern) -> set[Span]:
    """Return every span that some choice of words makes."""
    found = set()
    marks = "，。"
    for words in itertools.product(*(set(_stands(text, part)) for part in pattern.parts)):
        gaps = [text[a[1] : b[0]] for a, b in itertools.pairwise(words)]
        ordered = all(a[1] <= b[0] for a, b in itertools.pairwise(words))
        if not ordered or any(len(gap) > pattern.within or "。" in gap for gap in gaps):
            continue
        start, end = words[0][0], words[-1][1]
        first = max(text.rfind(mark, 0, start) for mark in marks) + 1
        last = min((n for n in range(end, len(text)) if text[n] in marks), default=len(text))
        if not any(_stands(text[first:last], pattern.unless)):
            found.add((start, end))
    return found


@settings(max_examples=300, deadline=None)
@given(TEXTS, PATTERNS)
def test_patterns_agree_with_a_search_of_every_choice(texts: list[str], pattern: Pattern) -> None:
    lexicon = Lexicon(name="x", patterns=(pattern,))
    for text, found in zip(texts, spans(texts, lexicon), strict=True):
        every = _naive(text, pattern)
        mine = {(start, end) for _, start, end in found}
        assert mine <= every
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(sorted(mine)))
        if not pattern.unless:
            # the nearest words are taken, so that nothing found ends where no other would
            ends = [any(a < end and start < b for a, b in mine) for start, end in every]
            assert all(ends)


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.lists(PATTERNS, min_size=1, max_size=3))
def test_a_text_is_read_alike_alone_and_among_others(
    texts: list[str], patterns: list[Pattern]
) -> None:
    lexicon = Lexicon(name="x", patterns=tuple(patterns))
    assert spans(texts, lexicon) == [spans([text], lexicon)[0] for text in texts]
