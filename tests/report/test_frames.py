"""A run as pandas frames: the same values as the reports, in dtypes an analyst can work with."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, replace

import pandas as pd
import pytest
from report_decided import decided_bundle
from report_factory import bundle, manifest
from report_hostile import hostile_bundle

from auditkit.api import Frames, break_down, frames
from auditkit.core.errors import ConfigError
from auditkit.core.i18n import LANGUAGES, Catalogue
from auditkit.report import csv_table
from auditkit.report.breakdown import DIMENSIONS, breakdown
from auditkit.report.frames.columns import BREAKDOWN, FRAMES, HOLDS, Kind, holds
from auditkit.report.interface import HourKey, ReportBundle
from auditkit.report.rates import load_rates

ZONE = "Asia/Shanghai"


def empty() -> ReportBundle:
    nothing = dict.fromkeys(("files", "rules", "findings", "incidents", "exemptions"), ())
    nothing |= dict.fromkeys(("not_evaluated", "coverage", "rejects", "lookbacks"), ())
    return replace(bundle(), contacts={}, **nothing)


def with_first(**changes: object) -> ReportBundle:
    """Return the run with its first finding changed."""
    whole = bundle()
    return replace(whole, findings=(replace(whole.findings[0], **changes), *whole.findings[1:]))


def declared(column: str) -> str:
    """Return the dtype of a column as pandas names it."""
    kind = holds(column).kind
    if kind in (Kind.WORD, Kind.LEVEL, Kind.OF_RULES):
        return "category"
    return kind.value.replace("zone", ZONE)


def as_csv(column: str, value: object) -> str:
    """Return a value of a frame as ``findings.csv`` writes it."""
    if pd.isna(value):
        return ""
    match holds(column).kind:
        case Kind.DAY:
            return f"{value:%Y-%m-%d}"
        case Kind.INSTANT:
            zone = "UTC" if column == "decided_at" else ZONE
            return value.tz_convert(zone).isoformat()
        case Kind.NUMBER:
            return f"{value:g}"
        case Kind.FLAG:
            return str(value).lower()
    return str(value)


@pytest.mark.parametrize("make", [bundle, decided_bundle, empty, hostile_bundle])
def test_every_frame_has_its_declared_columns_and_dtypes(make):
    made = frames(make())
    assert Frames.__slots__ == tuple(FRAMES)
    for name, columns in FRAMES.items():
        frame = getattr(made, name)
        assert {each: str(dtype) for each, dtype in frame.dtypes.items()} == {
            each: declared(each) for each in columns
        }
        assert list(frame.columns) == list(columns)


def test_nothing_is_declared_that_no_frame_has():
    used = {*BREAKDOWN, *(column for columns in FRAMES.values() for column in columns)}
    assert set(HOLDS) <= used


def test_findings_are_the_rows_of_the_csv():
    whole = decided_bundle()
    out = io.BytesIO()
    csv_table.render(whole, out, lang="zh")
    told = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    shown = frames(whole).findings.drop(columns="local_at")
    undecided = {"final": "", "lapsed": ""}  # a frame says False, the file nothing
    made = [
        {name: as_csv(name, value) for name, value in row.items()}
        | ({} if row["decided_by"] else undecided)
        for row in shown.to_dict("records")
    ]
    assert made == told


def test_a_time_is_an_instant_in_the_zone_of_the_profile_and_a_clock_of_the_person():
    row = frames(with_first(at="2026-03-01T21:30:00-05:00")).findings.iloc[0]
    assert row["at"] == pd.Timestamp("2026-03-02 10:30:00", tz=ZONE)
    assert str(row["at"].tz) == ZONE
    assert row["local_at"] == pd.Timestamp("2026-03-01 21:30:00")


def test_where_only_the_day_is_known_there_is_no_time():
    row = frames(with_first(at="2026-03-01", day="2026-03-01")).findings.iloc[0]
    assert row["day"] == pd.Timestamp("2026-03-01")
    assert pd.isna(row["at"])
    assert pd.isna(row["local_at"])


def test_grave_is_more_than_slight():
    findings = frames(bundle()).findings
    for name, least, most in (
        ("severity", "low", "critical"),
        ("certainty", "advisory", "definite"),
        ("force", "bank_policy", "law"),
    ):
        assert (findings[name] >= least).all()
        assert findings[name].cat.categories[-1] == most
    grave = findings[findings["severity"] >= "high"]
    assert set(grave["severity"]) == {"high", "critical"}


def test_a_rule_without_findings_is_counted_as_none():
    whole = bundle()
    first = whole.findings[0]
    counts = frames(replace(whole, findings=(first,))).findings.groupby("rule", observed=False)
    assert counts.size().to_dict() == {rule.id: int(rule.id == first.rule) for rule in whole.rules}


def test_a_duty_left_undone_was_done_to_nobody():
    row = frames(with_first(party="", party_role="")).findings.iloc[0]
    assert row["party"] == ""
    assert pd.isna(row["party_role"])


def test_a_word_that_nobody_declared_is_kept():
    row = frames(with_first(party_role="astronaut", rule="gone.rule")).findings.iloc[0]
    assert (row["party_role"], row["rule"]) == ("astronaut", "gone.rule")


def test_activities_carry_their_incident_and_no_time_of_talk_that_is_not_known():
    whole = bundle()
    incident = next(each for each in whole.incidents if each.activities)
    silent = replace(incident.activities[0], duration_s=-1)
    told = replace(incident, activities=(silent, *incident.activities[1:]))
    shown = frames(replace(whole, incidents=(told,))).activities
    assert shown["activity_id"].tolist() == [each.activity_id for each in told.activities]
    assert set(shown["incident"]) == {incident.id}
    assert set(shown["rule"].astype(str)) == {incident.rule}
    assert pd.isna(shown["duration_s"].iloc[0])


def test_what_was_not_judged_or_read_comes_with_its_reason_in_words():
    whole = bundle()
    shown = frames(whole)
    each, row = whole.not_evaluated[0], shown.not_evaluated.iloc[0]
    assert (row["rule"], row["reason"], row["rows"]) == (each.rule, each.reason, each.rows)
    for lang in LANGUAGES:
        words, out = Catalogue(lang), io.BytesIO()
        assert row[f"meaning_{lang}"] == words.text(f"why_not.{each.reason}")
        csv_table.render_rejects(whole, out, lang=lang)
        told = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
        assert shown.rejects[f"meaning_{lang}"].tolist() == [line["meaning"] for line in told]


def test_the_control_totals_are_those_of_the_manifest():
    whole = bundle()
    totals = [asdict(each) for each in whole.files]
    shown = frames(whole).files.rename(columns={"activities_made": "activities"})
    assert shown.to_dict("records") == totals
    assert shown["activities"].ne(shown["read"]).any()


def test_contacts_and_hours_are_what_was_judged():
    whole = replace(bundle(), hours={HourKey(6, 23): 2, HourKey(0, 9): 5})
    shown = frames(whole)
    assert shown.contacts["contacts"].sum() == sum(whole.contacts.values())
    assert shown.hours.to_numpy().tolist() == [[0, 9, 5], [6, 23, 2]]


@pytest.mark.parametrize("by", DIMENSIONS)
def test_the_breakdown_has_the_figures_of_the_workbook(by):
    whole = bundle()
    lines = breakdown(whole, by, load_rates())
    shown = break_down(whole, by)
    assert list(shown.columns) == [by, *BREAKDOWN]
    for line, row in zip(lines, shown.to_dict("records"), strict=True):
        assert as_csv(by, row[by]) == line.key
        assert [row[name] for name in BREAKDOWN[:7]] == [
            getattr(line, name) for name in BREAKDOWN[:7]
        ]
        rate = [row[name] for name in BREAKDOWN[7:10]]
        assert all(map(pd.isna, rate)) if line.rate is None else rate == [
            line.rate.value, line.rate.low, line.rate.high
        ]  # fmt: skip
        assert [row[name] for name in BREAKDOWN[10:]] == [
            line.severity[name] for name in BREAKDOWN[10:]
        ]


def test_a_breakdown_by_nothing_known_says_what_there_is():
    with pytest.raises(ConfigError, match="agency"):
        break_down(bundle(), "weather")


def test_frames_survive_parquet(tmp_path):
    made = frames(hostile_bundle())
    for name in FRAMES:
        frame = getattr(made, name)
        frame.to_parquet(tmp_path / "frame.parquet")
        again = pd.read_parquet(tmp_path / "frame.parquet")
        pd.testing.assert_frame_equal(again, frame)


def test_at_a_prompt_frames_say_how_much_they_hold():
    whole = bundle()
    assert repr(frames(whole)).startswith(f"Frames(findings: {len(whole.findings)}, activities: ")


def test_a_run_without_a_known_zone_is_shown_in_utc():
    bare = {**manifest(), "profile": {"id": "cn-bank"}}
    assert str(frames(replace(bundle(), manifest=bare)).findings["at"].dt.tz) == "UTC"
