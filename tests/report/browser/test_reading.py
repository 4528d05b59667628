"""In which language, light and width the page can be read, on paper and without a program."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from auditkit.report.interface import ReportBundle

pytestmark = pytest.mark.browser

CASE = "C2026-0003"
VIEWS = (
    "view=overview", "view=findings&finding={fingerprint}", "view=cases", f"view=cases&case={CASE}",
    "view=rules", "view=rules&rule=cn-self.hours.quiet", "view=examined",
)  # fmt: skip
# every text that can be seen or heard, without what is a choice of its own
TEXTS = """
() => {
  const told = [document.title];
  const kinds = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
  const walk = document.createTreeWalker(document.body, kinds);
  while (walk.nextNode()) {
    const it = walk.currentNode;
    const owner = it.nodeType === Node.TEXT_NODE ? it.parentElement : it;
    if (owner.closest('script, style, noscript, #lang-zh, #lang-en')) continue;
    if (!owner.checkVisibility()) continue;
    if (it.nodeType === Node.TEXT_NODE) told.push(it.data);
    else for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (it.hasAttribute(name)) told.push(it.getAttribute(name));
  }
  return told.map((text) => text.trim()).filter(Boolean);
}
"""
OPEN_ALL = """
() => {
  for (const box of document.querySelectorAll('details')) box.open = true;
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}
"""
HAN = re.compile("[\u4e00-\u9fff]")
# a sentence in Chinese may name a key, a file or a command; one without a Chinese sign is none
NO_CHINESE = re.compile("^[^\u4e00-\u9fff]*[A-Za-z]{3}[^\u4e00-\u9fff]*$")


def addresses(run: ReportBundle) -> list[str]:
    """Return the address of every view."""
    return [f"#{view.format(fingerprint=run.findings[0].fingerprint)}" for view in VIEWS]


def go(page: Page, address: str) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", address)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def not_words(run: ReportBundle) -> list[str]:
    """Return the texts of the run that are the same in every language, longest first."""
    data = {
        *(text for it in run.findings for text in (
            it.fingerprint, it.anchor_activity, it.incident, it.debtor, it.party, it.case_id,
            it.collector_id, it.agency_id, it.org_id, it.source_file, it.rule, it.check,
        )),
        *(file for it in run.findings for file, _ in it.linked),
        *(text for it in run.decided.values() for text in (it.who, it.reason)),
        *(text for it in run.unknown_codes
          for text in (it.source, it.code, it.column, it.canonical)),
        *(text for it in run.rules for text in (it.id, it.check, it.pack)),
        *(it.clause for rule in run.rules for version in rule.versions for it in version.basis),
        *(text for it in run.exemptions for text in (it.source_file, it.relied_on, it.case_id)),
        *(it.file for it in run.files), *(it.file for it in run.rejects),
        *(it.source for it in run.not_evaluated),
        *(text for it in run.manifest["packs"] for text in (it["id"], it["sha256"])),
        *(run.manifest[name] for name in ("run_id", "key_id", "version")),
        "案件号", "对账单.csv", "说明.docx", "空.csv", "李雷", "dialler", "Asia/Shanghai",
        "T21:14:09", "auditkit", "SHA-256", "UTC",
    }  # fmt: skip
    return sorted(filter(None, data), key=len, reverse=True)


@pytest.mark.parametrize(
    ("lang", "tag", "foreign"), [("en", "en", HAN), ("zh", "zh-CN", NO_CHINESE)]
)
def test_everything_that_can_be_seen_or_heard_is_in_the_language_that_is_shown(
    visits, written, run, lang, tag, foreign
):
    page = visits.open(written(run, {"en": "zh", "zh": "en"}[lang]))
    page.click(f"#lang-{lang}")
    assert page.get_attribute("html", "lang") == tag
    data = re.compile("|".join(map(re.escape, not_words(run))))
    for address in addresses(run):
        go(page, f"{address}&lang={lang}")
        page.evaluate(OPEN_ALL)
        told = page.evaluate(TEXTS)
        assert len(told) > 20
        assert [text for text in told if foreign.search(data.sub("", text))] == [], address


def test_the_language_changes_in_place_and_is_kept_in_the_link(visits, written, run):
    page = visits.open(written(run), after="#view=findings&by.severity=high&q=night")
    assert page.inner_text("#status") == "Findings shown: 12 of 48"
    page.click("#lang-zh")
    assert page.inner_text("#status") == "显示 12 条问题，共 48 条"
    page.reload()
    assert page.inner_text("#status") == "显示 12 条问题，共 48 条"
    page.click("#lang-en")
    assert page.inner_text("#status") == "Findings shown: 12 of 48"
    assert page.evaluate("document.activeElement.id") == "lang-en"


def test_the_page_is_dark_where_the_system_is_and_as_somebody_chooses(visits, written, run):
    page = visits.open(written(run), color_scheme="dark")
    assert brightness(page) < 60
    page.select_option("#theme", "light")
    assert brightness(page) > 200
    page.reload()
    assert brightness(page) > 200
    page.select_option("#theme", "")
    assert brightness(page) < 60
    page.emulate_media(color_scheme="light")
    page.wait_for_function("document.documentElement.dataset.theme === 'light'")
    assert brightness(page) > 200


def brightness(page: Page) -> float:
    """Return how bright the ground of the page is, 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 3


