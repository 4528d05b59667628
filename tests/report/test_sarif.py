from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from report_decided import decided_bundle
from report_factory import RULES, bundle, manifest

from auditkit.core.findings import Bilingual
from auditkit.report import FORMATS
from auditkit.report.interface import ReportBundle

SCHEMA = json.loads(
    (Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


def log_of(of: ReportBundle, lang: str = "zh") -> dict[str, Any]:
    out = io.BytesIO()
    FORMATS["sarif"].render(of, out, lang=lang)
    return dict(json.loads(out.getvalue()))


def run_of(of: ReportBundle, lang: str = "zh") -> dict[str, Any]:
    (run,) = log_of(of, lang)["runs"]
    return dict(run)


def clean() -> ReportBundle:
    return bundle(findings=(), incidents=(), not_evaluated=(), rejects=())


def empty() -> ReportBundle:
    return replace(clean(), rules=(), files=(), coverage=(), manifest=manifest(alarms=[]))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [bundle, decided_bundle, clean, empty])
def test_a_log_is_valid_sarif(make: Any, lang: str) -> None:
    errors = VALIDATOR.iter_errors(log_of(make(), lang))
    assert [f"{list(each.absolute_path)}: {each.message}" for each in errors] == []


def test_every_rule_of_the_run_is_declared_in_the_language_asked_for() -> None:
    for lang in ("zh", "en"):
        run = run_of(clean(), lang)
        rules = run["tool"]["driver"]["rules"]
        assert [each["id"] for each in rules] == [each.id for each in RULES]
        for each, rule in zip(rules, RULES, strict=True):
            assert each["shortDescription"]["text"] == rule.title.pick(lang)
            assert rule.remedy.pick(lang) in each["help"]["text"]
    assert run["language"] == "en-US"


def test_help_names_every_clause_and_what_was_not_read() -> None:
    by_id = {each["id"]: each for each in run_of(bundle())["tool"]["driver"]["rules"]}
    refusal = by_id["cn-law.contact.refusal"]
    assert "《示例个人信息法》 第十五条" in refusal["help"]["text"]
    assert "第四十一条（2023-03-01 起施行；未核读原文）" in refusal["help"]["text"]
    assert refusal["properties"]["clauses"][0] == {
        "instrument": "law-c",
        "clause": "第十五条",
        "in_force_from": "2021-11-01",
        "source_confidence": "H",
    }
    quiet = by_id["cn-self.hours.quiet"]
    assert quiet["fullDescription"]["text"] == "夜间联系打扰债务人及其家人的安宁。"
    assert "您好，现在方便通话吗？" in quiet["help"]["text"]


def test_the_level_follows_severity_and_the_kind_follows_certainty() -> None:
    levels = {
        each["id"]: each["defaultConfiguration"]["level"]
        for each in run_of(bundle())["tool"]["driver"]["rules"]
    }
    assert levels == {
        "bank-example.frequency.calls": "note",
        "cn-std.frequency.interactive": "warning",
        "cn-self.hours.quiet": "error",
        "cn-law.contact.refusal": "error",
        "cn-min.visit.people": "warning",
    }
    first = bundle().findings[0]
    sure = ("definite", "presumptive", "review", "advisory")
    whole = bundle(findings=tuple(replace(first, certainty=each) for each in sure))
    results = run_of(whole)["results"]
    assert [(each["kind"], each["level"]) for each in results] == [
        ("fail", "note"),
        ("fail", "note"),
        ("review", "none"),
        ("informational", "none"),
    ]


def test_a_result_leads_to_its_source_row_and_to_the_rows_linked_to_it() -> None:
    run, first = run_of(bundle()), bundle().findings[0]
    result = run["results"][0]
    assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    assert result["message"]["text"] == first.message.zh
    assert result["partialFingerprints"] == {"auditkit/v1": first.fingerprint}
    (place,) = result["locations"]
    artifact = place["physicalLocation"]["artifactLocation"]
    assert unquote(artifact["uri"]) == "拨打明细_202603.csv"
    assert run["artifacts"][artifact["index"]]["location"]["uri"] == artifact["uri"]
    assert place["physicalLocation"]["region"] == {"startLine": first.source_row}
    linked = bundle(findings=(replace(first, linked=(("催收系统导出.xlsx", 42),)),))
    (other,) = run_of(linked)["results"][0]["relatedLocations"]
    assert other["physicalLocation"]["region"] == {"startLine": 42}


@pytest.mark.parametrize(
    "name", ["外包/三月 明细.xlsx[Sheet 1]", "a%b#c?.csv", "x:y.csv", "/top.csv", "a&<b>.csv"]
)
def test_any_file_name_becomes_a_relative_uri_that_leads_back_to_it(name: str) -> None:
    first = replace(bundle().findings[0], source_file=name)
    (result,) = run_of(bundle(findings=(first,)))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    parts = urlsplit(artifact["uri"])
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", artifact["uri"])
    assert unquote(artifact["uri"]) == name.lstrip("/")
    assert "index" not in artifact


def test_a_finding_without_a_source_row_has_no_region() -> None:
    first = bundle().findings[0]
    nowhere = bundle(findings=(replace(first, source_file=""), replace(first, source_row=0)))
    log = log_of(nowhere)
    assert VALIDATOR.is_valid(log)
    none, file = log["runs"][0]["results"]
    assert "locations" not in none
    assert "region" not in file["locations"][0]["physicalLocation"]


def test_a_closing_decision_suppresses_and_no_other_does() -> None:
    whole = decided_bundle()
    results = run_of(whole)["results"]
    assert [bool(each["suppressions"]) for each in results] == [True, *[False] * 6]
    assert results[0]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "录音核实：对方主动来电",
            "properties": {
                "status": "false_alarm",
                "who": "王芳",
                "at": "2026-04-02T03:04:05+00:00",
                "until": "",
                "final": True,
            },
        }
    ]


