"""What teams run on every change does what it says: pre-commit, the GitHub action, GitLab."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CI = ROOT / "examples" / "ci"
CLEAN = "【示例银行】{name}您好，您的信用卡已逾期，请尽快还款。客服热线4000000000。"
DIRTY = "【示例银行】今日不还，警察会上门把您带走。客服热线4000000000。"
SETTINGS = """\
[lint]
profile = "cn-card"
institution = "示例银行"

[[lint.paths]]
match = "templates/**"
channel = "sms"
audience = "debtor"
sender = "bank"
stage = "mid"
send_window = "09:00-20:00"
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="bash and git as continuous runs have them")


def loaded(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "a repository"
    (folder / "templates").mkdir(parents=True)
    (folder / "auditkit.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "templates" / "clean.txt").write_text(CLEAN + "\n", encoding="utf-8")
    (folder / "templates" / "README.md").write_text("# How we write\n", encoding="utf-8")
    return folder


def run(args: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return subprocess.run(
        args,
        cwd=folder,
        env={**clean, "PATH": path, "PYTHONUTF8": "1", **more},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_pre_commit_judges_the_templates_of_a_commit(repository: Path, tmp_path: Path) -> None:
    hook = loaded(ROOT / ".pre-commit-hooks.yaml")[0]
    wanted = loaded(CI / "pre-commit-config.yaml")["repos"][0]["hooks"][0]
    local = {**hook, **wanted, "language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (repository / "templates" / "dirty.txt").write_text(DIRTY + "\n", encoding="utf-8")
    for args in (["git", "init", "-q"], ["git", "add", "-A"]):
        assert run(args, repository).returncode == 0
    home = str(tmp_path / "home")
    command = [sys.executable, "-m", "pre_commit", "run", "--color", "never"]
    dirty = run(command, repository, PRE_COMMIT_HOME=home)
    assert dirty.returncode == 1
    assert "templates/dirty.txt:1" in dirty.stdout
    assert "cn-cba2026.language.threat" in dirty.stdout
    assert [name for name in ("README", "clean.txt") if name in dirty.stdout] == []


def test_the_manifest_of_hooks_is_one_that_pre_commit_takes() -> None:
    done = run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"], ROOT
    )
    assert (done.returncode, done.stdout) == (0, "")
    done = run(
        [
            sys.executable,
            "-m",
            "pre_commit",
            "validate-config",
            "examples/ci/pre-commit-config.yaml",
        ],
        ROOT,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_hook_and_the_walk_read_the_same_kinds_of_files() -> None:
    from auditkit.templates.reading.walk import EXTENSIONS

    pattern = loaded(ROOT / ".pre-commit-hooks.yaml")[0]["files"]
    kinds = pattern.removeprefix(r"\.(").removesuffix(")$").split("|")
    assert sorted(f".{kind}" for kind in kinds) == sorted(EXTENSIONS)


def step(name: str) -> Mapping[str, Any]:
    steps = loaded(ROOT / "action.yml")["runs"]["steps"]
    return next(each for each in steps if each.get("name") == name)


def act(repository: Path, tmp_path: Path, **inputs: str) -> tuple[int, dict[str, str], str, str]:
    """Run the action's step as GitHub does; return code, outputs, log and step summary."""
    chosen = {name: each["default"] for name, each in loaded(ROOT / "action.yml")["inputs"].items()}
    chosen |= {name.replace("_", "-"): value for name, value in inputs.items()}
    lint = step("Lint templates")
    given = {
        key: chosen[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for key, value in lint["env"].items()
    }
    script = tmp_path / "step.sh"
    script.write_text(lint["run"], encoding="utf-8")
    files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("", encoding="utf-8")
    env = {name: str(file) for name, file in files.items()} | {"RUNNER_TEMP": str(tmp_path)}
    bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = run(bash, repository, **given, **env)
    output = files["GITHUB_OUTPUT"].read_text(encoding="utf-8")
    outputs = dict(line.split("=", 1) for line in output.splitlines())
    summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    return done.returncode, outputs, done.stdout + done.stderr, summary


def test_the_action_annotates_and_writes_a_sarif_file_and_a_summary(
    repository: Path, tmp_path: Path
) -> None:
    (repository / "templates" / "dirty.txt").write_text(DIRTY + "\n", encoding="utf-8")
    code, outputs, log, summary = act(
        repository, tmp_path, paths="templates", formats="sarif, junit", profile="cn-bank"
    )
    assert (code, outputs["exit-code"]) == (1, "1")
    sarif = json.loads(Path(outputs["sarif"]).read_text(encoding="utf-8"))
    results = sarif["runs"][0]["results"]
    assert int(outputs["findings"]) == len(results) > 0
    assert "::error file=templates/dirty.txt,line=1" in log
    assert "templates/dirty.txt" in summary
    assert (tmp_path / "auditkit-lint" / "lint.junit").exists()


def test_the_action_passes_on_a_clean_folder_and_takes_inputs_for_words_not_for_commands(
    repository: Path, tmp_path: Path
) -> None:
    odd = repository / 'odd "$(touch broken)"'
    odd.mkdir()
    shutil.copy(repository / "templates" / "clean.txt", odd / "clean.sms.txt")
    (repository / "auditkit.toml").write_text(
        SETTINGS.replace("templates/**", "**"), encoding="utf-8"
    )
    code, outputs, log, _ = act(
        repository, tmp_path, paths=f"templates\n\n{odd.name}\n", formats="", fail_on="never"
    )
    assert (code, outputs) == (0, {"sarif": "", "findings": "0", "exit-code": "0"}), log
    assert not (repository / "broken").exists()


def test_no_step_of_the_action_puts_an_input_into_its_script() -> None:
    action = loaded(ROOT / "action.yml")
    scripts = [each["run"] for each in action["runs"]["steps"] if "run" in each]
    assert len(scripts) == 2
    assert [script for script in scripts if "${{" in script] == []
    used = {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]}
    said = json.dumps([{**each, "run": ""} for each in action["runs"]["steps"]])
    assert [name for name in sorted(used) if name not in said] == []


def test_the_action_installs_its_own_version_or_the_one_that_is_named(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    script = step("Install auditkit")["run"]
    path = os.pathsep.join((str(tmp_path), os.environ["PATH"]))
    asked = {
        version: subprocess.run(
            ["bash", "-c", script],
            env={"PATH": path, "VERSION": version, "ACTION_PATH": "/a b"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()[-1]
        for version in ("", "1.2.3")
    }
    assert asked == {"": "/a b", "1.2.3": "auditkit==1.2.3"}


def test_the_workflow_of_github_uses_outputs_and_inputs_that_the_action_has() -> None:
    action, workflow = loaded(ROOT / "action.yml"), loaded(CI / "github-workflow.yml")
    steps = workflow["jobs"]["lint"]["steps"]
    ours = next(each for each in steps if each.get("id") == "auditkit")
    assert set(ours["with"]) <= set(action["inputs"])
    assert workflow["permissions"] == {}
    upload = next(each for each in steps if "upload-sarif" in each.get("uses", ""))
    assert upload["with"]["sarif_file"] == "${{ steps.auditkit.outputs.sarif }}"
    assert "sarif" in action["outputs"]
    pinned = [each["uses"] for each in (*steps, *action["runs"]["steps"]) if "uses" in each]
    assert [name for name in pinned if "@v" not in name] == []


def test_the_script_of_gitlab_writes_the_reports_that_the_job_names(repository: Path) -> None:
    (repository / "templates" / "dirty.txt").write_text(DIRTY + "\n", encoding="utf-8")
    job = loaded(CI / "gitlab-ci.yml")["lint-templates"]
    done = [run(["bash", "-c", line], repository) for line in job["script"]]
    assert [each.returncode for each in done] == [1]
    reports = job["artifacts"]["reports"]
    issues = json.loads((repository / reports["codequality"]).read_text(encoding="utf-8"))
    assert {issue["location"]["path"] for issue in issues} == {"templates/dirty.txt"}
    suite = ElementTree.parse(repository / reports["junit"]).getroot()
    assert suite.find(".//failure") is not None
    assert job["artifacts"]["when"] == "always"
