"""Reads the rows of one query, never writing and never saying what opened the database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import sqlalchemy as sa

from auditkit.core.errors import InputError
from auditkit.sources.grid import as_text as cell_text
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.jsonl import text_of
from auditkit.sources.naming import unique_headers
from auditkit.sources.place import note_if_empty, numbers, pick, text_table

ROWS: Final = 16_384
_EXTRAS: Final = {"postgresql": "auditkit[pg]"}
_NOT_CODE: Final = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$", re.DOTALL
)
_WRITES: Final = re.compile(
    r"\b(insert|update|delete|merge|drop|alter|create|truncate|grant|copy|into|attach|pragma|call)\b",
    re.IGNORECASE,
)


class SqlSource:
    """One query on one database; its first row is row 2, as it would be below a header."""

    def __init__(self, url: str, query: str) -> None:
        self._url, self._query = _parsed(url), query
        self._name = name_of(self._url)
        _refuse_writing(self._name, query)
        self._facts = SourceFacts(self._name, format="sql", encoding="utf-8")
        self._names: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """The name reports show: dialect and database, without user, host or password."""
        return self._name

    @property
    def facts(self) -> SourceFacts:
        """What is known; the hash is over the rows as they were read."""
        return self._facts

    def header(self) -> tuple[str, ...]:
        """Return the columns that the query gives."""
        if self._names is None:
            with self._result() as result:
                self._names = unique_headers(result.keys())
        return self._names

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        """Yield the rows as the server streams them; the query runs again each time."""
        self._facts.read, self._facts.bytes = 0, 0
        digest = hashlib.sha256()
        with self._result() as result:
            header = unique_headers(result.keys())
            wanted = pick(header, columns)
            places = [header.index(name) for name in wanted]
            for part in result.partitions(ROWS):
                texts = [[_text(value) for value in row] for row in part]
                data = repr(texts).encode("utf-8", "backslashreplace")
                digest.update(data)
                self._facts.bytes += len(data)
                rows = numbers(2 + self._facts.read, len(texts))
                self._facts.read += len(texts)
                chosen = [[row[place] for place in places] for row in texts]
                yield RawBatch(text_table(wanted, chosen), rows)
        self._facts.sha256 = digest.hexdigest()
        note_if_empty(self._facts)

    @contextmanager
    def _result(self) -> Iterator[Any]:
        engine = self._engine()
        try:
            with engine.connect() as connection:
                _make_read_only(connection)
                yield connection.execution_options(stream_results=True).execute(
                    sa.text(self._query.replace(":", "\\:"))
                )
        except sa.exc.SQLAlchemyError as error:
            raise self._failed(error) from None
        finally:
            engine.dispose()

    def _engine(self) -> sa.Engine:
        try:
            return sa.create_engine(self._url, hide_parameters=True, poolclass=sa.pool.NullPool)
        except ImportError:
            extra = _EXTRAS.get(self._url.get_backend_name(), "the database's driver")
            raise InputError(
                self._name,
                "the driver of this database is not installed / 未安装该数据库的驱动",
                f"pip install '{extra}'",
            ) from None
        except sa.exc.SQLAlchemyError as error:
            raise self._failed(error) from None

    def _failed(self, error: sa.exc.SQLAlchemyError) -> InputError:
        kind = type(getattr(error, "orig", None) or error).__name__
        return InputError(
            self._name,
            f"the database refused: {kind} / 数据库拒绝：{kind}",
            "Check the address, the rights and the query. / 请检查地址、权限和查询语句。",
        )


def name_of(url: sa.URL) -> str:
    """Return how reports name a database.

    >>> name_of(sa.make_url("postgresql://u:secret@host/bank"))
    'postgresql:bank'
    """
    database = re.split(r"[/\\]", url.database or "")[-1]
    return f"{url.get_backend_name()}:{database.partition('?')[0]}"


def _parsed(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise InputError("database", "is no SQLAlchemy URL / 不是 SQLAlchemy 地址") from None
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database and "file:" not in url.database:
        # SQLite makes a file that is not there, unless it is opened by a URI that says how
        return url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
    return url


def _refuse_writing(name: str, query: str) -> None:
    code = _NOT_CODE.sub(" ", query).strip().rstrip(";").strip()
    if ";" in code or not re.match(r"(select|with)\b", code, re.IGNORECASE) or _WRITES.search(code):
        raise InputError(
            name,
            "the query is not one SELECT / 查询不是单条 SELECT 语句",
            "Only a single SELECT (or WITH … SELECT) is run. / "
            "只执行单条 SELECT（或 WITH … SELECT）。",
        )


def _make_read_only(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    elif connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
    elif connection.dialect.name in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever the driver gives
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, float | date | time | timedelta | bool):
        return cell_text(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return text_of(value) if isinstance(value, dict | list) else str(value)
