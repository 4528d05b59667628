"""Scripts and styles of the page, and the hashes by which its policy allows them and no others."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditkit.core.errors import PolicyError, Problem
from auditkit.core.resources import data_folder, load_yaml

_POLICY: Final = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)
# no name of a script can meet one of the page, and libraries need not bear being strict
_PROGRAM: Final = "(() => {{\n{libraries}\n(() => {{\n'use strict';\n{scripts}\n}})();\n}})();\n"
# what would end the element that holds a script, or open another script in it
_CLOSES: Final = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Assets:
    """The texts that stand in the page, and how much of a run it holds.

    ``most`` findings at most, ``rows`` of a table before any program runs, ``reviewed`` cases,
    collectors and agencies to look at first.
    """

    script: str
    style: str
    most: int
    rows: int
    reviewed: int

    @property
    def policy(self) -> str:
        """What a browser may load and run: the two texts of the page, pictures within them."""
        return _POLICY.format(script=_hash(self.script), style=_hash(self.style))


def load_assets(folder: Path | None = None) -> Assets:
    """Return what ``page.yaml`` of a folder names, the shipped one unless another is given."""
    home = folder or data_folder("reports") / "html"
    named = load_yaml(home / "page.yaml")
    libraries, scripts, styles = (
        "\n".join(_read(home / each) for each in named[kind])
        for kind in ("libraries", "scripts", "styles")
    )
    script = _PROGRAM.format(libraries=libraries, scripts=scripts)
    counts = (int(named[each]) for each in ("findings", "rows", "reviewed"))
    return Assets(script, styles, *counts)


def _read(file: Path) -> str:
    # reading turns back the ends of lines of a checkout: the hash is of what a browser sees
    text = file.read_text(encoding="utf-8")
    if _CLOSES.search(text):
        raise PolicyError((Problem(file, 0, "holds </script, </style or <!--"),))
    return text


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
