"""The labelled templates are many and varied; what linting finds in them does not get worse."""

from __future__ import annotations

from collections import Counter

import yaml

from auditkit.core.vocabulary import CHANNELS, ROLES
from tests.labelled.measure import fallen
from tests.labelled.scores import Score
from tests.labelled.templates.measure import (
    Measured,
    measure,
    misses,
    read_floors,
    table,
)
from tests.labelled.templates.texts import HERE, read_items

ITEMS = read_items()
POLICIES = HERE.parents[2] / "policies"
CLAIMS = "claim."


def test_there_are_enough_templates_and_half_of_them_are_clean():
    langs = Counter(item.lang for item in ITEMS)
    clean = sum(not item.rules for item in ITEMS)
    assert langs["zh"] >= 150
    assert langs["en"] >= 50
    assert 0.4 <= clean / len(ITEMS) <= 0.6


def test_some_are_held_out_in_both_languages_and_its_misses_are_told_to_nobody():
    unseen = Counter(item.lang for item in ITEMS if item.unseen)
    assert unseen.total() / len(ITEMS) >= 0.2
    assert min(unseen.values()) >= 20
    measured = Measured({("unseen", "zh", "a.b"): Score(missed=["utz01"])}, {}, {})
    assert misses(measured) == ""


def test_templates_go_out_by_every_way_to_debtors_and_others_from_banks_and_agencies():
    channels = {item.meta["channel"] for item in ITEMS}
    assert channels == set(CHANNELS.names) - {"legal", "system"}
    audiences = {role for item in ITEMS for role in item.meta["audience"]}
    assert audiences <= set(ROLES.names)
    assert {"debtor", "family", "employer", "friend", "emergency_contact"} <= audiences
    assert {item.meta["sender"] for item in ITEMS} == {"bank", "agency"}


def test_a_claim_stands_both_at_a_stage_that_has_it_and_at_one_that_has_not():
    stages = {item.meta["stage"] for item in ITEMS if any(CLAIMS in each for each in item.faults)}
    assert "early" in stages
    bare = {item.meta["stage"] for item in ITEMS if not item.rules}
    assert {"litigation", "judgment", "enforcement", "reported", "lawyer_letter"} <= bare


def test_no_two_templates_or_ids_are_the_same():
    ids = Counter(item.id for item in ITEMS)
    contents = Counter(item.content for item in ITEMS)
    assert [name for name, count in (ids | contents).items() if count > 1] == []


def test_each_fault_of_the_catalogue_names_rules_that_ship():
    shipped = {path.stem for path in POLICIES.glob("*/rules/*.yaml")}
    faults = yaml.safe_load((HERE / "faults.yaml").read_text(encoding="utf-8"))
    phrases = (rules for of in faults["phrases"].values() for rules in of.values())
    listed = (*faults["faults"].values(), *phrases)
    assert {rule for rules in listed for rule in rules} - shipped == set()


def test_the_readme_counts_them():
    zh, en = (sum(item.lang == lang for item in ITEMS) for lang in ("zh", "en"))
    said = f"{len(ITEMS)} templates ({zh} Chinese, {en} English)"
    assert said in (HERE / "README.md").read_text(encoding="utf-8")


def test_no_figure_falls_below_its_floor():
    measured = measure(ITEMS)
    assert fallen(measured.figures(), read_floors()) == (), table(measured)
