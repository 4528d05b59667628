"""Where words go: the payload to stdout in UTF-8, everything else to stderr."""

from __future__ import annotations

import io
import logging
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from pathlib import Path

    from auditkit.core.findings import Bilingual
    from auditkit.core.i18n import Catalogue


def prepare() -> None:
    """Make both streams bear any character: stdout is UTF-8, stderr escapes what it cannot show."""
    for stream, encoding in ((sys.stdout, "utf-8"), (sys.stderr, None)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def say(text: str = "") -> None:
    """Write a line to stderr."""
    click.echo(text, err=True)


def remark(notes: Iterable[Bilingual], lang: str) -> None:
    """Write to stderr what must be said of how the work was done, quiet or not."""
    for note in notes:
        say(note.pick(lang))


def say_rights(key: Path, words: Catalogue, platform: str = os.name) -> None:
    """Say of a key file who can read it, where a mode does not decide that."""
    from auditkit.core.permissions import modes_hold

    if not modes_hold(platform):
        say(words.text("rights.key_acl", folder=key.parent))


def give(text: str) -> None:
    """Write a line of the payload to stdout."""
    click.echo(text)


def give_raw(text: str) -> None:
    """Write the payload to stdout as it is, whatever ends its last line."""
    click.echo(text, nl=False)


def payload() -> BinaryIO:
    """Return stdout for bytes, with what was written as text already on its way."""
    sys.stdout.flush()
    return sys.stdout.buffer


def abandon_stdout() -> None:
    """Point stdout nowhere, so that a reader who left causes no second error at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def width(text: str) -> int:
    """Return the columns a text takes on a console; Chinese characters take two.

    >>> width("a催")
    3
    """
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def pad(text: str, columns: int) -> str:
    """Return a text filled with spaces to a number of console columns."""
    return text + " " * (columns - width(text))


def table(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as aligned text; numbers are grouped and set to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    if not cells:
        return ""
    widths = [max(width(cell) for cell in column) for column in zip(*cells, strict=True)]
    numeric = [
        all(str(value).lstrip("-").replace(",", "").isdigit() for value in column[1:])
        for column in zip(*cells, strict=True)
    ]
    return "\n".join(_line(row, widths, numeric) for row in cells)


def _line(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    parts = (
        " " * (columns - width(cell)) + cell if right else pad(cell, columns)
        for cell, columns, right in zip(row, widths, numeric, strict=True)
    )
    return "  ".join(parts).rstrip()


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


class _Facts(logging.Formatter):
    """Shows the constant message and the facts that the allow-list names, nothing else."""

    def format(self, record: logging.LogRecord) -> str:
        from auditkit.core.log import ALLOWED

        facts = (f"{name}={getattr(record, name)}" for name in sorted(ALLOWED & set(vars(record))))
        return " ".join((record.levelname.lower(), str(record.msg), *facts))


def show_log(verbose: int) -> None:
    """Show auditkit's own log on stderr: ``-v`` information, ``-vv`` everything."""
    log = logging.getLogger("auditkit")
    for handler in [each for each in log.handlers if isinstance(each.formatter, _Facts)]:
        log.removeHandler(handler)
    if not verbose:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Facts())
    log.addHandler(handler)
    log.setLevel(logging.DEBUG if verbose > 1 else logging.INFO)
    log.propagate = False
