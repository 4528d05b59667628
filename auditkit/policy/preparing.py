"""Works out what shipped YAML files say, for ``core.prepared``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from auditkit.core.i18n import texts_in
from auditkit.core.prepared import Kind, key
from auditkit.core.resources import parsed
from auditkit.policy.yaml import parsed as parsed_by_core_schema


def entries(root: Path) -> bytes:
    """Return the entries of all YAML files below the checkout in ``root`` that hold data."""
    lines = {
        key(kind, raw) + b"\t" + said
        for kind, file in _files(root)
        if (said := _json(_said(kind, file, raw := file.read_bytes())))
    }
    return b"".join(line + b"\n" for line in sorted(lines))


def _files(root: Path) -> Iterator[tuple[Kind, Path]]:
    for file in (root / "policies").rglob("*.yaml"):
        if not file.name.endswith(".cases.yaml"):  # read where rules are tested, and not in haste
            yield "core", file
    for folder in (root / "reports", root / "auditkit"):
        for file in folder.rglob("*.yaml"):
            yield ("texts" if file.parent.name == "locale" else "safe"), file


def _said(kind: Kind, file: Path, raw: bytes) -> Any:  # noqa: ANN401 - whatever the file says
    """Return what a file says, None where something must be said of the file itself."""
    if kind == "core":
        document = parsed_by_core_schema(file, raw)
        told = document.problems or document.doubts or document.notes
        return None if told or document.text.encode() != raw else document.data
    try:
        return texts_in(file, raw) if kind == "texts" else parsed(raw)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None  # told where the file is used


def _json(data: Any) -> bytes:  # noqa: ANN401 - whatever a file says
    """Return data as JSON; nothing where JSON would make something else of it."""
    said = json.dumps(data, ensure_ascii=False, default=lambda _: None)
    alike = data is not None and repr(json.loads(said)) == repr(data)
    return said.encode() if alike else b""
