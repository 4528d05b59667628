"""The page says what a reader needs before any program runs, in both languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from report_decided import decided_bundle
from report_factory import START, activity, bundle, finding, manifest
from report_golden import assert_golden
from report_page_data import data_of
from report_page_tree import BARE, TAGS, cells, figures, page_of, said, tree

from auditkit.core.findings import Coverage
from auditkit.core.i18n import LANGUAGES
from auditkit.report.formats import FORMATS
from auditkit.report.html.assets import load_assets
from auditkit.report.interface import ContactKey


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


def test_a_long_list_of_files_ends_with_the_sum_of_all() -> None:
    files = cells(tree(bundle(), replace(BARE, rows=1)), "Inputs")
    assert [row[:3] for row in files] == [
        ["催收系统导出.xlsx", "8,001", "6,700"],
        ["Total", "29,409", "26,777"],
    ]


def test_more_activities_in_question_than_contacts_are_no_share() -> None:
    run = bundle(contacts={ContactKey("AG-02", "WB0031", "NB", "2026-03-02"): 1})
    shown = {row[0]: row[4:] for row in cells(tree(run), "By agency")}
    assert shown == {"AG-02": ["under 100", ""], "the lender": ["under 100", ""]}
    anchors = [activity(n, START) for n in range(101)]
    findings = tuple(finding("cn-self.hours.quiet", each) for each in anchors)
    run = bundle(findings=findings, contacts={ContactKey("", "", "", "2026-03-02"): 100})
    assert cells(tree(run), "By agency")[0][4:] == ["no share", ""]


def test_a_run_that_judged_nothing_says_so_first() -> None:
    files = tuple(replace(each, judged=0) for each in bundle().files)
    page = tree(bundle(findings=(), incidents=(), files=files))
    verdict = page.xpath("//*[@class='verdict']/text()")
    assert verdict == ["没有任何记录得到评价", "No activity was judged"]


def test_rules_that_had_nothing_to_judge_are_counted() -> None:
    idle = Coverage("cn-law.contact.refusal", 0, 0, 0, 0)
    run = bundle(coverage=(idle, *bundle().coverage[2:]))
    part = said(tree(run).xpath("//section[@id='not-evaluated']")[0], "en")
    assert "1 rules had no activity to judge" in part


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
    short = tree(bundle(), replace(BARE, rows=1))
    assert len(cells(short, "Rows that rules could not judge")) == 1


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
    document = data_of(run, most=3)
    assert document["bound"]["exemptions_left_out"] == 1
    assert len(document["exemptions"]["rule"]) == 3


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
    inner = [each for each in page.xpath("//a/@href") if not each.startswith("#view=")]
    assert [each for each in inner if each[1:] not in ids] == []
    assert (
        page.xpath("//table[not(caption)] | //th[not(@scope)] | //section[not(@aria-labelledby)]")
        == []
    )
    assert page.xpath("//body/*[1]/@href") == ["#main"]


def test_the_page_is_a_format_that_no_console_bears() -> None:
    shape = FORMATS["html"]
    assert (shape.filename, shape.binary) == ("report.html", True)


def test_the_page_is_the_one_a_person_has_looked_at() -> None:
    page = page_of(decided_bundle())
    data = page[page.index('<script type="application/json"') : page.index("<script></script>")]
    assert_golden("page.html", page.replace(data, "").encode("utf-8"))
