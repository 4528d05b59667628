"""One run over several configurations: the nearest one of a file says what judges it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditkit import api
from auditkit.api.lint_fixing import repair, write
from auditkit.api.lint_judging import local_day
from auditkit.cli.main import cli
from auditkit.core.errors import ConfigError, PolicyError
from auditkit.core.lint import LintFinding

DAY = date(2026, 12, 1)
EXAMPLES = Path(__file__).parents[2] / "examples"
HEAD = "---\nchannel: sms\naudience: debtor\nsender: bank\nstage: early\n---\n"
CN = HEAD + "【示例银行】{name}您好，再不还钱，我们就上门找你家人，让你没法做人。\n"
US = HEAD + "Example Bank: your past due balance is {amount}.\n"
FILES = {
    "cn/auditkit.toml": '[lint]\nprofile = "cn-card"\n',
    "us/auditkit.toml": '[lint]\nprofile = "us-reg-f"\n',
    "cn/a.txt": CN,
    "us/a.txt": US,
}


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, FILES)
    return tmp_path


def lint(*paths: str, **more) -> api.LintResult:
    return api.lint(paths or ["."], as_of=DAY, **more)


def run(*arguments: str, given: str | None = None) -> Result:
    asked = ["lint", *arguments, "--as-of", "2026-12-01", "--lang", "en"]
    return CliRunner().invoke(cli, asked, input=given, standalone_mode=False)


def told(*results: api.LintResult) -> list[tuple[object, ...]]:
    """Return what was found; fingerprints, which hold the path below the run's folder, left out."""
    found = (each for result in results for each in result.report.findings)
    return sorted((f.path, f.entry, f.span, f.rule, f.gist, f.message) for f in found)


def of(result: api.LintResult, path: str) -> Iterator[LintFinding]:
    return (each for each in result.report.findings if each.path == path)


def packs(result: api.LintResult, path: str) -> set[str]:
    return {each.pack for each in of(result, path)}


def test_each_file_is_judged_by_the_profile_of_its_nearest_configuration(folder):
    both, cn, us = lint(), lint("cn"), lint("us")
    assert told(both) == told(cn, us)
    assert packs(both, "us/a.txt") <= {"us-reg-f", "us-reg-f-template", "template-style"}
    assert "cn-card2011" in packs(both, "cn/a.txt")
    assert both.report.profiles == ("cn-card", "us-reg-f")
    assert [each.templates for each in both.report.judged_by] == [1, 1]
    paths = [each.path for each in both.report.findings]
    assert paths == sorted(paths)
    assert (both.report.files, both.report.templates, both.exit_code) == (2, 2, 1)


@pytest.mark.usefixtures("folder")
def test_the_order_in_which_folders_are_named_changes_nothing():
    one, two = lint("us", "cn"), lint("cn", "us")
    assert (one.report, one.rules) == (two.report, two.rules)
    assert len({rule.id for rule in one.rules}) == len(one.rules)
    twice = lint("cn", "cn/a.txt", ".")
    assert told(twice) == told(one)
    assert twice.report.files == 2


@pytest.mark.usefixtures("folder")
def test_a_fingerprint_does_not_tell_how_a_file_came_to_its_profile():
    nearest = {each.fingerprint for each in of(lint(), "us/a.txt")}
    assert nearest == {each.fingerprint for each in of(lint(profile="us-reg-f"), "us/a.txt")}


@pytest.mark.usefixtures("folder")
def test_an_option_holds_for_every_file():
    result = lint(profile="us-reg-f", fail_on="never")
    assert result.report.profiles == ("us-reg-f",)
    assert not {pack for pack in packs(result, "cn/a.txt") if pack.startswith("cn-")}
    assert result.exit_code == 0


@pytest.mark.usefixtures("folder")
def test_one_file_is_judged_as_it_is_among_others():
    alone = lint("us/a.txt")
    assert alone.report.profiles == ("us-reg-f",)
    assert told(alone) == sorted(each for each in told(lint()) if each[0] == "us/a.txt")


def test_a_configuration_that_names_no_profile_has_that_of_no_other_file(folder):
    put(folder, {"auditkit.toml": '[lint]\nprofile = "us-reg-f"\n', "b.txt": US})
    (folder / "cn" / "auditkit.toml").write_text('[lint]\nhotline = "1"\n', encoding="utf-8")
    judged = {each.profile: each.templates for each in lint().report.judged_by}
    assert judged == {"us-reg-f": 2, "cn-bank": 1}
    assert lint("cn").report.profiles == ("cn-bank",)