def test_a_narrow_screen_shows_every_view_without_moving_sideways(visits, written, run):
    page = visits.open(written(run), viewport={"width": 320, "height": 640})
    for lang in ("en", "zh"):
        for address in addresses(run):
            go(page, f"{address}&lang={lang}")
            page.evaluate(OPEN_ALL)
            assert page.evaluate("document.documentElement.scrollWidth") == 320, (address, lang)


def test_without_a_program_the_result_and_how_far_it_can_be_relied_on_can_be_read(
    visits, written, run
):
    page = visits.open(written(run), java_script_enabled=False)
    assert page.locator("h1").inner_text() == "Collection compliance report"
    told = page.inner_text("main")
    for words in (
        "16 definite or presumptive findings at high or above",
        "48 finding rows", "29,409 rows read",
        "Not evaluated", "the outcome is unknown or missing", "催收系统导出.xlsx", "R99",
        "Column 案件号", "Example personal information law", "R20260401-7KQ2",
    ):  # fmt: skip
        assert words in told
    assert not HAN.search(page.inner_text("h1"))
    seen = [each for each in page.locator("main section").all() if each.is_visible()]
    assert [each.get_attribute("id") for each in seen] == [
        "headline", "review", "rates", "not-evaluated", "reliance", "coverage", "run",
    ]  # fmt: skip
    assert page.locator("noscript").inner_text()
    assert not page.locator("#tools").is_visible()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
@pytest.mark.parametrize(
    ("address", "words", "pages"),
    [
        (
            "#view=overview",
            ("Collection compliance report", "48 finding rows", "Not evaluated"),
            40,
        ),
        (
            f"#view=cases&case={CASE}",
            (f"Case {CASE}", "Activities: 8. Findings: 6, of rules: 1."),
            3,
        ),
    ],
)
def test_paper_holds_what_the_screen_shows(
    visits, written, run, tmp_path: Path, address: str, words: tuple[str, ...], pages: int
):
    page = visits.open(written(run), after=address, color_scheme="dark")
    file = tmp_path / "page.pdf"
    page.pdf(path=file, format="A4")
    told = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True)
    said = " ".join(told.stdout.split())
    assert [each for each in words if each not in said] == []
    assert 0 < told.stdout.count("\f") <= pages
    if "overview" in address:
        assert [it.fingerprint for it in run.findings if it.fingerprint not in said] == []
    page.wait_for_function("!document.querySelector('.paper')?.childElementCount")
