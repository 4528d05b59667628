"""What to look at first stands in the page with what puts it there, and leads to its findings."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

from report_factory import bundle
from report_page_data import data_of
from report_page_tree import BARE, cells, said, tree

from auditkit.report.html.review import review
from auditkit.report.ranking.rank import order_of
from auditkit.report.words import words_for


def test_the_first_of_each_kind_stand_with_their_points_and_what_they_are_made_of() -> None:
    page = tree(bundle())
    assert [row[:6] for row in cells(page, "Review order: collectors")] == [
        ["1", "WB0031 (AG-02)", "not compared", "1.05", "–", "2"],
        ["2", "CS1007 (the lender)", "not compared", "0.22", "–", "5"],
    ]
    assert [row[:6] for row in cells(page, "复核顺序：机构")] == [
        ["1", "AG-02", "高于同业，但可能出于偶然", "1.05", "0.06", "2"],
        ["2", "本行", "不高于同业", "0.22", "2.72", "5"],
    ]


def test_what_weighs_most_unfolds_to_all_that_explains_the_place() -> None:
    page = tree(bundle(), lang="en")
    unit = page.xpath("//table[caption='Review order: cases']//details")[0]
    assert unit.findtext("summary/bdi").startswith("55%  ")
    lines = [each.text for each in unit.xpath("./p/bdi")]
    assert len(lines) == 7
    for beginning in ("5 events, 1.27 points", "Findings, 7 in all", "Not certain: 1.", "gravest"):
        assert any(each.startswith(beginning) for each in lines), beginning


def test_each_leads_to_its_findings_in_the_language_it_is_read_in() -> None:
    page = tree(bundle())
    links = page.xpath("//section[@id='review']//a/@href")
    read = [parse_qs(each.removeprefix("#"), keep_blank_values=True) for each in links]
    case = {"view": ["cases"], "case": ["6222021234567890123"]}
    lender = {"view": ["findings"], "by.agency": [""]}
    for lang in ("zh", "en"):
        assert case | {"lang": [lang]} in read
        assert lender | {"lang": [lang]} in read
        assert lender | {"lang": [lang], "by.collector": ["CS1007"]} in read
    assert len(read) == 2 * (1 + 2 + 2)


def test_a_name_that_an_address_would_take_apart_is_kept_whole() -> None:
    odd = "A&B=C,D #1%"
    run = bundle()
    changed = (replace(run.findings[0], case_id=odd),)
    part = review(order_of(bundle(findings=changed)), words_for(run, "en", {}))
    link = part.blocks[1].rows[0][1].link
    assert parse_qs(link.removeprefix("#"))["case"] == [odd]
    assert "," not in link


def test_a_run_without_findings_has_nothing_to_look_at_first() -> None:
    page = tree(bundle(findings=(), incidents=()), BARE)
    part = said(page.xpath("//section[@id='review']")[0], "en")
    assert "No cases to be put in order." in part
    assert page.xpath("//section[@id='review']//table") == []


def test_every_ranked_case_knows_its_place_in_the_data() -> None:
    first, *rest = bundle().findings
    run = bundle(findings=(replace(first, case_id="light", overlap=""), *rest))
    cases = data_of(run)["cases"]
    assert dict(zip(cases["id"], cases["rank"], strict=True)) == {
        "light": 2,
        "6222021234567890123": 1,
    }
