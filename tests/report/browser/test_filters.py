from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from playwright.sync_api import Page
from report_crowd import BY, counts, left

from auditkit.core.findings import Finding
from auditkit.report.interface import ReportBundle

pytestmark = pytest.mark.browser

UNFOLD = """
async () => {
  for (const box of document.querySelectorAll('.panel details')) box.open = true;
  for (const more of document.querySelectorAll('.panel details details button')) more.click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}
"""
FACETS = """
() => [...document.querySelectorAll('.panel details details')].map((box) => [
  box.querySelector('summary').textContent,
  [...box.querySelectorAll('li')].map((choice) => [
    choice.querySelector('.name').textContent, Number(choice.querySelector('.count').textContent),
    choice.querySelector('input').checked,
  ]),
])
"""
LISTED = "[...document.querySelectorAll('tr[data-place]')].map((row) => Number(row.dataset.place))"
PRESS = """
([title, choice]) => {
  const named = (selector, text) => (it) => it.querySelector(selector).textContent === text;
  const boxes = [...document.querySelectorAll('.panel details details')];
  const choices = boxes.find(named('summary', title)).querySelectorAll('li');
  [...choices].find(named('.name', choice)).querySelector('input').click();
}
"""
EACH = """
(title) => {
  const boxes = [...document.querySelectorAll('.panel details details')];
  const box = boxes.find((it) => it.querySelector('summary').textContent === title);
  return [...box.querySelectorAll('li')].map((choice) => {
    choice.querySelector('input').click();
    const rows = [...document.querySelectorAll('tr[data-place]')];
    const places = rows.map((row) => Number(row.dataset.place));
    choice.querySelector('input').click();
    return [choice.querySelector('.name').textContent, places];
  });
}
"""
CHOSEN = {"severity": ["high", "critical", "low"], "agency": ["", "AG-02"], "weekday": ["0", "1"]}
SEARCHES: Mapping[str, Callable[[Finding], bool]] = {
    "C2026-0003": lambda it: it.case_id == "C2026-0003",
    "c2026-0003 CS1030": lambda it: it.case_id == "C2026-0003" and it.collector_id == "CS1030",
    "宁波分行": lambda it: it.org_id == "宁波分行",
    "有效语音呼叫": lambda it: True,
    "night": lambda it: it.rule == "cn-self.hours.quiet",
    "夜间": lambda it: it.rule == "cn-self.hours.quiet",
    "FREQUENCY.interactive": lambda it: it.rule == "cn-std.frequency.interactive",
    "  AG-05 ": lambda it: it.agency_id == "AG-05",
    "__proto__": lambda it: False,
    "nobody.*": lambda it: False,
}
Choices = Mapping[str, Iterable[str]]


@dataclass
class Panel:
    """The list of findings and what it is narrowed down by."""

    page: Page

    @cached_property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.page.text_content("#data") or ""))

    @cached_property
    def titles(self) -> dict[str, str]:
        return {name: self.data["words"]["en"][f"by.{name}"] for name in BY}

    def said(self, name: str, key: str) -> str:
        """Return what the page calls a key of one way to choose."""
        words, vocab = self.data["words"]["en"], self.data["vocab"]
        if name in vocab:
            name = "force_name" if name == "force" else name
            return str(vocab[name]["en"][vocab[name]["keys"].index(key)])
        if name == "rule":
            return next(str(it["title"]["en"]) for it in self.data["rules"] if it["id"] == key)
        if name == "hour":
            return f"{key:>02}:00–{key:>02}:59"
        return str(words[f"weekday.{key}"] if name == "weekday" else key or words[f"none.{name}"])

    def press(self, name: str, key: str) -> None:
        self.page.evaluate(PRESS, [self.titles[name], self.said(name, key)])

    def listed(self) -> list[str]:
        """Return the fingerprints of the rows of the list."""
        return self.prints(self.page.evaluate(LISTED))

    def prints(self, places: Iterable[int]) -> list[str]:
        return sorted(self.data["findings"]["fingerprint"][place] for place in places)

    def facets(self) -> dict[str, list[tuple[str, int, bool]]]:
        """Return every choice with its count and whether it is made."""
        told = self.page.evaluate(FACETS)
        return {title: sorted(map(tuple, choices)) for title, choices in told}

    def expected(
        self, run: ReportBundle, chosen: Choices
    ) -> dict[str, list[tuple[str, int, bool]]]:
        return {
            title: sorted(
                (self.said(name, key), counts(run, name, chosen)[key], key in chosen.get(name, ()))
                for key in counts(run, name, {})
            )
            for name, title in self.titles.items()
        }


