"""Puts an output in its place whole, or beside it when the place cannot be had.

On Windows a workbook that is open in Excel or WPS cannot be replaced. The work is not thrown away
for that: it goes to a numbered copy, ``report-2.xlsx``, and whoever asked is told.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from auditkit.core.errors import DiskFullError, OutputError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.permissions import OWNER_ONLY

Replace = Callable[[Path, Path], object]
Write = Callable[[BinaryIO], object]
SHARED: Final = 0o666
"""The mode of a file without personal data, before the umask."""
_COPIES: Final = 99
_NO_ROOM: Final = frozenset(
    number
    for name in ("ENOSPC", "EDQUOT", "EFBIG")
    if (number := getattr(errno, name, None)) is not None  # not every system has every one
)
_LOCKS: Final = ("~${name}", ".~{name}", ".~lock.{name}#")
"""What Excel, WPS and LibreOffice put beside a workbook while it is open."""


@dataclass(frozen=True, slots=True)
class Put:
    """Where an output stands: ``path``, which is not ``wanted`` when that could not be replaced.

    ``lock`` is the file that an office program keeps beside ``wanted`` while it is open there.
    """

    wanted: Path
    path: Path
    lock: str = ""

    @property
    def is_copy(self) -> bool:
        """Whether the output had to go beside the place it was meant for."""
        return self.path != self.wanted

    def notes(self) -> tuple[Bilingual, ...]:
        """Return what must be said of it: nothing when all went as it was asked."""
        names = {"file": self.wanted.name, "copy": self.path.name, "lock": self.lock}
        if self.is_copy:
            return (both("outputs.open_copy" if self.lock else "outputs.copy", **names),)
        return (both("outputs.open", **names),) if self.lock else ()


def put(path: Path, write: Write, *, mode: int = OWNER_ONLY, replace: Replace = os.replace) -> Put:
    """Write a file under a passing name and put it in place, or beside it under a number.

    A numbered copy never takes the place of an older one. Raises ``OutputError`` when there is no
    place for it at all, ``DiskFullError`` when there is no room; other errors of making the file
    are those of the operating system.
    """
    passing = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(_opened(passing, mode), "wb") as out:
            write(out)
        return Put(path, _placed(passing, path, replace), _lock_of(path))
    except OSError as error:
        if has_no_room(error):
            raise DiskFullError(str(path)) from None
        raise
    finally:
        passing.unlink(missing_ok=True)


def has_no_room(error: OSError) -> bool:
    """Return whether an error says that a disk is full, or a quota or a limit reached."""
    return error.errno in _NO_ROOM


def no_room(error: OSError) -> DiskFullError:
    """Return the error of a full disk; one that names no file is of the temporary folder."""
    return DiskFullError(str(error.filename or tempfile.gettempdir()))


def _opened(passing: Path, mode: int) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    return os.open(passing, flags, mode)


def _placed(passing: Path, path: Path, replace: Replace) -> Path:
    if _replaced(passing, path, replace):
        return path
    for number in range(2, _COPIES + 1):
        copy = path.with_name(f"{path.stem}-{number}{path.suffix}")
        if not os.path.lexists(copy) and _replaced(passing, copy, replace):
            return copy
    raise OutputError(str(path))


def _replaced(passing: Path, path: Path, replace: Replace) -> bool:
    """Try to put a file in place; open on Windows is PermissionError, so is what is no file."""
    try:
        replace(passing, path)
    except (PermissionError, IsADirectoryError):
        return False
    return True


def _lock_of(path: Path) -> str:
    names = (lock.replace("{name}", path.name) for lock in _LOCKS)
    return next((name for name in names if os.path.lexists(path.with_name(name))), "")
