"""The generated pages are current and leave nothing out."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.checks import BUILTIN
from auditkit.core.activity import ACTIVITY, ATTRIBUTES
from auditkit.core.vocabulary import VOCABULARIES
from auditkit.policy.load import load_packs
from auditkit.report.markdown import cell, page, table
from auditkit.report.page_checks import shown_type
from auditkit.report.pages import generated, stale, write_pages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pages():
    return generated(ROOT / "policies")


@pytest.fixture(scope="module")
def packs():
    return load_packs(ROOT / "policies")


def both(pages, name):
    return [pages[f"docs/{name}.md"], pages[f"docs/{name}.zh-CN.md"]]


def test_the_committed_pages_are_current(pages):
    assert stale(ROOT, pages) == (), "run make docs"


def test_every_column_word_and_attribute_is_documented_in_both_languages(pages):
    words = [term.name for vocabulary in VOCABULARIES for term in vocabulary.terms]
    names = [*words, *(c.name for c in ACTIVITY), *(a.name for a in ATTRIBUTES)]
    for text in both(pages, "activity"):
        assert [name for name in names if f"| `{name}` |" not in text] == []


def test_every_rule_is_documented_with_its_clauses_in_both_languages(pages, packs):
    for text in both(pages, "rules"):
        for pack in packs:
            for loaded in pack.rules:
                section = text.partition(f"\n### {loaded.rule.id}\n")[2].partition("\n### ")[0]
                cited = [cite.clause for cites in loaded.rule.cites.values() for cite in cites]
                assert section
                assert [clause for clause in cited if cell(clause) not in section] == []


def test_what_is_not_shipped_is_listed_with_its_reason(pages, packs):
    for lang, text in zip(("en", "zh"), both(pages, "rules"), strict=True):
        for pack in packs:
            for each in pack.pack.unshipped:
                reason = cell(getattr(each.reason, lang))
                assert f"| {cell(each.topic)} | {reason} |" in text


def test_every_check_is_documented_with_every_parameter(pages):
    for text in both(pages, "checks"):
        for check in BUILTIN:
            section = text.partition(f"\n## {check.id}\n")[2].partition("\n## ")[0]
            assert [
                name for name in check.params.model_fields if f"| `{name}` |" not in section
            ] == []


def test_no_page_speaks_of_a_place_on_the_machine(pages):
    assert [name for name, text in pages.items() if str(ROOT) in text or "/home/" in text] == []


def test_pages_are_written_once(pages, tmp_path):
    first = write_pages(tmp_path, pages)
    assert set(first) == set(pages)
    assert "reports/schema/rule.schema.json" in first
    assert write_pages(tmp_path, pages) == ()


def test_a_text_never_breaks_a_table():
    assert table(["a"], [["x|y\nz"]]) == "| a |\n| --- |\n| x\\|y<br>z |"
    assert page("a", "", "b") == "a\n\nb\n"


def test_types_are_shown_as_a_writer_of_yaml_reads_them():
    assert shown_type(tuple[int, ...] | None) == "list of int"
    assert shown_type(dict[str, bool | str]) == "text: true / false / text"
