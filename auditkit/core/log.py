"""Logging with constant messages; facts travel in ``extra`` under names from an allow-list."""

from __future__ import annotations

import logging
from typing import Final

ALLOWED: Final = frozenset(
    {"rule_id", "check_id", "run_id", "rows", "seconds", "file", "bucket", "kind"}
)
_OF_EVERY_RECORD: Final = frozenset(
    (*vars(logging.makeLogRecord({})), "message", "asctime", "taskName")
)


def logger(name: str) -> logging.Logger:
    """Return the logger of a module; silent unless the host configures logging.

    Whatever a handler of the host writes, a record holds a constant message and facts of the
    allow-list: values given beside them, and tracebacks, are taken off before any handler sees it.
    """
    log = logging.getLogger(name)
    if _facts_only not in log.filters:
        log.addFilter(_facts_only)
        log.addHandler(logging.NullHandler())
    return log


def _facts_only(record: logging.LogRecord) -> bool:
    """Take everything off a record that may repeat data of the input."""
    record.args = None
    record.exc_info = record.exc_text = record.stack_info = None
    for name in set(vars(record)) - _OF_EVERY_RECORD - ALLOWED:
        delattr(record, name)
    if not isinstance(record.msg, str):
        record.msg = type(record.msg).__name__
    return True
