"""``auditkit policy diff``: in terms of law, for packs that differ, days, rules and kept runs."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from auditkit.api.policy_diff import diff_policies
from auditkit.cli.main import main
from auditkit.core.errors import ConfigError
from tests import small_audit

SHIPPED = Path(__file__).resolve().parents[2] / "policies"
RULE = "bank-example.calls.daily"


@pytest.fixture
def own(tmp_path):
    """Return a folder with a copy of a shipped pack, and a function that edits a rule of it."""
    shutil.copytree(SHIPPED / "bank-example", tmp_path / "bank-example")
    folder = tmp_path / "bank-example" / "rules"

    def edit(rule: str, *changes: tuple[str, str]) -> None:
        file = folder / f"{rule}.yaml"
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")

    return tmp_path, edit


def kinds(found):
    return {each.rule.id: each.kind for each in found.rules}


def test_the_same_policy_has_no_difference(own):
    found = diff_policies("bank-example", str(own[0]))
    assert found.rules == ()
    assert found.same == len(found.first.rules)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ([("max: 2", "max: 1")], "stricter"),
        ([("max: 2", "max: 5")], "looser"),
        ([("max: 3", "max: 2"), ("max: 2", "max: 3")], "looser"),
        ([("max: 2", "max: 1"), ("counter: connected", "counter: conversation")], "mixed"),
        ([("severity: medium", "severity: high")], "reworded"),
        ([("2026-01-01:", "2026-02-01:")], "looser"),
    ],
)
def test_a_changed_rule_is_told_with_its_direction(own, changes, kind):
    folder, edit = own
    edit(RULE, *changes)
    found = diff_policies("bank-example", str(folder / "bank-example"))
    assert kinds(found) == {RULE: kind}


def test_a_repeal_ends_the_rule_and_the_other_way_round_begins_it(own):
    folder, edit = own
    cited = "cites:\n"
    edit(RULE, (cited, f"  2027-01-01: null\n{cited}"))
    found = diff_policies("bank-example", str(folder))
    assert kinds(found) == {RULE: "ended"}
    assert kinds(diff_policies(str(folder), "bank-example")) == {RULE: "new"}
    assert diff_policies(f"{folder}@2026-12-31", "bank-example").rules == ()


def test_a_rule_that_one_side_alone_has(own):
    folder, _ = own
    for file in (folder / "bank-example" / "rules").glob(f"{RULE}*.yaml"):
        file.unlink()
    assert kinds(diff_policies("bank-example", str(folder))) == {RULE: "only_a"}
    assert kinds(diff_policies(str(folder), "bank-example")) == {RULE: "only_b"}


def test_one_day_shows_only_what_is_in_force_on_it(own, capsys):
    folder, edit = own
    edit(RULE, ("max: 2", "max: 1"), ("severity: medium", "severity: high"))
    sides = ["bank-example", str(folder)]
    for day, kind in (("2024-12-31", None), ("2025-06-01", "reworded"), ("2026-06-01", "stricter")):
        found = diff_policies(*sides, on=date.fromisoformat(day))
        assert kinds(found).get(RULE) == kind
    assert main(["policy", "diff", *sides, "--on", "2026-06-01", "--lang", "en"]) == 0
    assert "as in force on 2026-06-01" in capsys.readouterr().out


def test_a_holiday_more_is_stricter_and_named(own, capsys):
    folder, _ = own
    with (folder / "bank-example" / "lists" / "holidays.csv").open("a", encoding="utf-8") as out:
        out.write("2027-01-04,,\n")
    assert main(["policy", "diff", "bank-example", str(folder), "--lang", "en"]) == 0
    assert "holidays: added 2027-01-04 (stricter)" in capsys.readouterr().out


def test_two_days_of_one_rule_are_a_timeline():
    found = diff_policies(f"{RULE}@2024-06-01", f"{RULE}@2026-06-01")
    (rule,) = found.rules
    assert rule.kind == "new"
    assert [step.kind for step in rule.steps] == ["new", "stricter"]
    assert [c.path for step in rule.steps for c in step.changes] == [("max",)]


def test_two_single_rules_of_other_names_are_held_against_each_other(own):
    found = diff_policies(RULE, "us-reg-f.calls.seven-in-seven")
    (rule,) = found.rules
    assert rule.before is not None
    assert rule.after is not None


@pytest.mark.parametrize("shape", ["text", "markdown"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_result_reads_as_words(capsys, shape, lang):
    sides = [f"{RULE}@2025-06-01", f"{RULE}@2026-06-01"]
    assert main(["policy", "diff", *sides, "--format", shape, "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert {"zh": "上限：3 → 2（更严）", "en": "at most: 3 → 2 (stricter)"}[lang] in said
    assert "2025-01-01" in said
    assert "2026-01-01" in said
    assert "policydiff" not in said


def test_json_holds_both_sides_and_both_languages(capsys):
    sides = [f"{RULE}@2025-06-01", f"{RULE}@2026-06-01"]
    assert main(["policy", "diff", *sides, "--format", "json"]) == 0
    body = json.loads(capsys.readouterr().out)
    ((change,),) = (span["changes"] for rule in body["rules"] for span in rule["spans"])
    assert (change["parameter"], change["a"], change["b"]) == ("max", 3, 2)
    assert change["direction"] == "stricter"
    assert set(change["words"]) == {"zh", "en"}
    assert body["counts"]["stricter"] == 1


@pytest.mark.parametrize("name", ["no-such-pack", "us-reg-f.no.rule", "us-reg-f@2026-02-30"])
def test_a_name_that_is_none_is_a_clear_error(name, capsys):
    with pytest.raises(ConfigError):
        diff_policies(name, "us-reg-f")
    assert main(["policy", "diff", name, "us-reg-f"]) == 3
    assert name in capsys.readouterr().err


def test_the_packs_kept_with_a_run_are_held_against_the_shipped_ones(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY", small_audit.KEY_TEXT)
    mine = small_audit.policies(tmp_path, severity="low")
    file = small_audit.log(tmp_path, "log.csv", small_audit.calls([1]))
    small_audit.scan(file, out=tmp_path / "out", policies=mine)
    shutil.rmtree(mine)
    found = diff_policies(f"run:{tmp_path / 'out'}", RULE)
    assert kinds(found) == {RULE: "reworded"}
    assert found.rules[0].aspects == ("severity",)
    every = diff_policies(f"run:{tmp_path / 'out'}", "bank-example")
    assert set(kinds(every).values()) == {"reworded", "only_b"}


def test_every_parameter_of_every_shipped_rule_can_be_told(capsys):
    assert main(["policy", "diff", "cn-bank@2010-01-01", "cn-bank@2026-12-01"]) == 0
    assert main(["policy", "diff", "us-reg-f", "cn-gbt45251", "--format", "markdown"]) == 0
    assert "### " in capsys.readouterr().out
