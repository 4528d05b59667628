"""Whatever a log, a file or a policy says stands on the page as text, exactly, and does nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from report_hostile import MARKUP, VALUES, hostile_bundle

from auditkit.report.interface import ReportBundle
from auditkit.report.safe import visible_lines
from tests.browser import ALIVE

pytestmark = pytest.mark.browser

# what is written in one way only, for a row of the page is known by what it shows
TEXTS = tuple(
    {
        visible_lines(value): value
        for value in (*(value for value in VALUES if len(value) < 100), *MARKUP, "长" * 40_000)
    }.values()
)
SHOWN = [visible_lines(value) for value in TEXTS]
IDS = (
    "__proto__", "constructor", "toString", "hasOwnProperty", "then", "length", "0", "-1", "null",
    "</script><img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "javascript:alert(1)",
    "a b&c=d+e%20f#g?h", "%zz", "#/../..", "a|b|c", "a,b;c", "{a|b}", "一\n二", " blanks ",
)  # fmt: skip

GO = """
(hash) => new Promise((done) => {
  location.hash = hash;
  requestAnimationFrame(() => setTimeout(done));
})
"""
# opens the details of every row, page after page, and reads both
FINDINGS = """
() => {
  const told = [];
  const texts = (from, names) => [...from.querySelectorAll(names)].map((it) => it.textContent);
  for (;;) {
    for (const row of document.querySelectorAll('table.findings tr[data-place]')) {
      row.click();
      const detail = document.querySelector('.detail');
      told.push({
        row: [...row.children].map((it) => it.textContent),
        texts: texts(detail, 'h3, .lead, blockquote, p:not([class])'),
        facts: texts(detail, 'dd'),
      });
    }
    const next = [...document.querySelectorAll('.pager button')].pop();
    if (!next || next.disabled) return told;
    next.click();
  }
}
"""
CHOICES = """
([title, wanted]) => {
  const boxes = [...document.querySelectorAll('.panel details details')];
  const box = boxes.find((it) => it.querySelector('summary').textContent === title);
  box.open = true;
  box.querySelector('button')?.click();
  const choices = [...box.querySelectorAll('li')];
  const name = (it) => it.querySelector('.name').textContent;
  const left = wanted.map((text) => {
    const input = choices.find((it) => name(it) === text).querySelector('input');
    input.click();
    const found = document.querySelectorAll('tr[data-place]').length;
    input.click();
    return found;
  });
  return { names: choices.map(name), left };
}
"""
CASES = """
async (wanted) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const told = [];
  for (const text of wanted) {
    location.hash = '#view=cases';
    await frame();
    const links = [...document.querySelectorAll('#timeline tbody th a')];
    links.find((it) => it.textContent === text).click();
    await frame();
    const home = document.querySelector('#timeline');
    const named = [...home.querySelectorAll('h3')].map((it) => it.textContent);
    const card = [...home.querySelectorAll('.card dd')].map((it) => it.textContent);
    told.push([named.find((it) => it.includes(text)), card.slice(0, 2)]);
  }
  return told;
}
"""
RULES = """
async (wanted) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const told = [];
  for (const text of wanted) {
    location.hash = '#view=rules';
    await frame();
    const links = [...document.querySelectorAll('#rules tbody th a')];
    links.find((it) => it.textContent === `${text} (${text})`).click();
    await frame();
    told.push(document.querySelector('#rules code').textContent);
  }
  return told;
}
"""


@pytest.fixture(scope="module")
def hostile() -> ReportBundle:
    return hostile_bundle(TEXTS)


@pytest.fixture
def page(visits, written, hostile: ReportBundle) -> Page:
    opened: Page = visits.open(written(hostile))
    return opened


def lines(of: list[str]) -> str:
    return "\n".join(sorted(of))


def test_every_text_of_a_finding_is_shown_as_it_was_written(page):
    page.evaluate(GO, "#view=findings")
    told = page.evaluate(FINDINGS)
    assert len(told) == len(TEXTS)
    for it, (shown, text) in zip(told, zip(SHOWN, TEXTS, strict=True), strict=True):
        day = "2026-03-02 Mon" if shown == "2026-03-02" else "no day recorded"
        assert it["row"] == [
            "high", day, f"{shown} ({shown}){shown}", shown, shown, shown, "confirmed",
        ], ascii(text[:50])  # fmt: skip
        assert set(it["texts"]) == {shown}
        role = shown.replace("|", ", ")  # of a person who may be one of several
        assert it["facts"] == [
            f"{day} ", shown, "4", "3", f"{shown} – {shown}", shown, f"{role} · {shown}",
            shown, shown, shown, "confirmed", *[shown] * 6,
            f"{shown}, row 3{shown}, row 41 (linked)", shown, shown, shown,
        ]  # fmt: skip
    assert page.evaluate(ALIVE) == []


def test_a_name_that_a_program_knows_is_a_choice_like_any_other(page):
    page.evaluate(GO, "#view=findings")
    for title in ("Agency", "Branch", "Collector", "Rule"):
        names = [f"{it} ({it})" if title == "Rule" else it for it in SHOWN]
        told = page.evaluate(CHOICES, [title, [names[TEXTS.index(it)] for it in IDS]])
        assert lines(told["names"]) == lines(names)
        assert told["left"] == [1] * len(IDS)


def test_a_case_and_a_rule_of_any_name_can_be_opened(visits, written):
    page = visits.open(written(hostile_bundle(IDS)))
    told = page.evaluate(CASES, list(IDS))
    assert told == [[f"Case {it}", [it, it]] for it in IDS]
    assert page.evaluate(RULES, list(IDS)) == list(IDS)
    assert page.evaluate(ALIVE) == []


def test_every_view_in_both_languages_bears_any_text(page):
    for lang in ("en", "zh"):
        for view in ("overview", "cases", "rules", "examined"):
            page.evaluate(GO, f"#view={view}&lang={lang}")
            page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
            page.evaluate("new Promise(requestAnimationFrame)")
            assert page.evaluate(ALIVE) == []
    told = page.evaluate("document.querySelector('main').textContent")
    assert [ascii(it) for it in SHOWN if it not in told] == []
    for typed in ("__proto__", "</script>", "{{7*7}}", "[x"):
        page.evaluate(GO, "#view=findings")
        page.fill("#q", typed)
        assert page.locator("tr[data-place]").count() == sum(typed in it for it in SHOWN)
