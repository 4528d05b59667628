"""Compares what was rendered with a file a person has looked at."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, content: bytes) -> None:
    file = FOLDER / name
    if os.environ.get("AUDITKIT_GOLDEN") == "update":
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    assert file.read_bytes() == content, f"{name} differs; AUDITKIT_GOLDEN=update writes it anew"
