from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

# test folders are no packages, so the made-up runs are made importable by hand
spec = importlib.util.spec_from_file_location(
    "ranking_worlds", Path(__file__).with_name("worlds.py")
)
assert spec is not None
assert spec.loader is not None
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
