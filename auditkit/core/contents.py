"""What the files of a folder hold at one moment.

Reading is cheap and working out what was read is not. What is worked out from contents may be kept
under them as the key: a file that changes gives other contents, so nothing kept is ever stale.
"""

from __future__ import annotations

from pathlib import Path

Contents = tuple[tuple[Path, bytes | None], ...]
"""Files in order of their paths with their bytes, None for one that cannot be opened."""


def contents_of(folder: Path, pattern: str = "**/*", but: str = "") -> Contents:
    """Return what the files of a folder hold that a pattern matches and ``but`` does not."""
    found = sorted(file for file in folder.glob(pattern) if not (but and file.match(but)))
    return tuple((file, _bytes(file)) for file in found if file.is_file())


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
