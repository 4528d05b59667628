"""Verifies an evidence pack, zipped or not, and names what does not fit."""

from __future__ import annotations

import hashlib
import json
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from auditkit.core.evidence.container import check_container
from auditkit.core.evidence.links import (
    LINK,
    UNREADABLE,
    Difference,
    Said,
    Verdict,
    check_links,
    guarded,
    is_noted,
    once,
    take,
)
from auditkit.core.evidence.recipe import (
    canonical,
    compare,
    digest_of,
    listed,
    listing,
    pack_digest,
    part_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SUMS, CHAIN, MANIFEST, POLICIES = "SHA256SUMS", "chain.jsonl", "manifest.json", "policies.sha256"
DROPPINGS = (".DS_Store", "Thumbs.db", "desktop.ini")
_BODY = ',"body":'


class Pack(NamedTuple):
    """An evidence pack: its members as they stand, how one is read, what is wrong around them."""

    names: list[str]
    open: Callable[[str], IO[bytes]]
    around: Callable[[], Iterable[Difference]] = tuple


@contextmanager
def open_pack(path: Path) -> Iterator[Pack]:
    """Open a pack, zipped or not."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if not file.is_dir())
        yield Pack([f.relative_to(path).as_posix() for f in files], lambda n: (path / n).open("rb"))
        return
    with zipfile.ZipFile(str(path)) as packed:
        names = [each.filename for each in packed.infolist() if not each.filename.endswith("/")]
        yield Pack(names, packed.open, lambda: _around(path, packed))


def _around(path: Path, packed: zipfile.ZipFile) -> list[Difference]:
    with path.open("rb") as file:
        return list(check_container(packed, file))


def verify(
    pack: Pack, head: str = "", fits: Callable[..., bool] | None = None, seals: str = "no_key"
) -> Verdict:
    """Return what does not fit in a pack; ``fits`` tells whether a seal fits, with the key."""
    found: list[Difference] = []
    notes: list[tuple[str, dict[str, object]]] = []
    guarded(found, "zip", lambda: found.extend(pack.around()))
    sums = _sums(pack, found, notes)
    by_list: list[Difference] = []
    guarded(by_list, SUMS, lambda: _hold(sums, _listing(pack, SUMS), by_list, "listing"))
    links: list[dict[str, Any]] = []
    guarded(found, CHAIN, lambda: links.extend(check_links(_chain(pack, found), found, fits)))
    last: dict[str, Any] = links[-1] if links else dict.fromkeys(LINK, "")
    said = Said({}, {}, {}, {})
    guarded(found, CHAIN, take, said, links)
    bound: dict[str, str] = {}
    if last["kind"] != "pack":
        found.append(Difference("removed", CHAIN, "pack_link"))
    else:
        guarded(found, CHAIN, _check_members, pack, sums, last["body"], bound)
        _hold({name: sums[name] for name in sums if name != CHAIN}, bound, found, "link")
    found += _blamed(by_list, sums, bound, found)
    run = str(last["run_id"])
    checked = {"links": len(links), "files": len(sums)}
    guarded(found, f"run {run}", _check_run, _Asked(pack, sums, run, fits), said, found, checked)
    guarded(found, "reports", _check_reports, links, run, sums, found)
    if run in said.purged:
        link = said.purged[run]
        receipt = str(link["body"].get("receipt", "")).replace("\\", "/").rpartition("/")[2]
        notes.append(("purged", {"run": run, "link": link["seq"], "receipt": receipt}))
    if head and not is_noted(links, head):
        found.append(Difference("changed", CHAIN, "noted"))
    stands = (last["seq"] or 0, str(last["hash"]))
    return Verdict(run, once(found), notes, stands, seals, bool(head), checked)


class _Asked(NamedTuple):
    pack: Pack
    sums: Mapping[str, str]
    run: str
    fits: Callable[..., bool] | None


def _check_run(asked: _Asked, said: Said, found: list[Difference], checked: dict[str, int]) -> None:
    for table in ("decision", "access", "hold"):
        place = f"acts/{table}.jsonl"
        guarded(found, place, _check_acts, asked, table, said.acts.get(table, {}), found)
    if asked.run not in said.completed:
        found.append(Difference("removed", f"{CHAIN} run.completed {asked.run}"))
        return
    body = said.completed[asked.run]["body"]
    if asked.sums.get(MANIFEST) != body["manifest_sha256"]:
        found.append(Difference("changed", MANIFEST, "link"))
    if asked.run in said.purged:
        return
    for kind in sorted(body["parts"]):
        told = body["parts"][kind]
        wrong: list[Difference] = []
        guarded(wrong, f"parts/{kind}.jsonl", _check_part, asked, kind, told, wrong)
        found += wrong
    checked["rows"] = sum(part["rows"] for part in body["parts"].values())
    guarded(found, "policies", _check_packs, asked.sums, body.get("packs", ()), found)


def _sums(
    pack: Pack, found: list[Difference], notes: list[tuple[str, dict[str, object]]]
) -> dict[str, str]:
    """Return the SHA-256 of every member but the listing, held against the listing."""
    sums: dict[str, str] = {}
    for name in pack.names:
        if name in sums:
            found.append(Difference("added", name, "twice"))
        elif name.rpartition("/")[2] in DROPPINGS:
            notes.append(("dropping", {"file": name}))
        elif name != SUMS:
            guarded(found, name, _take_sum, pack, name, sums)
    return sums


def _take_sum(pack: Pack, name: str, sums: dict[str, str]) -> None:
    sums[name] = _sum(pack, name)


def _listing(pack: Pack, name: str) -> dict[str, str]:
    with pack.open(name) as file:
        text = file.read().decode("ascii")
    told = listed(text)
    if listing(told) != text:
        raise ValueError
    return told


def _sum(pack: Pack, name: str) -> str:
    digest = hashlib.sha256()
    with pack.open(name) as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _hold(
    sums: Mapping[str, str], told: Mapping[str, str], found: list[Difference], why: str
) -> None:
    for name in sorted({*sums, *told}):
        if name not in sums:
            found.append(Difference("removed", name, why))
        elif name not in told:
            found.append(Difference("added", name, why))
        elif sums[name] != told[name]:
            found.append(Difference("changed", name, why))


def _blamed(
    by_list: list[Difference], sums: Mapping[str, str], bound: Mapping[str, str],
    found: list[Difference],
) -> list[Difference]:  # fmt: skip
    """Return what the listing finds; where the chain vouches for a member, the listing is wrong."""
    unread = {each.place for each in found if each.why == "unreadable"}
    return [
        Difference("changed", SUMS, "listing")
        if sums.get(each.place, "") == bound.get(each.place, "") and each.place not in (CHAIN, SUMS)
        else each
        for each in by_list
        if each.place not in unread
    ]


def _check_members(
    pack: Pack, sums: Mapping[str, str], body: Mapping[str, Any], bound: dict[str, str]
) -> None:
    """Take from the link that was made with the pack what each member must be."""
    bound.update(body["members"])
    if sums.get(POLICIES) == bound.get(POLICIES):
        bound.update(_listing(pack, POLICIES))
    else:
        bound.update({name: sums[name] for name in sums if name.startswith("policies/")})


def _chain(pack: Pack, found: list[Difference]) -> Iterator[dict[str, Any]]:
    for number, line in _lines(pack, CHAIN):
        try:
            link = json.loads(line)
            is_whole = canonical(link) == line and set(link) == set(LINK)
            yield {**link, "body": canonical(link["body"])}
        except UNREADABLE:
            is_whole = False
        if not is_whole:
            found.append(Difference("changed", f"{CHAIN}:{number}", "unreadable"))


def _lines(pack: Pack, name: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a member with their numbers; what is no line end stays in the line."""
    with pack.open(name) as file:
        for number, raw in enumerate(file, 1):
            # a last line without its end is no whole line
            whole = raw[:-1] if raw[-1:] == b"\n" else raw + b"\0"
            yield number, whole.decode("utf-8", "surrogateescape")


def _check_part(asked: _Asked, kind: str, told: Mapping[str, Any], found: list[Difference]) -> None:
    pack, run, fits = asked.pack, asked.run, asked.fits
    place = f"parts/{kind}.jsonl"
    expected = [line for _, line in _lines(pack, f"parts/{kind}.sha256")]
    rows = "".join(line.rpartition(" ")[0] + "\n" for line in expected)
    whole = hashlib.sha256(rows.encode("utf-8", "surrogateescape")).hexdigest()
    if (len(expected), whole) != (told["rows"], told["sha256"]):
        found.append(Difference("changed", f"parts/{kind}.sha256", "link"))
    actual = []
    for number, line in _lines(pack, place):
        name, seal, body = _row(line)
        actual.append(part_line(0, name, body, line + "\n").rstrip("\n"))
        if fits and not fits(seal, kind, run, str(number - 1), name, body):
            found.append(Difference("changed", f"{place}:{number}", "seal"))
    for change, at in compare(_bare(expected), _bare(actual)):
        found.append(Difference(change, f"{place}:{at + 1}", "row"))


def _bare(lines: list[str]) -> list[str]:
    """Return digests without the numbers before them."""
    return [line.partition(" ")[2] for line in lines]


def _row(line: str) -> tuple[str, str, str]:
    """Return name, seal and body of a row, nothing for what is no row."""
    head, _, body = line.partition(_BODY)
    try:
        said = json.loads(head + "}")
        return str(said["name"]), str(said["seal"]), body[:-1]
    except UNREADABLE:
        return "", "", ""


def _check_acts(
    asked: _Asked, table: str, told: Mapping[int, tuple[str, str]], found: list[Difference]
) -> None:
    pack, run, fits = asked.pack, asked.run, asked.fits
    seen: set[object] = set()
    place = f"acts/{table}.jsonl"
    for number, line in _lines(pack, place):
        try:
            row = json.loads(line)
            text = canonical(row["act"])
            seen.add(row["id"])
            known = told.get(row["id"], ("", ""))[0]
        except UNREADABLE:
            found.append(Difference("changed", f"{place}:{number}", "unreadable"))
            continue
        if not known:
            found.append(Difference("added", f"{place}:{number}", "row"))
        elif digest_of(text) != known or canonical(row) != line:
            found.append(Difference("changed", f"{place}:{number}", "row"))
        elif fits and not fits(row["seal"], table, text):
            found.append(Difference("changed", f"{place}:{number}", "seal"))
    digests = [digest_of(line + "\n") for _, line in _lines(pack, place)]
    for change, at in compare([line for _, line in _lines(pack, f"acts/{table}.sha256")], digests):
        found.append(Difference(change, f"{place}:{at + 1}", "row"))
    lost = sorted(n for n, (_, of) in told.items() if of == run and n not in seen)
    found += [Difference("removed", f"{place} id {number}", "row") for number in lost]


def _check_packs(sums: Mapping[str, str], told: Iterable[str], found: list[Difference]) -> None:
    packs: dict[str, dict[str, str]] = {}
    for name in sums:
        if name.startswith("policies/"):
            _, pack, rest = name.split("/", 2)
            packs.setdefault(pack, {})[unquote(rest)] = sums[name]
    digests = {pack_digest(files): pack for pack, files in packs.items()}
    strange, lost = sorted(digests.keys() - set(told)), sorted(set(told) - digests.keys())
    found += [Difference("changed", f"policies/{digests[each]}", "link") for each in strange]
    found += [Difference("removed", f"policies/ {each[:12]}", "link") for each in lost]


def _check_reports(
    links: Iterable[Mapping[str, Any]], run: str, sums: Mapping[str, str], found: list[Difference]
) -> None:
    known = {
        each["sha256"]
        for link in links
        if link["run_id"] == run
        for each in link["body"].get("outputs", ())
    }
    strange = (n for n in sorted(sums) if n.startswith("reports/") and sums[n] not in known)
    found += [Difference("changed", name, "link") for name in strange]
