"""The README is true: its session works, its files and words exist, both languages agree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
INSTALLS = ("python3 -m venv", ".venv/bin/pip", ". .venv")


def session(readme: Path) -> list[str]:
    """Return the commands of the session, without the three that make the environment."""
    block = re.search(r"```sh\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    lines = [line.split("  #")[0].rstrip() for line in block.group(1).splitlines()]
    assert len(lines) <= 10
    return [line for line in lines if not line.startswith(INSTALLS)]


def bare(commands: list[str]) -> list[str]:
    return [command.replace(" --lang en", "") for command in commands]


@pytest.mark.parametrize("lang", READMES)
def test_the_session_of_the_readme_works(lang, tmp_path):
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "AUDITKIT_KEY_FILE": str(tmp_path / "institution.key"),
    }
    for command in session(READMES[lang]):
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        expected = 1 if command.startswith("auditkit scan") else 0
        assert done.returncode == expected, f"{command}\n{done.stderr.decode()}"
    assert (tmp_path / "out" / "report.xlsx").stat().st_size
    assert (tmp_path / "findings.jsonl").stat().st_size
    assert (tmp_path / "mapping.yaml").stat().st_size


def test_both_languages_show_the_same_session():
    assert bare(session(READMES["zh"])) == bare(session(READMES["en"]))


@pytest.mark.parametrize("lang", READMES)
def test_every_pack_and_profile_is_named(lang):
    text = READMES[lang].read_text(encoding="utf-8")
    packs = [file.parent.name for file in ROOT.glob("policies/*/pack.yaml")]
    profiles = [file.stem for file in ROOT.glob("policies/profiles/*.yaml")]
    assert [name for name in packs + profiles if f"`{name}`" not in text] == []


@pytest.mark.parametrize("lang", READMES)
def test_every_file_of_a_run_and_every_exit_code_is_explained(lang):
    from auditkit.report.formats import ALWAYS, FORMATS

    text = READMES[lang].read_text(encoding="utf-8")
    files = [each.filename for each in (*FORMATS.values(), *ALWAYS.values())]
    assert [name for name in [*files, "audit.db"] if f"`{name}`" not in text] == []
    assert re.findall(r"^\| (\d) \|", text, re.MULTILINE) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("lang", READMES)
def test_every_link_leads_somewhere(lang):
    text = READMES[lang].read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_rule_of_the_readme_is_one_the_loader_takes(tmp_path):
    from auditkit.checks import BUILTIN
    from auditkit.policy.model import RuleFile
    from auditkit.policy.yaml import read

    block = re.search(r"```yaml\n(.*?)```", READMES["en"].read_text(encoding="utf-8"), re.DOTALL)
    assert block
    file = tmp_path / "rule.yaml"
    file.write_text(block.group(1), encoding="utf-8")
    rule = RuleFile.model_validate(read(file).data)
    check = next(check for check in BUILTIN if check.id == rule.check)
    assert [check.params.model_validate(params) for params in rule.values.values()]


def test_the_changelog_has_a_place_for_what_comes_next():
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
