"""The data of the page holds what the run holds: it is read back and compared with the run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from report_decided import decided_bundle
from report_factory import NAN, START, activity, bundle, finding, many
from report_golden import assert_golden
from report_hostile import hostile_bundle
from report_page_data import Document, data_of, read_activities, read_findings, rows, said_by, word

from auditkit.core.resources import data_folder
from auditkit.report.breakdown import DIMENSIONS, breakdown
from auditkit.report.html.moment import moment
from auditkit.report.html.payload import script_safe
from auditkit.report.interface import HourKey, ReportBundle
from auditkit.report.params import params_in_words
from auditkit.report.rates import load_rates
from auditkit.report.safe import visible_lines
from auditkit.report.words import words_for


def odd() -> ReportBundle:
    """Return a run whose findings lack what findings may lack, of a rule nobody describes."""
    day_only = activity(3, START, linked=())
    day_only = replace(day_only, at="2026-03-02", step="refusal|suit.filed", duration_s=-1)
    plain = finding("cn-self.hours.quiet", day_only, at="2026-03-02", case_id="", window=None)
    return bundle(
        rules=(),
        findings=(replace(plain, observed=NAN, limit=2.5, party_role="", basis=()),),
        incidents=(replace(bundle().incidents[0], id=plain.incident,
                           findings=(plain.fingerprint,), activities=(day_only,)),),
    )  # fmt: skip


RUNS: dict[str, Callable[[], ReportBundle]] = {
    "plain": bundle, "decided": decided_bundle, "hostile": hostile_bundle, "odd": odd,
    "empty": lambda: bundle(findings=(), incidents=(), rules=(), contacts={}, files=()),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_the_data_is_what_its_schema_says(name: str) -> None:
    schema = json.loads((data_folder("reports") / "schema" / "html.schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    errors = list(Draft202012Validator(schema).iter_errors(data_of(RUNS[name]())))
    assert [(list(each.path), each.message[:200]) for each in errors] == []


@pytest.mark.parametrize("name", ["plain", "decided", "odd"])
def test_every_finding_reads_back_as_the_run_has_it(name: str) -> None:
    run = RUNS[name]()
    assert list(read_findings(data_of(run))) == [said_by(each) for each in run.findings]


@pytest.mark.parametrize("name", ["plain", "decided", "odd"])
def test_activities_of_incidents_read_back_in_the_order_of_time(name: str) -> None:
    run = RUNS[name]()
    known = {one.activity_id: one for each in run.incidents for one in each.activities}
    expected = sorted(known.values(), key=lambda each: (each.at, each.activity_id))
    assert list(read_activities(data_of(run))) == expected


def test_an_offending_activity_outside_incidents_is_there_as_far_as_its_finding_tells() -> None:
    run = many(2)
    read = list(read_activities(data_of(run)))
    assert [(each.activity_id, each.at, each.channel) for each in read] == [
        (each.anchor_activity, each.at, "") for each in run.findings
    ]


def test_incidents_name_their_findings_and_activities() -> None:
    run = bundle()
    document = data_of(run)
    names, acts = document["findings"]["fingerprint"], document["activities"]["id"]
    read = [
        (row["id"], document["rules"][row["rule"]]["id"], document["strings"][row["debtor"]],
         [names[each] for each in row["findings"]], [acts[each] for each in row["activities"]])
        for row in rows(document["incidents"])
    ]  # fmt: skip
    assert read == [
        (each.id, each.rule, each.debtor, list(each.findings),
         [one.activity_id for one in each.activities])
        for each in run.incidents
    ]  # fmt: skip


def test_rules_hold_their_versions_in_words_and_what_they_could_not_judge() -> None:
    run = bundle()
    document = data_of(run)
    words = {lang: words_for(run, lang, {}) for lang in ("zh", "en")}
    visit = document["rules"][4]
    assert visit["versions"] == [
        {"from": "2023-03-01", "to": "2024-12-31", "basis": visit["versions"][0]["basis"],
         "params": {lang: params_in_words(run.rules[4].versions[0].params, said)
                    for lang, said in words.items()}},
        {"from": "2025-01-01", "to": "", "params": None, "basis": visit["versions"][1]["basis"]},
    ]  # fmt: skip
    assert visit["coverage"] == {"judged": 0, "found": 0, "exempt": 0, "not_evaluated": 14}
    assert [
        (word(document, "why_not", each["reason"]), document["strings"][each["file"]], each["rows"])
        for each in visit["not_evaluated"]
    ] == [("attribute", "委外周报.xlsx", 14)]
    assert document["rules"][2]["lookback"] == {
        "needs": 40, "has": 12, "since": "2026-02-18", "cut": 310,
    }  # fmt: skip
    assert document["rules"][2]["unit"] == "clock"


def test_a_clause_is_cited_as_elsewhere_and_says_what_was_not_read() -> None:
    document = data_of(bundle())
    clause = next(each for each in document["clauses"] if each["clause"] == "5.3")
    assert clause["said"] == {
        "zh": "《示例标准 贷后催收风控指引》 5.3（2025-02-28 起施行；"
        "该级以下条款号未核读；未核读原文）",
        "en": "Example standard on collection risk control, 5.3 (in force from 2025-02-28; "
        "finer clause number not read; primary text not read)",
    }
    assert (clause["read"], clause["finer_unseen"]) == (False, True)


def test_decisions_stand_with_their_findings() -> None:
    run = decided_bundle()
    document = data_of(run)
    read = {
        document["findings"]["fingerprint"][row["finding"]]: (
            word(document, "decision", row["status"]), row["who"], row["reason"], row["until"],
            row["owner"], row["due"], row["final"], row["lapsed"],
        )
        for row in rows(document["decided"])
    }  # fmt: skip
    assert read == {
        name: (each.status, each.who, each.reason, each.until, each.owner, each.due, each.final,
               each.lapsed)
        for name, each in run.decided.items()
    }  # fmt: skip


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_rates_are_those_of_the_workbook(dimension: str) -> None:
    run = decided_bundle()
    read = [
        (row["key"], row["findings"], row["open"], row["distinct"], row["offending"],
         row["contacts"], row["rate"], row["rate_low"], row["rate_high"], row["high"])
        for row in rows(data_of(run)["rates"][dimension])
    ]  # fmt: skip
    assert read == [
        (line.key, line.findings, line.open, line.distinct, line.offending, line.contacts,
         *((round(line.rate.value, 2), round(line.rate.low, 2), round(line.rate.high, 2))
           if line.rate else (None, None, None)), line.severity["high"])
        for line in breakdown(run, dimension, load_rates())
    ]  # fmt: skip


def test_hours_count_findings_and_contacts_by_the_clock_on_the_wall() -> None:
    run = replace(decided_bundle(), hours={HourKey(0, 12): 400, HourKey(0, 22): 9})
    read = data_of(run)["hours"]
    expected: Counter[tuple[int, int]] = Counter()
    for each in run.findings:
        at = datetime.fromisoformat(each.at)
        expected[at.weekday(), at.hour] += 1
    cells = {(row["weekday"], row["hour"]): row for row in rows(read["cells"])}
    assert len(cells) == 7 * 24
    assert {key: row["findings"] for key, row in cells.items() if row["findings"]} == expected
    noon, night = cells[0, 12], cells[0, 22]
    assert (noon["findings"], noon["offending"], noon["contacts"], noon["rate"]) == (2, 1, 400, 2.5)
    assert (night["contacts"], night["rate"]) == (9, None)
    assert read["known"] is True


def test_without_contacts_by_hour_the_page_is_told_so() -> None:
    read = data_of(bundle())["hours"]
    assert read["known"] is False
    assert set(read["cells"]["rate"]) == {None}
    assert sum(read["cells"]["findings"]) == len(bundle().findings)


def test_a_finding_without_a_time_of_day_is_in_no_hour() -> None:
    assert sum(data_of(odd())["hours"]["cells"]["findings"]) == 0


def test_above_the_bound_the_gravest_stand_in_the_page_and_the_rest_is_counted() -> None:
    run = bundle()
    document = data_of(run, most=3)
    read = [
        (word(document, "severity", row["severity"]), row["fingerprint"])
        for row in rows(document["findings"])
    ]
    order = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    gravest = sorted(run.findings, key=lambda each: (order[each.severity], each.at))[:3]
    assert sorted(read) == sorted((each.severity, each.fingerprint) for each in gravest)
    assert document["bound"]["findings"] == 3
    left = Counter(each.severity for each in run.findings if each not in gravest)
    assert {word(document, "severity", row["severity"]): row["findings"]
            for row in rows(document["bound"]["left_out"])} == {
        "critical": 0, "high": 0, "medium": left["medium"], "low": left["low"],
    }  # fmt: skip
    assert document["totals"] == data_of(run)["totals"]
    assert document["rates"] == data_of(run)["rates"]


def test_of_equally_grave_findings_the_surest_stay_and_of_those_the_first() -> None:
    sure = ("advisory", "definite", "review", "presumptive", "definite")
    anchors = [activity(n, START + timedelta(hours=n)) for n in range(len(sure))]
    run = bundle(incidents=(), findings=tuple(
        finding("cn-self.hours.quiet", anchor, certainty=each)
        for anchor, each in zip(anchors, sure, strict=True)
    ))  # fmt: skip
    kept = [row["fingerprint"] for row in rows(data_of(run, most=3)["findings"])]
    assert kept == [run.findings[place].fingerprint for place in (1, 3, 4)]
    assert [row["fingerprint"] for row in rows(data_of(run, most=1)["findings"])] == kept[:1]


def test_activities_stand_in_the_order_of_instants_and_not_of_clocks() -> None:
    west = activity(1, (START + timedelta(hours=3)).astimezone(timezone(timedelta(hours=-5))))
    east = activity(2, START + timedelta(hours=1))
    findings = tuple(finding("cn-self.hours.quiet", each) for each in (west, east))
    document = data_of(bundle(findings=findings, incidents=()))
    assert document["activities"]["id"] == [east.activity_id, west.activity_id]
    assert document["activities"]["second"] == [10 * 3600, 23 * 3600]


def test_what_a_run_does_not_say_has_no_place() -> None:
    document = data_of(odd())
    assert document["findings"]["party_role"] == [-1]
    assert "" not in [key for each in document["vocab"].values() for key in each["keys"]]


def test_an_incident_of_which_findings_are_left_out_says_how_many_it_has() -> None:
    run = bundle()
    document = data_of(run, most=3)
    cut = next(row for row in rows(document["incidents"]) if len(row["findings"]) < row["of"])
    whole = next(each for each in run.incidents if each.id == cut["id"])
    assert cut["of"] == len(whole.findings) == 2
    assert len(cut["activities"]) == len(whole.activities)


def test_hostile_texts_reach_the_page_with_every_sign_visible() -> None:
    run = hostile_bundle()
    read = [each["evidence"] for each in read_hostile(run)]
    assert read == [visible_lines(each.evidence) for each in run.findings]
    assert not any(sign in text for text in read for sign in "\x00\u202e\u2066\u2028")


def read_hostile(run: ReportBundle) -> list[dict[str, str]]:
    document = data_of(run)
    return [{"evidence": document["strings"][row]} for row in document["findings"]["evidence"]]


@given(st.recursive(st.text() | st.text("</>&!-sc\u2028\u2029"), st.lists, max_leaves=8))
def test_no_text_can_close_the_element_it_stands_in(value: object) -> None:
    written = script_safe(value)
    assert json.loads(written) == value
    assert not set(written) & set("<>&\u2028\u2029")


@given(st.dates(), st.integers(0, 86_399), st.integers(-14 * 60, 14 * 60))
def test_a_time_is_taken_apart_by_the_clock_on_the_wall(day: date, second: int, east: int) -> None:
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    zone = f"{'-' if east < 0 else '+'}{abs(east) // 60:02d}:{abs(east) % 60:02d}"
    expected = (day.toordinal() - date(1970, 1, 1).toordinal(), second, east)
    assert moment(f"{day.isoformat()}T{clock}{zone}") == expected


@pytest.mark.parametrize("text", ["", "=1+1", "2026-02-30", "2026-02-01T25", "20260201"])
def test_what_is_no_time_is_not_taken_for_one(text: str) -> None:
    assert moment(text) == (None, -1, None)


def test_the_data_is_the_one_a_person_has_looked_at() -> None:
    document = data_of(decided_bundle())
    document.pop("words")  # those of the program, which its own tests read
    lines = ",\n".join(f'"{key}": {json.dumps(each, ensure_ascii=False)}'
                       for key, each in parts(document))  # fmt: skip
    assert_golden("page.data.json", f"{{\n{lines}\n}}\n".encode())


def parts(document: Document) -> Iterator[tuple[str, Any]]:
    """Yield what a reviewer reads on one line each."""
    for key, value in document.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{name}", each) for name, each in value.items())
        elif isinstance(value, list):
            yield from ((f"{key}.{place}", each) for place, each in enumerate(value))
        else:
            yield key, value
