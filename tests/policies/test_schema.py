"""The schemas for editors accept what ships and refuse what a rule may not say."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from auditkit.checks import BUILTIN
from auditkit.policy.yaml import read
from auditkit.report.schemas import SCHEMAS, schema_files

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "policies"
CASES = sorted(POLICIES.glob("*/rules/*.cases.yaml"))
KINDS = {
    "rule": sorted(set(POLICIES.glob("*/rules/*.yaml")) - set(CASES)),
    "cases": CASES,
    "pack": sorted(POLICIES.glob("*/pack.yaml")),
    "instruments": sorted(POLICIES.glob("*/instruments.yaml")),
    "phrases": sorted(POLICIES.glob("phrases/*.yaml")),
    "profile": sorted(POLICIES.glob("profiles/*.yaml")),
    "mapping": sorted(ROOT.glob("examples/**/*mapping*.yaml")),
}


@pytest.fixture(scope="module")
def validators():
    return {kind: Draft202012Validator(make()) for kind, make in SCHEMAS.items()}


@pytest.fixture(scope="module")
def rule():
    return read(POLICIES / "bank-example/rules/bank-example.visits.rest-days.yaml").data


def problems(validator, data):
    return [f"{list(error.absolute_path)} {error.message}" for error in validator.iter_errors(data)]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_schema_is_a_valid_schema(kind):
    Draft202012Validator.check_schema(SCHEMAS[kind]())


@pytest.mark.parametrize("name", schema_files())
def test_the_committed_schema_is_current(name):
    assert (ROOT / name).read_text(encoding="utf-8") == schema_files()[name], "run make docs"


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_that_ships_fits_its_schema(kind, validators):
    wrong = {
        f.name: found for f in KINDS[kind] if (found := problems(validators[kind], read(f).data))
    }
    assert wrong == {}


def test_every_check_has_its_own_parameters():
    alternatives = SCHEMAS["rule"]()["allOf"]
    named = [each["if"]["properties"]["check"]["const"] for each in alternatives]
    assert sorted(named) == sorted(check.id for check in BUILTIN)


def test_a_typo_in_a_parameter_is_refused(validators, rule):
    day = "2025-01-01"
    assert problems(validators["rule"], rule) == []
    typo = copy.deepcopy(rule)
    typo["values"][day]["holiday"] = typo["values"][day].pop("holidays")
    assert problems(validators["rule"], typo) != []


def test_a_parameter_of_another_check_is_refused(validators, rule):
    other = copy.deepcopy(rule) | {"check": "contact.frequency"}
    assert problems(validators["rule"], other) != []


def test_a_word_that_no_vocabulary_has_is_refused(validators, rule):
    strange = copy.deepcopy(rule)
    strange["values"]["2025-01-01"]["select"]["channels"] = ["pigeon"]
    assert problems(validators["rule"], strange) != []


def test_holidays_may_be_a_dated_list_or_day_numbers(validators, rule):
    numbers = copy.deepcopy(rule)
    numbers["values"]["2025-01-01"]["holidays"] = [20089]
    assert problems(validators["rule"], numbers) == []


def test_a_roster_may_be_a_list_of_the_pack_or_entries(validators):
    named = read(POLICIES / "sg-dca/rules/sg-dca.licence.agency.yaml").data
    written = copy.deepcopy(named)
    written["values"]["2023-12-01"]["listed"] = {"entries": [{"id": "A1", "first_day": 20089}]}
    assert problems(validators["rule"], named) == problems(validators["rule"], written) == []
    written["values"]["2023-12-01"]["listed"] = {"entry": []}
    assert problems(validators["rule"], written) != []


def test_a_cases_file_may_bring_lists_of_days_and_of_who(validators):
    cases = read(POLICIES / "sg-dca/rules/sg-dca.licence.agency.cases.yaml").data
    cases["lists"]["holidays"] = [{"day": "2026-01-01"}]
    assert problems(validators["cases"], cases) == []
    cases["lists"]["holidays"] = [{"id": "A1", "since": "2026-01-01"}]
    assert problems(validators["cases"], cases) != []


def test_a_repeal_and_a_check_of_a_plug_in_are_accepted(validators, rule):
    repealed = copy.deepcopy(rule)
    repealed["values"]["2030-01-01"] = None
    plugged = copy.deepcopy(rule) | {"check": "house.custom"}
    plugged["values"]["2025-01-01"] = {"anything": 1}
    assert problems(validators["rule"], repealed) == problems(validators["rule"], plugged) == []


def test_a_mapping_may_use_the_short_forms(validators):
    mapping = {
        "version": 1,
        "sources": [
            {
                "name": "dialler",
                "match": "*.csv",
                "fields": {"at": ["date", "time"], "contact": "phone", "outcome": {"from": "r"}},
                "codes": {"tables": {"outcome": {"NA": "no_answer", "X": None}}},
            }
        ],
    }
    assert problems(validators["mapping"], mapping) == []
    assert problems(validators["mapping"], json.loads('{"sources": [{"nam": "x"}]}')) != []
