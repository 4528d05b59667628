"""The guide to the library is true: its code runs, its names exist, both languages agree."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from auditkit import api

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {"en": ROOT / "docs" / "library.md", "zh": ROOT / "docs" / "library.zh-CN.md"}
KEY = base64.b64encode(b"synthetic key for tests, 32 byte").decode()


def text(lang: str) -> str:
    return GUIDES[lang].read_text(encoding="utf-8")


def blocks(lang: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text(lang), re.DOTALL)


def without_comments(code: str) -> str:
    return re.sub(r" +#.*", "", code)


def test_the_session_and_every_recipe_run_one_after_another(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples" / "bank", tmp_path / "examples" / "bank")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITKIT_KEY", KEY)
    names: dict[str, Any] = {}
    for number, block in enumerate(blocks("en")):
        exec(compile(block, f"block {number} of {GUIDES['en'].name}", "exec"), names)
    assert names["act"].nunique() == names["result"].bundle.manifest["headline"]["overlaps"]
    pd.testing.assert_frame_equal(names["earlier"].findings, names["run"].findings)
    assert (tmp_path / "out" / "findings.parquet").stat().st_size
    assert len(names["left"])


def test_the_session_is_as_short_as_it_says():
    session = blocks("en")[0]
    assert len([line for line in session.splitlines() if line and "import" not in line]) <= 10


def test_both_languages_show_the_same_code():
    assert list(map(without_comments, blocks("zh"))) == list(map(without_comments, blocks("en")))


@pytest.mark.parametrize("lang", GUIDES)
def test_every_public_name_is_told_of(lang):
    table = "\n".join(line for line in text(lang).splitlines() if line.startswith("|"))
    told = set(re.findall(r"`(\w+)`", table))
    assert told >= set(api.__all__)
    assert told <= {*api.__all__, "api"}


@pytest.mark.parametrize("lang", GUIDES)
def test_every_link_of_the_guide_leads_somewhere(lang):
    links = re.findall(r"\]\(([^)#]+)\)", text(lang))
    assert links
    assert [link for link in links if not (GUIDES[lang].parent / link).exists()] == []