def test_rules_of_a_configuration_without_templates_are_not_loaded(folder):
    (folder / "us" / "a.txt").unlink()
    result = lint()
    assert result.report.profiles == ("cn-card",)
    assert not [rule.id for rule in result.rules if rule.pack.startswith("us-")]
    (folder / "us" / "b.txt").write_bytes(b"\xff\xfe\xff")
    unread = lint()
    assert (unread.report.profiles, unread.exit_code) == (("cn-card",), 3)
    assert [each.rule for each in of(unread, "us/b.txt")] == ["lint.file"]


def test_findings_fail_a_run_from_the_severity_of_their_own_file_on(folder):
    put(
        folder,
        {
            "cn/auditkit.toml": '[lint]\nprofile = "cn-card"\nfail-on = "never"\n',
            "us/auditkit.toml": '[lint]\nprofile = "us-reg-f"\nfail-on = "critical"\n',
        },
    )
    result = lint()
    assert {each.fail_on for each in of(result, "cn/a.txt")} == {"never"}
    assert {each.fail_on for each in of(result, "us/a.txt")} == {"critical"}
    assert result.exit_code == 0
    assert lint(fail_on="medium").exit_code == 1
    assert {each.fail_on for each in lint(fail_on="medium").report.findings} == {""}
    put(folder, {"cn/auditkit.toml": '[lint]\nprofile = "cn-card"\nfail-on = "high"\n'})
    strict = lint()
    assert strict.exit_code == 1
    assert [reason.en.partition(":")[0] for reason in strict.reasons] == [
        "Findings at high or worse"
    ]


def test_a_severity_that_all_files_have_in_common_is_the_one_of_the_run(folder):
    for name in ("cn", "us"):
        with (folder / name / "auditkit.toml").open("a", encoding="utf-8") as file:
            file.write('fail-on = "never"\n')
    result = lint()
    assert (result.bundle.fail_on, result.exit_code) == ("never", 0)
    assert {each.fail_on for each in result.report.findings} == {""}


def test_each_line_that_names_no_profile_or_folder_is_told(folder):
    put(
        folder,
        {
            "cn/auditkit.toml": '[lint]\nprofile = "cn-crad"\n',
            "us/auditkit.toml": '[lint]\nfail-on = "high"\nprofile = "reg-f"\n',
        },
    )
    with pytest.raises(PolicyError, match="us-reg-f") as refused:
        lint()
    assert [(each.file, each.line) for each in refused.value.problems] == [
        (folder / "cn" / "auditkit.toml", 2),
        (folder / "us" / "auditkit.toml", 3),
    ]
    assert lint(profile="cn-bank").exit_code == 1
    with pytest.raises(ConfigError, match="--profile"):
        lint(profile="cn-crad")
    put(folder, {"us/auditkit.toml": '[lint]\n\npolicies = "gone"\n'})
    with pytest.raises(PolicyError, match="policies names a folder") as refused:
        lint("us")
    assert [each.line for each in refused.value.problems] == [3]


def test_policies_of_a_configuration_judge_its_files_alone(folder):
    own = "id: cn-card\ntitle: {zh: 本行, en: ours}\nzone: Asia/Shanghai\nlink_tolerance_s: 60\n"
    put(
        folder,
        {
            "own/profiles/cn-card.yaml": f"{own}packs: [us-reg-f]\n",
            "mine/auditkit.toml": '[lint]\nprofile = "cn-card"\npolicies = "../own"\n',
            "mine/a.txt": CN,
        },
    )
    result = lint("cn", "mine")
    assert [(each.profile, each.policies) for each in result.report.judged_by] == [
        ("cn-card", ""),
        ("cn-card", "own"),
    ]
    assert "cn-card2011" in packs(result, "cn/a.txt")
    assert "cn-card2011" not in packs(result, "mine/a.txt")
    assert lint("cn", "mine", policies=Path("own")).report.profiles == ("cn-card",)
    assert lint("mine", "cn", policies=Path("own")).report.judged_by[0].templates == 2


