"""Checks a chain of custody, and says what it holds."""

from __future__ import annotations

import json
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from auditkit.core.evidence.recipe import NONE_BEFORE, canonical, hash_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LINK = ("seq", "at", "kind", "run_id", "body", "prev", "hash", "seal")
UNREADABLE = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError,
    ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What reading something that was tampered with can end with."""
_SHOWN = 200


class Difference(NamedTuple):
    """What does not fit: changed, added, removed, moved or copied; ``why`` is a text's key."""

    kind: str
    place: str
    why: str = "content"


class Verdict(NamedTuple):
    """What verifying found; ``notes`` are keys of texts with what goes into them.

    ``seals`` is checked, no_key or other_key; ``head`` number and hash of the last link.
    """

    run: str
    differences: list[Difference]
    notes: list[tuple[str, dict[str, object]]]
    head: tuple[int, str]
    seals: str
    noted: bool
    checked: dict[str, int]


class Said(NamedTuple):
    """What a chain says of runs, by run, and of acts: by table, by row its digest and its run."""

    begun: dict[str, Mapping[str, Any]]
    completed: dict[str, Mapping[str, Any]]
    purged: dict[str, Mapping[str, Any]]
    acts: dict[str, dict[int, tuple[str, str]]]


def check_links(
    rows: Iterable[Mapping[str, Any]], found: list[Difference], fits: Callable[..., bool] | None
) -> list[dict[str, Any]]:
    """Return the links that can be read; numbers, hashes, order and seals go to ``found``."""
    links: list[dict[str, Any]] = []
    prev, due = NONE_BEFORE, 1
    for row in rows:
        place = f"chain[{row['seq']}]"
        try:
            body = json.loads(row["body"])
            made = hash_of(row["seq"], row["at"], row["kind"], row["run_id"], body, row["prev"])
            gone = range(due, min(row["seq"], due + _SHOWN))
        except UNREADABLE:
            found.append(Difference("changed", place, "unreadable"))
            due += 1
            continue
        found += [Difference("removed", f"chain[{number}]") for number in gone]
        if row["seq"] < due:
            found.append(Difference("added", place))
        elif made != row["hash"] or canonical(body) != row["body"]:
            found.append(Difference("changed", place, "hash"))
        elif row["prev"] != prev:
            found.append(Difference("changed", place, "prev"))
        elif fits and not fits(row["seal"], "link", row["hash"]):
            found.append(Difference("changed", place, "seal"))
        links.append({**row, "body": body})
        prev, due = row["hash"], row["seq"] + 1
    return links


def take(said: Said, links: Iterable[Mapping[str, Any]]) -> None:
    """Take up what the links of a chain say of runs and acts."""
    runs = {"run.begun": said.begun, "run.completed": said.completed, "run.purged": said.purged}
    for link in links:
        body = link["body"]
        if link["kind"] in runs:
            runs[link["kind"]][link["run_id"]] = link
        if link["kind"] == "store.upgraded":
            _take_over(said, link)
        for number, digest in body.get("rows", ()):
            said.acts.setdefault(body["table"], {})[number] = (digest, link["run_id"])


def _take_over(said: Said, link: Mapping[str, Any]) -> None:
    """Take what an older store held when it was upgraded: from there on it is vouched for."""
    for run in link["body"].get("runs", ()):
        taken = {**link, "run_id": run["id"], "body": run}
        said.begun[run["id"]] = taken
        # earlier versions kept rows of a run that was killed
        if run["status"] == "complete" or any(part["rows"] for part in run["parts"].values()):
            said.completed[run["id"]] = taken
    for number, digest in link["body"].get("access", ()):
        said.acts.setdefault("access", {})[number] = (digest, "")


def is_noted(links: Iterable[Mapping[str, Any]], noted: str) -> bool:
    """Return whether a chain has the link that was noted as ``hash`` or ``number:hash``."""
    number, _, start = noted.strip().lower().rpartition(":")
    return len(start) >= 8 and any(
        link["hash"].startswith(start) and number in ("", str(link["seq"])) for link in links
    )


def guarded(found: list[Difference], place: str, check: Callable[..., object], *args: Any) -> None:  # noqa: ANN401
    """Run a check; what cannot even be read is a difference at ``place``."""
    try:
        check(*args)
    except UNREADABLE:
        found.append(Difference("changed", place, "unreadable"))


def once(found: Iterable[Difference]) -> list[Difference]:
    """Return each place once, with the first reason that was found for it."""
    places: dict[tuple[str, str], Difference] = {}
    for each in found:
        places.setdefault((each.kind, each.place), each)
    return list(places.values())
