"""Finds out whether a folder is on a network share, and how a database is kept there.

SQLite's write-ahead log needs memory that all programs share, which no network file system gives
(https://sqlite.org/wal.html); a rollback journal and a longer wait for locks are used instead.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Journal = Literal["WAL", "DELETE"]

_MOUNTS: Final = Path("/proc/self/mounts")
_REMOTE_DRIVE: Final = 4  # DRIVE_REMOTE of GetDriveTypeW
_NETWORK: Final = frozenset(
    {
        "9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs",
        "fuse.rclone", "fuse.sshfs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4",
        "ocfs2", "smb", "smb3", "smbfs",
    }
)  # fmt: skip
_UNC: Final = re.compile(r"(?:\\\\\?\\UNC\\|\\\\(?![?.]\\))[^\\]+\\", re.IGNORECASE)
_DRIVE: Final = re.compile(r"(?:\\\\\?\\)?([A-Za-z]:)")
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class System:
    """What must be known of an operating system to tell its network shares.

    ``platform`` is as ``os.name``, ``mounts`` the text of ``/proc/self/mounts``, ``drive_type``
    what ``GetDriveTypeW`` says of ``Z:\\``.
    """

    platform: str
    mounts: str
    drive_type: Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a database is kept where it stands: its journal, and how long it waits for a lock."""

    journal: Journal
    wait_s: float

    @property
    def on_share(self) -> bool:
        """Whether it is kept as a network share demands."""
        return self == ON_SHARE


LOCAL: Final = Keeping("WAL", 30)
ON_SHARE: Final = Keeping("DELETE", 90)


def this_system() -> System:
    """Return the operating system this program runs on."""
    mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else ""
    return System(os.name, mounts, _drive_type)


def keeping(path: Path, system: System | None = None) -> Keeping:
    """Return how a database at a path is kept; a link to a share counts as the share."""
    found = system or this_system()
    return ON_SHARE if is_on_share(str(path.resolve()), found) else LOCAL


def is_on_share(path: str, system: System) -> bool:
    """Return whether an absolute path leads to another machine."""
    if system.platform == "nt":
        return _is_remote(path.replace("/", "\\"), system.drive_type)
    return _mounted_as(path, system.mounts) in _NETWORK


def _is_remote(path: str, drive_type: Callable[[str], int]) -> bool:
    if _UNC.match(path):
        return True
    drive = _DRIVE.match(path)
    return drive is not None and drive_type(drive.group(1) + "\\") == _REMOTE_DRIVE


def _mounted_as(path: str, mounts: str) -> str:
    """Return the type of the file system a path lies on: the longest mount, the last of equals."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = _OCTAL.sub(lambda found: chr(int(found.group(1), 8)), fields[1])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:
            best, kind = len(point), fields[2]
    return kind


def _drive_type(root: str) -> int:
    import ctypes  # noqa: PLC0415 - Windows only

    windows = getattr(ctypes, "windll", None)
    return int(windows.kernel32.GetDriveTypeW(root)) if windows is not None else 0
