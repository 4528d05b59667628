"""Hashes an input beside reading it, so that a report can say what was read."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path


class FileHash:
    """SHA-256 of a file, computed once in a thread of its own (hashing frees the interpreter)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread: threading.Thread | None = None
        self._digest, self._bytes = "", 0
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin hashing, unless that was done."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._hash, daemon=True)
                self._thread.start()

    def result(self) -> tuple[str, int]:
        """Return the hash and the number of bytes, waiting for them; "" when reading failed."""
        self.start()
        if self._thread is not None:
            self._thread.join()
        return self._digest, self._bytes

    def _hash(self) -> None:
        try:
            with self._path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256")
                self._digest, self._bytes = digest.hexdigest(), file.tell()
        except OSError:
            self._digest = ""
