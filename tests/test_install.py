"""What stands on a Windows desk: install.cmd, which no test here can start, is read with care."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "install.cmd"
CHINESE = ROOT / "install.zh.txt"


def lines() -> list[str]:
    return SCRIPT.read_bytes().decode("ascii").split("\r\n")


@pytest.mark.parametrize("file", [SCRIPT, CHINESE])
def test_every_line_ends_as_windows_wants_it(file):
    raw = file.read_bytes()
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert (
        f"{'*.cmd' if file is SCRIPT else file.name} -text" in (ROOT / ".gitattributes").read_text()
    )


def test_the_script_is_ascii_so_that_any_code_page_shows_it():
    assert SCRIPT.read_bytes().isascii()


def test_every_label_that_is_gone_to_is_there_once_and_none_is_left_over():
    text = "\n".join(lines())
    labels = re.findall(r"(?m)^:(\w+)", text)
    gone_to = set(re.findall(r"goto (\w+)", text)) | set(re.findall(r"call :(\w+)", text))
    assert len(labels) == len(set(labels))
    assert gone_to == set(labels)


def test_every_end_has_an_exit_code_that_the_head_and_the_readmes_name():
    codes = {int(code) for code in re.findall(r"exit /b (\d)", "\n".join(lines()))}
    head = next(line for line in lines() if line.startswith("rem Exit codes"))
    assert codes == {int(code) for code in re.findall(r"(\d) ", head)} == {0, 1, 2, 3, 4}


def test_every_end_is_told_in_chinese_too():
    told = dict(line.split("=", 1) for line in CHINESE.read_text(encoding="utf-8").splitlines())
    assert set(told) == set(re.findall(r"call :chinese (\w+)", "\n".join(lines())))
    # for /f and echo would take these for their own
    assert [mark for text in told.values() for mark in '%&|<>^!"' if mark in text] == []


def test_no_network_is_asked_and_no_block_breaks_on_a_folder_with_brackets():
    text = "\n".join(lines())
    assert text.count(" -m pip install") == text.count("--no-index --find-links") == 1
    opened = [line for line in lines() if line.endswith("(") or line.startswith(")")]
    assert opened == [], "a path such as C:\\Program Files (x86) would end a block"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_says_how_the_wheels_are_made(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    for part in ("--platform win_amd64", "--only-binary=:all:", "-c constraints.txt", "colorama"):
        assert part in text
        assert part in make
    assert "install.cmd" in text
