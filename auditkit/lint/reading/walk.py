"""Finds the files that hold templates: in a fixed order, each once, hidden ones left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditkit.lint.reading.words import left_out
from auditkit.lint.settings.patterns import any_matches

TEXTS: Final = (
    *(".txt", ".text", ".tpl", ".md", ".markdown"),
    *(".j2", ".jinja", ".jinja2", ".html", ".htm", ".xhtml"),
)
LISTS: Final = (".yaml", ".yml", ".json", ".csv", ".tsv", ".xlsx", ".xlsm")
EXTENSIONS: Final = (*TEXTS, *LISTS)
"""What is read in a folder; a file that is named itself is read whatever it is called."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of a folder are wanted, as paths relative to ``base``."""

    base: Path
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def name(self, path: Path) -> str:
        """Return a path as findings show it: relative to ``base`` where it lies below it."""
        for below, of in (
            (path.absolute(), self.base.absolute()),
            (path.resolve(), self.base.resolve()),
        ):
            if below.is_relative_to(of):
                return below.relative_to(of).as_posix()
        return path.as_posix()

    def wants(self, path: Path) -> bool:
        """Return whether a file found in a folder is to be read."""
        name = self.name(path)
        if any_matches(name, self.exclude) or any_matches(path.name, left_out()):
            return False
        if self.include:
            return any_matches(name, self.include)
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
        if entry.name.startswith(".") or entry.name.startswith("~$"):
            continue
        if entry.is_dir():
            if not any_matches(choice.name(entry), choice.exclude) and entry.name not in left_out():
                yield from _below(entry, choice, above | {real})
        elif choice.wants(entry):
            yield entry


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
