"""Opened from a folder, the page works, asks for nothing and says nothing; no address breaks it."""

from __future__ import annotations

import pytest

from tests.browser import ALIVE

pytestmark = pytest.mark.browser

VIEWS = ("overview", "findings", "cases", "rules", "examined")
ADDRESSES = (
    "#", "#=", "#&&=&", "#%", "#%zz=%zz", "#view=%E0%A4%A", "#view=__proto__", "#view=constructor",
    "#lang=toString", "#lang=__proto__", "#theme=constructor", "#sort=constructor&view=findings",
    "#sort=-__proto__&view=findings", "#by.constructor=x", "#by.__proto__=x", "#by.toString=x",
    "#by.severity=__proto__,constructor", "#by.severity=&view=findings", "#by.=x", "#by.nothing=1",
    "#heat=constructor", "#heat=__proto__&view=overview", "#view=findings&page=-1",
    "#view=findings&page=1e9", "#view=findings&page=NaN", "#view=findings&finding=nobody",
    "#view=findings&finding=__proto__", "#view=cases&case=__proto__", "#view=cases&case=nobody",
    "#view=rules&rule=constructor", "#view=rules&rule=%3Cimg src=x onerror=alert(1)%3E",
    "#view=findings&from=yesterday&to=2026-99-99", "#view=findings&to=2026-02-30",
    "#view=findings&q=%5B(*%2B%3F", "#main", "#run",
    "#view=overview&from=9999-12-31", "#q=%00", "#" + "a" * 10_000,
)  # fmt: skip

GO_AND_BACK = """
async (address) => {
  for (const hash of [address, '#view=findings']) {
    location.hash = hash;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  return document.querySelector('#status').textContent;
}
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_opens_in_silence_and_each_view_does(visits, written, run, lang):
    page = visits.open(written(run, lang))
    assert page.title()
    for view in VIEWS:
        page.locator("#contents a").nth(VIEWS.index(view)).click()
        assert f"view={view}" in page.url or view == "overview"
        assert page.locator("main section").filter(visible=True).count() > 0
    assert page.evaluate(ALIVE) == []


def test_a_page_says_which_program_it_may_run_and_no_other_runs(visits, written, run):
    page = visits.open(written(run))
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    for part in ("default-src 'none'", "base-uri 'none'", "form-action 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    page.evaluate(
        "document.body.append(Object.assign(new Image(), {src: 'http://example.invalid'}))"
    )
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'alert(1)'}))"
    )
    page.wait_for_timeout(50)
    said, visits.said = visits.said, []
    assert any("Loading the image" in each for each in said)
    assert any("Executing inline script" in each for each in said)
    assert not any("alert" in each.partition(":")[0] for each in said)


def test_no_address_breaks_the_page(visits, written, run):
    page = visits.open(written(run))
    for address in ADDRESSES:
        assert page.evaluate(GO_AND_BACK, address) == "Findings shown: 48 of 48", address
        assert visits.said == [], address


def test_a_page_opened_at_a_wrong_address_is_as_at_first(visits, written, run):
    page = visits.open(written(run), after="#by.constructor=x&sort=constructor&lang=toString")
    assert page.locator("main section").filter(visible=True).count() > 0
    page.locator("#contents a").nth(1).click()
    assert page.inner_text("#status") == "Findings shown: 48 of 48"
