"""What shipped YAML files say, worked out when the package was built.

Reading YAML takes twenty times as long as reading JSON, which a command that lints one template
feels. Every entry stands under the digest of its file's bytes: a file that somebody edits is read
anew, and an installation without entries says the same, only later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

Kind = Literal["core", "safe", "texts"]
"""How a file is read: by the 1.2 core schema, by PyYAML's safe loader, as texts of people."""
FILE: Final = Path(__file__).resolve().parent.parent / "_data" / "prepared.txt"


def prepared(kind: Kind, raw: bytes) -> Any:  # noqa: ANN401 - whatever the file says
    """Return what a file of these bytes says, None where it was not prepared."""
    entry = _entries(FILE).get(key(kind, raw))
    return None if entry is None else json.loads(entry)


def key(kind: Kind, raw: bytes) -> bytes:
    """Return what an entry stands under."""
    return f"{kind} {hashlib.sha256(raw).hexdigest()}".encode()


@cache
def _entries(file: Path) -> Mapping[bytes, bytes]:
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError:
        return {}
    parts = (line.rpartition(b"\t") for line in lines)
    return {name: said for name, _, said in parts if name}
