"""Keeps copies of inputs in private temporary files that go with their last reader."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path

from auditkit.sources.hashing import FileHash


def private_copy(chunks: Iterable[bytes], owner: FileHash | None = None) -> tuple[Path, FileHash]:
    """Return a file only its owner may read (mode 0600), and the hash that keeps it alive.

    The file is removed with ``owner``, or with the hash of the file itself where none is given;
    at the latest when the program ends. Nothing is left when ``chunks`` fail.
    """
    handle, name = tempfile.mkstemp(prefix="auditkit-")  # mode 0600
    path = Path(name)
    kept = owner or FileHash(path)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                out.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    weakref.finalize(kept, path.unlink, missing_ok=True)
    return path, kept
