"""What an operating system promises about who can read a file, and what we do where it does not.

On POSIX a mode of 0600 keeps others out. On Windows Python can only set the read-only mark: there
the access list that a file inherits from its folder decides, and that is said instead of promised.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def modes_hold(platform: str = os.name) -> bool:
    """Return whether a file's mode decides who can read it on a platform named as ``os.name``.

    >>> modes_hold("posix"), modes_hold("nt")
    (True, False)
    """
    return platform == "posix"


def readable_by_others(mode: int, platform: str = os.name) -> bool:
    """Return whether a mode lets others than the owner in; never known where modes do not hold.

    >>> readable_by_others(0o640, "posix"), readable_by_others(0o666, "nt")
    (True, False)
    """
    return modes_hold(platform) and bool(mode & _OTHERS)


def create_private(path: Path, flags: int) -> int:
    """Return a descriptor of a file made for its owner only, as far as the platform can do it."""
    return os.open(path, flags | os.O_CREAT | getattr(os, "O_BINARY", 0), OWNER_ONLY)


def make_private(path: Path, platform: str = os.name) -> None:
    """Take a file from all but its owner where modes hold; elsewhere the folder decides."""
    if modes_hold(platform):
        path.chmod(OWNER_ONLY)
