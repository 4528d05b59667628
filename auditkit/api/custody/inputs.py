"""Checks what a run read: inputs and mapping as they stand now, and the packs in use now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from auditkit.api.history import files_of
from auditkit.api.policies import library
from auditkit.core.evidence.links import UNREADABLE, Difference
from auditkit.sources.rehash import hash_of, rehash
from auditkit.store.verifying import Looked

Notes = list[tuple[str, dict[str, object]]]


def manifest_of(looked: Looked, run: str) -> Mapping[str, Any]:
    """Return the manifest of a run, empty when it cannot be read."""
    try:
        found = json.loads(looked.runs[run]["manifest"])
    except UNREADABLE:
        return {}
    return found if isinstance(found, dict) else {}


def remembered_of(looked: Looked, run: str) -> Mapping[str, Any]:
    """Return what a run read and where it wrote, as its manifest remembers it."""
    kept = manifest_of(looked, run).get("inputs")
    return kept if isinstance(kept, dict) else {}


def check_inputs(looked: Looked, runs: Sequence[str]) -> Notes:
    """Hash inputs and mapping of runs again; of a purged run they may be gone."""
    notes: Notes = []
    for run in runs:
        try:
            notes += _check_run(looked, run)
        except UNREADABLE:
            looked.found.append(Difference("changed", f"run[{run}].manifest", "unreadable"))
    return list({str(note): note for note in notes}.values())


def _check_run(looked: Looked, run: str) -> Notes:
    manifest, kept = manifest_of(looked, run), remembered_of(looked, run)
    files = {each["file"]: each["sha256"] for each in manifest.get("files", ())}
    if not files:
        return []
    specs = [spec for spec in kept["sources"] if spec != "-" and "://" not in spec]
    notes: Notes = [] if len(specs) == len(kept["sources"]) else [("input_elsewhere", {})]
    found = rehash([*specs, *files_of(kept.get("history", ()))])
    for name in sorted(files):
        stands = hash_of(name, found)
        if not stands and notes:
            continue
        if not stands and run in looked.said.purged:
            notes.append(("input_gone", {"file": name}))
        elif stands != files[name]:
            kind = "changed" if stands else "removed"
            looked.found.append(Difference(kind, f"input {name}", "input"))
    looked.checked["inputs"] = looked.checked.get("inputs", 0) + len(files)
    _check_mapping(looked, run, kept, str(manifest["mapping"]["sha256"]))
    return notes


def _check_mapping(looked: Looked, run: str, kept: Mapping[str, Any], sha256: str) -> None:
    if not kept.get("mapping"):
        return
    path = Path(kept["mapping"])
    if not path.is_file():
        if run not in looked.said.purged:
            looked.found.append(Difference("removed", f"mapping {path.name}", "input"))
    elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        looked.found.append(Difference("changed", f"mapping {path.name}", "input"))


def check_installed(looked: Looked, runs: Sequence[str], policies: Path | None) -> Notes:
    """Note the packs that are not the same any more as those that the runs used."""
    used = {
        (str(pack["id"]), str(pack["sha256"]))
        for run in runs
        for pack in manifest_of(looked, run).get("packs", ())
    }
    shelf = library(policies)
    ids = sorted({name for name, _ in used} & set(shelf.folders()))
    now = {pack.pack.id: pack.digest for pack in shelf.packs(ids)}
    other = sorted({name for name, digest in used if now.get(name, digest) != digest})
    return [("pack_version", {"pack": name}) for name in other]
