"""Works out, while the package is built, what its YAML files say: ``auditkit.core.prepared``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PreparedYaml(BuildHookInterface):
    """Writes the entries into the package, for a wheel and for an editable installation alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write the file and let the wheel hold it."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from auditkit.core.prepared import FILE  # noqa: PLC0415 - found in the source alone
        from auditkit.policy.preparing import entries  # noqa: PLC0415

        FILE.parent.mkdir(exist_ok=True)
        FILE.write_bytes(entries(root))
        build_data["artifacts"].append(f"/{FILE.relative_to(root).as_posix()}")
