from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from report_decided import decided_bundle
from report_factory import bundle, manifest

from auditkit.core.findings import Bilingual
from auditkit.report import FORMATS
from auditkit.report.interface import ReportBundle

XSD = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "junit-10.xsd"))


def suites_of(of: ReportBundle, lang: str = "zh") -> Any:
    out = io.BytesIO()
    FORMATS["junit"].render(of, out, lang=lang)
    root = etree.fromstring(out.getvalue())
    XSD.assertValid(root)
    return root


def case_of(of: ReportBundle, rule: str, lang: str = "zh") -> Any:
    (case,) = (
        each for each in suites_of(of, lang).iter("testcase") if each.get("name").split()[0] == rule
    )
    return case


def clean() -> ReportBundle:
    return bundle(findings=(), incidents=(), not_evaluated=())


def empty() -> ReportBundle:
    return replace(clean(), rules=(), files=(), coverage=())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [bundle, decided_bundle, clean, empty])
def test_a_report_obeys_the_schema_of_junit(make: Any, lang: str) -> None:
    suites_of(make(), lang)


def test_there_is_a_suite_per_pack_and_a_case_per_rule() -> None:
    root = suites_of(bundle())
    assert dict(root.attrib) == {"name": "auditkit", "tests": "5", "failures": "2", "errors": "0"}
    assert [(each.get("name"), each.get("tests")) for each in root] == [
        ("bank-example", "1"),
        ("cn-law", "1"),
        ("cn-min", "1"),
        ("cn-self", "1"),
        ("cn-std", "1"),
    ]
    assert [each.get("name").split()[0] for each in root.iter("testcase")] == sorted(
        each.id for each in bundle().rules
    )


def test_a_rule_fails_with_its_findings_where_they_make_the_run_fail() -> None:
    (failure,) = case_of(bundle(), "cn-self.hours.quiet").findall("failure")
    finding = next(each for each in bundle().findings if each.rule == "cn-self.hours.quiet")
    assert failure.get("type") == "high"
    assert failure.text.splitlines() == [
        f"{finding.source_file} 第 {finding.source_row} 行　{finding.message.zh}　"
        f"[{finding.fingerprint}]"
    ]


def test_what_does_not_block_is_told_and_passes() -> None:
    case = case_of(bundle(), "bank-example.frequency.calls")
    assert case.find("failure") is None
    assert case.find("skipped") is None
    assert len(case.findtext("system-out").splitlines()) == 4


@pytest.mark.parametrize(
    "changes", [{"decision": "accepted"}, {"certainty": "review"}, {"severity": "medium"}]
)
def test_closed_unsure_and_milder_findings_do_not_fail_a_case(changes: dict[str, Any]) -> None:
    quiet = next(each for each in bundle().findings if each.rule == "cn-self.hours.quiet")
    whole = bundle(findings=(replace(quiet, **changes),), not_evaluated=())
    assert case_of(whole, quiet.rule).find("failure") is None


def test_a_run_that_fails_on_nothing_has_no_failures() -> None:
    root = suites_of(bundle(manifest=manifest(fail_on="never")))
    assert root.get("failures") == "0"
    assert list(root.iter("failure")) == []


def test_a_rule_that_could_not_judge_is_skipped_with_its_reason() -> None:
    (skipped,) = case_of(bundle(), "cn-min.visit.people").findall("skipped")
    assert skipped.get("message") == "14 行未评价"
    assert skipped.text.endswith("所需属性未记录")


def test_a_rule_that_judged_some_rows_only_does_not_pass() -> None:
    case = case_of(bundle(), "cn-std.frequency.interactive", "en")
    assert case.find("skipped").get("message") == "Rows not evaluated: 203"
    assert len(case.findtext("system-out").splitlines()) == 3


def test_a_rule_that_had_nothing_to_judge_does_not_pass() -> None:
    case = case_of(clean(), "cn-min.visit.people", "en")
    assert case.find("skipped").get("message") == "no rows that the rule speaks of"


def test_no_text_breaks_the_file() -> None:
    said = "a\x00b\x1b]]>&<\ud800\ufffe\x85\n末"
    quiet = next(each for each in bundle().findings if each.rule == "cn-self.hours.quiet")
    odd = replace(quiet, message=Bilingual(said, said), source_file="坏\x01名.csv")
    failure = case_of(bundle(findings=(odd,)), quiet.rule).find("failure")
    assert len(failure.text.splitlines()) == 1
    assert "a␀b␛]]>&<\ufffd\ufffd\\x85␊末" in failure.text


def test_the_clock_leaves_no_trace() -> None:
    later = bundle(manifest=manifest(started_at="2027-01-01T09:00:00+08:00"))
    assert etree.tostring(suites_of(later)) == etree.tostring(suites_of(bundle()))
