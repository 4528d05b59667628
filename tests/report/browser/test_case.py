"""The page of a case: its timeline, which rules it breaks, and the way along it without a mouse."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Page

from auditkit.report.interface import Incident, ReportBundle

pytestmark = pytest.mark.browser

CASE, PLACE = "C2026-0003", 3
ROWS = """
() => [...document.querySelectorAll('#timeline figure tbody tr')].map((row) =>
  [...row.children].map((cell) => cell.textContent))
"""
# how many separate spots of a colour of the style sheet stand in the lowest lane of the picture
SPOTS = """
([name, height, below]) => {
  const wanted = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const context = document.createElement('canvas').getContext('2d');
  context.fillStyle = wanted;
  context.fillRect(0, 0, 1, 1);
  const colour = [...context.getImageData(0, 0, 1, 1).data];
  const canvas = document.querySelector('#timeline canvas');
  const scale = canvas.height / canvas.clientHeight;
  const top = Math.round((canvas.clientHeight - below - height) * scale);
  const size = [canvas.width, Math.round(height * scale)];
  const { data } = canvas.getContext('2d').getImageData(0, top, ...size);
  const isIn = (at) => colour.every((part, place) => data[4 * at + place] === part);
  const seen = new Set();
  let spots = 0;
  for (let start = 0; start < size[0] * size[1]; start += 1) {
    if (seen.has(start) || !isIn(start)) continue;
    spots += 1;
    const open = [start];
    while (open.length) {
      const at = open.pop();
      if (seen.has(at) || !isIn(at)) continue;
      seen.add(at);
      open.push(at - 1, at + 1, at - size[0], at + size[0]);
    }
  }
  return spots;
}
"""
WAY = (
    ("ArrowLeft", 1), ("ArrowRight", 2), ("ArrowDown", 3), ("ArrowUp", 2), ("End", 8),
    ("ArrowRight", 8), ("Home", 1),
)  # fmt: skip
LANE, BELOW = 30, 64  # what lanes.js gives a lane, and what stands under the last


@pytest.fixture
def incident(run: ReportBundle) -> Incident:
    return run.incidents[PLACE]


@pytest.fixture
def page(visits, written, run: ReportBundle) -> Page:
    opened: Page = visits.open(written(run), after=f"#view=cases&case={CASE}")
    opened.click("#timeline figure summary")
    return opened


def at(told: str) -> datetime:
    """Return the moment that a cell tells as day, weekday and time."""
    day, _, time = told.split()
    return datetime.fromisoformat(f"{day}T{time}+08:00")


def test_every_activity_of_the_case_stands_in_its_timeline_and_what_broke_a_rule_is_marked(
    page, run, incident
):
    rows = page.evaluate(ROWS)
    assert [at(row[0]) for row in rows] == [
        datetime.fromisoformat(it.at) for it in incident.activities
    ]
    broken = {it.anchor_activity for it in run.findings if it.incident == incident.id}
    title = next(it.title.en for it in run.rules if it.id == incident.rule)
    told = [title if it.activity_id in broken else "" for it in incident.activities]
    assert [row[-1] for row in rows] == told
    assert page.inner_text("#timeline .main") == "Activities: 8. Findings: 6, of rules: 1."
    assert page.evaluate(SPOTS, ["severity-critical", LANE, BELOW]) == len(broken)


def test_keys_lead_from_one_activity_to_the_next(page, incident):
    def looked_at() -> str:
        return page.inner_text("#timeline .card > :first-child")

    steer = page.locator(".steer")
    steer.focus()
    assert looked_at() == "Activity 1 of 8"
    for key, now in WAY:
        page.keyboard.press(key)
        assert looked_at() == f"Activity {now} of 8"
    for key in ("End", "+", "+", "-"):
        page.keyboard.press(key)
    assert looked_at() == "Activity 8 of 8"
    assert incident.activities[-1].collector_id in page.inner_text("#timeline .card")


def test_the_table_of_the_timeline_leads_to_an_activity_and_that_to_its_finding(
    page, run, incident
):
    page.locator("#timeline figure tbody button").nth(2).click()
    assert page.inner_text("#timeline .card > :first-child") == "Activity 3 of 8"
    page.click("#timeline .broken a")
    found = next(
        it for it in run.findings if it.anchor_activity == incident.activities[2].activity_id
    )
    assert page.locator(".detail").get_by_text(found.fingerprint, exact=True).is_visible()
    page.click(".detail .links a:last-child")
    assert page.inner_text("#timeline .card > :first-child") == "Activity 3 of 8"


def test_the_list_of_cases_leads_to_each_and_the_way_back_to_the_list(visits, written, run):
    page = visits.open(written(run), after="#view=cases")
    cases = {it.case_id for it in run.findings}
    links = page.locator("#timeline tbody th a")
    assert sorted(links.all_inner_texts()) == sorted(cases)
    links.get_by_text(CASE, exact=True).click()
    assert page.locator("#timeline").get_by_text(f"Case {CASE}").is_visible()
    page.go_back()
    assert sorted(links.all_inner_texts()) == sorted(cases)
