"""Finds the configuration that holds for a template: the nearest file upward, and no other."""

from __future__ import annotations

from collections.abc import Sequence
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

        It alone says what holds for a run as a whole: profile, policies, fail-on, format, baseline.
        """
        there = [str(path.resolve()) for path in paths] or [str(Path.cwd())]
        try:
            return self.of(Path(commonpath(there)))
        except ValueError:  # on several drives
            return self.of(Path.cwd())

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
