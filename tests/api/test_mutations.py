"""Whatever is done to a record is found and named: a store, its folder, an evidence pack."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from auditkit import api
from auditkit.api.custody.evidence import Packing, make_pack
from auditkit.api.custody.files import check_files
from auditkit.api.custody.verifying import verify as verify_any
from auditkit.core.evidence.container import Pack
from auditkit.core.evidence.links import Difference, Verdict
from auditkit.core.evidence.pack import verify
from auditkit.core.evidence.recipe import canonical, hash_of
from auditkit.core.evidence.telling import verified
from auditkit.core.pseudonym import Pseudonymiser, load_key
from auditkit.core.seal import Sealer
from auditkit.store.database import open_store
from auditkit.store.decisions import DecisionEvent, record_decisions
from auditkit.store.verifying import Looked, check_identities, check_run, check_store, look
from tests.api import custody, mutations
from tests.api.mutations import Members, Mutation
from tests.api.sqlite import edited

TRIED: dict[str, int] = {}


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    root = custody.make_bank(tmp_path_factory.mktemp("bank") / "bank")
    with pytest.MonkeyPatch.context() as patch:
        custody.use_key(root, patch)
        custody.scan(root, 10)
        out = custody.scan(root, 11)
        act_on(out)
        make_pack(out, out=root / "evidence.zip", asked=Packing(reports=True))
        yield root


def act_on(out: Path) -> None:
    from auditkit.api.custody.holds import hold, release

    with open_store(out / "audit.db", key()) as store, store.reading() as connection:
        row = connection.exec_driver_sql("SELECT run_id, name FROM sighting").fetchone()
    event = DecisionEvent(row[1], row[0], "2026-12-01T00:00:00+00:00", "a", "b", "confirmed", "c")
    with open_store(out / "audit.db", key()) as store:
        record_decisions(store, [event, event])
    api.reveal(out, latest(out)[1], reason="complaint", who="officer")
    hold(out, reason="suit", who="counsel")
    hold(out, reason="another", who="counsel")
    release(out, reason="settled", who="counsel")


def latest(out: Path) -> tuple[str, str]:
    with closing(edited(out / "audit.db")) as db:
        return db.execute("SELECT run_id, name FROM sighting ORDER BY run_id DESC").fetchone()


def key() -> Pseudonymiser:
    secret = load_key()
    assert secret is not None
    return Pseudonymiser(secret)


class Undone(sqlite3.Connection):
    """A connection whose transaction the test ends, not the pool it is lent to."""

    def rollback(self) -> None:
        pass


@pytest.fixture(scope="module")
def db(bank):
    """Give the store in memory, where every deed is undone after it was looked at."""
    with closing(edited(bank / "out" / "audit.db")) as file:
        memory = sqlite3.connect(":memory:", check_same_thread=False, factory=Undone)
        file.backup(memory)
    memory.isolation_level = None
    with closing(memory):
        yield memory


@cache
def engine_of(db: sqlite3.Connection) -> Engine:
    return create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)


def looked_at(db: sqlite3.Connection, with_key: Pseudonymiser | None, head: str = "") -> Looked:
    with engine_of(db).connect() as connection:
        looked = look(connection, with_key)
        check_store(looked, head)
        for run in looked.standing():
            check_run(looked, run, lambda *_: None)
        check_identities(looked, list(looked.standing()))
    return looked


def missed(
    db: sqlite3.Connection, deeds: list[Mutation], with_key: Pseudonymiser | None, what: str
) -> str:
    """Return the deeds that were not found, or found and not named where they were done."""
    left, tried = [], 0
    for deed in deeds:
        db.execute("BEGIN")
        try:
            deed.do(db)
        except sqlite3.IntegrityError:
            db.execute("ROLLBACK")
            continue  # the database itself refuses the deed
        tried += 1
        try:
            found = looked_at(db, with_key).found
        except Exception as error:  # noqa: BLE001 - a deed that verifying stumbles over
            found = [Difference("stumbled", f"{type(error).__name__} {error}")]
        finally:
            db.execute("ROLLBACK")
        if not any(each.place.startswith(deed.places) for each in found):
            left.append(f"{deed.name}: {found[:2]}")
    TRIED[what] = TRIED.get(what, 0) + tried
    return "\n".join(left)


def runs_of(db: sqlite3.Connection) -> list[str]:
    return [run for (run,) in db.execute("SELECT id FROM run ORDER BY id")]


def test_the_untouched_record_passes(db, bank) -> None:
    assert looked_at(db, key()).found == []
    assert looked_at(db, None).found == []
    assert pack_verdict(members_of(bank)).differences == []


def test_every_cell_of_every_table(db) -> None:
    assert missed(db, list(mutations.cells(db)), key(), "store cells") == ""


def test_every_cell_but_the_seals_without_the_key(db) -> None:
    deeds = [deed for deed in mutations.cells(db) if not deed.needs_key]
    assert missed(db, deeds, None, "store cells without the key") == ""


def test_rows_removed_and_doubled(db) -> None:
    deeds = list(mutations.rows(db))
    assert missed(db, deeds, key(), "store rows") == ""
    assert missed(db, deeds, None, "store rows without the key") == ""


def test_rows_moved_and_copied(db) -> None:
    kinds = ["input", "rule_version", "sighting", "incident", "contact", "coverage", "reject"]
    counts = ["contact_hour", "case_load", "load_share"]
    deeds = list(mutations.moves(db, runs_of(db), [*kinds, *counts]))
    assert {deed.places[0] for deed in deeds} >= set(counts)
    assert len(deeds) > 25
    assert missed(db, deeds, key(), "rows moved") == ""
    assert missed(db, deeds, None, "rows moved without the key") == ""


def test_what_was_done_to_a_row_is_told(db) -> None:
    deeds = {deed.name: deed for deed in mutations.moves(db, runs_of(db), ["sighting"])}
    told = {}
    for name in ("sighting swapped", "sighting copied from another run"):
        db.execute("BEGIN")
        deeds[name].do(db)
        found = looked_at(db, key()).found
        told[name] = {e.kind for e in found if e.place.startswith("sighting") and "[" in e.place}
        db.execute("ROLLBACK")
    assert told == {"sighting swapped": {"moved"}, "sighting copied from another run": {"copied"}}


def test_a_chain_that_was_cut_or_made_anew(db) -> None:
    deeds = list(mutations.links(db))
    assert missed(db, deeds, key(), "chain") == ""
    assert missed(db, [d for d in deeds if not d.needs_key], None, "chain without the key") == ""


def test_without_the_key_a_chain_made_anew_is_found_by_the_noted_head(db) -> None:
    head = "{}:{}".format(*looked_at(db, None).head)
    db.execute("BEGIN")
    db.execute("UPDATE custody SET at = '2020' WHERE kind = 'report' OR kind = 'pack'")
    mutations.rechain(db)
    assert looked_at(db, None).found == []
    assert looked_at(db, None, head).found == [Difference("changed", "chain", "noted")]
    assert looked_at(db, key()).found != []
    db.execute("ROLLBACK")


def test_every_file_of_the_folder(db, bank, tmp_path) -> None:
    left, count = [], 0
    folder = Path(shutil.copytree(bank / "out", tmp_path / "out"))
    run = runs_of(db)[-1]
    for path in sorted(folder.iterdir()):
        if path.name.startswith("audit.db"):
            continue
        whole = path.read_bytes()
        for how, body in _done_to(whole):
            if body is None:
                path.unlink()
            else:
                path.write_bytes(body)
            looked = looked_at(db, key())
            check_files(looked, [run], folder)
            if path.name not in {each.place for each in looked.found}:
                left.append(f"{path.name} {how}")
            path.write_bytes(whole)
            count += 1
    TRIED["files of the folder"] = count
    assert left == [], "\n".join(left)
    assert count > 25


def _done_to(whole: bytes) -> list[tuple[str, bytes | None]]:
    flips = sorted({0, len(whole) // 3, len(whole) // 2, len(whole) - 1})
    done: list[tuple[str, bytes | None]] = [
        (f"flipped at {at}", whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]) for at in flips
    ]
    return [
        *done,
        ("cut", whole[:-1]),
        ("longer", whole + b" "),
        ("emptied", b""),
        ("removed", None),
    ]


def _named(member: str) -> tuple[str, ...]:
    """Return how a place begins that is in a member; the links of the chain go by their numbers."""
    return (member, "chain[") if member == "chain.jsonl" else (member,)


def members_of(bank: Path) -> Members:
    with zipfile.ZipFile(bank / "evidence.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack_verdict(pack: Members, with_key: Pseudonymiser | None = None, head: str = "") -> Verdict:
    fits = Sealer.of(with_key).fits if with_key else None
    return verify(Pack(list(pack), lambda name: io.BytesIO(pack[name])), head, fits)


def test_every_member_of_a_pack(bank) -> None:
    left, count = [], 0
    for how, name, pack in mutations.members(members_of(bank)):
        for hidden in (False, True) if name != "SHA256SUMS" else (False,):
            found = pack_verdict(mutations.relisted(pack) if hidden else pack).differences
            count += 1
            if not any(each.place.startswith(_named(name)) for each in found):
                left.append(f"{name} {how} {hidden}: {found[:3]}")
    TRIED["pack members"] = count
    assert left == [], "\n".join(left)


def test_every_line_of_a_pack(bank) -> None:
    """The line is named; even when SHA256SUMS, or the digests of rows too, were made again."""
    left, count = [], 0
    for how, name, at, pack in mutations.lines(members_of(bank)):
        found = pack_verdict(mutations.relisted(pack)).differences
        count += 1
        named = [each.place for each in found if each.place.startswith(_named(name))]
        is_row = name.startswith(("parts/", "acts/")) and name.endswith(".jsonl")
        if not named or (is_row and not any(f"{name}:" in p or " id " in p for p in named)):
            left.append(f"{name}:{at + 1} {how}: {found[:3]}")
    TRIED["pack lines"] = count
    assert left == [], "\n".join(left)


def test_a_changed_row_of_a_pack_is_named_by_its_line(bank) -> None:
    pack = members_of(bank)
    name = "parts/sighting.jsonl"
    lines = pack[name].splitlines(keepends=True)
    lines[4] = lines[4].replace(b'"severity":"', b'"severity":"un')
    found = pack_verdict(mutations.relisted({**pack, name: b"".join(lines)})).differences
    assert Difference("changed", f"{name}:5", "row") in found
    lost = b"".join([*lines[:4], *lines[5:]])
    found = pack_verdict(mutations.relisted({**pack, name: lost})).differences
    assert Difference("removed", f"{name}:5", "row") in found


def test_a_pack_whose_chain_was_made_anew_is_found_with_the_key_or_the_head(bank) -> None:
    pack = members_of(bank)
    head = "{}:{}".format(*pack_verdict(pack).head)
    forged = mutations.relisted({**pack, "chain.jsonl": _forged(pack["chain.jsonl"])})
    verdict = pack_verdict(forged)
    assert verdict.differences == []
    assert (verdict.seals, verdict.noted) == ("no_key", False)
    assert (
        Difference("changed", "chain.jsonl", "noted") in pack_verdict(forged, head=head).differences
    )
    assert pack_verdict(forged, key()).differences != []


def _forged(chain: bytes) -> bytes:
    links, prev, seq = [], "0" * 64, 0
    for line in chain.splitlines():
        link = json.loads(line)
        seq, link["prev"] = seq + 1, prev
        link["at"] = "2026-01-01T00:00:00+00:00"
        body = (link["at"], link["kind"], link["run_id"], link["body"], prev)
        prev = link["hash"] = hash_of(seq, *body)
        links.append(canonical(link) + "\n")
    return "".join(links).encode()


def test_every_kind_of_byte_of_the_zip(bank, tmp_path) -> None:
    """Every byte of a header, of an entry of the directory and of the end; others now and then."""
    whole = (bank / "evidence.zip").read_bytes()
    directory, end = whole.index(b"PK\1\2"), whole.index(b"PK\5\6")
    places = {*range(60), *range(directory, directory + 70), *range(end, len(whole))}
    places |= set(range(100, len(whole), len(whole) // 100))
    path, left = tmp_path / "pack.zip", []
    for at in sorted(places):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        left += [] if verified(path).differences else [at]
    for name, body in (("before", b"x" + whole), ("after", whole + b"x")):
        path.write_bytes(body)
        left += [] if verified(path).differences else [name]
    TRIED["bytes of the zip"] = len(places) + 2
    assert left == []


def test_a_zip_that_is_damaged_is_a_difference(bank, tmp_path) -> None:
    whole = (bank / "evidence.zip").read_bytes()
    for body in (whole[:-30], whole[: len(whole) // 2], b"PK\3\4" + bytes(100)):
        (tmp_path / "pack.zip").write_bytes(body)
        assert verify_any(tmp_path / "pack.zip").differences
    at = whole.index(b"parts/sighting.jsonl") + 200
    (tmp_path / "pack.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1 :])
    found = verify_any(tmp_path / "pack.zip").differences
    assert any(each.place.startswith("parts/sighting.jsonl") for each in found)


def test_how_many_were_tried() -> None:
    total = sum(TRIED.values())
    print(f"\nmutations tried, all found: {total}: {TRIED}")  # noqa: T201 - shown with -s
    assert total > 1_000
