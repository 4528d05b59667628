"""Packs and profiles by name: a bank's own folder first, then what ships."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.api.near import names_of, near_names
from auditkit.checks import BUILTIN
from auditkit.checks.interface import Check
from auditkit.core.errors import ConfigError, PolicyError, Problem
from auditkit.core.findings import Bilingual
from auditkit.core.resources import data_folder
from auditkit.engine.bind import BoundRule, bind, bind_into
from auditkit.policy.load import (
    LoadedPack,
    LoadedRule,
    list_folders,
    load_folder,
    load_folders,
    load_profiles,
    no_such_packs,
    pack_folders,
)
from auditkit.policy.model import Profile
from auditkit.policy.phrases import load_phrases
from auditkit.templates.own import own_rules

if TYPE_CHECKING:
    from auditkit.engine.cases import CaseResult


@dataclass(frozen=True, slots=True)
class Library:
    """The policies that can be used; the first folder that has a pack or profile gives it."""

    roots: tuple[Path, ...]
    checks: Sequence[Check] = BUILTIN

    def folders(self) -> dict[str, Path]:
        """Return the folder of every pack by id."""
        found: dict[str, Path] = {}
        for root in reversed(self.roots):
            found.update(pack_folders(root))
        return dict(sorted(found.items()))

    def profiles(self) -> dict[str, Profile]:
        """Return the profiles by id."""
        found: dict[str, Profile] = {}
        for root in reversed(self.roots):
            found.update(load_profiles(root))
        return dict(sorted(found.items()))

    def profile(self, name: str) -> Profile:
        """Return one profile; ``ConfigError`` names those that exist."""
        profiles = self.profiles()
        if name not in profiles:
            raise ConfigError(
                "--profile", "there is no such profile", f"Known: {', '.join(profiles)}"
            )
        return profiles[name]

    def packs(
        self, ids: Sequence[str] | None = None, checks: frozenset[str] | None = None
    ) -> tuple[LoadedPack, ...]:
        """Return packs in the order asked for, all of them without; ``PolicyError`` lists all.

        With ``checks`` only the rules of these, without their cases.
        """
        return load_folders(self.folders(), ids, self.lists(), self.roots, checks)

    def lists(self) -> dict[str, Path]:
        """Return the folders of lists that a bank gives for packs that ship, by pack."""
        found: dict[str, Path] = {}
        for root in reversed(self.roots):
            found.update(list_folders(root))
        return found

    def rules(self, packs: Iterable[LoadedPack]) -> tuple[BoundRule, ...]:
        """Return the rules of packs, ready to be applied."""
        return bind(packs, self.checks)


def library(policies: Path | None = None) -> Library:
    """Return the library: the folder given, if any, before the shipped one."""
    shipped = data_folder("policies")
    if policies is None or policies.resolve() == shipped.resolve():
        return Library((shipped,))
    if not policies.is_dir():
        raise ConfigError(str(policies), "there is no such folder")
    return Library((policies, shipped))


def profiles(policies: Path | None = None) -> dict[str, Profile]:
    """Return the profiles by id."""
    return library(policies).profiles()


def packs(policies: Path | None = None) -> tuple[LoadedPack, ...]:
    """Return every pack; ``PolicyError`` lists what is wrong with any of them."""
    return library(policies).packs()


def rule(rule_id: str, policies: Path | None = None) -> tuple[BoundRule, LoadedRule, LoadedPack]:
    """Return a rule bound, as written, and its pack; ``ConfigError`` when no pack has it."""
    shelf = library(policies)
    owner = [name for name in shelf.folders() if rule_id.startswith(name + ".")]
    for pack in shelf.packs(owner[-1:]) if owner else ():
        for loaded in pack.rules:
            if loaded.rule.id == rule_id:
                bound = next(b for b in shelf.rules([pack]) if b.id == rule_id)
                return bound, loaded, pack
    known = (*names_of(shelf.folders().values()), *(own.id for own in own_rules()))
    raise ConfigError(rule_id, "there is no such rule / 没有这条规则", near_names(rule_id, known))


def check_policy(path: Path, notes: list[Bilingual] | None = None) -> int:
    """Return how many rules a pack folder, or a folder of packs, holds.

    A folder that gives only lists for a pack that ships is checked with the rules of that pack.
    ``notes`` is given what must be said of how the files were read. ``PolicyError`` lists every
    problem of all of them with file and line.
    """
    folders = [path] if (path / "pack.yaml").exists() else list(pack_folders(path).values())
    own = {} if (path / "pack.yaml").exists() else list_folders(path)
    if not folders and not own:
        raise ConfigError(
            str(path), "there is no pack.yaml here", "Give a pack or a folder of packs."
        )
    problems: list[Problem] = []
    shipped = library().folders()
    each: list[tuple[Path, Path | None]] = [(folder, None) for folder in folders]
    each += [(shipped[name], lists) for name, lists in own.items() if name in shipped]
    problems += no_such_packs(own, shipped)
    phrases = load_phrases((*dict.fromkeys(f.parent for f in folders), *library().roots), problems)
    found = (load_folder(f, problems, lists, phrases) for f, lists in each)
    loaded = [pack for pack in found if pack is not None]
    rules = bind_into(loaded, BUILTIN, problems)
    if problems:
        raise PolicyError(tuple(problems))
    if notes is not None:
        notes += [note for pack in loaded for note in pack.notes]
    return len(rules)


def run_cases(
    pack: str | None = None, policies: Path | None = None, checks: Sequence[Check] = BUILTIN
) -> tuple[CaseResult, ...]:
    """Return the result of every case of one pack, or of all packs."""
    from auditkit.engine.cases import (  # noqa: PLC0415 - linting and scanning run no cases
        run_cases as run_rule_cases,
    )

    shelf = Library(library(policies).roots, checks)
    chosen = shelf.packs(None if pack is None else [pack])
    cases = {loaded.rule.id: loaded.cases for p in chosen for loaded in p.rules}
    results: list[CaseResult] = []
    for bound in shelf.rules(chosen):
        written = cases[bound.id]
        results += run_rule_cases(bound, written) if written is not None else ()
    return tuple(results)
