"""The made-up US month: VICIdial's shape, planted rules, quiet Sundays."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from auditkit.core.resources import data_folder
from auditkit.sources.mapping import load_mapping
from auditkit.synthetic.us import DIALLER_FILE, EVENTS_FILE, STATUS, make_shop, write_us
from auditkit.synthetic.us_shop import ZONES

# what calls and the list of events cannot show: transcripts, letters, messages, social media
UNSEEN = {
    "us-reg-f.address.opt-out",
    "us-reg-f.amount.over",
    "us-reg-f.credit.notice.missing",  # takes a year of calls
    "us-reg-f.disclosure.missing",
    "us-reg-f.electronic.opt-out",
    "us-reg-f.electronic.opt-out-notice.missing",
    "us-reg-f.email.employer",
    "us-reg-f.letter.postcard",
    "us-reg-f.location.employer-named",
    "us-reg-f.location.identified",
    "us-reg-f.location.once-written",
    "us-reg-f.social.posted",
    "us-reg-f.social.public",
    "us-reg-f.voicemail.limited-content",
    "us-reg-f.voicemail.wrong-number",  # the dialler has no status for a wrong number
}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_rule_that_calls_and_events_can_break_is_planted() -> None:
    planted = Counter(rule for rule, _ in make_shop(rows=2_000, seed=1).planted)
    files = (data_folder("policies") / "us-reg-f" / "rules").glob("*.yaml")
    rules = {f.name.removesuffix(".yaml") for f in files if not f.name.endswith(".cases.yaml")}
    assert set(planted) == rules - UNSEEN
    assert min(planted.values()) >= 5


def test_the_export_looks_like_vicidial(tmp_path: Path) -> None:
    write_us(tmp_path, rows=300)
    rows = table(tmp_path / "logs" / DIALLER_FILE)
    assert {row["status"] for row in rows} <= set(STATUS)
    assert {row["gmt_offset_now"] for row in rows} == set(ZONES)


def test_answers_point_at_the_rows_of_both_files(tmp_path: Path) -> None:
    answers = write_us(tmp_path, rows=300)
    columns = {DIALLER_FILE: "vendor_lead_code", EVENTS_FILE: "case_id"}
    rows = {name: table(tmp_path / "logs" / name) for name in columns}
    assert {answer.file for answer in answers.planted} == set(columns)
    for answer in answers.planted:
        assert rows[answer.file][answer.row - 2][columns[answer.file]] == answer.case


def test_a_year_before_the_month_stands_in_the_events(tmp_path: Path) -> None:
    write_us(tmp_path, rows=300)
    first = min(row["at"] for row in table(tmp_path / "logs" / EVENTS_FILE))
    assert first < "2025-10-01"


def test_the_mapping_is_without_mistakes(tmp_path: Path) -> None:
    write_us(tmp_path, rows=100)
    names = [entry.name for entry in load_mapping(tmp_path / "mapping.yaml").sources]
    assert names == ["vicidial", "account-events"]
