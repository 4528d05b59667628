"""Checks the files that runs and reports wrote against the chain of custody."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from auditkit.api.custody.inputs import remembered_of
from auditkit.api.custody.purge_files import KEPT
from auditkit.api.runs.places import STORE_NAME
from auditkit.core.evidence.links import UNREADABLE, Difference
from auditkit.report.formats import ALWAYS, FORMATS
from auditkit.store.verifying import Looked

Notes = list[tuple[str, dict[str, object]]]
_COPY: Final = re.compile(r"-\d{1,2}(?=\.)")
_NOTED: Final = 20
_FILLED_IN: Final = frozenset({"sample"})
"""The formats that people write into once they are made."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file as a link says it was written."""

    file: str
    sha256: str
    run: str
    seq: int
    kind: str
    format: str
    folder: str = ""


def written_by(looked: Looked) -> list[Written]:
    """Return every file that a link of a chain names, in order."""
    found: list[Written] = []
    for link in looked.links:
        try:
            out = str(remembered_of(looked, link["run_id"]).get("out") or "")
            found += _of_link(link, out)
        except UNREADABLE:
            looked.found.append(Difference("changed", f"chain[{link['seq']}]", "unreadable"))
    return found


def _of_link(link: Mapping[str, Any], out: str) -> Iterator[Written]:
    elsewhere = link["body"].get("elsewhere", ())
    for each in link["body"].get("outputs", ()):
        folder = "" if each["file"] in elsewhere else out
        named = (each["file"], each["sha256"], link["run_id"], link["seq"], link["kind"])
        yield Written(*named, each["format"], folder)


def check_files(looked: Looked, runs: Sequence[str], given: Path | None) -> Notes:
    """Check the files of runs; ``given`` is the folder that was named, if any was."""
    known, notes, folders = written_by(looked), Notes(), dict[Path, None]()
    for run in runs:
        folder = _folder(looked, known, run, given)
        if folder is not None:
            folders[folder] = None
            notes += _check_run(looked, known, run, folder)
        elif any(each.run == run for each in known):
            notes.append(("no_folder", {"run": run}))
    for folder in folders:
        notes += _check_others(looked, known, folder)
    return list({str(note): note for note in notes}.values())


def _folder(looked: Looked, known: Sequence[Written], run: str, given: Path | None) -> Path | None:
    """Return where the files of a run are: where they were written, or where they were moved to.

    A copy of a folder is checked itself, not the folder that it is a copy of.
    """
    own = [each for each in known if each.run == run and each.kind == "run.completed"]
    out = remembered_of(looked, run).get("out")
    recorded = Path(str(out)) if out else None
    if not own or recorded is None:
        return None
    if given is not None and (recorded == given.resolve() or _has_any(given, own)):
        return given
    if recorded.is_dir():
        return recorded
    there = given is not None and any((given / each.file).is_file() for each in own)
    return given if there else None


def _has_any(folder: Path, written: Sequence[Written]) -> bool:
    """Return whether a folder holds any of the files as they were written."""
    return any(
        (folder / each.file).is_file() and _sha256(folder / each.file) == each.sha256
        for each in written
    )


def _check_run(looked: Looked, known: Sequence[Written], run: str, folder: Path) -> Notes:
    notes: Notes = []
    recorded = str(remembered_of(looked, run).get("out") or "")
    mine = [each for each in known if each.run == run and each.folder == recorded]
    for name in dict.fromkeys(each.file for each in mine):
        path = folder / name
        of_name = [each for each in mine if each.file == name]
        goes = run in looked.said.purged and of_name[0].format != KEPT
        if not path.is_file():
            if not goes:
                looked.found.append(Difference("removed", name, "link"))
        elif not goes:
            here = [e for e in known if e.file == name and e.folder == recorded]
            notes += _compared(looked, here, of_name, name, _sha256(path))
        elif {"file": name, "sha256": _sha256(path)} in looked.said.purged[run]["body"]["files"]:
            notes.append(("unfinished", {"run": run, "file": name}))
    return notes


def _compared(
    looked: Looked, known: Sequence[Written], mine: Sequence[Written], name: str, stands: str
) -> Notes:
    latest = mine[-1]
    if stands == latest.sha256:
        return []
    same = [each for each in known if each.sha256 == stands]
    if same and same[-1].seq > latest.seq:
        other = same[-1]
        by = "report" if other.run == latest.run else other.run
        return [("replaced", {"file": name, "by": by, "link": other.seq})]
    if latest.format in _FILLED_IN:
        return [("filled_in", {"file": name})]
    looked.found.append(Difference("changed", name, "earlier" if same else "link"))
    return []


def _check_others(looked: Looked, known: Sequence[Written], folder: Path) -> Notes:
    """Name the files of a folder that no link knows; under the name of a report that is damage."""
    notes: Notes = []
    names = {each.file for each in known}
    formats = {each.filename for each in (*FORMATS.values(), *ALWAYS.values())}
    receipts = {str(link["seq"]): link for link in looked.said.purged.values()}
    for path in sorted(folder.iterdir()):
        name = path.name
        if path.is_dir() or name in names or name.startswith(STORE_NAME):
            continue
        if _COPY.sub("", name) in formats:
            looked.found.append(Difference("added", name, "unwritten"))
        elif name.startswith("purge-") and name.endswith(".json"):
            notes += _receipt(looked, path, receipts)
        else:
            notes.append(("unknown", {"file": name}))
    return notes[:_NOTED]


def _receipt(looked: Looked, path: Path, receipts: Mapping[str, Mapping[str, Any]]) -> Notes:
    """Check a receipt of a purge against the link that it names."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        link = receipts[str(said["link"]["seq"])]
        fits = said["link"]["hash"] == link["hash"] and said["purged"] == link["body"]
    except UNREADABLE:
        fits = False
    if not fits:
        looked.found.append(Difference("changed", path.name, "link"))
        return []
    return [("receipt", {"file": path.name})]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
