"""Finds the files that hold templates: in a fixed order, each once, hidden ones left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from auditkit.templates.reading.words import left_out
from auditkit.templates.settings.model import Settings
from auditkit.templates.settings.patterns import any_matches

TEXTS: Final = (
    *(".txt", ".text", ".tpl", ".md", ".markdown"),
    *(".j2", ".jinja", ".jinja2", ".html", ".htm", ".xhtml"),
)
LISTS: Final = (".yaml", ".yml", ".json", ".csv", ".tsv", ".xlsx", ".xlsm")
EXTENSIONS: Final = (*TEXTS, *LISTS)
"""What is read in a folder; a file that is named itself is read whatever it is called."""


def relative(path: Path, base: Path) -> str:
    """Return a path with forward slashes, relative to ``base`` where it lies below it."""
    below, of = path.absolute(), base.absolute()
    if not below.is_relative_to(of):
        below, of = path.resolve(), base.resolve()  # through links
    if below.is_relative_to(of):
        return below.relative_to(of).as_posix()
    return path.as_posix()


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of folders are wanted, by the configuration of each; ``base`` is for names.

    ``baselines`` hold findings and no templates.
    """

    base: Path
    settings: Callable[[Path], Settings] = field(default=lambda _: Settings())
    baselines: frozenset[Path] = frozenset()

    def name(self, path: Path) -> str:
        """Return a path as findings show it."""
        return relative(path, self.base)

    def leaves_out(self, path: Path) -> bool:
        """Return whether a file or folder found in a folder is not to be read."""
        if path.name.startswith((".", "~$")) or any_matches(path.name, left_out()):
            return True
        if path.absolute() in self.baselines:
            return True
        settings = self.settings(path)
        own = settings.baseline
        if own is not None and path.name == own.name and path.resolve() == own.resolve():
            return True
        return any_matches(relative(path, settings.folder), settings.exclude)

    def wants(self, path: Path) -> bool:
        """Return whether a file found in a folder is one of templates."""
        settings = self.settings(path)
        if settings.include:
            return any_matches(relative(path, settings.folder), settings.include)
        return path.suffix.lower() in EXTENSIONS


def walk(paths: Sequence[Path], choice: Choice) -> Iterator[Path]:
    """Yield every file once, those of a folder by name; a path that is not there is yielded too."""
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path, choice, set()) if path.is_dir() else (path,):
            real = file.resolve()
            if real not in seen:
                seen.add(real)
                yield file


def _below(folder: Path, choice: Choice, above: set[Path]) -> Iterator[Path]:
    """Yield the files of a folder; a link to a folder that it lies in is not followed."""
    real = folder.resolve()
    if real in above:
        return
    for entry in sorted(_entries(folder), key=lambda each: each.name):
        if choice.leaves_out(entry):
            continue
        if entry.is_dir():
            yield from _below(entry, choice, above | {real})
        elif choice.wants(entry):
            yield entry


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
