"""A filled text leads back to its template, character by character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from auditkit.templates.blanks.fill import fill
from auditkit.templates.blanks.find import find_placeholders
from auditkit.templates.blanks.lexicon import load_lexicon
from auditkit.templates.interface import Filled, Language, Meta, Template

LEXICON = load_lexicon()
PIECES = st.lists(
    st.one_of(
        st.text(alphabet="还款ab ，\n", max_size=6),
        st.sampled_from(
            ["{name}", "{amount}", "【姓名】", "{id_card}", "%s", "{{ due_date }}", "{x9}"]
        ),
    ),
    max_size=12,
)


def template(text: str, language: Language = "") -> Template:
    found = find_placeholders(text, LEXICON)
    return Template("a.txt", "", text, (), Meta(language=language), found)


def filled(text: str, language: Language = "") -> Filled:
    return fill(template(text, language), LEXICON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("尊敬的{name}{salutation}", "尊敬的张三先生"),
        ("Dear {name},", "Dear Pat Sample,"),
        ("欠{amount}元", "欠5000.00元"),
        ("欠{amount}，", "欠5000.00元，"),
        ("you owe ${{ amount }} now", "you owe $5,000.00 now"),
        ("you owe {amount} now", "you owe $5,000.00 now"),
        ("逾期{overdue_days}天", "逾期30天"),
        ("逾期{overdue_days}", "逾期30天"),
        ("请于{due_date}前", "请于2026年8月15日前"),
        ("请于8月{due_day}日前", "请于8月15日前"),
        ("{x9}", "so-and-so"),
        ("您好{x9}", "您好某某"),
    ],
)
def test_a_blank_is_filled_as_the_text_around_it_asks(text, expected):
    assert filled(text).text == expected


def test_the_language_said_is_the_language_filled():
    assert filled("{name}", "zh").text == "张三"


def test_numbers_that_stand_in_have_valid_check_digits():
    assert ric.is_valid(filled("{id_card}", "zh").text)
    assert luhn.is_valid(filled("{card_no}", "zh").text)


def test_what_a_system_knows_besides_is_given_by_column():
    assert filled("{name}与{collector_name}", "zh").columns == {
        "debtor_name": "张三",
        "collector_name": "王五",
    }


def test_turns_move_with_the_text():
    made = Template("a", "", "坐席：{name}好\n客户：是", (), Meta(), (), turns=())
    found = find_placeholders(made.text, LEXICON)
    moved = Template(
        "a", "", made.text, (), Meta(), found, turns=((3, 10, "collector"), (14, 15, "party"))
    )
    done = fill(moved, LEXICON)
    assert [done.text[start:end] for start, end, _ in done.turns] == ["张三好", "是"]


def test_a_stretch_leads_back_to_the_whole_blank_that_it_touches():
    done = filled("欠{amount}元")
    assert done.back(1, 2) == (1, 9)
    assert done.back(0, 1) == (0, 1)
    assert done.back(8, 9) == (9, 10)
    assert [each.raw for each in done.within(2, 3)] == ["{amount}"]
    assert done.within(0, 1) == done.within(8, 9) == ()


def naive_origins(made: Template, done: Filled) -> list[tuple[int, int]]:
    """Return for each filled character the stretch of the template that it comes from."""
    origins: list[tuple[int, int]] = []
    at = 0
    for each in done.stand_ins:
        origins += [(i, i + 1) for i in range(at, each.placeholder.start)]
        origins += [(each.placeholder.start, each.placeholder.end)] * (each.end - each.start)
        at = each.placeholder.end
    return origins + [(i, i + 1) for i in range(at, len(made.text))]


@given(PIECES, st.data())
def test_every_stretch_leads_back_as_its_characters_do(parts, data):
    made = template("".join(parts))
    done = fill(made, LEXICON)
    origins = naive_origins(made, done)
    assert len(origins) == len(done.text)
    if not origins:
        return
    start = data.draw(st.integers(0, len(origins) - 1))
    end = data.draw(st.integers(start + 1, len(origins)))
    expected = origins[start][0], origins[end - 1][1]
    assert done.back(start, end) == expected
    touched = [
        each for each in made.placeholders if each.start < expected[1] and expected[0] < each.end
    ]
    assert list(done.within(start, end)) == touched


@given(PIECES)
def test_what_is_no_blank_stays_as_written(parts):
    made = template("".join(parts))
    done = fill(made, LEXICON)
    kept = [i for i in range(len(done.text)) if not done.within(i, i + 1)]
    assert all(done.text[i] == made.text[done.back(i, i + 1)[0]] for i in kept)


def test_the_institution_that_the_metadata_names_stands_in_for_its_blank():
    found = find_placeholders("{bank_name}", LEXICON)
    made = Template("a", "", "{bank_name}", (), Meta(institution="甲银行"), found)
    assert fill(made, LEXICON).text == "甲银行"
