"""Says which store is meant, without opening it: no database library is loaded for that."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

STORE_NAME: Final = "audit.db"
DB_ENV: Final = "AUDITKIT_DB"
LATEST: Final = "latest"


def store_named(db: str | None) -> Path | str | None:
    """Return the store that ``--db`` names (a folder means its ``audit.db``), else the default.

    The default is what ``AUDITKIT_DB`` names; a URL stays as it is, None is no store.
    """
    named = db or os.environ.get(DB_ENV)
    if not named:
        return None
    if "://" in named:
        return named
    path = Path(named)
    return path / STORE_NAME if path.is_dir() or not path.suffix else path


def own_store(out: Path | None, db: str | None) -> Path | str | None:
    """Return where a run is kept: in ``db``, else in the folder it writes to; None for nowhere."""
    named = store_named(db)
    if named is not None:
        return named
    return out / STORE_NAME if out is not None else None
