"""Writes the evidence pack of a run and records that it was made, together or not at all."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection

from auditkit.core.errors import InputError
from auditkit.core.evidence.container import LARGE
from auditkit.core.evidence.pack import CHAIN, MANIFEST, POLICIES, SUMS
from auditkit.core.evidence.recipe import digest_of, listing
from auditkit.policy.packed import entry
from auditkit.store.chain import Link, append, lock
from auditkit.store.database import Store
from auditkit.store.evidence import (
    ACTS,
    act_lines,
    chain_lines,
    completed,
    manifest_text,
    part_lines,
    policy_files,
)
from auditkit.store.schema import PARTS

Progress = Callable[[str, int, int], None]
_CHUNK: Final = 1 << 20
_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Extra:
    """A member that does not come from the store: its text, or the file it is copied from."""

    name: str
    body: bytes | Path


@dataclass(frozen=True, slots=True)
class _Pack:
    """A pack that is being written, and the SHA-256 of each member so far."""

    archive: zipfile.ZipFile
    sums: dict[str, str]

    def write(self, name: str, blocks: Iterable[bytes], *, may_be_large: bool = False) -> None:
        """Add a member; it is hashed while it is written."""
        digest = hashlib.sha256()
        made = entry(name)
        made.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(made, "w", force_zip64=may_be_large) as out:
            for block in blocks:
                digest.update(block)
                out.write(block)
        self.sums[name] = digest.hexdigest()


def write_pack(
    store: Store,
    run: str,
    out: BinaryIO,
    *,
    extras: Iterable[Extra],
    act: Mapping[str, Any],
    at: str,
    progress: Progress,
) -> Link:
    """Write a pack to ``out`` and return the link ``pack``, which holds a digest of every member.

    ``act`` is who made it and why. Equal contents give equal bytes. Nothing is added to the store
    while it is written. Raises ``InputError`` for a run that did not come to its end.
    """
    with (
        store.writing() as connection,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive,
    ):
        lock(connection)
        pack = _Pack(archive, {})
        for extra in extras:
            pack.write(extra.name, _blocks(extra.body))
        policies = _write_kept(connection, run, pack, progress)
        members = {name: each for name, each in pack.sums.items() if name not in policies}
        body = {**act, "members": members}
        link = append(connection, store.sealer, "pack", at=at, run_id=run, body=body)
        pack.write(CHAIN, _encoded(chain_lines(connection)))
        pack.write(SUMS, [listing(pack.sums).encode()])
        return link


def _write_kept(
    connection: Connection, run: str, pack: _Pack, progress: Progress
) -> dict[str, str]:
    """Write what the store keeps; return the digests of the files of rule packs."""
    ended = completed(connection, run)
    if ended is None:
        raise InputError(run, "the run is incomplete / 该次审计未完成")
    told, purged = ended
    pack.write(MANIFEST, [manifest_text(connection, run).encode()])
    total = sum(part["rows"] for part in told["parts"].values())
    done = 0
    for kind in () if purged else sorted(PARTS):
        lines = part_lines(connection, run, kind)
        blocks = _counted(_encoded(lines), done, total, progress)
        size = lines.size()
        pack.write(f"parts/{kind}.jsonl", blocks, may_be_large=size > LARGE)
        pack.write(f"parts/{kind}.sha256", _encoded(lines.digests))
        done += len(lines.digests)
    for table in ACTS:
        acts = list(act_lines(connection, run, table))
        pack.write(f"acts/{table.name}.jsonl", _encoded(acts))
        pack.write(f"acts/{table.name}.sha256", _encoded(digest_of(act) + "\n" for act in acts))
    before = set(pack.sums)
    for name, body in () if purged else policy_files(connection, list(told.get("packs", ()))):
        pack.write(name, [body])
    policies = {name: each for name, each in pack.sums.items() if name not in before}
    pack.write(POLICIES, [listing(policies).encode()])
    return policies


def _blocks(body: bytes | Path) -> Iterator[bytes]:
    if isinstance(body, bytes):
        yield body
        return
    with closing(body.open("rb")) as file:
        yield from iter(lambda: file.read(_CHUNK), b"")


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    return (line.encode("utf-8", "surrogatepass") for line in lines)


def _counted(blocks: Iterable[bytes], done: int, total: int, progress: Progress) -> Iterator[bytes]:
    for number, block in enumerate(blocks, done + 1):
        if number % 1_000 == 0 or number == total:
            progress("pack", number, total)
        yield block
