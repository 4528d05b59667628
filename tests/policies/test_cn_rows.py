"""Each row of the facts on the law of mainland China is shipped, or said not to be and why."""

from __future__ import annotations

import re

import pytest

from auditkit.policy.load import load_packs
from tests.policies.cn_rows import FACTS, LETTERS, PROSE, ROWS, SECTIONS, read_facts
from tests.policies.rows import (
    ROOT,
    counts,
    missing_of,
    packs_of,
    read_rows,
    strangely_rated,
    summary,
    unknown,
    unnamed,
)

READ = read_rows(ROWS)
PARTS = [part for row in READ for part in row.parts]
NATIONAL = "cn-"
# on how numbers are shown, which other sections of the facts tell
ELSEWHERE = ("cn-pfi",)
# of an older edition that judged less
OUTGROWN = re.compile(
    r"judges? (privacy|contacts) only|只判断(隐私|联系)|has no pack|不含该文件的规则包"
)


@pytest.fixture(scope="module")
def packs():
    return load_packs(ROOT / "policies")


@pytest.fixture(scope="module")
def national(packs):
    """Return the packs of the mainland that the rows are about."""
    own = [pack for pack in packs if pack.pack.id.startswith(NATIONAL)]
    return [pack for pack in own if pack.pack.id not in ELSEWHERE]


def test_no_row_is_missing(packs):
    missing = missing_of(READ, packs)
    assert missing == (), summary(counts(READ, packs), READ, missing)


def test_each_rule_and_topic_that_a_row_names_exists(packs):
    assert unknown(READ, packs) == []


def test_each_rule_and_topic_of_the_packs_of_the_mainland_answers_a_row(national):
    assert unnamed(READ, national) == []


def test_the_rows_name_every_pack_of_the_mainland(national):
    assert sorted({pack.pack.id for pack in national} - set(packs_of(READ))) == []


def test_a_reason_is_given_in_both_languages_and_is_not_one_of_an_older_edition(national):
    reasons = [(p.pack.id, each.topic, each.reason) for p in national for each in p.pack.unshipped]
    assert [(pack, topic) for pack, topic, reason in reasons if reason.zh == reason.en] == []
    outgrown = [
        (pack, topic)
        for pack, topic, reason in reasons
        if OUTGROWN.search(reason.en) or OUTGROWN.search(reason.zh)
    ]
    assert outgrown == []


def test_each_row_has_parts_and_each_part_an_answer():
    assert [row.name for row in READ if not row.parts] == []
    assert [part.name for part in PARTS if not part.packs] == []


def test_nothing_rated_l_is_cited(national):
    assert [part.name for part in PARTS if part.confidence not in ("H", "M") and part.rules] == []
    cited = {
        (loaded.rule.id, cite.source_confidence)
        for pack in national
        for loaded in pack.rules
        for cites in loaded.rule.cites.values()
        for cite in cites
    }
    assert sorted(each for each in cited if each[1] not in ("H", "M")) == []


def test_a_part_has_a_rating_of_its_row_or_says_where_it_was_read():
    assert strangely_rated(READ, LETTERS) == []


@pytest.mark.skipif(not FACTS.exists(), reason="the facts are not part of the repository")
def test_the_rows_are_exactly_those_of_the_facts():
    told = [row.facts for row in READ if row.section in SECTIONS]
    assert told == list(read_facts(FACTS.read_text(encoding="utf-8")))


@pytest.mark.skipif(not FACTS.exists(), reason="the facts are not part of the repository")
def test_rows_told_in_sentences_quote_them():
    text = FACTS.read_text(encoding="utf-8")
    assert [row.name for row in READ if row.section in PROSE and row.parameter not in text] == []


def test_each_row_is_of_a_table_or_told_in_sentences():
    assert sorted({str(row.section) for row in READ} - set(SECTIONS) - set(PROSE)) == []
    assert sorted(set(PROSE) - {row.section for row in READ}) == []


def test_the_rows_of_facts_have_the_rating_of_their_column_or_that_of_the_section():
    text = (
        "## 0. None\n| a | b |\n|---|---|\n| c | d |\n## 1. One\n| rule id | what | conf | URL |\n"
        "|---|---|---|---|\n| x.y | 22:00 | M-H | [U1] |\n### 8.2 Two\n| step | clock |\n"
        "|---|---|\n"
        "| 0 | \\| | \n## 9. Last\n| a | b |\n|---|---|\n| c | d |\n"
    )
    assert read_facts(text) == (("1", "x.y", "22:00", "M-H"), ("8.2", "0", "\\|", "H"))
