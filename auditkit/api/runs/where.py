"""Finds the run that a person means: by its folder, its file, or its name in a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditkit.api.runs.places import DB_ENV, LATEST, STORE_NAME, store_named
from auditkit.core.errors import ConfigError, InputError
from auditkit.core.pseudonym import Pseudonymiser, load_key
from auditkit.store.database import Store, open_store
from auditkit.store.runs import RunRecord, read_run


@dataclass(frozen=True, slots=True)
class Where:
    """A store, and a run of it: an id, a name, or the latest that is complete.

    ``folder`` is the one that the run was written to, as far as the name tells it.
    """

    store: Path | str
    run: str
    folder: Path | None = None


def where(spec: Path | str, db: str | None = None) -> Where:
    """Return what a person means by ``RUN``.

    That is the folder of a run or its ``audit.db``, or else an id, a name or ``latest`` in the
    store ``db``: a folder, a file or a URL, by default what ``AUDITKIT_DB`` names. A folder without
    a store of its own, given with ``db``, means the latest run there. Raises ``InputError`` when
    there is no store to look into.
    """
    path = Path(spec)
    if path.name == STORE_NAME and path.is_file():
        return Where(path, LATEST, path.parent)
    if path.is_dir() and (path / STORE_NAME).is_file():
        return Where(path / STORE_NAME, LATEST, path)
    store = store_named(db)
    if store is None:
        raise InputError(
            str(spec),
            "is no folder of a run / 不是审计输出文件夹",
            f"Name the folder given to scan --out, or a run and its store with --db or {DB_ENV}. / "
            f"请指定 scan --out 的文件夹，或用 --db 或 {DB_ENV} 指定审计库。",
        )
    folder = store.parent if isinstance(store, Path) else None
    return Where(store, LATEST if path.is_dir() else str(spec), path if path.is_dir() else folder)


@contextmanager
def opened(spec: Path | str, db: str | None = None) -> Iterator[tuple[Store, RunRecord, Where]]:
    """Yield the open store, the run and where they are; raises as ``where`` and ``open_store``."""
    place = where(spec, db)
    with open_store(place.store, institution_key(), create=False) as store:
        yield store, read_run(store, place.run), place


def institution_key() -> Pseudonymiser:
    """Return the institution's key; ``ConfigError`` when this machine has none."""
    key = load_key()
    if key is None:
        raise ConfigError(
            "auditkit",
            "there is no institution key on this machine / 本机没有机构密钥",
            "See auditkit key. / 参见 auditkit key。",
        )
    return Pseudonymiser(key)
