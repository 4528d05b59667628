"""Says which files of a run may be removed with it, and removes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditkit.store.chain import Link, read_chain
from auditkit.store.database import Store
from auditkit.store.runs import RunRecord, read_runs

KEPT = "manifest"
"""The format whose file stays: what was audited can still be read when the findings are gone."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where the files of a run are, those to remove, and those to leave, each with the reason."""

    folder: Path | None
    gone: tuple[Mapping[str, str], ...]
    left: tuple[Mapping[str, str], ...]


def files_of(store: Store, run: RunRecord, given: Path | None) -> Files:
    """Return the files that a run and its reports wrote into its folder.

    A file goes only if its bytes are still what was written, and no other run that stays wrote
    the same there.
    """
    with store.reading() as connection:
        links = [link for link in read_chain(connection) if link.body.get("outputs")]
    written = _written(links, run.id)
    folder = _folder(run, given, {*written, *_written(links, run.id, kept=True)})
    if folder is None:
        return Files(None, (), ())
    needed = _needed(store, run, links)
    gone, left = [], []
    for name, sums in sorted(written.items()):
        path = folder / name
        stands = _sha256(path) if path.is_file() else ""
        if stands and stands not in sums:
            left.append({"file": name, "why": "changed"})
        elif (name, stands) in needed:
            left.append({"file": name, "why": "needed"})
        elif stands:
            gone.append({"file": name, "sha256": stands})
    return Files(folder, tuple(gone), tuple(left))


def _folder(run: RunRecord, given: Path | None, names: set[str]) -> Path | None:
    """Return where the files of a run are: the folder that was named, else where they were put."""
    out = _out(run)
    folders = [each for each in (given, Path(str(out)) if out else None) if each is not None]
    there = [each for each in folders if any((each / name).is_file() for name in names)]
    return there[0] if there else next((each for each in folders if each.is_dir()), None)


def _needed(store: Store, run: RunRecord, links: Sequence[Link]) -> set[tuple[str, str]]:
    """Return the files that other runs wrote to the same folder and still need."""
    others = {
        record.id
        for record in read_runs(store)
        if record.id != run.id and record.is_complete and _out(record) == _out(run)
    }
    return {
        (each["file"], each["sha256"])
        for link in links
        if link.run_id in others
        for each in link.body["outputs"]
    }


def still_there(folder: Path | None, files: Sequence[Mapping[str, Any]]) -> list[Path]:
    """Return which of the files to remove stand there still, with the same bytes."""
    if folder is None:
        return []
    paths = [(folder / str(each["file"]), each["sha256"]) for each in files]
    return [path for path, sha256 in paths if path.is_file() and _sha256(path) == sha256]


def remove(paths: Sequence[Path]) -> None:
    """Remove files; those that are gone are gone."""
    for path in paths:
        path.unlink(missing_ok=True)


def _written(links: Sequence[Link], run: str, *, kept: bool = False) -> dict[str, set[str]]:
    """Return the digests of the files of a run by name: of those that stay, or of the others."""
    written: dict[str, set[str]] = {}
    for link in links:
        elsewhere = link.body.get("elsewhere", ())
        for each in link.body["outputs"] if link.run_id == run else ():
            if (each["format"] == KEPT) == kept and each["file"] not in elsewhere:
                written.setdefault(each["file"], set()).add(each["sha256"])
    return written


def _out(record: RunRecord) -> object:
    return (record.manifest.get("inputs") or {}).get("out")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
