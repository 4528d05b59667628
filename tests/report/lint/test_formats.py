"""Every format of linting is whole: when there is much to tell, and when there is nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from report_golden import assert_golden
from report_hostile import VALUES, filled

from auditkit.cli.lint_output import NAMES
from auditkit.core.findings import Bilingual
from auditkit.core.lint import Excerpt, Place, Span
from auditkit.core.resources import data_folder
from auditkit.report.lint.formats import FORMATS
from auditkit.report.lint.interface import words_of
from auditkit.report.lint.markdown import LIMIT, comment, safe
from tests.report.lint.bundles import bundle, clean, empty, finding, rendered, rule, several

_SCHEMAS = Path(__file__).parent.parent / "schemas"
SARIF = jsonschema.Draft4Validator(
    json.loads((_SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
)
LINT = jsonschema.Draft202012Validator(
    json.loads((data_folder("reports") / "schema" / "lint.schema.json").read_bytes())
)
XSD = etree.XMLSchema(etree.parse(_SCHEMAS / "junit-10.xsd"))
HOSTILE = (
    *(each for each in VALUES if len(each) < 1000),
    "::error::x", "%0A::error::x", "a\n::set-output name=x::y", "a\r\n- [x](javascript:1)",
    "@team", "#12", "<img src=x onerror=1>", "</details>", "`code`", "a|b|c", "**b**", "\\|",
)  # fmt: skip


def hostile(value: str) -> Any:
    """Return a linting in which every open text is one value."""
    made = filled(finding(), value)
    held = replace(
        made,
        span=Span(Place(3, 2), Place(3, 4)),
        excerpt=Excerpt(value, 0, 1),
        message=Bilingual(value, value),
        suppression=None,
        edit=None,
        standing="open",
        fingerprint="FAAAA",
    )
    word = replace(filled(bundle_suppression(), value), place=Place(3, 1))
    said = replace(held, standing="suppressed", suppression=word)
    return bundle(
        findings=(held, said),
        unjudged=tuple(filled(each, value) for each in bundle().report.unjudged),
        stale=tuple(replace(filled(s, value), fingerprint="FA") for s in bundle().report.stale),
        rules=(replace(filled(rule("cn-law.language.threat"), value), pack="cn-law"),),
    )


def bundle_suppression() -> Any:
    return next(each.suppression for each in bundle().report.findings if each.suppression)


def sarif(of: Any, lang: str = "zh") -> dict[str, Any]:
    log = json.loads(rendered("sarif", of, lang))
    assert [each.message for each in SARIF.iter_errors(log)] == []
    (run,) = log["runs"]
    return dict(run)


def test_the_command_knows_every_format() -> None:
    assert tuple(FORMATS) == NAMES
    assert len({each.filename for each in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_format_reads_as_it_was_looked_at(name: str, lang: str) -> None:
    assert_golden(f"lint/{lang}.{FORMATS[name].filename}", rendered(name, bundle(), lang).encode())


@pytest.mark.parametrize(
    "make", [bundle, clean, empty, several, *(lambda v=v: hostile(v) for v in HOSTILE)]
)
def test_every_format_is_valid_whatever_there_is_to_tell(make: Any) -> None:
    of = make()
    sarif(of)
    XSD.assertValid(etree.fromstring(rendered("junit", of).encode()))
    for issue in json.loads(rendered("gitlab", of)):
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
    whole = json.loads(rendered("json", of))
    if of.rules == bundle().rules or not of.rules:
        assert [each.message for each in LINT.iter_errors(whole)] == []


@pytest.mark.parametrize("make", [clean, empty])
def test_a_clean_run_says_so_in_one_line(make: Any) -> None:
    of = make()
    said = f"Files {of.report.files}, templates {of.report.templates}: nothing found"
    assert rendered("text", of, "en") == said + "\n"
    assert rendered("github", of, "en") == said + "\n"
    assert said in rendered("markdown", of, "en")
    assert json.loads(rendered("gitlab", of)) == []
    assert json.loads(rendered("json", of))["findings"] == []
    assert sarif(of)["results"] == []


def test_every_format_counts_what_is_suppressed_and_in_the_baseline() -> None:
    of = bundle()
    for name in ("text", "github", "markdown"):
        assert "open 4, suppressed 1, in the baseline 1" in rendered(name, of, "en")
    counts = json.loads(rendered("json", of))["counts"]
    assert (counts["open"], counts["suppressed"], counts["baselined"]) == (4, 1, 1)
    said = [each["severity"] for each in json.loads(rendered("gitlab", of))]
    assert said == ["blocker", "info", "major", "info", "minor", "info", "info", "info"]


def test_several_profiles_are_told_with_what_each_judged() -> None:
    of = several()
    for name in ("text", "github", "markdown"):
        said = safe(rendered(name, of, "en")) if name == "markdown" else rendered(name, of, "en")
        assert "Judged by cn-bank: templates 6" in said
        assert "Judged by us-reg-f (own): templates 3" in said
    whole = json.loads(rendered("json", of))
    assert "profile" not in whole
    assert [(each["profile"], each["templates"]) for each in whole["profiles"]] == [
        ("cn-bank", 6),
        ("us-reg-f", 3),
    ]
    assert [pack["id"] for pack in whole["packs"]] == ["cn-law", "cn-std", "us-reg-f"]
    run = sarif(of)
    assert run["automationDetails"] == {"id": "auditkit-lint/cn-bank+us-reg-f/"}
    assert [each["profile"] for each in run["properties"]["profiles"]] == ["cn-bank", "us-reg-f"]


def test_a_finding_whose_file_fails_from_another_severity_on_says_so() -> None:
    of = several()
    told = [each.get("fail_on") for each in json.loads(rendered("json", of))["findings"]]
    assert told == [*[None] * 6, "low"]
    assert [each["properties"].get("failOn") for each in sarif(of)["results"]] == told
    root = etree.fromstring(rendered("junit", of, "en").encode())
    threat = next(iter(root.iter("testcase"))).find("failure")
    assert threat is not None
    assert threat.get("message") == "Findings at low or above: 2"


def test_a_pack_that_had_no_template_to_judge_never_passes() -> None:
    idle = replace(bundle().report.judged_by[0], templates=0)
    busy = replace(idle, profile="other", packs=(("cn-std", "1"),), templates=9)
    of = bundle(judged_by=(idle, busy), findings=(), unjudged=())
    cases = etree.fromstring(rendered("junit", of, "en").encode()).iter("testcase")
    skipped = {case.get("classname"): case.find("skipped") is not None for case in cases}
    assert skipped == {"cn-law": True, "cn-std": False}


def test_a_result_has_its_place_in_code_points_and_its_standing() -> None:
    run = sarif(bundle())
    assert run["columnKind"] == "unicodeCodePoints"
    first, _, listed, suppressed, fixable, known = run["results"]
    (place,) = first["locations"]
    assert place["physicalLocation"]["region"] == {
        "startLine": 9, "startColumn": 9, "endLine": 9, "endColumn": 13,
    }  # fmt: skip
    assert first["partialFingerprints"] == {"auditkit/v1": "FAAAB"}
    assert [each["baselineState"] for each in run["results"]] == [*["new"] * 5, "unchanged"]
    assert first["suppressions"] == []
    (said,) = suppressed["suppressions"]
    assert (said["kind"], said["justification"]) == ("inSource", "与律师确认, 100% 保留: 试点")
    assert said["properties"] == {"owner": "王五", "until": "2027-01-31"}
    assert [each["kind"] for each in known["suppressions"]] == ["external"]
    assert listed["locations"][0]["physicalLocation"]["region"] == {"startLine": 4}
    assert listed["locations"][0]["logicalLocations"] == [{"name": "SMS-07", "kind": "member"}]
    (change,) = fixable["fixes"][0]["artifactChanges"]
    (done,) = change["replacements"]
    assert done["insertedContent"] == {"text": "。客服热线4000000000。"}
    assert (done["deletedRegion"]["startColumn"], done["deletedRegion"]["endColumn"]) == (7, 7)


def test_states_and_suppressions_are_told_of_all_results_or_of_none() -> None:
    for result in sarif(bundle(findings=(finding(),), baseline=""))["results"]:
        assert not {"baselineState", "suppressions"} & set(result)


def test_a_rule_leads_to_its_page_where_a_base_is_known() -> None:
    rules = sarif(bundle())["tool"]["driver"]["rules"]
    assert not any("helpUri" in each for each in rules)
    based = bundle(rules_url="https://example.invalid/docs/rules/")
    first = sarif(based, "en")["tool"]["driver"]["rules"][0]
    assert first["helpUri"] == "https://example.invalid/docs/rules/en/cn-law.language.threat.md"
    assert "Sample Act" in first["help"]["text"]


def test_a_rule_fails_is_skipped_or_passes() -> None:
    root = etree.fromstring(rendered("junit", bundle(), "en").encode())
    threat, other, hotline = root.iter("testcase")
    assert "sms/逾期 1.txt:9:9" in threat.findtext("failure")
    assert "In the baseline" in threat.findtext("system-out")
    assert [other.find(name) for name in ("failure", "skipped")] == [None, None]
    assert "Suppressed until 2027-01-31 by 王五" in other.findtext("system-out")
    assert "SMS-07" in hotline.findtext("failure")
    unjudged = bundle(findings=())
    case = next(iter(etree.fromstring(rendered("junit", unjudged).encode()).iter("testcase")))
    assert case.find("skipped") is not None


@pytest.mark.parametrize("value", HOSTILE)
def test_no_text_begins_a_command_of_github(value: str) -> None:
    lines = rendered("github", hostile(value)).split("\n")
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 1
    assert re.match(
        r"::error file=[^,:\r]*,line=3,(col=2,endLine=3,endColumn=3,)?title=[^,:\r]*::",
        commands[0],
    )
    assert not any("\r" in line for line in lines)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["text", "markdown", "github"])
def test_no_text_moves_a_console_or_turns_the_direction_of_writing(name: str, value: str) -> None:
    shown = rendered(name, hostile(value))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028]", shown)


@pytest.mark.parametrize("value", HOSTILE)
def test_markdown_is_nothing_but_text(value: str) -> None:
    shown = safe(value)
    assert not re.search(r"[<>`*_|\[\]\\\n~]", shown)
    assert not re.search(r"[@#](?!\d+;)(?!\u200b)", shown)
    assert "://" not in shown


def test_a_comment_keeps_to_its_limit_and_counts_what_is_left_out() -> None:
    many = tuple(
        finding(fingerprint=f"FA{n}", span=Span(Place(n + 1, 1), Place(n + 1, 3)))
        for n in range(2_000)
    )
    of = bundle(findings=many)
    shown = comment(of, words_of(of, "en"))
    assert len(shown.encode("utf-16-le")) // 2 <= LIMIT
    rows = shown.count("\n| critical | ")
    blocks = shown.count("\n- critical cn")
    table, details = map(int, re.findall(r"(\d+) more are left out", shown))
    assert (rows + table, blocks + details) == (2_000, 2_000)
    assert rows > 100
    assert shown.endswith("Entries of the baseline that are no longer found: 1\n")


def test_an_annotation_says_a_percent_sign_as_one() -> None:
    said = Bilingual("超过100%0A\n次行", "over 100%0A\nnext")
    shown = rendered("github", bundle(findings=(finding(message=said, path="a%2C,b:c.txt"),)))
    assert shown.startswith("::error file=a%252C%2Cb%3Ac.txt,line=9,")
    assert "::超过100%250A␊次行%0A" in shown


def test_an_annotation_of_several_lines_names_no_columns_of_its_end() -> None:
    of = bundle(findings=(finding(span=Span(Place(2, 3), Place(4, 1))),))
    assert "line=2,col=3,title=" in rendered("github", of)
