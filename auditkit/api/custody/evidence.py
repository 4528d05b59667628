"""Makes the evidence pack of a run: a zip that proves itself with nothing but Python."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from auditkit.api.runs.where import Where, opened
from auditkit.core import clock
from auditkit.core.evidence.joined import joined
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import LANGUAGES, Catalogue, both, load_entries, locale_folder
from auditkit.core.outputs import Put, put
from auditkit.policy.packed import ascii_name
from auditkit.store.access import os_user
from auditkit.store.chain import Link, read_chain
from auditkit.store.database import Store
from auditkit.store.packing import Extra, write_pack
from auditkit.store.runs import RunRecord

Progress = Callable[[str, int, int], None]
_WORDS: Final = "custody.verify."


@dataclass(frozen=True, slots=True)
class PackMade:
    """An evidence pack: where it stands, the head to note down, and notes on what was left out."""

    file: Put
    head: tuple[int, str]
    notes: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Packing:
    """What goes into a pack besides what the store keeps, and why it is made."""

    reports: bool = False
    reason: str = ""


def make_pack(
    run: Path | str,
    *,
    out: Path,
    db: str | None = None,
    asked: Packing | None = None,
    progress: Progress = lambda *_: None,
) -> PackMade:
    """Write the evidence pack of a run, and record in its chain of custody that it was made.

    With ``reports`` the files that the run and its reports wrote go in, as far as they are still
    what was written. Raises as ``where.opened`` does, and ``InputError`` for an incomplete run.
    """
    asked = asked or Packing()
    links: list[Link] = []
    with opened(run, db) as (store, record, place):
        notes: list[Bilingual] = []
        reports = list(_reports(store, record, place, notes)) if asked.reports else []
        extras = [*_explained(record), *reports]
        act = {"os_user": os_user(), "reason": asked.reason}
        at = clock.now().isoformat(timespec="seconds")

        def write(file: BinaryIO) -> None:
            links.append(
                write_pack(store, record.id, file, extras=extras, act=act, at=at, progress=progress)
            )

        made = put(out, write)
    return PackMade(made, (links[0].seq, links[0].hash), (*made.notes(), *notes))


def verifier() -> str:
    """Return the program that every pack holds as verify.py."""
    entries = load_entries(locale_folder())
    said = {key: entries[key] for key in sorted(entries) if key.startswith(_WORDS)}
    return joined({key.removeprefix(_WORDS): texts for key, texts in said.items()})


def _explained(record: RunRecord) -> list[Extra]:
    texts = (
        Catalogue(lang).text("custody.pack.readme", run=record.id, name=record.name)
        for lang in LANGUAGES
    )
    readme = "\n\n\n".join(texts) + "\n"
    return [Extra("README.txt", readme.encode()), Extra("verify.py", verifier().encode())]


def _reports(
    store: Store, record: RunRecord, place: Where, notes: list[Bilingual]
) -> Iterator[Extra]:
    """Yield the files of a run that are still what was written."""
    out = (record.manifest.get("inputs") or {}).get("out")
    folders = [each for each in (place.folder, Path(str(out)) if out else None) if each]
    known: dict[str, set[str]] = {}
    with store.reading() as connection:
        for link in read_chain(connection, record.id):
            for each in link.body.get("outputs", ()):
                known.setdefault(each["file"], set()).add(each["sha256"])
    for name, sums in sorted(known.items()):
        there = [path for folder in folders if (path := folder / name).is_file()]
        if there and _sha256(there[0]) in sums:
            yield Extra(f"reports/{ascii_name(name)}", there[0])
        elif there:
            notes.append(both("custody.pack.left_out", file=name))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
