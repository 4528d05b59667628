"""Writes files that were put right, each whole or not at all, and shows what would change."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from auditkit.core.errors import OutputError
from auditkit.core.masking import MARK
from auditkit.core.typed import decoded


def replace_content(file: Path, content: bytes) -> None:
    """Put new content in the place of a file, its mode kept; a link stays and its file changes.

    Raises ``OutputError``.
    """
    real = file.resolve()
    try:
        mode = real.stat().st_mode & 0o7777
        handle, name = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
        passing = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
            passing.chmod(mode)
            passing.replace(real)
        finally:
            passing.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(str(file)) from error


def diff(path: str, before: bytes, after: bytes, hidden: Iterable[str]) -> str:
    """Return a unified diff of a file, for a person: line ends are plain, ``hidden`` is masked."""
    old, new = ((decoded(each) or "").split("\n") for each in (before, after))
    for lines in (old, new):
        if not lines[-1]:  # the last line ends as every line does
            del lines[-1]
    changed = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", n=2, lineterm="")
    text = "".join(f"{line}\n" for line in changed)
    for value in sorted(hidden, key=len, reverse=True):
        text = text.replace(value, MARK)
    return text
