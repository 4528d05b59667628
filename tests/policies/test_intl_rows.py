"""Each row of the facts on law outside mainland China is shipped, or said not to be and why."""

from __future__ import annotations

import pytest

from auditkit.policy.load import load_packs
from tests.policies.intl_rows import FACTS, LETTERS, ROWS, read_facts
from tests.policies.rows import (
    ROOT,
    Count,
    Part,
    Row,
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


@pytest.fixture(scope="module")
def packs():
    return load_packs(ROOT / "policies")


@pytest.fixture(scope="module")
def named(packs):
    """Return the packs that the rows name."""
    return {pack.pack.id: pack for pack in packs if pack.pack.id in packs_of(READ)}


def test_no_row_is_missing(packs):
    missing = missing_of(READ, packs)
    assert missing == (), summary(counts(READ, packs), READ, missing)


def test_each_rule_and_topic_that_a_row_names_exists(named):
    assert unknown(READ, list(named.values())) == []


def test_each_rule_and_topic_of_these_packs_answers_a_row(named):
    assert unnamed(READ, list(named.values())) == []


def test_each_reason_is_given_in_both_languages(named):
    reasons = {
        (pack.pack.id, each.topic): each.reason
        for pack in named.values()
        for each in pack.pack.unshipped
    }
    assert [key for key, reason in reasons.items() if reason.zh == reason.en] == []


def test_each_row_has_parts_and_each_part_an_answer():
    assert [row.name for row in READ if not row.parts] == []
    assert [part.name for part in PARTS if not part.packs] == []


def test_nothing_rated_c_is_cited(named):
    assert [part.name for part in PARTS if part.confidence not in ("A", "B") and part.rules] == []
    cited = {
        (loaded.rule.id, cite.source_confidence)
        for pack in named.values()
        for loaded in pack.rules
        for cites in loaded.rule.cites.values()
        for cite in cites
    }
    assert sorted(each for each in cited if each[1] not in ("A", "B")) == []


def test_a_part_has_a_rating_of_its_row_or_says_where_it_was_read():
    assert strangely_rated(READ, LETTERS) == []


@pytest.mark.skipif(not FACTS.exists(), reason="the facts are not part of the repository")
def test_the_rows_are_exactly_those_of_the_facts():
    assert [row.facts for row in READ] == list(read_facts(FACTS.read_text(encoding="utf-8")))


def test_the_rows_of_facts_are_those_of_the_tables_of_the_first_three_sections():
    text = (
        "## 1. One\n\nintro | no table\n\n| Rule | Parameter | Conf. |\n|---|---|---|\n"
        "| Calls | **7** a \\| b | A |\n## 2. Two\n| Place | What | Source | Conf. |\n"
        "|---|---|---|---|\n"
        "| Here | 2 | x | B |\n| There | | - | - |\n## 4. Four\n| a | b |\n|---|---|\n| c | d |\n"
    )
    assert read_facts(text) == (
        (1, "Calls", "**7** a \\| b", "A"),
        (2, "Here", "2", "B"),
        (2, "There", "", "-"),
    )


def test_a_part_without_a_rule_or_a_reason_is_missing_and_counted(packs):
    gone = Part("Call count", "gone", "A", ("us-reg-f.calls.gone",), (), "")
    kept = Part("Call count", "kept", "A", ("us-reg-f.calls.seven-in-seven",), (), "")
    said = Part("Venue", "said", "A", (), (("us-reg-f", "Venue, real property"),), "")
    rows = (
        Row(1, "Call count", "", "A", (gone, kept)),
        Row(1, "Venue", "", "A", (said,)),
        Row(1, "Bare", "", "A", ()),
    )
    pack = next(pack for pack in packs if pack.pack.id == "us-reg-f")
    cases = sum(len(loaded.cases.cases) for loaded in pack.rules)
    assert missing_of(rows, packs) == ("Call count: gone", "Bare")
    assert counts(rows, packs) == (Count("us-reg-f", len(pack.rules), cases, 2, 1, 1),)
    assert "3 rows in 3 parts; missing 2" in summary(counts(rows, packs), rows, ("a", "b"))
