"""Whether a store is whole: the chain without a gap, every complete run as its link says it was."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from auditkit import store as st
from auditkit.store.chain import NONE_BEFORE, hash_of, read_chain
from auditkit.store.kept import PartDigest
from auditkit.store.schema import PARTS
from tests.small_audit import PSEUDONYMS


def whole(where: Path | str, key=PSEUDONYMS) -> dict[str, str]:
    """Return the status of every run; fail when anything that was kept is not as it was."""
    with st.open_store(where, key, create=False) as store:
        with store.reading() as connection:
            links = _chain(store, connection)
            digests = {kind: _digests(connection, kind) for kind in PARTS}
            _nothing_twice(connection)
        runs = st.read_runs(store)
    completed = {link.run_id: link for link in links if link.kind == "run.completed"}
    assert {run.id for run in runs if run.is_complete} == set(completed)
    begun = [link.run_id for link in links if link.kind == "run.begun"]
    assert sorted(begun) == sorted(run.id for run in runs)
    for kind, found in digests.items():
        told = {run: link.body["parts"][kind] for run, link in completed.items()}
        assert found == {run: part for run, part in told.items() if part["rows"]}
    return {run.id: run.status for run in runs}


def _chain(store, connection):
    links = list(read_chain(connection))
    head = connection.execute(text("SELECT head, head_seal FROM store")).one()
    before = NONE_BEFORE
    for number, link in enumerate(links, start=1):
        assert (link.seq, link.prev) == (number, before)
        told = hash_of(link.seq, link.at, link.kind, link.run_id, link.body, link.prev)
        assert link.hash == told
        assert store.sealer.fits(link.seal, "link", link.hash)
        before = link.hash
    assert head.head == len(links)
    assert not links or store.sealer.fits(head.head_seal, "head", str(len(links)), before)
    return links


def _digests(connection, kind):
    """Return the digest of a part of every run that has one."""
    digests: dict[str, PartDigest] = {}
    query = text(f"SELECT run_id, name, body FROM {kind} ORDER BY run_id, position")
    for run, name, body in connection.execute(query):
        digests.setdefault(run, PartDigest()).add(name, body)
    return {run: digest.told() for run, digest in digests.items()}


def _nothing_twice(connection) -> None:
    rows, names = connection.execute(
        text("SELECT count(*), count(DISTINCT fingerprint) FROM finding")
    ).one()
    assert rows == names
    twice = "SELECT run_id, name FROM sighting GROUP BY 1, 2 HAVING count(*) > 1"
    assert connection.execute(text(twice)).all() == []
    lone = "SELECT 1 FROM finding WHERE fingerprint NOT IN (SELECT name FROM sighting)"
    assert connection.execute(text(lone)).all() == []
