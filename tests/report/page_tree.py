"""Writes the page of a run and finds in it what a reader sees."""

from __future__ import annotations

from io import BytesIO

from lxml import html

from auditkit.report.html import render
from auditkit.report.html.assets import Assets
from auditkit.report.interface import ReportBundle

BARE = Assets(script="", style="", most=50_000, rows=20, reviewed=5)
"""No program and no style, so that what is looked at is the page itself."""
TAGS = {"zh": "zh-CN", "en": "en"}


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
