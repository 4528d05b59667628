"""The pages that tests open, each written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from report_crowd import crowd

from auditkit.report.formats import FORMATS
from auditkit.report.interface import ReportBundle


@pytest.fixture(scope="session")
def run() -> ReportBundle:
    return crowd()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Give a way to write the page of a run."""
    folder = tmp_path_factory.mktemp("pages")
    known: dict[tuple[int, str], tuple[Path, ReportBundle]] = {}

    def write(run: ReportBundle, lang: str = "en") -> Path:
        key = id(run), lang
        if key not in known:
            file = folder / f"审计 report {len(known)}.html"  # as people name their files
            with file.open("wb") as out:
                FORMATS["html"].render(run, out, lang=lang)
            known[key] = file, run  # the run is kept, so that no other takes its id
        return known[key][0]

    return write
