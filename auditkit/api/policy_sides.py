"""The rules that a person means by a pack, a profile, a folder, a rule or a kept run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from auditkit.api.policies import Library, library
from auditkit.core.errors import ConfigError, InputError
from auditkit.engine.bind import BoundRule
from auditkit.policy.load import LoadedPack, list_folders, load_folders, pack_folders
from auditkit.policy.packed import unpacked

_RUN: Final = "run:"
_DATED: Final = re.compile(r"(.+)@(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class PolicySide:
    """Rules by id, what they were asked for as, their packs, and the day on which they are seen.

    ``instruments`` are as a manifest holds them. ``one`` is set where a single rule was asked for,
    ``whole`` where it was a profile or a run, that is all that binds a lender.
    """

    spec: str
    rules: Mapping[str, BoundRule]
    packs: tuple[str, ...]
    instruments: Mapping[str, Mapping[str, Any]]
    day: date | None = None
    one: bool = False
    whole: bool = False


def side(spec: str, policies: Path | None = None, db: str | None = None) -> PolicySide:
    """Return the rules of a pack, profile, rule, folder of packs or ``run:RUN``, maybe ``@DATE``.

    Raises ``ConfigError`` when nothing has that name and ``PolicyError`` for mistakes in packs.
    """
    name, day = _parted(spec)
    shelf = library(policies)
    if name.startswith(_RUN):
        kept = _of_run(name.removeprefix(_RUN), db)
        return replace(_made(spec, shelf, kept, day), whole=True)
    if name in shelf.folders():
        return _made(spec, shelf, shelf.packs([name]), day)
    if name in shelf.profiles():
        return replace(profile_side(name, policies), spec=spec, day=day)
    if Path(name).is_dir():
        return _made(spec, shelf, packs_of_folder(Path(name), shelf), day)
    return _of_rule(spec, name, shelf, day)


def profile_side(name: str, policies: Path | None = None) -> PolicySide:
    """Return the rules of a profile; ``ConfigError`` names those that exist."""
    shelf = library(policies)
    return replace(_made(name, shelf, shelf.packs(shelf.profile(name).packs), None), whole=True)


def packs_of_folder(folder: Path, shelf: Library) -> tuple[LoadedPack, ...]:
    """Return the pack of a folder, or all of a folder of packs, whose lists may be for others."""
    if (folder / "pack.yaml").exists():
        folders, own, root = {folder.resolve().name: folder}, {}, folder.resolve().parent
    else:
        folders, own, root = pack_folders(folder), list_folders(folder), folder
    if not folders and not own:
        raise ConfigError(
            str(folder), "there is no pack.yaml here", "Give a pack or a folder of packs."
        )
    known = {**shelf.folders(), **folders}
    ids = [*folders, *(name for name in own if name not in folders)]
    return load_folders(known, ids, own, (root, *shelf.roots))


def _parted(spec: str) -> tuple[str, date | None]:
    dated = _DATED.fullmatch(spec)
    if dated is None or Path(spec).is_dir():
        return spec, None
    try:
        return dated[1], date.fromisoformat(dated[2])
    except ValueError:
        raise ConfigError(spec, "the date after @ is none of the calendar") from None


def _made(spec: str, shelf: Library, packs: Sequence[LoadedPack], day: date | None) -> PolicySide:
    instruments = {
        name: each.model_dump(mode="json")
        for pack in packs
        for name, each in pack.instruments.items()
    }
    rules = {rule.id: rule for rule in shelf.rules(packs)}
    return PolicySide(spec, rules, tuple(pack.pack.id for pack in packs), instruments, day)


def _of_rule(spec: str, name: str, shelf: Library, day: date | None) -> PolicySide:
    owner = [pack for pack in shelf.folders() if name.startswith(pack + ".")]
    found = _made(spec, shelf, shelf.packs(owner[-1:]) if owner else (), day)
    if name not in found.rules:
        raise ConfigError(
            spec,
            "there is no pack, profile, rule or folder of this name",
            "auditkit policy list shows packs and profiles.",
        )
    rules = {name: found.rules[name]}
    return PolicySide(spec, rules, found.packs, found.instruments, day, one=True)


def _of_run(run: str, db: str | None) -> tuple[LoadedPack, ...]:
    """Return the packs that a store kept with a run."""
    from auditkit.api.runs.where import opened  # noqa: PLC0415 - sqlalchemy loads late
    from auditkit.store.kept import read_packs  # noqa: PLC0415

    with opened(run, db) as (store, record, _):
        digests = [str(each["sha256"]) for each in record.manifest.get("packs", ())]
        kept = {each.sha256: each for each in read_packs(store, digests)}
    if not digests or set(digests) - set(kept):
        raise InputError(run, "the packs of this run are not kept (any more)")
    return tuple(_kept_pack(kept[digest].pack, unpacked(kept[digest].body)) for digest in digests)


def _kept_pack(name: str, files: Mapping[str, bytes]) -> LoadedPack:
    """Return a pack from the files that were kept of it; a bank's own lists replace the pack's."""
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        homes = {"pack": root / name, "lists": root / name / "lists"}
        for path in sorted(files, key=lambda each: each.startswith("lists/")):
            head, _, rest = path.partition("/")
            # the phrases that rules name were kept as JSON, which is YAML
            target = homes[head] / rest if head in homes else root / "phrases" / "kept.yaml"
            if not target.resolve().is_relative_to(root.resolve()):
                raise InputError(name, "the kept pack names a file outside itself")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[path])
        return load_folders({name: root / name}, roots=(root,))[0]
