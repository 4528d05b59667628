"""The committed examples are what the generator writes today."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from auditkit.synthetic.examples import write_examples

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PARTS = ("bank", "us")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    write_examples(folder)
    return folder


def content(path: Path) -> object:
    if path.suffix == ".xlsx":
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return path.read_bytes()


@pytest.mark.parametrize("part", PARTS)
def test_the_committed_files_are_those_the_generator_writes(fresh: Path, part: str) -> None:
    made = {p.relative_to(fresh) for p in (fresh / part).rglob("*") if p.is_file()}
    kept = {p.relative_to(EXAMPLES) for p in (EXAMPLES / part).rglob("*") if p.is_file()}
    assert kept == made
    for name in sorted(made):
        assert content(EXAMPLES / name) == content(fresh / name), name