def test_languages_of_one_template_are_compared_within_what_one_profile_judges(folder):
    zh, en = (
        HEAD.replace("---\nchannel", f"---\ngroup: g\nlanguage: {x}\nchannel") for x in ("zh", "en")
    )
    put(folder, {"cn/a.txt": f"{zh}您好{{amount}}\n", "us/a.txt": f"{en}Hello {{name}}\n"})

    def differ(result: api.LintResult) -> set[str]:
        return {each.path for each in result.report.findings if ".languages" in each.rule}

    assert differ(lint()) == set()
    assert differ(lint(profile="cn-card")) == {"cn/a.txt", "us/a.txt"}


@pytest.mark.usefixtures("folder")
def test_standard_input_is_judged_by_the_configuration_nearest_to_its_name():
    done = run("--stdin-filename", "us/new.txt", "--format", "json", given=US)
    assert json.loads(done.stdout)["profile"] == "us-reg-f"
    done = run("cn", "--stdin-filename", "us/new.txt", "--format", "json", given=US)
    said = json.loads(done.stdout)
    assert [each["profile"] for each in said["profiles"]] == ["cn-card", "us-reg-f"]
    assert {each["pack"] for each in said["findings"] if each["path"] == "us/new.txt"} <= {
        *("us-reg-f", "us-reg-f-template", "template-style", "lint"),
    }


def test_files_are_put_right_as_their_own_configuration_says(folder):
    hotlines = {"cn": "4000000000", "mine": "4000000001"}
    text = HEAD + "【示例银行】{name}您好，您的信用卡账单已到期。\n"
    for name, profile in (("cn", "cn-card"), ("mine", "cn-bank")):
        said = f'[lint]\nprofile = "{profile}"\nhotline = "{hotlines[name]}"\n'
        put(folder, {f"{name}/auditkit.toml": said, f"{name}/a.txt": text})
    shown = run("cn", "mine", "--diff").stdout
    assert [each for each in hotlines.values() if each not in shown] == []
    result = lint("cn", "mine")
    write(repair(result.fixes, result.folder))
    for name, hotline in hotlines.items():
        assert hotline in (folder / name / "a.txt").read_text(encoding="utf-8")
    assert lint("cn", "mine").fixes == ()


def test_the_baseline_of_a_run_holds_for_all_files_and_none_is_read_as_templates(folder):
    assert lint(keep="write").report.baseline == "auditkit-lint-baseline.json"
    known = lint(baseline=Path("auditkit-lint-baseline.json"))
    assert {each.standing for each in known.report.findings} == {"baselined"}
    assert known.exit_code == 0
    with (folder / "us" / "auditkit.toml").open("a", encoding="utf-8") as file:
        file.write('baseline = "known.json"\n')
    lint("us", keep="write")
    assert (lint("us").report.files, lint("us").exit_code) == (1, 0)
    assert (lint().report.files, lint().exit_code) == (2, 1)


def test_the_configurations_of_files_below_are_shown(folder):
    shown = api.lint_settings(["."], {}, "en").splitlines()
    assert shown[2:4] == [
        '#   cn/auditkit.toml: profile = "cn-card", fail-on = "medium"',
        '#   us/auditkit.toml: profile = "us-reg-f", fail-on = "medium"',
    ]
    given = api.lint_settings(["."], {"profile": "cn-bank"}, "zh").splitlines()
    assert given[2] == '#   cn/auditkit.toml: profile = "cn-bank", fail-on = "medium"'
    assert "#   " not in api.lint_settings(["cn"], {}, "en")


def test_a_day_is_the_one_where_a_profile_holds():
    library = api.library()
    moment = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    assert local_day(library.profile("cn-card"), moment) == date(2026, 12, 1)
    assert local_day(library.profile("us-reg-f"), moment) == date(2026, 11, 30)


def test_ready_templates_of_all_profiles_lint_clean_in_one_run(monkeypatch):
    monkeypatch.chdir(EXAMPLES.parent)
    done = run("examples/templates", "--fail-on", "low")
    assert done.return_value == 0
    result = lint("examples/templates")
    assert (result.report.findings, result.exit_code) == ((), 0)
    parts = [lint(f"examples/templates/{name}") for name in ("cn", "us")]
    assert result.report.unjudged == tuple(each for p in parts for each in p.report.unjudged)
    assert result.report.templates == sum(part.report.templates for part in parts)


def test_faulty_templates_of_all_profiles_are_found_in_one_run_as_in_one_each(monkeypatch):
    monkeypatch.chdir(EXAMPLES.parent)
    parts = [lint(f"examples/templates-bad/{name}") for name in ("cn", "us")]
    both = lint("examples/templates-bad/us", "examples/templates-bad/cn")
    assert told(both) == told(*parts) != []
