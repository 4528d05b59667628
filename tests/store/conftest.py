"""Where a store of the tests stands: in a file, and in a database of the PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", POSTGRESQL])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Give the place of an empty store; every test that takes it runs on both databases."""
    if request.param == "sqlite":
        return tmp_path / "out" / "audit.db"
    return str(request.getfixturevalue("server").database())
