from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

# test folders are no packages, so the factory and the golden files are made importable by hand
NAMES = (
    "factory",
    "golden",
    "decided",
    "ooxml",
    "hostile",
    "crowd",
    "word",
    "page_data",
    "page_tree",
)
for name in NAMES:
    spec = importlib.util.spec_from_file_location(
        f"report_{name}", Path(__file__).with_name(f"{name}.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
