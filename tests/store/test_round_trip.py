"""What is written in one database and read in the other is equal, whatever the characters."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as hy

from auditkit import store as st
from auditkit.api.runs.kept import bundle_of, finding_of, parts_of
from auditkit.cli import failure
from auditkit.cli.main import main
from auditkit.store.chain import read_chain
from auditkit.store.words import hashable_json, storable, storable_json
from tests.postgres import PASSWORD
from tests.report.factory import bundle
from tests.small_audit import KEY_TEXT, PSEUDONYMS, calls, log, policies, scan
from tests.store.conftest import EVENT, begun
from tests.store.whole import whole

AWKWARD = (
    "", " ", "\t\n\r", "\\N", "\\.", "a\\tb", "'; DROP TABLE run --", '"', "%s %(x)s {y} $1",
    "第四次", "😀𠮷", "e\u0301", "\u2028\ufeff", "\x7f\x1b[0m", "null", "NaN",
)  # fmt: skip


def awkward_run(store: st.Store) -> None:
    begun(store)
    items = [st.Item(text or "F", json.dumps(text, ensure_ascii=False)) for text in AWKWARD]
    packs = [st.PackFiles("a" * 64, "bank-example", "1", bytes(range(256)))]
    state = ({"text": list(AWKWARD)}, [bytes(range(256)), b""])
    manifest = {"texts": list(AWKWARD), "half": "\udcff", "none": "\0"}
    ended = st.Ended(
        "RNAME", EVENT["at"], manifest, {"sighting": items}, packs=packs, state=state,
        rules={item.name: "rule" for item in items},
    )  # fmt: skip
    st.keep_run(store, "R1", ended)


def test_awkward_texts_come_back_as_they_were(place):
    with st.open_store(place, PSEUDONYMS) as store:
        awkward_run(store)
        items = list(st.read_part(store, "R1", "sighting"))
        assert [json.loads(item.body) for item in items] == list(AWKWARD)
        assert [item.name for item in items][1:] == list(AWKWARD)[1:]
        run = st.read_run(store)
        assert run.manifest == {"texts": list(AWKWARD), "half": "\udcff", "none": "\0"}
        with store.reading() as connection:
            body = connection.exec_driver_sql("SELECT body FROM policy").scalar_one()
            assert bytes(body) == bytes(range(256))
    whole(place)


def test_texts_that_no_database_holds_are_kept_alike(place):
    reason = "heard \0 the call \udcff"
    with st.open_store(place, PSEUDONYMS) as store:
        manifest = {"inputs": {"sources": ["caf\udce9.csv", "a\0b"]}}
        st.begin_run(store, "R1", started_at=datetime(2026, 3, 2, tzinfo=UTC), manifest=manifest)
        st.record_decisions(
            store, [st.DecisionEvent(**EVENT | {"reason": reason}, fingerprint="F")]
        )
        assert st.read_run(store).manifest == manifest
        assert st.read_decisions(store)[0].reason == "heard ␀ the call �"
        with store.reading() as connection:
            assert [link.kind for link in read_chain(connection)] == ["run.begun", "decision"]
    whole(place)


@example("\ud83d\ude00")
@given(hy.text(hy.characters()))
def test_any_text_can_be_made_such_that_it_is_held(text):
    storable(text).encode()
    assert "\0" not in storable(text)
    told = hashable_json(text)
    assert hashable_json(json.loads(storable_json(told))) == told
    storable_json(told).encode()


@pytest.mark.postgres
def test_an_audit_kept_in_either_database_is_the_same_audit(server, tmp_path):
    rows = [*calls(range(2)), "bad,row"]
    given = {"policies": policies(tmp_path), "as_of": datetime(2026, 10, 13, tzinfo=UTC)}
    found = log(tmp_path, "calls.csv", rows)
    places = (tmp_path / "audit.db", server.emptied())
    kept = []
    for number, place in enumerate(places):
        done = scan(found, out=tmp_path / f"o{number}", db=str(place), max_rejects=1.0, **given)
        with st.open_store(place, PSEUDONYMS) as store:
            run = st.read_run(store)
            kept.append(bundle_of({}, partial(st.read_part, store, run.id)))
        assert kept[-1].findings == done.bundle.findings
        assert kept[-1].contacts == done.bundle.contacts
        assert kept[-1].hours == done.bundle.hours
        assert kept[-1].workload == done.bundle.workload
        assert kept[-1].rejects == done.bundle.rejects != ()
    assert kept[0] == kept[1]
    assert len(kept[0].findings) == 6


NUMBERS = (0.0, -0.0, 4.0, 1e16, 1e-7, 1.1, float("inf"), float("-inf"), float("nan"))


@pytest.mark.parametrize("evidence", ["第 4 次", "half \udcff", "none \0"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_finding_comes_back_from_its_row_whatever_its_numbers(number, evidence):
    whole_bundle = bundle()
    given = replace(whole_bundle.findings[0], observed=number, limit=number, evidence=evidence)
    (item,) = parts_of(replace(whole_bundle, findings=(given,)))["sighting"]
    assert item.body.encode()
    back = finding_of(json.loads(item.body))
    assert repr(back) == repr(replace(given, evidence=evidence.replace("\udcff", "\ufffd")))


@pytest.mark.postgres
def test_no_password_is_told_or_kept(server, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AUDITKIT_KEY", KEY_TEXT)
    found = log(tmp_path, "calls.csv", calls(range(1)))
    command = ["scan", str(found), "--policies", str(policies(tmp_path)), "--profile", "small"]
    url, out = server.emptied(), tmp_path / "out"
    assert main([*command, "--db", url.replace(PASSWORD, "wrong-secret"), "--out", str(out)]) == 4
    told = capsys.readouterr()
    assert "wrong user or password" in told.err
    assert "wrong-secret" not in told.out + told.err
    assert main([*command, "--db", url, "--out", str(out), "--exit-zero"]) == 0
    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err
    with st.open_store(url, PSEUDONYMS) as store:
        assert PASSWORD not in json.dumps(dict(st.read_run(store).manifest))
    assert [file.name for file in out.iterdir() if PASSWORD.encode() in file.read_bytes()] == []


def test_a_full_temporary_folder_is_told_in_both_languages():
    told = failure.of_system(OSError(errno.ENOSPC, "No space left on device"))
    assert "disk full" in told
    assert "磁盘已满" in told


def test_without_a_store_no_database_library_is_loaded(tmp_path):
    import subprocess
    import sys

    found = log(tmp_path, "calls.csv", calls(range(1)))
    program = (
        "import sys; from pathlib import Path; from auditkit import api\n"
        f"api.scan([{str(found)!r}], profile='small', policies=Path({str(policies(tmp_path))!r}), "
        "key=b'k' * 32)\n"
        "print([n for n in ('sqlalchemy', 'alembic', 'psycopg') if n in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=root
    )
    assert done.stdout.strip() == "[]"
