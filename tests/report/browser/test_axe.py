"""Nothing on any view keeps somebody from using it, as far as axe-core can tell."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page
from report_crowd import crowd

from auditkit.report.interface import ReportBundle

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent / "axe" / "axe.min.js"
VIEWS = (
    "view=overview", "view=findings&by.severity=high&finding={fingerprint}",
    "view=findings&q=nothing+like+it", "view=cases", "view=cases&case=C2026-0003", "view=rules",
    "view=rules&rule=bank-example.frequency.calls", "view=examined",
)  # fmt: skip
CHECK = """
async ([hash, tags]) => {
  location.hash = hash;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (const box of document.querySelectorAll('details')) box.open = true;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const { violations, passes } = await axe.run({
    runOnly: tags, resultTypes: ['violations'], elementRef: false, preload: false,
  });
  const where = ({ id, nodes }) => nodes.map((it) => `${id}: ${it.target} ${it.failureSummary}`);
  return [passes.length, violations.flatMap(where)];
}
"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""What of these a theme can change."""


def test_the_program_is_the_one_whose_hash_is_written_down():
    told = re.search(r"[0-9a-f]{64}", AXE.with_name("README.md").read_text("utf-8"))
    assert told
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == told[0]


@pytest.fixture(scope="module")
def few() -> ReportBundle:
    return crowd(cases=4, each=3)


@pytest.fixture
def page(visits, written, few: ReportBundle) -> Page:
    opened: Page = visits.open(written(few), reduced_motion="reduce")  # colours do not fade over
    opened.evaluate(AXE.read_text("utf-8"))
    return opened


@pytest.mark.parametrize(
    ("lang", "theme", "rules"),
    [("zh", "light", TAGS), ("en", "light", TAGS), ("zh", "dark", COLOURS)],
)
def test_no_view_keeps_somebody_from_using_it(page, few, lang, theme, rules):
    for view in VIEWS:
        address = (
            f"#{view.format(fingerprint=few.findings[0].fingerprint)}&lang={lang}&theme={theme}"
        )
        passed, violated = page.evaluate(CHECK, [address, rules])
        assert passed > (20 if rules is TAGS else 0), address
        assert violated == [], address


def test_what_keeps_somebody_from_using_a_page_is_noticed(page):
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    page.evaluate("document.querySelector('h1').style.color = '#999'")
    _, violated = page.evaluate(CHECK, ["#view=findings", TAGS])
    assert {each.partition(":")[0] for each in violated} == {"color-contrast", "label"}
