"""Where the shipped data stands: ``policies`` and ``reports`` in a checkout or in the wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from auditkit.core.prepared import prepared

YAML_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it: ten times faster, the same nodes and lines."""


def load_yaml(file: Path) -> Any:  # noqa: ANN401 - whatever the file says
    """Return what a file says; raises ``OSError``, ``YAMLError`` and ``UnicodeDecodeError``."""
    raw = file.read_bytes()
    said = prepared("safe", raw)
    return parsed(raw) if said is None else said


def parsed(raw: bytes) -> Any:  # noqa: ANN401 - whatever a file says
    """Return what YAML says, read anew."""
    return yaml.load(raw.decode(), YAML_LOADER)  # noqa: S506 - a safe loader


def data_folder(name: str) -> Path:
    """Return the folder ``policies`` or ``reports`` that belongs to this installation."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_data" / name
    return shipped if shipped.is_dir() else package.parent / name
