"""The page of a rule: every version with every clause it stands on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from auditkit.report.words import words_for

pytestmark = pytest.mark.browser

VERSIONS = """
() => [...document.querySelectorAll('#rules .version')].map((version) => [
  version.querySelector('h5').textContent,
  [...version.querySelectorAll('.basis .said')].map((clause) => clause.textContent),
])
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_rule_shows_all_of_its_versions_and_clauses(visits, written, run, lang):
    words = words_for(run, lang, {})
    page: Page = visits.open(written(run), after=f"#view=rules&lang={lang}")
    titles = page.locator("#rules tbody th a").all_inner_texts()
    assert sorted(titles) == sorted(rule.title.pick(lang) for rule in run.rules)
    for rule in run.rules:
        page.locator("#rules tbody th a").get_by_text(rule.title.pick(lang), exact=True).click()
        assert page.inner_text("#rules code >> nth=0") == rule.id
        shown = page.evaluate(VERSIONS)
        assert [clauses for _, clauses in shown] == [
            [words.clause(each) for each in version.basis] for version in rule.versions
        ]
        for version, (days, _) in zip(rule.versions, shown, strict=True):
            assert version.in_force_from in days
            assert version.in_force_to in days
        page.go_back()


def test_a_rule_leads_to_its_findings(visits, written, run):
    page = visits.open(written(run), after="#view=rules&rule=cn-self.hours.quiet")
    page.click("#rules .links a")
    assert page.inner_text("#status") == f"Findings shown: 12 of {len(run.findings)}"
