"""``auditkit explain`` says of a rule what its page says, and helps with a mistyped name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditkit.cli.main import main

DOCS = Path(__file__).parents[2] / "docs" / "rules"
ASKED = ("us-reg-f.false.arrest", "template-style.sms.hotline.missing", "lint.metadata")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rule", ASKED)
def test_explain_says_what_the_page_says(
    rule: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", rule, "--lang", lang]) == 0
    said = re.sub(r"\s+", "", capsys.readouterr().out)
    page = (DOCS / lang / f"{rule}.md").read_text(encoding="utf-8")
    told = re.sub(r"^(# |## |- |\[←.*|```.*)", "", page, flags=re.MULTILINE)
    lines = [re.sub(r"[\s\\]+", "", line) for line in told.splitlines() if line.strip()]
    facts = [line for line in lines if line not in said]
    assert len(facts) <= 8  # the head, where the page has a colon between label and value
    assert all(re.split("[:：]", each, maxsplit=1)[1] in said for each in facts)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("us-reg-f.false.arrest", "auditkit: allow us-reg-f.false.arrest reason="),
        ("cn-gbt45251.frequency.interactive", "recorded with auditkit review"),
        ("lint.suppression.expired", "Never, as a rule of linting itself"),
        ("cn-pfi.secret", "Never: neither a suppression nor a baseline"),
    ],
)
def test_explain_tells_how_a_finding_can_be_set_aside(
    rule: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", rule, "--lang", "en"]) == 0
    assert told in capsys.readouterr().out.rpartition("How to suppress")[2]


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [
        ("us-reg-f.flase.arrest", "us-reg-f.false.arrest"),
        ("sms.hotline.missing", "template-style.sms.hotline.missing"),
        ("lint.supression.expired", "lint.suppression.expired"),
    ],
)
def test_a_mistyped_rule_is_answered_with_names_that_are_alike(
    mistyped: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", mistyped]) == 3
    assert meant in capsys.readouterr().err


def test_a_rule_of_templates_is_told_in_order_with_what_not_to_write_and_what_instead() -> None:
    page = (DOCS / "en" / "template-style.sms.hotline.missing.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == [
        "What it asks",
        "Why",
        "Versions: in force, on what clause, parameters",
        "Example",
        "Wording",
        "Remedy",
        "Known limits",
        "How to suppress",
    ]
    wording = page.partition("## Wording")[2].partition("##")[0].strip().splitlines()
    assert wording == [
        "- Not: 您的信用卡已逾期，请尽快还款。",
        "- Better: Questions? Please call our hotline {hotline}.",
    ]
    assert "the bank's own policy; the bank's own document" in page
