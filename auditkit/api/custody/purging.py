"""Purges old runs: their rows and files go; manifest, counts, decisions and chain stay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from auditkit.api.custody.choice import Choice, chosen, stores_of
from auditkit.api.custody.purge_files import Files, files_of, remove, still_there
from auditkit.api.runs.where import institution_key
from auditkit.core import clock
from auditkit.core.errors import ConfigError
from auditkit.core.outputs import put
from auditkit.store.access import os_user
from auditkit.store.chain import Link
from auditkit.store.database import Store, open_store
from auditkit.store.kept import count_parts
from auditkit.store.purging import Purge, purge_rows, purges, wipe
from auditkit.store.runs import RunRecord


@dataclass(frozen=True, slots=True)
class Why:
    """Who purges, why, and where the receipt goes (by default into the folder of each run)."""

    who: str
    reason: str
    receipt: Path | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A run that was purged, or (``receipt`` is None) would be: rows, files, what was left.

    ``was_done``: an earlier purge had done all of it already.
    """

    run: str
    rows: int
    files: tuple[str, ...]
    left: tuple[tuple[str, str], ...]
    receipt: Path | None = None
    head: tuple[int, str] | None = None
    was_done: bool = False


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did: runs that are purged now, and runs that were refused, with the reason.

    ``wiped`` is False when the store was in use, so that the room of the deleted rows could not be
    given back yet; the next purge does it.
    """

    done: tuple[Done, ...]
    refused: tuple[tuple[str, str], ...]
    wiped: bool = True


def purge(
    runs: Sequence[str], *, choice: Choice, why: Why, db: str | None = None, dry: bool = False
) -> Purged:
    """Purge runs, each by itself and all of it or nothing; ``dry`` only says what would be done.

    Without ``runs`` those of the store ``db`` that are older than the choice says. A run on hold,
    and the latest of its profile unless the choice says otherwise, is refused and the others are
    still purged. A purge that was broken off is finished. Raises ``ConfigError`` without a reason
    or a person, and when one receipt is named for several runs; else as ``open_store`` does.
    """
    for name, value in (("reason", why.reason), ("who", why.who)):
        if not value.strip():
            raise ConfigError("purge", f"needs a {name}", f"Give it with --{name}.")
    done: list[Done] = []
    refused: list[tuple[str, str]] = []
    wiped = True
    for where, specs in stores_of(runs, db).items():
        with open_store(where, institution_key(), create=False) as store:
            found = chosen(store, specs, choice, clock.now())
            refused += found.refused
            if why.receipt is not None and len(found.runs) > 1:
                raise ConfigError(
                    "--receipt",
                    "names one file for several runs / 多次审计不能共用一个回执文件",
                    "Leave it out, or purge them one by one. / 请省略，或逐次清除。",
                )
            for run, folder in found.runs:
                each = _purge(store, run, folder, why, dry=dry)
                done += [each] if specs or not each.was_done else []
            wiped = wiped and (dry or not found.runs or wipe(store))
    return Purged(tuple(done), tuple(refused), wiped)


def _purge(store: Store, run: RunRecord, folder: Path | None, why: Why, *, dry: bool) -> Done:
    link = purges(store).get(run.id)
    if link is None:
        files = files_of(store, run, folder)
        if dry:
            rows = sum(count_parts(store, run.id).values())
            return Done(run.id, rows, tuple(e["file"] for e in files.gone), _left(files.left))
        link = purge_rows(store, _asked(run, files, why, clock.now()))
        return _finish(store, run, link, folder)
    if dry:
        return Done(run.id, 0, (), (), was_done=True)
    return _finish(store, run, link, folder, again=True)


def _asked(run: RunRecord, files: Files, why: Why, at: datetime) -> Purge:
    receipt = why.receipt or (files.folder or Path.cwd()) / f"purge-{run.id}.json"
    return Purge(
        run=run.id,
        at=at.isoformat(timespec="seconds"),
        who=why.who,
        os_user=os_user(),
        reason=why.reason,
        files=files.gone,
        left=files.left,
        receipt=str(receipt.absolute()),
    )


def _finish(
    store: Store, run: RunRecord, link: Link, folder: Path | None, *, again: bool = False
) -> Done:
    """Write the receipt and remove the files; done ``again`` it changes nothing.

    The files go last: while one stands, it can be told that a purge was broken off.
    """
    files, names = files_of(store, run, folder).folder, link.body["files"]
    stand = still_there(files, names)
    receipt = _place_of(Path(link.body["receipt"]), files)
    is_new = not receipt.is_file() and (not again or bool(stand) or not names)
    if is_new:
        told = receipt_of(run, link, store.place.shown)
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        put(receipt, lambda file: file.write(text.encode()))
    remove(stand)
    rows = sum(part["rows"] for part in link.body["parts"].values())
    gone = tuple(each["file"] for each in names)
    was_done = again and not is_new and not stand
    head = (link.seq, link.hash)
    return Done(run.id, rows, gone, _left(link.body["left"]), receipt, head, was_done)


def _place_of(receipt: Path, folder: Path | None) -> Path:
    return receipt if receipt.parent.is_dir() else (folder or Path.cwd()) / receipt.name


def receipt_of(run: RunRecord, link: Link, place: str) -> dict[str, Any]:
    """Return the receipt of a purge: what, how much, when, who, why, and the link that says so."""
    return {
        "receipt": "auditkit runs purge",
        "run": run.id,
        "name": run.name,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "store": place,
        "at": link.at,
        "purged": dict(link.body),
        "link": {"seq": link.seq, "hash": link.hash},
    }


def _left(left: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((each["file"], each["why"]) for each in left)
