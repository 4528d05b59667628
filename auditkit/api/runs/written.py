"""Says of a file that was written what the chain of custody holds of it."""

from __future__ import annotations

import hashlib

from auditkit.core.outputs import Put
from auditkit.store.kept import Output


def output_of(name: str, each: Put) -> Output:
    """Return name, digest and size of a file that was written in a format."""
    with each.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Output(name, each.path.name, digest, each.path.stat().st_size)
