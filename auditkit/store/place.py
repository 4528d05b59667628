"""Says where a store stands: a file, or a database by its SQLAlchemy URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from auditkit.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store stands; ``path`` is None where it is no file.

    ``shown`` is how messages name it: a path, or a URL without user and password.
    """

    url: URL = field(repr=False)
    path: Path | None
    shown: str


def place_of(where: Path | str) -> Place:
    """Return the place that a path or a URL of SQLite or PostgreSQL names.

    Raises ``ConfigError`` for another kind of database and for what is no URL.
    """
    if isinstance(where, Path) or "://" not in where:
        return _file(Path(where))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise ConfigError("--db", "is no SQLAlchemy URL / 不是 SQLAlchemy 地址") from None
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database:
        return _file(Path(url.database))
    if kind in ("postgresql", "postgres"):
        return Place(url.set(drivername="postgresql+psycopg"), None, _shown(url))
    raise ConfigError(
        "--db",
        "a store is kept in SQLite or PostgreSQL / 审计库只支持 SQLite 或 PostgreSQL",
        "postgresql://user@host/database, or the path of a file.",
    )


def _file(path: Path) -> Place:
    return Place(URL.create("sqlite", database=str(path)), path, str(path))


def _shown(url: URL) -> str:
    host = url.host or url.query.get("host") or ""
    port = f":{url.port}" if url.port else ""
    name = url.database or url.query.get("dbname") or ""
    return f"postgresql://{host if isinstance(host, str) else ','.join(host)}{port}/{name}"
