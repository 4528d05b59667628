"""What a team may set for its templates, and what is so where it sets nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

KEYS: Final = (
    *("profile", "policies", "include", "exclude", "fail-on", "format", "baseline"),
    "rules-url",
    *("institution", "hotline", "signature", "opt-out", "masked", "placeholders", "paths"),
)
JUDGING: Final = ("profile", "policies", "fail-on")
"""Keys that a file's own configuration sets for it; others of the run are those of its folder."""


@dataclass(frozen=True, slots=True)
class ByPath:
    """Metadata of the templates whose path a pattern matches; ``line`` is 0 where not known."""

    match: str
    values: Mapping[str, Any]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """What one configuration file sets; "" and () are not set.

    ``folder`` is where it stands: its patterns and paths are relative to that. ``opt_out`` are
    lines by channel and language, "" for every channel. ``masked``
    says by what a full number's placeholder is replaced, by its name or what it holds;
    ``rules_url`` is where the pages of rules stand. ``lines`` say where each key stands.
    """

    file: Path | None = None
    folder: Path = Path()
    profile: str = ""
    policies: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str = ""
    format: str = ""
    baseline: Path | None = None
    rules_url: str = ""
    institution: str = ""
    hotline: str = ""
    signature: str = ""
    opt_out: Mapping[tuple[str, str], str] = field(default_factory=dict)
    masked: Mapping[str, str] = field(default_factory=dict)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    paths: tuple[ByPath, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def opt_out_line(self, channel: str, language: str) -> str:
        """Return the line that lets a person opt out, "" where none is set."""
        return self.opt_out.get((channel, language)) or self.opt_out.get(("", language), "")
