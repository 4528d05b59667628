"""Logging with constant messages; facts travel in ``extra`` under names from an allow-list."""

from __future__ import annotations

import logging
from typing import Final

ALLOWED: Final = frozenset(
    {"rule_id", "check_id", "run_id", "rows", "seconds", "file", "bucket", "kind"}
)


def logger(name: str) -> logging.Logger:
    """Return the logger of a module; silent unless the host configures logging."""
    log = logging.getLogger(name)
    log.addHandler(logging.NullHandler())
    return log
