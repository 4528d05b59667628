"""Finds the configuration that holds for a template: the nearest file upward, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os.path import commonpath
from pathlib import Path

from auditkit.templates.settings.load import OWN, SHARED, Known, read_settings
from auditkit.templates.settings.model import Settings


class Finder:
    """Configurations by folder, each file read once."""

    def __init__(self, known: Known | None = None) -> None:
        self._known = known
        self._by_folder: dict[Path, Settings | None] = {}
        self._asked: dict[Path, Settings] = {}

    def of(self, path: Path) -> Settings:
        """Return the configuration of a file or folder; an empty one where none is found.

        Of two files in one folder ``auditkit.toml`` is taken; a file without a table for linting
        is as good as not there. Raises ``PolicyError``.
        """
        folder = path if path.is_dir() else path.parent
        if folder not in self._asked:
            self._asked[folder] = self._nearest(folder.resolve()) or Settings(folder=Path.cwd())
        return self._asked[folder]

    def of_run(self, paths: Sequence[Path]) -> Settings:
        """Return the configuration of the folder that all paths lie in.

        It alone says what holds for a run as a whole: format, baseline, rules-url. By what a file
        is judged and from which severity on it fails a run, the nearest of the file says.
        """
        there = [str(path.resolve()) for path in paths] or [str(Path.cwd())]
        try:
            return self.of(Path(commonpath(there)))
        except ValueError:  # on several drives
            return self.of(Path.cwd())

    def others(self, files: Iterable[Path], run: Settings) -> tuple[Settings, ...]:
        """Return the configurations of files that are not that of the run, by where they stand."""
        found = {each.file: each for each in map(self.of, files) if each.file != run.file}
        return tuple(sorted(found.values(), key=lambda each: each.folder))

    def _nearest(self, folder: Path) -> Settings | None:
        if folder not in self._by_folder:
            here = self._in(folder)
            if here is None and folder.parent != folder:
                here = self._nearest(folder.parent)
            self._by_folder[folder] = here
        return self._by_folder[folder]

    def _in(self, folder: Path) -> Settings | None:
        for name in (OWN, SHARED):
            file = folder / name
            if file.is_file():
                settings = read_settings(file, self._known)
                if settings is not None:
                    return settings
        return None
