"""Of the made-up month exactly the rows that are one call are linked, whatever the clocks say."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from auditkit.synthetic import exports

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bench(monkeypatch) -> ModuleType:
    """Return the benchmark, which sets the clocks of the generator; they are put back after."""
    for name in ("CLOCK_OFFSET", "JITTER"):
        monkeypatch.setattr(exports, name, getattr(exports, name))
    spec = importlib.util.spec_from_file_location("linking_bench", ROOT / "benchmarks/linking.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "linking_bench", module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("offset", "jitter", "named"), [(-137, 3, True), (600, 3, True), (-137, 60, False)]
)
def test_the_pairs_are_those_of_the_generator(bench, tmp_path, offset, jitter, named) -> None:
    true = bench.write_month(tmp_path, bench.Clocks(offset, jitter, named), 1_200)
    found, outcome = bench.found_pairs(tmp_path)
    assert len(true) > 300
    assert found == true
    clock = next(o for o in outcome.offsets if outcome.feeds[o.feed] == "collection-system")
    assert clock.how == "estimated"
    assert offset <= clock.offset_ms / 1000 <= offset + jitter
    left = [account.attribution.left for account in outcome.accounts]
    assert sum(left) <= 4


def test_an_uncorrected_clock_gives_more_findings_than_there_are_violations(
    bench, tmp_path
) -> None:
    bench.write_month(tmp_path, bench.Clocks(-137, 3), 1_200)
    linked, late = bench.findings(tmp_path), bench.findings(tmp_path, corrected=False)
    alone = bench.findings(tmp_path, linked=False)
    assert linked.total() < late.total() <= alone.total()


def test_in_a_crowded_month_close_pairs_are_right(bench) -> None:
    cells = [cell.strip() for cell in bench.crowded(-137, 2).strip("| ").split("|")]
    assert cells[2] == "-136 (estimated)"
    assert float(cells[-1]) > 0.99
    assert float(cells[-2]) > 0.98
