"""``auditkit policy impact``: the findings that appear and vanish are those of a hand count."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date

import pytest

from auditkit import api
from auditkit.cli.main import main
from auditkit.core.errors import ConfigError
from auditkit.engine import gather, spool
from tests import small_audit as small

RULE = small.RULE
ACTS = [f"A2026-10-12-1-{n}" for n in range(5)]
"""The calls of a day of the first debtor: answered, five of them, at most two are allowed."""


@pytest.fixture
def given(tmp_path):
    """Return a log of two debtors and the arguments that name its policy."""
    policies = small.policies(tmp_path)
    file = small.log(tmp_path, "log.csv", small.calls([1, 2]))
    return file, {"profile": "small", "policies": policies, "key": small.KEY}


def of_first(findings):
    """Return the calls of the first debtor that findings stand on."""
    return [each.anchor_activity for each in findings if each.anchor_activity in ACTS]


def effect(given, **instead):
    file, where = given
    found = api.policy_impact(api.Log([str(file)]), api.Instead(**instead), **where)
    return found, found.rules[0] if found.rules else None


@pytest.mark.parametrize(
    ("limit", "appear", "vanish", "stay"),
    [(1, ACTS[1:2], [], 6), (0, ACTS[:2], [], 6), (3, [], ACTS[2:3], 4), (9, [], ACTS[2:], 0)],
)
def test_another_limit_moves_exactly_the_calls_between_the_limits(
    given, limit, appear, vanish, stay
):
    found, rule = effect(given, sets=[f"{RULE}.max={limit}"])
    assert of_first(rule.appear) == appear
    assert of_first(rule.vanish) == vanish
    assert rule.stay == stay
    assert found.counts == {
        "appear": 2 * len(appear), "vanish": 2 * len(vanish), "stay": stay,
    }  # fmt: skip


@pytest.mark.parametrize("instead", [{"sets": [f"{RULE}.max=2"]}, {"as_if": "2026-06-01"}])
def test_the_version_that_binds_anyway_moves_nothing(given, instead):
    instead = {name: date.fromisoformat(v) if name == "as_if" else v for name, v in instead.items()}
    found, _ = effect(given, **instead)
    assert found.counts["appear"] == found.counts["vanish"] == 0


def test_the_same_policy_is_not_even_run(given):
    found, rule = effect(given, policy="small")
    assert rule is None
    assert found.same == 1
    assert found.counts == {"appear": 0, "vanish": 0, "stay": 0}


def test_the_findings_of_a_repealed_rule_vanish(given, tmp_path):
    file = given[1]["policies"] / "bank-example" / "rules" / f"{RULE}.yaml"
    repealed = tmp_path / "other" / "bank-example"
    shutil.copytree(given[1]["policies"] / "bank-example", repealed)
    text = file.read_text(encoding="utf-8")
    changed = text.replace("cites:\n", "  2026-10-01: null\ncites:\n")
    (repealed / "rules" / file.name).write_text(changed, encoding="utf-8")
    _, rule = effect(given, policy=str(repealed))
    assert of_first(rule.vanish) == ACTS[2:]
    assert rule.appear == ()
    assert rule.why(rule.vanish[0]).kind == "ended"


def test_a_day_before_the_rule_takes_its_findings_away_and_says_why(given, capsys, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY", small.KEY_TEXT)
    file, where = given
    args = ["policy", "impact", str(file), "--profile", "small", "--policies"]
    args += [str(where["policies"]), "--quiet", "--lang", "en"]
    assert main([*args, "--as-if", "2024-06-01"]) == 0
    said = capsys.readouterr().out
    assert "6 vanish" in said
    assert "no version in force that day after the change" in said
    assert main([*args, "--as-if", "2025-06-01"]) == 0
    assert "at most: 2 → 3 (looser)" in capsys.readouterr().out


def test_buckets_that_do_not_fit_say_what_the_whole_says(given, monkeypatch):
    file, where = given
    instead = api.Instead(sets=[f"{RULE}.max=1"])
    whole = api.policy_impact(api.Log([str(file)]), instead, **where)
    monkeypatch.setattr(spool, "SMALL", 0)
    held = api.policy_impact(api.Log([str(file)]), instead, **where)
    monkeypatch.setattr(spool, "BUDGET", 1)
    stored = api.policy_impact(api.Log([str(file)]), instead, **where)
    assert gather.Spool is spool.Spool
    assert held.rules == whole.rules
    assert stored.rules == whole.rules


def test_what_appears_is_what_a_scan_of_the_changed_policy_finds(given, tmp_path):
    file, where = given
    _, rule = effect(given, sets=[f"{RULE}.max=1", f"{RULE}.select.counter=attempt"])
    before = small.scan(file, out=None, policies=where["policies"])
    changed = tmp_path / "changed"
    shutil.copytree(where["policies"], changed)
    written = changed / "bank-example" / "rules" / f"{RULE}.yaml"
    text = written.read_text(encoding="utf-8").replace("max: 2", "max: 1")
    written.write_text(text.replace("counter: connected", "counter: attempt"), encoding="utf-8")
    after = small.scan(file, out=None, policies=changed)
    prints = [{each.fingerprint for each in side.bundle.findings} for side in (before, after)]
    assert {each.fingerprint for each in rule.appear} == prints[1] - prints[0]
    assert {each.fingerprint for each in rule.vanish} == prints[0] - prints[1]


def test_csv_and_json_list_every_finding(given, monkeypatch, capsys):
    monkeypatch.setenv("AUDITKIT_KEY", small.KEY_TEXT)
    file, where = given
    args = ["policy", "impact", str(file), "--profile", "small", "--policies"]
    args += [str(where["policies"]), "--quiet", "--set", f"{RULE}.max=1"]
    assert main([*args, "--format", "csv", "--lang", "en"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))))
    assert [(row["kind"], row["anchor_activity"]) for row in rows if row["source_row"] == "3"] == [
        ("appears", ACTS[1])
    ]
    assert {row["why"] for row in rows} == {"at most: 2 → 1 (stricter)"}
    assert main([*args, "--format", "json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["counts"] == {"appear": 2, "vanish": 0, "stay": 6}
    assert body["rules"][0]["appear"][0]["why"]["zh"] == "上限：2 → 1（更严）"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (f"{RULE}.max=many", "max: Input should be a valid integer"),
        (f"{RULE}.max=-1", "greater than or equal to 0"),
        (f"{RULE}.least=1", "least: is not a known key"),
        (f"{RULE}.max.more=1", "leads into no parameter"),
        (f"{RULE}.max", "names no parameter"),
        ("no.such.rule.max=1", "names no parameter"),
        (f"{RULE}.max=[1", "not YAML"),
        (f"{RULE}.select.channels=[telegram]", "not a channel"),
    ],
)
def test_a_parameter_that_cannot_be_set_is_a_clear_error(given, written, said):
    with pytest.raises(ConfigError, match=r"--set") as told:
        effect(given, sets=[written])
    assert said in str(told.value)
    assert "many" not in str(told.value)
    assert "telegram" not in str(told.value)


def test_nothing_to_compare_with_is_an_error(given):
    with pytest.raises(ConfigError, match="nothing to compare"):
        effect(given)


def test_nothing_is_kept(given, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    effect(given, sets=[f"{RULE}.max=1"])
    assert sorted(tmp_path.rglob("*")) == before
