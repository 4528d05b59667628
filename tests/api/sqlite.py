"""Opens a store behind the back of the library, to do to it what nobody may."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def edited(path: Path) -> sqlite3.Connection:
    """Open a store without its triggers and keys; the caller commits and closes."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection
