from __future__ import annotations

import pytest
from report_factory import bundle, manifest
from report_golden import assert_golden

from auditkit.core.findings import Decided
from auditkit.report.summary import render_text
from auditkit.report.width import shown_width


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_end_of_a_run_reads_like_the_golden_file(lang: str) -> None:
    assert_golden(f"summary.{lang}.txt", render_text(bundle(), lang, 100).encode())


@pytest.mark.parametrize("width", [10, 60, 80, 133])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_console(lang: str, width: int) -> None:
    lines = render_text(bundle(), lang, width).split("\n")
    assert max(map(shown_width, lines)) <= max(width, 60)


def test_an_alarm_is_wrapped_and_never_cut() -> None:
    long = "甲" * 200
    text = render_text(bundle(manifest=manifest(alarms=[{"zh": long, "en": long}])), "zh", 80)
    assert text.count("甲") == 200


def test_a_clean_run_says_so() -> None:
    clean = bundle(findings=(), incidents=(), not_evaluated=(), unknown_codes=(), coverage=())
    text = render_text(clean, "en", 80)
    assert "Nothing was found" in text
    assert "Every rule was evaluated" in text


def test_what_was_decided_is_counted_apart_and_stays_in_the_table() -> None:
    whole = bundle()
    first = whole.findings[0]
    mine = Decided("confirmed", "Li Lei", "os", "2026-04-01T08:00:00+00:00", "heard it")
    counts = {"confirmed": 1, "open": len(whole.findings) - 1, "lapsed": 0, "final": 0}
    decided = bundle(manifest=manifest(decisions=counts), decided={first.fingerprint: mine})
    text = render_text(decided, "en", 100)
    assert f"Decided so far: open {len(whole.findings) - 1}, confirmed 1" in text
    assert first.rule in text
    assert "Decided so far" not in render_text(whole, "en", 100)


def test_rules_of_one_severity_are_listed_by_number_of_findings() -> None:
    lines = render_text(bundle(), "en", 120).split("\n")
    rules = [line.split()[0] for line in lines if line.startswith(("cn-", "bank-"))][1:]
    assert rules == [
        "cn-law.contact.refusal", "cn-self.hours.quiet", "cn-std.frequency.interactive",
        "bank-example.frequency.calls",
    ]  # fmt: skip