@pytest.fixture
def panel(visits, written, run: ReportBundle) -> Panel:
    page: Page = visits.open(written(run), after="#view=findings")
    page.evaluate(UNFOLD)
    return Panel(page)


def prints(findings: Iterable[Finding]) -> list[str]:
    return sorted(it.fingerprint for it in findings)


def test_every_choice_tells_how_many_findings_it_leaves(panel, run):
    assert panel.facets() == panel.expected(run, {})
    assert panel.listed() == prints(run.findings)


def test_a_choice_leaves_its_findings_and_no_others(panel, run):
    for name, title in panel.titles.items():
        told = {text: panel.prints(places) for text, places in panel.page.evaluate(EACH, title)}
        assert told == {
            panel.said(name, key): prints(left(run, {name: [key]})) for key in counts(run, name, {})
        }
    assert panel.listed() == prints(run.findings)


def test_choices_of_several_kinds_leave_what_fulfils_all_of_them(panel, run):
    for name, keys in CHOSEN.items():
        for key in keys:
            panel.press(name, key)
    found = left(run, CHOSEN)
    assert 0 < len(found) < len(run.findings)
    assert panel.listed() == prints(found)
    assert panel.facets() == panel.expected(run, CHOSEN)
    assert (
        panel.page.inner_text("#status") == f"Findings shown: {len(found)} of {len(run.findings)}"
    )


def test_what_somebody_chose_is_kept_in_the_link(panel, run):
    for name, keys in CHOSEN.items():
        for key in keys:
            panel.press(name, key)
    panel.page.fill("#q", "2026-03")
    panel.page.fill("#from", "2026-03-04")
    panel.page.locator("#from").blur()
    found = [it for it in left(run, CHOSEN) if it.day >= "2026-03-04"]
    assert panel.listed() == prints(found)
    before, address = panel.facets(), panel.page.url
    panel.page.reload()
    assert panel.page.url == address
    panel.page.evaluate(UNFOLD)
    again = Panel(panel.page)
    assert (again.listed(), again.facets()) == (prints(found), before)
    assert panel.page.input_value("#q") == "2026-03"
    assert panel.page.input_value("#from") == "2026-03-04"


def test_chips_name_what_is_chosen_and_take_it_away(panel, run):
    for name, keys in CHOSEN.items():
        for key in keys:
            panel.press(name, key)
    panel.page.fill("#q", "voice call")
    chips = panel.page.locator(".chips .chip")
    named = [
        f"{panel.titles[n]}: {panel.said(n, key)}" for n, keys in CHOSEN.items() for key in keys
    ]
    assert [it.removesuffix("×") for it in chips.all_inner_texts()] == [
        "Search: voice call",
        *named,
    ]
    chips.filter(has_text=f"{panel.titles['weekday']}: {panel.said('weekday', '1')}").click()
    chips.filter(has_text="Search").click()
    rest = CHOSEN | {"weekday": ["0"]}
    assert panel.listed() == prints(left(run, rest))
    panel.page.click(".chips .quiet")
    assert panel.listed() == prints(run.findings)
    assert chips.count() == 0
    assert panel.facets() == panel.expected(run, {})


def test_words_that_are_typed_are_looked_for_in_either_language(panel, run):
    for typed, holds in SEARCHES.items():
        panel.page.fill("#q", typed)
        assert panel.listed() == prints(it for it in run.findings if holds(it)), typed
    panel.page.click("table.findings .nothing button")
    assert panel.listed() == prints(run.findings)
