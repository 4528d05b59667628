"""Checks the rule packs of a store: each file again, and that none is missing or too many."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from auditkit.core.evidence.links import UNREADABLE, Difference
from auditkit.policy.load import digest_of
from auditkit.policy.packed import packed, unpacked
from auditkit.store.schema import POLICY


def check_policies(
    connection: Connection,
    bodies: Sequence[Mapping[str, Any]],
    runs: Sequence[Mapping[str, Any]],
    found: list[Difference],
) -> None:
    """Check the packs that the links ``run.completed`` (``bodies``) of ``runs`` name."""
    due = {digest for body in bodies for digest in body.get("packs", ())}
    named = _named(runs)
    seen = set()
    for row in connection.execute(select(POLICY)):
        seen.add(row.sha256)
        try:
            wrong = _wrong(row, due, named)
        except UNREADABLE:
            wrong = Difference("changed", f"policy[{row.sha256[:12]}]", "unreadable")
        found += [wrong] if wrong else []
    found += [
        Difference("removed", f"policy[{digest[:12]}]", "row") for digest in sorted(due - seen)
    ]


def _wrong(row: Row[Any], due: set[str], named: Mapping[str, tuple[str, str]]) -> Difference | None:
    place = f"policy[{row.sha256[:12]}]"
    if row.sha256 not in due:
        return Difference("added", place, "row")
    files = unpacked(row.body)
    if digest_of(files) != row.sha256 or packed(files) != row.body:
        return Difference("changed", f"{place}.body", "content")
    known = named.get(row.sha256, (row.pack, row.version))
    for column, value in zip(("pack", "version"), known, strict=True):
        if getattr(row, column) != value:
            return Difference("changed", f"{place}.{column}", "manifest")
    return None


def _named(runs: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return id and version of packs by digest, as the manifests of runs name them."""
    named: dict[str, tuple[str, str]] = {}
    for run in runs:
        try:
            for pack in json.loads(run["manifest"])["packs"]:
                named[pack["sha256"]] = (pack["id"], pack["version"])
        except UNREADABLE:
            continue  # a manifest that cannot be read is named where runs are checked
    return named
