"""The times that stand in files of offices: that of the run, and none of the writing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zipfile import ZIP_DEFLATED, ZipInfo

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; no run's clock stands in it


def started(text: str) -> datetime:
    """Return when a run began, as UTC without saying so; the earliest instant of a zip without one.

    >>> started("2026-04-01T09:30:00+08:00")
    datetime.datetime(2026, 4, 1, 1, 30)
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return datetime(*_ZIP_TIME, tzinfo=UTC).replace(tzinfo=None)
    # the libraries want times of UTC without saying so
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0) if at.tzinfo else at


def entry(name: str) -> ZipInfo:
    """Return an entry of a zip that says nothing of who wrote it and when."""
    made = ZipInfo(name, _ZIP_TIME)
    made.compress_type = ZIP_DEFLATED
    made.create_system = 3
    made.external_attr = 0o600 << 16
    return made
