"""Groups the files of a run by what judges them: what their nearest configuration asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditkit.api.policies import Library, library
from auditkit.core.errors import PolicyError, Problem
from auditkit.core.i18n import both
from auditkit.policy.model import Profile
from auditkit.templates.blanks.lexicon import Lexicon
from auditkit.templates.interface import Meta, Read, Template
from auditkit.templates.reading.asking import Asking
from auditkit.templates.reading.assemble import Ask
from auditkit.templates.reading.files import read_files, with_content
from auditkit.templates.reading.meta import given_by
from auditkit.templates.reading.walk import Choice
from auditkit.templates.settings.find import Finder
from auditkit.templates.settings.model import Settings
from auditkit.templates.stages import Stage, called, load_stages

DEFAULT_PROFILE: Final = "cn-bank"
DEFAULT_FAIL_ON: Final = "medium"
_Key = tuple[str, tuple[Path, ...]]
"""By what files are judged: the id of a profile and its policies folders."""


@dataclass(frozen=True, slots=True)
class Options:
    """What options set for every file, over its configuration; None is not given."""

    profile: str | None = None
    policies: Path | None = None
    fail_on: str | None = None

    def level(self, settings: Settings) -> str:
        """Return from which severity on findings in files of a configuration fail a run."""
        return self.fail_on or settings.fail_on or DEFAULT_FAIL_ON


@dataclass(frozen=True, slots=True)
class Shelf:
    """A policies folder as templates need it; ``named`` is None for the shipped one alone."""

    named: Path | None
    library: Library
    profiles: Mapping[str, Profile]
    stages: Mapping[str, Stage]
    asking: Asking

    def profile(self, name: str) -> Profile:
        """Return one profile; ``ConfigError`` names those that exist."""
        return self.profiles.get(name) or self.library.profile(name)


@dataclass(frozen=True, slots=True)
class Group:
    """The templates that a profile of a policies folder judges, whichever configurations ask it.

    ``lexicon`` says what stands in for their placeholders.
    """

    profile: Profile
    shelf: Shelf
    lexicon: Lexicon
    templates: tuple[Template, ...]


_Judges = dict[Path | None, tuple[Profile, Shelf]]
"""What judges the files of a configuration, by its file; None is none."""


class Shelves:
    """The policies folders that configurations ask for, each opened once."""

    def __init__(self, finder: Finder, options: Options, given: Meta) -> None:
        self.options = options
        self._finder, self._given = finder, given_by(given)
        self._by_folder: dict[Path | None, Shelf] = {}

    def of(self, settings: Settings) -> Shelf:
        """Return the policies of a configuration.

        Raises ``ConfigError`` for an option that names no folder, ``PolicyError`` for a line of a
        configuration that does.
        """
        named = self.options.policies or settings.policies
        folder = named and named.resolve()
        if folder not in self._by_folder:
            self._by_folder[folder] = self._opened(named, settings)
        return self._by_folder[folder]

    def _opened(self, named: Path | None, settings: Settings) -> Shelf:
        if named and not self.options.policies and not named.is_dir():
            raise PolicyError((_problem(settings, "policies", "no_folder"),))
        found = library(named)
        stages = load_stages(found.roots)
        asking = Asking(self._finder, found.roots, self._given, called(stages))
        return Shelf(named, found, found.profiles(), stages, asking)


def read_all(
    paths: Sequence[Path], stdin: tuple[str, bytes] | None, choice: Choice, shelves: Shelves
) -> tuple[Read, dict[str, Settings]]:
    """Return the templates of files and folders and of one more file by name and content.

    With them, by the name that findings have for a file, the configuration of each.
    """
    settings: dict[str, Settings] = {}

    def ask(name: str, path: Path) -> Ask:
        settings[name] = choice.settings(path)
        return shelves.of(settings[name]).asking(path)

    read = read_files(paths, choice, lambda path: ask(choice.name(path), path))
    if stdin is not None:
        read = with_content(read, *stdin, ask(stdin[0], Path(stdin[0])))
    return read, settings


def grouped(
    read: Read, files: Mapping[str, Settings], shelves: Shelves, run: Settings
) -> tuple[Group, ...]:
    """Return the files with templates by what judges them, in the order of their names.

    Where no file has one, the others stand for them, and where there is no file the ``run``. Raises
    ``ConfigError`` for an option that names no profile, ``PolicyError`` for configurations that do.
    """
    full = {each.path: files[each.path] for each in read.templates}
    configured = full or files or {"": run}
    judges = _judges(configured.values(), shelves)
    names: dict[_Key, list[str]] = {}
    for name in sorted(configured):
        profile, shelf = judges[configured[name].file]
        names.setdefault((profile.id, shelf.library.roots), []).append(name)
    return tuple(_group(configured[of[0]], judges, read, of) for of in names.values())


def _judges(settings: Iterable[Settings], shelves: Shelves) -> _Judges:
    """Return by configuration file the profile that it asks for, and where that stands."""
    found: _Judges = {}
    problems: list[Problem] = []
    for each in {settings.file: settings for settings in settings}.values():
        shelf, option = shelves.of(each), shelves.options.profile
        if option or not each.profile or each.profile in shelf.profiles:
            found[each.file] = shelf.profile(option or each.profile or DEFAULT_PROFILE), shelf
        else:
            known = ", ".join(shelf.profiles)
            problems.append(_problem(each, "profile", "unknown_value", known=known))
    if problems:
        raise PolicyError(tuple(problems))
    return found


def _group(first: Settings, judges: _Judges, read: Read, of: Sequence[str]) -> Group:
    """Return a group; what stands in for its blanks is the same for all of its configurations."""
    (profile, shelf), names = judges[first.file], frozenset(of)
    templates = tuple(each for each in read.templates if each.path in names)
    return Group(profile, shelf, shelf.asking.lexicon(first), templates)


def _problem(settings: Settings, key: str, kind: str, **args: str) -> Problem:
    said = both(f"setting.{kind}", name=key, **args)
    return Problem(settings.file or Path(), settings.lines.get(key, 0), f"{said.en} / {said.zh}")
