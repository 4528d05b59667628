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
        links = _chain(store)
        runs = st.read_runs(store)
        completed = {link.run_id: link for link in links if link.kind == "run.completed"}
        assert {run.id for run in runs if run.is_complete} == set(completed)
        begun = [link.run_id for link in links if link.kind == "run.begun"]
        assert sorted(begun) == sorted(run.id for run in runs)
        for run in runs:
            _as_told(store, run.id, completed.get(run.id))
        _nothing_twice(store)
        return {run.id: run.status for run in runs}


def _chain(store):
    with store.reading() as connection:
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


def _as_told(store, run_id, link) -> None:
    for kind in PARTS:
        digest = PartDigest()
        for item in st.read_part(store, run_id, kind):
            digest.add(item.name, item.body)
        assert digest.told() == (link.body["parts"][kind] if link else PartDigest().told())


def _nothing_twice(store) -> None:
    with store.reading() as connection:
        count = "SELECT count(*), count(DISTINCT fingerprint) FROM finding"
        rows, names = connection.execute(text(count)).one()
        assert rows == names
        for kind in ("sighting",):
            query = f"SELECT count(*) FROM (SELECT run_id, name FROM {kind} GROUP BY 1, 2 HAVING count(*) > 1) AS twice"  # noqa: E501
            assert connection.execute(text(query)).scalar_one() == 0
        lone = "SELECT count(*) FROM finding WHERE fingerprint NOT IN (SELECT name FROM sighting)"
        assert connection.execute(text(lone)).scalar_one() == 0
