"""The guide to linting is true: its files are read, its commands end as it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from auditkit.cli.main import main
from auditkit.templates.stages import load_stages

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {"en": ROOT / "docs" / "linting.md", "zh": ROOT / "docs" / "linting.zh-CN.md"}
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(lang: str) -> list[tuple[str, str, str]]:
    return _BLOCK.findall(GUIDES[lang].read_text(encoding="utf-8"))


def commands(lang: str) -> list[tuple[str, int]]:
    lines = [line for kind, _, text in blocks(lang) if kind == "sh" for line in text.splitlines()]
    return [(line.partition("#")[0].strip(), int(line.partition("#")[2])) for line in lines]


def test_the_files_are_read_and_every_command_ends_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    for kind, name, text in blocks("en"):
        if name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")
        for line in text.splitlines() if kind == "sh" else ():
            command, code = line.partition("#")[0].strip(), int(line.partition("#")[2])
            assert main(shlex.split(command)[1:]) == code, command
            said[command] = capsys.readouterr().out
    first = said["auditkit lint templates --lang en"]
    assert "cn-cba2026.language.threat" in first
    assert "cn-pipl.message.identifier" in first
    assert "+++" in said["auditkit lint templates --diff --lang en"]
    assert "{card_last4}" in Path("templates/sms/overdue.txt").read_text(encoding="utf-8")
    assert Path("lint.sarif").stat().st_size
    assert Path("lint.junit.xml").stat().st_size


def test_both_languages_show_the_same_commands_and_files() -> None:
    plain = {
        lang: [line.replace(" --lang en", "") for line, _ in commands(lang)] for lang in GUIDES
    }
    assert plain["zh"] == plain["en"]
    assert [b[1] for b in blocks("zh") if b[1]] == [b[1] for b in blocks("en") if b[1]]


@pytest.mark.parametrize("lang", GUIDES)
def test_the_stages_that_are_told_are_stages(lang: str) -> None:
    paragraph = re.search(
        r"`policies/lint/stages\.yaml`.*?\n\n", GUIDES[lang].read_text(), re.DOTALL
    )
    assert paragraph
    told = set(re.findall(r"`([a-z_]+)`", paragraph[0]))
    assert told
    assert told <= set(load_stages((ROOT / "policies",)))


@pytest.mark.parametrize("lang", GUIDES)
def test_every_link_of_the_guide_leads_somewhere(lang: str) -> None:
    text = GUIDES[lang].read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (GUIDES[lang].parent / link).exists()] == []
