"""The page: one file that loads nothing, runs only its own program and can be read without it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from lxml import html
from report_decided import decided_bundle
from report_factory import bundle, manifest
from report_golden import assert_golden
from report_hostile import VALUES, hostile_bundle
from report_page_data import data_of

from auditkit.core.errors import AuditkitError
from auditkit.core.i18n import LANGUAGES
from auditkit.core.resources import data_folder
from auditkit.report.formats import FORMATS
from auditkit.report.html import render
from auditkit.report.html.assets import Assets, load_assets
from auditkit.report.interface import ReportBundle
from auditkit.report.safe import visible_lines

BARE = Assets(script="", style="", most=50_000, rows=20)
"""No program and no style, so that what is looked at is the page itself."""
SHORT = tuple(each for each in VALUES if len(each) < 1000)
TAGS = {"zh": "zh-CN", "en": "en"}


def hostile() -> ReportBundle:
    return hostile_bundle(SHORT)


def page_of(run: ReportBundle, assets: Assets = BARE, lang: str = "zh") -> str:
    out = BytesIO()
    render(run, out, lang=lang, assets=assets)
    return out.getvalue().decode("utf-8")


def parsed(page: str) -> html.HtmlElement:
    reader = html.HTMLParser(encoding="utf-8", huge_tree=True)
    return html.document_fromstring(page.encode("utf-8"), parser=reader)


def tree(run: ReportBundle, assets: Assets = BARE, lang: str = "zh") -> html.HtmlElement:
    return parsed(page_of(run, assets, lang))


def said(section: html.HtmlElement, lang: str) -> str:
    """Return what a section says in a language, on one line."""
    parts = section.xpath(f".//*[@lang='{TAGS[lang]}']")
    return " ".join(" ".join(each.text_content().split()) for each in parts)


def figures(page: html.HtmlElement, lang: str) -> dict[str, str]:
    shown = page.xpath(f"//section[@id='headline']/div[@lang='{TAGS[lang]}']//div[@class='figure']")
    return {each.findtext("dt/bdi"): each.findtext("dd/bdi") for each in shown}


def cells(page: html.HtmlElement, caption: str) -> list[list[str]]:
    table = page.xpath(f"//table[caption='{caption}']")[0]
    return [[one.text_content() for one in row] for row in table.xpath(".//tbody/tr")]


@pytest.mark.parametrize("run", [bundle, hostile])
def test_the_policy_allows_the_two_texts_of_the_page_and_nothing_else(run) -> None:
    page = tree(run(), load_assets())
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    allowed = {name: rest for name, *rest in (each.split() for each in policy.split(";"))}

    def hashes(texts: list[str]) -> list[str]:
        digests = [hashlib.sha256(each.encode("utf-8")).digest() for each in texts]
        return [f"'sha256-{base64.b64encode(each).decode()}'" for each in digests]

    assert allowed == {
        "default-src": ["'none'"],
        "script-src": hashes(page.xpath("//script[not(@type)]/text()")),
        "style-src": hashes(page.xpath("//style/text()")),
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    assert len(page.xpath("//script")) == 2
    # what stands before the policy is not bound by it
    assert page.xpath("//meta[@http-equiv]/preceding::*[self::script or self::style]") == []


@pytest.mark.parametrize("run", [bundle, hostile])
def test_nothing_in_the_page_loads_styles_or_runs_by_attribute(run) -> None:
    page = tree(run())
    names = {name for each in page.iter("*") for name in each.attrib}
    assert names & {"style", "src", "srcset", "action", "formaction", "data", "background"} == set()
    assert [name for name in names if name.startswith("on")] == []
    assert [each for each in page.xpath("//@href") if not each.startswith("#")] == []
    assert page.xpath("//link | //iframe | //object | //embed | //base | //form | //img") == []


def test_every_text_of_a_run_stands_apart_and_turns_nothing_around() -> None:
    written = page_of(hostile())
    assert not set(written) & set(
        "\x00\x1b\x7f\x85\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u2028"
    )
    page = parsed(written)
    names = [*SHORT, *(f"setting_{n}" for n in range(3))]
    values = {visible_lines(each) for each in names if each.strip()}
    found = [each for each in page.xpath("//main//*") if each.text in values and each.tag != "bdi"]
    assert found == []
    assert len([each for each in page.xpath("//main//bdi") if each.text in values]) > len(SHORT)


def test_what_a_log_says_cannot_end_the_data_or_begin_a_script() -> None:
    text = "</script><script>alert(1)</script><!--<script>"
    first, *rest = bundle().findings
    run = bundle(findings=(replace(first, evidence=text), *rest))
    page = tree(run)
    assert len(page.xpath("//script")) == 2
    data = json.loads(page.xpath("//script[@id='data']/text()")[0])
    assert text in data["strings"]
    assert data == data_of(run)


def test_a_run_gives_the_same_bytes_again() -> None:
    assert page_of(decided_bundle(), load_assets()) == page_of(decided_bundle(), load_assets())


def test_the_time_of_the_run_is_the_only_one_in_the_page() -> None:
    first, second = (
        page_of(bundle(manifest=manifest(started_at=at)))
        for at in ("2026-04-01T01:30:00+00:00", "2031-12-24T23:59:59+00:00")
    )
    for stamp in ("2031-12-24T23:59:59+00:00", "2031-12-24 23:59:59+00:00"):
        second = second.replace(stamp, stamp.replace("2031-12-24", "2026-04-01")
                                .replace("23:59:59", "01:30:00"))  # fmt: skip
    assert first == second


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_figures_stand_beside_what_was_looked_at(lang: str) -> None:
    zh, en = [
        {"问题（重叠只计一次）": "5", "事件": "4", "待处理的明细": "5", "豁免": "1",
         "严重": "1", "高": "1", "中": "2", "低": "1",
         "已评价的活动": "1,098", "未评价行次": "217", "拒收行": "41"},
        {"Findings (an overlap counts once)": "5", "Incidents": "4", "Finding rows still open": "5",
         "Exemptions": "1", "critical": "1", "high": "1", "medium": "2", "low": "1",
         "Activities judged": "1,098", "Rows not evaluated": "217", "Rejected rows": "41"},
    ]  # fmt: skip
    assert figures(tree(decided_bundle()), lang) == {"zh": zh, "en": en}[lang]


def test_the_page_says_both_languages_and_shows_the_one_that_was_asked_for() -> None:
    zh, en = (page_of(bundle(), lang=lang) for lang in LANGUAGES)
    assert '<html lang="zh-CN" data-lang="zh">' in zh
    assert "<title>催收合规审计报告</title>" in zh
    assert '<html lang="en" data-lang="en">' in en
    assert "<title>Collection compliance report</title>" in en
    assert (
        zh[zh.index("<body") : zh.index("<script")] == en[en.index("<body") : en.index("<script")]
    )


def test_every_part_says_as_much_in_one_language_as_in_the_other() -> None:
    for section in tree(bundle()).xpath("//section[not(contains(@class, 'app'))]"):
        shapes = [
            Counter(each.tag for each in section.xpath(f"./div[@lang='{tag}']//*"))
            for tag in TAGS.values()
        ]
        assert shapes[0] == shapes[1], section.get("id")
        assert sum(shapes[0].values()) > 1


def test_without_a_program_the_page_says_what_is_missing_and_hides_what_needs_one() -> None:
    page = tree(bundle())
    note = page.xpath("//noscript")[0]
    assert "需要脚本" in note.text_content()
    waiting = page.xpath("//section[contains(@class, 'app')]")
    assert [each.get("id") for each in waiting] == [
        "trend", "hours", "findings", "timeline", "rules",
    ]  # fmt: skip
    assert all(each.get("hidden") is not None for each in waiting)
    links = page.xpath("//nav//li[not(@hidden)]/a/@href")
    parts = page.xpath("//section[not(@hidden)]/@id")
    assert links == [f"#{each}" for each in parts]


def test_rates_are_shown_with_their_interval_or_with_the_reason_why_there_is_none() -> None:
    assert cells(tree(decided_bundle(), lang="en"), "By agency") == [
        ["AG-02", "2", "2", "245", "8.16", "2.24 – 29.27"],
        ["the lender", "5", "2", "792", "2.53", "0.69 – 9.16"],
        ["AG-05", "0", "0", "61", "under 100", ""],
    ]


def test_a_long_table_says_how_many_rows_are_not_shown() -> None:
    page = tree(bundle(), replace(BARE, rows=1))
    assert [row[0] for row in cells(page, "By agency")] == ["AG-02"]
    assert "2 more are not listed here" in said(page.xpath("//section[@id='rates']")[0], "en")
    assert "另有 2 项未在此列出" in said(page.xpath("//section[@id='rates']")[0], "zh")


def test_what_could_not_be_judged_is_no_pass() -> None:
    page = tree(bundle())
    part = page.xpath("//section[@id='not-evaluated']")[0]
    assert "不等于合规" in said(part, "zh")
    assert "never a pass" in said(part, "en")
    assert cells(page, "Rows that rules could not judge") == [
        ["Effective interactive voice calls per day", "cn-std.frequency.interactive",
         "the outcome is unknown or missing", "203"],
        ["People on a visit", "cn-min.visit.people", "a needed attribute is not recorded", "14"],
    ]  # fmt: skip


def test_alarms_assumptions_and_gaps_stand_under_reliability() -> None:
    part = tree(bundle()).xpath("//section[@id='reliance']")[0]
    for text in (
        "Excel may have cut them",
        "Dropped calls are read as not connected",
        "agency AG-02, 2026-03-03: no rows",
        "空.csv: holds no rows",
        "对账单.csv: matched 1, differing 1, missing 1, not listed 1",
    ):
        assert text in said(part, "en")


def test_clauses_that_were_not_read_as_they_stand_are_counted() -> None:
    part = tree(bundle()).xpath("//section[@id='coverage']")[0]
    assert "Of 5 clauses cited, 3 belong to instruments not read in the primary text" in said(
        part, "en"
    )


def test_above_the_bound_the_page_says_what_is_left_out_and_where_it_is() -> None:
    page = tree(bundle(), replace(BARE, most=3))
    note = said(page.xpath("//section[@id='headline']")[0], "en")
    assert "it holds the 3 gravest. 4 are not on it (medium 1, low 3)" in note
    assert "all stand in findings.csv" in note
    assert figures(page, "en") == figures(tree(bundle()), "en")
    assert "Too many" not in page_of(bundle())


def test_exemptions_above_the_bound_are_said_to_be_left_out() -> None:
    run = bundle(exemptions=bundle().exemptions * 4)
    note = said(tree(run, replace(BARE, most=3)).xpath("//section[@id='headline']")[0], "en")
    assert "Too many exemptions for one page: it holds the first 3. 1 are not on it" in note
    assert data_of(run, most=3)["bound"]["exemptions_left_out"] == 1


def test_who_was_audited_is_named_where_the_manifest_names_it() -> None:
    run = bundle(manifest=manifest(entity={"zh": "示例银行", "en": "Example Bank"}))
    assert tree(run).xpath("//header/p[@lang='en']/bdi/text()") == [
        "Example Bank · Chinese commercial bank (personal consumer loans) · 2026-03-01 to "
        "2026-03-31 · known up to 2026-03-31 21:14:09+08:00"
    ]


def test_the_page_has_an_order_for_those_who_hear_it() -> None:
    page = tree(bundle())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    levels = [int(each.tag[1]) for each in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    assert [each for each in page.xpath("//a/@href") if each[1:] not in ids] == []
    assert (
        page.xpath("//table[not(caption)] | //th[not(@scope)] | //section[not(@aria-labelledby)]")
        == []
    )
    assert page.xpath("//body/*[1]/@href") == ["#main"]


def written(folder: Path, script: str) -> Path:
    (folder / "app.js").write_bytes(script.encode())
    (folder / "page.css").write_bytes(b"a {}\r\n")
    (folder / "page.yaml").write_text(
        "{findings: 5, rows: 2, libraries: [], scripts: [app.js], styles: [page.css]}", "utf-8"
    )
    return folder


def test_ends_of_lines_of_a_checkout_do_not_change_the_page(tmp_path: Path) -> None:
    assets = load_assets(written(tmp_path, "first();\r\nsecond();\r\n"))
    assert "first();\nsecond();\n" in assets.script
    assert assets.style == "a {}\n"
    assert (assets.most, assets.rows) == (5, 2)


@pytest.mark.parametrize("text", ["'</script>'", "'</SCRIPT '", "'<!-- '", "'</style>'"])
def test_a_program_that_would_end_its_own_element_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AuditkitError) as caught:
        load_assets(written(tmp_path, text))
    assert "app.js" in str(caught.value)


def test_the_shipped_program_fetches_nothing_and_makes_no_code_of_text() -> None:
    folder = data_folder("reports") / "html"
    named = yaml.safe_load((folder / "page.yaml").read_text(encoding="utf-8"))
    ours = "\n".join((folder / each).read_text(encoding="utf-8") for each in named["scripts"])
    reaching = (
        r"\b(?:fetch|eval|Function|XMLHttpRequest|WebSocket|EventSource|import|sendBeacon)\s*\("
    )
    assert re.findall(reaching, ours) == []
    assert re.findall(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b", ours) == []
    assert re.findall(r"@import|url\((?!['\"]?data:)", load_assets().style) == []
    files = {each.relative_to(folder).as_posix() for each in folder.glob("app/*.js")}
    assert files == set(named["scripts"])


def test_the_page_is_a_format_that_no_console_bears() -> None:
    shape = FORMATS["html"]
    assert (shape.filename, shape.binary) == ("report.html", True)


def test_the_page_is_the_one_a_person_has_looked_at() -> None:
    page = page_of(decided_bundle())
    data = page[page.index('<script type="application/json"') : page.index("<script></script>")]
    assert_golden("page.html", page.replace(data, "").encode("utf-8"))
