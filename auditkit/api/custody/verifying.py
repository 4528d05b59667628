"""Verifies a run in its store and its folder, or an evidence pack, and names what differs."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auditkit.api.custody.files import check_files
from auditkit.api.custody.inputs import check_inputs, check_installed, remembered_of
from auditkit.api.runs.places import LATEST, STORE_NAME
from auditkit.api.runs.where import Where, where
from auditkit.core.errors import InputError
from auditkit.core.evidence.container import open_pack
from auditkit.core.evidence.links import UNREADABLE, Difference, Verdict, once
from auditkit.core.evidence.pack import CHAIN, MANIFEST, SUMS
from auditkit.core.evidence.telling import verified
from auditkit.core.pseudonym import Pseudonymiser, load_key
from auditkit.store.reading import DamagedError, looking
from auditkit.store.verifying import (
    Looked,
    check_identities,
    check_run,
    check_store,
    look,
    seals_of,
)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Verifying:
    """How to verify: the head that was noted elsewhere, whether inputs are hashed again.

    ``policies`` is the folder of packs that is used now besides those that ship.
    """

    head: str = ""
    inputs: bool = True
    policies: Path | None = None


def verify(
    spec: Path | str,
    *,
    db: str | None = None,
    asked: Verifying | None = None,
    progress: Progress = lambda *_: None,
) -> Verdict:
    """Return what differs between a record and its chain of custody.

    ``spec`` is the folder of a run or its ``audit.db`` (every run in it is verified), a run of the
    store ``db``, or an evidence pack, zipped or not. Without the institution's key hashes are
    checked and seals are not. Raises ``InputError`` when there is nothing to verify.
    """
    asked = asked or Verifying()
    secret = load_key()
    key = Pseudonymiser(secret) if secret is not None else None
    if is_pack(Path(spec)):
        return _verify_pack(Path(spec), asked.head, key)
    return _verify_store(where(spec, db), Path(spec), asked, key, progress)


def is_pack(path: Path) -> bool:
    """Return whether a path is an evidence pack rather than the folder of a run."""
    if path.is_dir():
        return not (path / STORE_NAME).exists() and any((path / n).is_file() for n in (CHAIN, SUMS))
    return path.is_file() and (path.suffix.lower() == ".zip" or zipfile.is_zipfile(path))


def _verify_pack(path: Path, head: str, key: Pseudonymiser | None) -> Verdict:
    links, owner = [], ""
    with suppress(*UNREADABLE), open_pack(path) as pack:  # verifying names what cannot be read
        with pack.open(CHAIN) as chain:
            links = [json.loads(line) for line in chain]
        with pack.open(MANIFEST) as file:
            owner = json.loads(file.read())["key_id"]
    fits, seals = seals_of(links, owner, key)
    return verified(path, head, fits, seals)


def _verify_store(
    place: Where, spec: Path, asked: Verifying, key: Pseudonymiser | None, progress: Progress
) -> Verdict:
    try:
        with looking(place.store) as connection:
            looked = look(connection, key)
            runs = _chosen(looked, place)
            check_store(looked, asked.head)
            for run in runs:
                check_run(looked, run, progress)
            check_identities(looked, runs)
    except DamagedError:
        damaged = [Difference("changed", STORE_NAME, "damaged")]
        return Verdict(str(spec), damaged, [], (0, ""), "no_key", bool(asked.head), {})
    notes = [note for run in runs for note in _told(looked, run)]
    notes += check_files(looked, runs, place.folder)
    notes += check_inputs(looked, runs) if asked.inputs else [("no_inputs", {})]
    notes += check_installed(looked, runs, asked.policies)
    named = ", ".join(runs)
    return Verdict(
        named,
        once(looked.found),
        notes,
        looked.head,
        looked.seals,
        bool(asked.head),
        looked.checked,
    )


def _told(looked: Looked, run: str) -> list[tuple[str, dict[str, object]]]:
    """Return what must be said of a run whose rows are not there, rightly."""
    if run in looked.said.purged:
        link = looked.said.purged[run]
        receipt = Path(str(link["body"].get("receipt", ""))).name
        return [("purged", {"run": run, "link": link["seq"], "receipt": receipt})]
    return [] if run in looked.said.completed else [("incomplete", {"run": run})]


def _chosen(looked: Looked, place: Where) -> list[str]:
    """Return the runs that are meant: all of a folder's own store, else the one that is named."""
    ended = list(looked.said.completed)
    known = list(dict.fromkeys([*looked.said.begun, *ended, *sorted(looked.runs, key=str)]))
    if place.run == LATEST and place.folder is not None:
        if place.store == place.folder / STORE_NAME:
            return known
        ended = [run for run in ended if _wrote(looked, run, place.folder)] or ended
    if place.run == LATEST:
        found = ended[-1:] or known[-1:]
    else:
        named = [run for run in ended if looked.said.completed[run]["body"]["name"] == place.run]
        found = [place.run] if place.run in known else named[-1:]
    if not found:
        raise InputError(
            place.run,
            "the store holds no run of that name, nothing to verify / 审计库中没有这次审计",
            "auditkit runs list shows what it holds. / 可用 auditkit runs list 查看。",
        )
    return found


def _wrote(looked: Looked, run: str, folder: Path) -> bool:
    out = remembered_of(looked, run).get("out")
    return bool(out) and Path(str(out)) == folder.resolve()
