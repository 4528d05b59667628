"""Each row of the facts on Chinese law is a rule, or is said not to be and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from auditkit.policy.load import load_packs

ROOT = Path(__file__).resolve().parents[2]
# the facts that the packs were written from; they are not part of the repository
FACTS = ROOT.parent / "shared" / "domain" / "cn_rules.md"
ROWS: dict[int, list[str]] = yaml.safe_load(
    (ROOT / "tests" / "policies" / "cn_rows.yaml").read_text(encoding="utf-8")
)
# text beside the tables of sections 1 and 8, and the classes of data of section 10
BESIDE_THE_TABLES = ("gbt.ban", "8.1", "8.3", "C2", "C3")
# what many pages say of these texts and none of them contains: counts, hours, cooling-off
COUNTLESS = ("cn-card2011", "cn-cc2022", "cn-consumer2023", "cn-nifa2018")
COUNTING = ("contact.frequency", "contact.hours", "contact.gap", "contact.cooling_off")


@pytest.fixture(scope="module")
def packs():
    return [p for p in load_packs(ROOT / "policies") if p.pack.id.startswith("cn-")]


def named(packs):
    """Return the rows in brackets behind the rules of the changelogs, by rule."""
    found = {}
    for pack in packs:
        text = (ROOT / "policies" / pack.pack.id / "CHANGELOG.md").read_text(encoding="utf-8")
        found |= dict(re.findall(r"^- `([^`]+)` \((.*)\): affects", text, re.MULTILINE))
    return found


def read_facts(text):
    """Return the first cell of each row of the tables of sections 1 to 8; steps by number."""
    rows, section, above = {}, 0, ""
    for line in text.splitlines():
        if heading := re.match(r"## (\d+)", line):
            section = int(heading[1])
        elif 1 <= section <= 8 and line.startswith("|") and above.startswith("|"):
            cell = line.split("|")[1].strip()
            step = re.match(r"(\d+) \w", cell) if section == 8 else None
            if set(cell) != {"-"}:
                rows.setdefault(section, []).append(f"8 step {step[1]}" if step else cell)
        above = line
    return rows


def says(text, row):
    return re.search(rf"(?<![\w.]){re.escape(row)}(?![\w.-]|\d)", text) is not None


def test_no_row_is_missing(packs):
    behind_rules = list(named(packs).values())
    topics = [each.topic for pack in packs for each in pack.pack.unshipped]
    every = [row for rows in ROWS.values() for row in rows]
    assert [r for r in every if not any(says(t, r) for t in (*behind_rules, *topics))] == []


def test_each_rule_says_which_row_it_comes_from(packs):
    every = [row for rows in ROWS.values() for row in rows] + [*BESIDE_THE_TABLES]
    by_rule = named(packs)
    rules = {loaded.rule.id for pack in packs for loaded in pack.rules}
    assert sorted(rules - set(by_rule)) == []
    strange = {rule: row for rule, row in by_rule.items() if not any(says(row, r) for r in every)}
    assert strange == {}


def test_each_reason_stands_in_both_languages(packs):
    for pack in packs:
        for each in pack.pack.unshipped:
            assert each.reason.zh != each.reason.en


def test_texts_that_name_no_number_have_no_rule_that_counts(packs):
    found = [
        loaded.rule.id
        for pack in packs
        if pack.pack.id in COUNTLESS
        for loaded in pack.rules
        if loaded.rule.check in COUNTING
    ]
    assert found == []


def test_nothing_rated_below_m_is_cited(packs):
    cited = {
        (loaded.rule.id, cite.source_confidence)
        for pack in packs
        for loaded in pack.rules
        for cites in loaded.rule.cites.values()
        for cite in cites
    }
    assert sorted(each for each in cited if each[1] not in ("H", "M")) == []


@pytest.mark.skipif(not FACTS.exists(), reason="the facts are not part of the repository")
def test_the_rows_are_exactly_those_of_the_facts():
    assert read_facts(FACTS.read_text(encoding="utf-8")) == ROWS
