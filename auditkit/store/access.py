"""Who looked behind the pseudonyms: written before anything is shown, and never changed."""

from __future__ import annotations

import getpass
from dataclasses import asdict, dataclass, fields
from typing import Literal

from sqlalchemy import select

from auditkit.store.acts import record
from auditkit.store.database import Store
from auditkit.store.schema import ACCESS

Verb = Literal["identify", "reveal"]


@dataclass(frozen=True, slots=True)
class Access:
    """One look behind the pseudonyms.

    ``who`` is what the person said, ``os_user`` what the system says; ``what`` names fingerprints
    or the run and never the person found; ``count`` is the number of findings shown.
    """

    run_id: str
    at: str
    who: str
    os_user: str
    verb: Verb
    reason: str
    what: str
    count: int


def record_access(store: Store, access: Access) -> None:
    """Append one access; ``ConfigError`` when no reason or no person is given."""
    with store.writing() as connection:
        record(connection, store, ACCESS, "access", [asdict(access)])


def read_access(store: Store) -> tuple[Access, ...]:
    """Return every access in the order it was recorded."""
    columns = [ACCESS.c[field.name] for field in fields(Access)]
    with store.reading() as connection:
        rows = connection.execute(select(*columns).order_by(ACCESS.c.id))
        return tuple(Access(**row) for row in rows.mappings())


def os_user() -> str:
    """Return the name the operating system has for the user, "unknown" when it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