def test_without_a_closing_decision_nothing_is_said_of_suppression() -> None:
    assert [each for each in run_of(bundle())["results"] if "suppressions" in each] == []


def test_what_was_not_evaluated_is_told_and_never_a_result() -> None:
    run = run_of(bundle())
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    notices = invocation["toolExecutionNotifications"]
    unjudged = [each for each in notices if each["descriptor"]["id"] == "not_evaluated"]
    assert [each["associatedRule"] for each in unjudged] == [
        {"id": "cn-min.visit.people", "index": 4},
        {"id": "cn-std.frequency.interactive", "index": 1},
    ]
    assert unjudged[0]["properties"] == {"reason": "attribute", "rows": 14}
    assert unjudged[0]["message"]["text"].endswith("14 行未评价，所需属性未记录")
    assert {each["level"] for each in notices} == {"warning"}
    assert {each["kind"] for each in run["results"]} == {"fail"}


def test_rejected_rows_and_alarms_are_told_too() -> None:
    run = run_of(bundle(), "en")
    notices = run["invocations"][0]["toolExecutionNotifications"]
    told = [each["descriptor"]["id"] for each in notices]
    assert told == ["not_evaluated"] * 2 + ["rejected"] * 3 + ["alarm"]
    declared = run["tool"]["driver"]["notifications"]
    assert all(declared[n["descriptor"]["index"]]["id"] == n["descriptor"]["id"] for n in notices)


def test_the_only_time_is_when_the_run_began() -> None:
    out = io.BytesIO()
    FORMATS["sarif"].render(bundle(), out, lang="zh")
    assert b'"startTimeUtc": "2026-04-01T01:30:00Z"' in out.getvalue()
    later = bundle(manifest=manifest(started_at="2027-01-01T09:00:00+08:00"))
    again = io.BytesIO()
    FORMATS["sarif"].render(later, again, lang="zh")
    assert again.getvalue() == out.getvalue().replace(
        b"2026-04-01T01:30:00Z", b"2027-01-01T01:00:00Z"
    )


def test_braces_and_brackets_of_a_message_are_text() -> None:
    said = Bilingual("{0} 与 [此处](1)", "{0} and [here](1)")
    (result,) = run_of(bundle(findings=(replace(bundle().findings[0], message=said),)))["results"]
    assert result["message"]["text"] == "{{0}} 与 [此处] (1)"
