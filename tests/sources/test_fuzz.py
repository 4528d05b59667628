"""Damaged exports of every format are refused, or every row of them is accounted for."""

from __future__ import annotations

import warnings

import pytest

from benchmarks import fuzz


@pytest.mark.parametrize("form", fuzz.FORMATS)
def test_a_damaged_export_is_refused_or_read_to_the_last_row(form, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_XLSX_PASSWORD", "secret")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bad = [
            (seed, end, detail)
            for seed, end, detail in fuzz.fuzz(form, range(60), tmp_path)
            if end in (fuzz.CRASHED, fuzz.UNBALANCED)
        ]
    assert bad == []


@pytest.mark.parametrize("form", fuzz.FORMATS)
def test_a_file_that_nobody_damaged_is_read(form, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_XLSX_PASSWORD", "secret")
    monkeypatch.setattr(fuzz, "mutated", lambda f, seed: fuzz.valid(f, fuzz.random.Random(seed)))
    monkeypatch.setattr(
        fuzz, "rows_of", lambda _: [list(fuzz.make.HEADER), *fuzz.make.calls("Z", 9)]
    )
    ends = [end for _, end, _ in fuzz.fuzz(form, range(8), tmp_path)]
    assert ends == [fuzz.READ] * 8
