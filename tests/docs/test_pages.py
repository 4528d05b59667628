"""The generated pages are current and leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditkit.api.rule_texts import own_views, rule_pages
from auditkit.checks import BUILTIN
from auditkit.core.activity import ACTIVITY, ATTRIBUTES
from auditkit.core.vocabulary import VOCABULARIES
from auditkit.policy.load import load_packs
from auditkit.report.markdown import cell, page, table
from auditkit.report.page_checks import shown_type
from auditkit.report.pages import generated, stale, write_pages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def packs():
    return load_packs(ROOT / "policies")


@pytest.fixture(scope="module")
def pages(packs):
    return generated(ROOT / "policies", packs, own_views()) | rule_pages(packs, ROOT / "policies")


def both(pages, name):
    return [pages[f"docs/{name}.md"], pages[f"docs/{name}.zh-CN.md"]]


def test_the_committed_pages_are_current(pages):
    assert stale(ROOT, pages) == (), "run make docs"


def test_every_column_word_and_attribute_is_documented_in_both_languages(pages):
    words = [term.name for vocabulary in VOCABULARIES for term in vocabulary.terms]
    names = [*words, *(c.name for c in ACTIVITY), *(a.name for a in ATTRIBUTES)]
    for text in both(pages, "activity"):
        assert [name for name in names if f"| `{name}` |" not in text] == []


def test_every_rule_has_a_page_with_its_clauses_in_both_languages(pages, packs):
    for lang in ("en", "zh"):
        for pack in packs:
            for loaded in pack.rules:
                text = pages[f"docs/rules/{lang}/{loaded.rule.id}.md"].replace("\\", "")
                cited = [cite.clause for cites in loaded.rule.cites.values() for cite in cites]
                assert [clause for clause in cited if clause.replace("\\", "") not in text] == []


def test_the_index_links_the_page_of_every_rule(pages, packs):
    for lang, text in zip(("en", "zh"), both(pages, "rules"), strict=True):
        linked = set(re.findall(r"\]\((rules/[^)]+\.md)\)", text))
        rules = [loaded.rule.id for pack in packs for loaded in pack.rules]
        rules += [each.id for each in own_views()]
        assert linked == {f"rules/{lang}/{rule}.md" for rule in rules}
        assert {f"docs/{name}" for name in linked} <= set(pages)


def test_no_page_of_a_rule_is_left_behind(pages):
    there = {file.relative_to(ROOT).as_posix() for file in (ROOT / "docs/rules").rglob("*.md")}
    assert there == {name for name in pages if name.startswith("docs/rules/")}


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
