"""What installed packages declare for others to find, asked of all packages once in a process."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any


def declared(group: str) -> list[EntryPoint]:
    """Return the entry points of a group in order of their names."""
    return sorted(_all().select(group=group), key=lambda point: point.name)


@cache
def _all() -> Any:  # noqa: ANN401 - of another type before Python 3.12
    return entry_points()
