"""Says in both languages what is wrong with a store: the place and the kind, never a value.

What a driver says is looked at to tell the kind and is never repeated: it may hold a value, a user
or a password.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from auditkit.core.errors import StoreError
from auditkit.core.i18n import both
from auditkit.store.place import Place

# the start of the name of SQLite's error code, and what it means
_SQLITE: Final = (
    ("SQLITE_BUSY", "busy"),
    ("SQLITE_LOCKED", "busy"),
    ("SQLITE_FULL", "full"),
    ("SQLITE_READONLY", "read_only"),
    ("SQLITE_PERM", "read_only"),
    ("SQLITE_CANTOPEN", "cannot_open"),
    ("SQLITE_NOTADB", "not_database"),
    ("SQLITE_CORRUPT", "damaged"),
    ("SQLITE_IOERR", "input_output"),
)

# the start of a state (https://www.postgresql.org/docs/current/errcodes-appendix.html)
_STATES: Final = (
    ("08", "lost"),
    ("57P01", "lost"),
    ("57P02", "lost"),
    ("57P03", "not_ready"),
    ("57014", "busy"),
    ("55P03", "busy"),
    ("40", "busy"),
    ("28", "password"),
    ("3D000", "database"),
    ("42501", "rights"),
    ("3F000", "rights"),
    ("53100", "full"),
    ("53300", "crowded"),
    ("25006", "read_only"),
    ("22001", "too_long"),
    ("22P05", "encoding"),
    ("22021", "characters"),
    ("58", "input_output"),
    ("XX00", "damaged"),
)

# a server that refuses a connection gives no state to the client, only words in its own language
_REFUSALS: Final = tuple(
    (re.compile(words, re.IGNORECASE), kind)
    for words, kind in (
        (r"password|密码|口令", "password"),
        (r"role .* (does not exist|is not permitted)|角色.*不存在", "password"),
        (r"database .* does not exist|数据库.*不存在", "database"),
        (r"too many|remaining connection slots|太多|连接.*保留", "crowded"),
        (r"starting up|shutting down|recovery|not yet accepting|正在启动|正在关闭", "not_ready"),
        (r"no pg_hba|pg_hba\.conf|authentication", "refused"),
        (r"permission denied|权限不够", "rights"),
        (r"\bSSL\b|\bTLS\b|certificate|证书", "tls"),
        (r"resolve|translate host|refused|timeout|timed out|route|unreachable|no such file|Is the "
         r"server running|拒绝|超时", "unreachable"),
    )
)  # fmt: skip


def fault(place: Place, what: str, **args: object) -> StoreError:
    """Return the error at a place that the catalogue has as ``store.WHAT``."""
    said = both(f"store.{what}", **args)
    return StoreError(f"{place.shown}: {said.en} / {said.zh}")


def told(place: Place, error: Exception) -> StoreError:
    """Return what went wrong in a database or its driver."""
    origin = getattr(error, "orig", None) or error
    kind = _kind_of(origin)
    if kind is None:
        return fault(place, "failed", kind=_named(origin))
    return fault(place, kind)


def _named(origin: Exception) -> str:
    code = getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None)
    return f"{type(origin).__name__} {code}" if code else type(origin).__name__


def _kind_of(origin: BaseException) -> str | None:
    name = getattr(origin, "sqlite_errorname", None)
    if name:
        return _first(name, _SQLITE)
    state = getattr(origin, "sqlstate", None)
    if state:
        return _first(state, _STATES)
    if isinstance(origin, UnicodeError):
        return "characters"
    return _without_state(origin)


def _first(code: str, kinds: Iterable[tuple[str, str]]) -> str | None:
    return next((kind for start, kind in kinds if code.startswith(start)), None)


def _without_state(origin: BaseException) -> str | None:
    """Return the kind of a failure of the connection itself, before a server gave any state."""
    if type(origin).__module__.partition(".")[0] != "psycopg":
        return None
    if type(origin).__name__ == "DataError":
        return "characters"
    said = str(origin)
    if "connection failed" in said or "resolve host" in said or "timeout" in said:
        return next((kind for words, kind in _REFUSALS if words.search(said)), "refused")
    return "lost" if type(origin).__name__ in ("OperationalError", "InterfaceError") else None
