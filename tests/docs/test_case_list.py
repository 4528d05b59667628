"""The page on case lists shows a mapping that loads, the same in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.sources.mapping import ActivityMap, Mapping, load_mapping

DOCS = Path(__file__).resolve().parents[2] / "docs"


def example(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]


def loaded(folder: Path, page: str) -> Mapping:
    file = folder / "mapping.yaml"
    file.write_text(example(page), encoding="utf-8")
    return load_mapping(file)


@pytest.mark.parametrize("page", ["case-list.md", "case-list.zh-CN.md"])
def test_the_mapping_on_the_page_is_that_of_the_example(page: str, tmp_path: Path) -> None:
    (shown,) = loaded(tmp_path, page).sources
    kept = load_mapping(DOCS.parent / "examples" / "bank" / "mapping.yaml")
    (of_bank,) = [source for source in kept.sources if source.name == shown.name]
    assert shown.activities == of_bank.activities


@pytest.mark.parametrize("page", ["case-list.md", "case-list.zh-CN.md"])
def test_every_key_of_an_entry_is_explained(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert [name for name in ActivityMap.model_fields if f"`{name}`" not in text] == []
