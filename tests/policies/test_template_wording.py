"""What a rule on templates suggests to say is what it asks for, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditkit import api
from auditkit.policy.load import LoadedPack, load_packs
from tests.policies.rows import ROOT

PACKS = "-template"
HOUSE = "template-style"
PROFILES = ("cn-bank", "cn-card", "us-reg-f")
LANGUAGES = ("zh", "en")


def is_of_templates(pack: LoadedPack) -> bool:
    return pack.pack.id == HOUSE or pack.pack.id.endswith(PACKS)


RULES = {
    loaded.rule.id: loaded.rule
    for pack in load_packs(ROOT / "policies")
    if is_of_templates(pack)
    for loaded in pack.rules
}
ASKING = sorted(name for name, rule in RULES.items() if rule.check == "privacy.required")


def front_matter(written: Mapping[str, Any]) -> str:
    """Return metadata of a template that a rule of these parameters asks."""
    select, where = written["select"], written.get("where", {})
    stage = (
        "voicemail" if "voicemail" in select.get("outcomes", ()) else where.get("template_stage")
    )
    meta = {
        "channel": select["channels"][0],
        "audience": select.get("roles", ["debtor"])[0],
        "sender": "agency" if select.get("actor") == "agency" else "bank",
        "stage": stage or "early",
    }
    return yaml.safe_dump(meta, allow_unicode=True)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Return rule and language wherever a rule finds fault with its own suggestion."""
    folder = tmp_path_factory.mktemp("wording")
    for name in ASKING:
        rule = RULES[name]
        head = front_matter(rule.values[max(rule.values)])
        for lang in LANGUAGES:
            text = getattr(rule.wording, lang)
            content = f"---\n{head}language: {lang}\n---\n{text}\n"
            (folder / f"{name}~{lang}.txt").write_text(content, encoding="utf-8")
    said: set[tuple[str, str]] = set()
    for profile in PROFILES:
        result = api.lint([str(folder)], profile=profile, as_of=date(2026, 12, 1))
        for finding in result.report.findings:
            name, _, lang = Path(finding.path).stem.partition("~")
            said |= {(name, lang)} if finding.rule == name else set()
    return said


def test_every_rule_that_asks_for_words_suggests_some_in_both_languages():
    assert len(ASKING) >= 35
    assert [name for name in ASKING if RULES[name].wording is None] == []


@pytest.mark.parametrize("name", ASKING)
def test_what_is_suggested_is_what_is_asked_for(name, found):
    assert [lang for lang in LANGUAGES if (name, lang) in found] == []


def test_every_rule_of_templates_says_why():
    assert [name for name, rule in RULES.items() if rule.why is None] == []
