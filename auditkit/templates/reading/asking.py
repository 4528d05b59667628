"""Puts together what is asked of each file: options, its configuration, the list of blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditkit.core.errors import PolicyError, Problem
from auditkit.core.i18n import both
from auditkit.templates.blanks.lexicon import Lexicon, load_lexicon
from auditkit.templates.reading.assemble import Ask
from auditkit.templates.reading.walk import relative
from auditkit.templates.settings.find import Finder
from auditkit.templates.settings.model import Settings
from auditkit.templates.settings.patterns import matches


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a file; ``roots`` are policies folders, ``stages`` names of stages."""

    finder: Finder
    roots: Sequence[Path] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    _lexicons: dict[Path | None, Lexicon] = field(default_factory=dict)

    def __call__(self, path: Path) -> Ask:
        """Return what is asked of a file; raises ``PolicyError`` for what sets it."""
        settings = self.finder.of(path)
        return Ask(self.lexicon(settings), self.options, _defaults(settings, path), self.stages)

    def lexicon(self, settings: Settings) -> Lexicon:
        """Return the list of blanks with a bank's own names in it."""
        if settings.file not in self._lexicons:
            lexicon = load_lexicon(self.roots, settings.placeholders)
            strange = [n for n, kind in settings.placeholders.items() if kind not in lexicon.kinds]
            if strange and settings.file:
                raise PolicyError(tuple(_unknown(settings, settings.file, n) for n in strange))
            self._lexicons[settings.file] = lexicon
        return self._lexicons[settings.file]


def _unknown(settings: Settings, file: Path, name: str) -> Problem:
    said = both("setting.unknown_kind", name=f"placeholders.{name}")
    return Problem(file, settings.lines.get("placeholders", 0), f"{said.en} / {said.zh}")


def _defaults(settings: Settings, path: Path) -> dict[str, Any]:
    """Return what a configuration says of a file: patterns in their order, a later one wins."""
    values: dict[str, Any] = {
        "institution": settings.institution,
        "signature": settings.signature,
    }
    name = relative(path, settings.folder)
    for each in settings.paths:
        if matches(name, each.match):
            values |= each.values
    return values
