"""The made-up US month: VICIdial's shape, planted rules, quiet Sundays."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from auditkit.core.resources import data_folder
from auditkit.sources.mapping import load_mapping
from auditkit.synthetic.us import DIALLER_FILE, STATUS, make_shop, write_us
from auditkit.synthetic.us_shop import ZONES

# what a call log without texts cannot show: what was said, letters, messages, social media, legal
# steps, records that were deleted
UNSEEN = {
    "us-reg-f.address.opt-out",
    "us-reg-f.amount.over",
    "us-reg-f.credit.notice.missing",
    "us-reg-f.disclosure.missing",
    "us-reg-f.dispute.hold",
    "us-reg-f.dispute.original-creditor",
    "us-reg-f.electronic.opt-out",
    "us-reg-f.electronic.opt-out-notice.missing",
    "us-reg-f.email.employer",
    "us-reg-f.false.arrest",
    "us-reg-f.false.attorney",
    "us-reg-f.false.authority",
    "us-reg-f.false.crime",
    "us-reg-f.false.legal-status",
    "us-reg-f.false.seizure",
    "us-reg-f.fee.unauthorised",
    "us-reg-f.harass.insult",
    "us-reg-f.harass.threat",
    "us-reg-f.letter.postcard",
    "us-reg-f.location.employer-named",
    "us-reg-f.location.identified",
    "us-reg-f.location.once-written",
    "us-reg-f.records.deleted",
    "us-reg-f.social.posted",
    "us-reg-f.social.public",
    "us-reg-f.time-barred.suit",
    "us-reg-f.time-barred.threat",
    "us-reg-f.validation.notice.missing",
    "us-reg-f.validation.period",
    "us-reg-f.venue.suit",
    "us-reg-f.voicemail.limited-content",
    "us-reg-f.voicemail.wrong-number",  # the dialler has no status for a wrong number
}


def test_every_rule_that_a_call_log_can_break_is_planted() -> None:
    planted = Counter(rule for rule, _ in make_shop(rows=2_000, seed=1).planted)
    files = (data_folder("policies") / "us-reg-f" / "rules").glob("*.yaml")
    rules = {f.name.removesuffix(".yaml") for f in files if not f.name.endswith(".cases.yaml")}
    assert set(planted) == rules - UNSEEN
    assert min(planted.values()) >= 5


def test_the_export_looks_like_vicidial(tmp_path: Path) -> None:
    answers = write_us(tmp_path, rows=300)
    with (tmp_path / "logs" / DIALLER_FILE).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["status"] for row in rows} <= set(STATUS)
    assert {row["gmt_offset_now"] for row in rows} == set(ZONES)
    for answer in answers.planted:
        assert rows[answer.row - 2]["vendor_lead_code"] == answer.case


def test_the_mapping_is_without_mistakes(tmp_path: Path) -> None:
    write_us(tmp_path, rows=100)
    names = [entry.name for entry in load_mapping(tmp_path / "mapping.yaml").sources]
    assert names == ["vicidial", "account-events"]
