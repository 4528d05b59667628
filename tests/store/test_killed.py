"""Programs killed at every point: the store opens, earlier runs are whole, nothing is doubled."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditkit import store as st
from auditkit.store.chain import read_chain
from tests.small_audit import PSEUDONYMS, calls, log, policies, scan
from tests.store.conftest import EVENT
from tests.store.olden import KEY as OLD_KEY
from tests.store.olden import dump, old_store
from tests.store.whole import whole

POINTS = (
    "before INSERT INTO run",
    "after INSERT INTO custody",
    "after commit",
    "progress read",
    "progress judge",
    "before writing rejects.csv",
    "before placing findings.jsonl",
    "before placing findings.csv",
    "before writing manifest.json",
    "after placing manifest.json",
    "progress keep",
    "after UPDATE run SET",
    "in rows of sighting",
    "in rows of finding",
    "in rows of policy",
    "before UPDATE store SET",
)
"""Where audits are killed; the last commit is one more."""


def chosen(names: list[str]) -> list[int]:
    """Return the numbers of the ticks to die at; every point must have been passed."""
    last = len(names) - names[::-1].index("before commit") - 1
    return sorted({*(names.index(point) for point in POINTS), last, last + 1})


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Give a log, its policies, and the reports of an audit that nobody disturbed."""
    folder = tmp_path_factory.mktemp("desk")
    found = log(folder, "calls.csv", calls(range(2)))
    rules = policies(folder)
    scan(found, out=folder / "calm", policies=rules, formats=("jsonl", "csv"))
    return {"log": str(found), "policies": str(rules), "out": str(folder / "calm")}


def reports(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("findings.jsonl", "findings.csv")}


def test_an_audit_killed_at_any_point_loses_nothing_and_runs_again(victims, desk, place, tmp_path):
    calm = reports(Path(desk["out"]))
    given = desk | {"deed": "scan", "db": str(place), "out": str(tmp_path / "out")}
    assert victims.run(**given) == 0
    names = victims.ticks(**given)
    kept = whole(place)
    for tick in chosen(names):
        victims.killed(tick, **given)
        now = whole(place)
        assert {run: now[run] for run in kept} == kept, names[tick]
        kept = now
    assert list(kept.values()).count("running") >= len(POINTS) - 3
    assert victims.run(**given) == 0
    assert reports(tmp_path / "out") == calm
    assert [file.name for file in (tmp_path / "out").iterdir() if ".part" in file.name] == []
    whole(place)
    with st.open_store(place, PSEUDONYMS) as store, store.reading() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM finding").scalar_one()
        assert found == len(calm["findings.jsonl"].splitlines())


@pytest.mark.parametrize("on_share", [False, True], ids=["disk", "share"])
def test_what_lies_on_the_disk_is_a_whole_store_at_every_point(victims, desk, tmp_path, on_share):
    path, copies = tmp_path / "audit.db", tmp_path / "copies"
    given = desk | {"deed": "scan", "db": str(path), "out": str(tmp_path / "out")}
    assert victims.run(**given, on_share=on_share) == 0
    (first,) = whole(path)
    assert victims.run(**given, on_share=on_share, copies=str(copies)) == 0
    folders = sorted(copies.iterdir())
    assert len(folders) > 30
    for folder in folders:
        assert whole(folder / "audit.db")[first] == "complete", folder


def test_decisions_killed_on_the_way_are_recorded_whole_or_not_at_all(victims, place):
    with st.open_store(place, PSEUDONYMS) as store:
        st.begin_run(store, "R1", started_at=datetime(2026, 3, 2, tzinfo=UTC), manifest={})
    events = [EVENT | {"fingerprint": f"F{number}"} for number in range(3)]
    given = {"deed": "decide", "db": str(place), "events": events}
    names = victims.ticks(**given)
    recorded = 3
    last = len(names) - 1
    for tick in (names.index("before INSERT INTO decision"), last - 2, last - 1, last):
        victims.killed(tick, **given)
        whole(place)
        with st.open_store(place, PSEUDONYMS) as store:
            now = len(st.read_decisions(store))
        assert now in (recorded, recorded + 3), names[tick]
        recorded = now
    assert recorded == 6, "only the kill after the commit leaves decisions"


def upgraded(place: Path | str) -> None:
    with st.open_store(place, OLD_KEY) as store:
        assert [run.id for run in st.read_runs(store)] == ["R3", "R2", "R1"]
        assert [body["fingerprint"] for body in st.read_findings(store, "R1")] == ["FB", "FA"]
        with store.reading() as connection:
            assert [link.kind for link in read_chain(connection)] == ["store.upgraded"]


def test_an_upgrade_killed_on_the_way_is_done_by_the_next_program(victims, place, tmp_path):
    given = {"deed": "open", "key": OLD_KEY.key.decode()}
    other = old_store(tmp_path / "other.db", 2)
    assert victims.run(**given, db=str(other), copies=str(tmp_path / "copies")) == 0
    for folder in sorted((tmp_path / "copies").iterdir())[::9]:
        upgraded(folder / "other.db")
    before = dump(old_store(place, 2))
    for point in (
        "before CREATE TABLE lookback",
        "after INSERT INTO finding",
        "before UPDATE store SET",
    ):
        victims.killed(point, **given, db=str(place))
        assert dump(place) == before
    upgraded(place)


def test_a_store_killed_while_it_is_made_is_made_by_the_next_program(victims, place):
    for point in (
        "before CREATE TABLE store",
        "after CREATE TABLE custody",
        "after INSERT INTO store",
    ):
        victims.killed(point, deed="open", db=str(place))
    with st.open_store(place, PSEUDONYMS) as store:
        assert st.read_runs(store) == ()
