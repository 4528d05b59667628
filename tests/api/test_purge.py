"""Purging: rows and files go and a receipt stays; what is on hold or needed is refused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from auditkit import api
from auditkit.api.custody.choice import Choice, before
from auditkit.api.custody.evidence import make_pack
from auditkit.api.custody.holds import hold, release
from auditkit.api.custody.purging import Purged, Why, purge
from auditkit.api.custody.verifying import Verifying, verify
from auditkit.core.errors import ConfigError, InputError
from auditkit.store.database import open_store
from auditkit.store.decisions import DecisionEvent, record_decisions
from auditkit.store.runs import read_runs
from tests.api import custody
from tests.api.sqlite import edited
from tests.api.test_mutations import key

WHY = Why("records office", "retention, 3 years")
ANY = Choice(keeps_latest=False)
NO_INPUTS = Verifying(inputs=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Iterator[Path]:
    """Two months in one store, each in its own folder."""
    root = custody.make_bank(tmp_path_factory.mktemp("bank") / "bank")
    with pytest.MonkeyPatch.context() as patch:
        custody.use_key(root, patch)
        custody.scan(root, 10, "october", db=str(root / "all.db"))
        custody.scan(root, 11, "november", db=str(root / "all.db"))
        yield root


@pytest.fixture
def bank(made, tmp_path, monkeypatch) -> Path:
    """Copy the two months; their record still leads to the first folders, see ``moved``."""
    root = custody.copied(made, tmp_path / "bank")
    custody.use_key(root, monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITKIT_DB", str(root / "all.db"))
    return root


def runs_of(root: Path) -> list[tuple[str, str]]:
    with open_store(root / "all.db", key()) as store:
        return [(run.id, run.status) for run in reversed(read_runs(store))]


def rows_in(root: Path, table: str, run: str) -> int:
    with closing(edited(root / "all.db")) as db:
        query = f"SELECT count(*) FROM {table} WHERE run_id = ?"
        return int(db.execute(query, (run,)).fetchone()[0])


def test_rows_and_files_go_and_a_receipt_says_so(bank) -> None:
    run = runs_of(bank)[0][0]
    before_rows = rows_in(bank, "sighting", run)
    result = purge_one(bank, run)
    (done,) = result.done
    assert before_rows > 0
    assert rows_in(bank, "sighting", run) == 0
    assert runs_of(bank)[0] == (run, "purged")
    assert done.receipt is not None
    receipt = json.loads(done.receipt.read_text(encoding="utf-8"))
    assert receipt["purged"]["parts"]["sighting"]["rows"] == before_rows
    assert len(receipt["purged"]["parts"]["sighting"]["sha256"]) == 64
    assert (receipt["purged"]["who"], receipt["purged"]["reason"]) == (WHY.who, WHY.reason)
    assert (receipt["link"]["seq"], receipt["link"]["hash"]) == done.head


def purge_one(root: Path, run: str, **more: object) -> Purged:
    """Purge a run in its own copy of the folder, so that other tests keep theirs."""
    given = {"choice": ANY, "why": WHY} | more
    with moved(root, run):
        return purge([run], **given)  # type: ignore[arg-type]


class moved:  # noqa: N801 - reads as a sentence
    """Lead the record of a run to the copied folder while it is purged."""

    def __init__(self, root: Path, run: str) -> None:
        from auditkit.api.custody import purge_files

        self.patch = pytest.MonkeyPatch()
        real = purge_files.files_of
        names = {
            each: f for (each, _), f in zip(runs_of(root), ("october", "november"), strict=True)
        }
        self.patch.setattr(
            "auditkit.api.custody.purging.files_of",
            lambda store, record, _given: real(store, record, root / names[record.id]),
        )

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.patch.undo()


def test_the_files_of_the_run_go_but_for_the_manifest_and_what_was_changed(bank) -> None:
    run = runs_of(bank)[0][0]
    folder = bank / "october"
    (folder / "findings.csv").write_text("notes in the margin")
    (folder / "mine.txt").write_text("mine")
    (done,) = purge_one(bank, run).done
    assert sorted(path.name for path in folder.iterdir()) == [
        "findings.csv", "manifest.json", "mine.txt", f"purge-{run}.json",
    ]  # fmt: skip
    assert done.left == (("findings.csv", "changed"),)
    assert set(done.files) == {"findings.json", "rejects.csv"}


def test_after_a_purge_verifying_still_passes_and_names_the_receipt(bank) -> None:
    run, other = (each for each, _ in runs_of(bank))
    purge_one(bank, run)
    for spec in (run, other):
        verdict = verify(spec, asked=NO_INPUTS)
        assert verdict.differences == []
    notes = dict(verify(run, asked=NO_INPUTS).notes)
    assert notes["purged"]["receipt"] == f"purge-{run}.json"
    with closing(edited(bank / "all.db")) as db:
        row = db.execute("SELECT * FROM sighting").fetchone()
        db.execute("INSERT INTO sighting VALUES (?, ?, ?, ?, ?)", (run, *row[1:]))
        db.commit()
    assert verify(run, asked=NO_INPUTS).differences != []


def test_the_bytes_are_gone_from_the_store(bank) -> None:
    run = runs_of(bank)[0][0]
    with closing(edited(bank / "all.db")) as db:
        names = [n for (n,) in db.execute("SELECT name FROM sighting WHERE run_id = ?", (run,))]
        kept = {n for (n,) in db.execute("SELECT name FROM sighting WHERE run_id <> ?", (run,))}
    mine = [name for name in names if name not in kept]
    assert mine
    assert mine[0].encode() in (bank / "all.db").read_bytes()
    purge_one(bank, run)
    for path in bank.glob("all.db*"):
        assert mine[0].encode() not in path.read_bytes()


def test_decisions_accesses_and_what_another_run_needs_stay(bank) -> None:
    run, other = (each for each, _ in runs_of(bank))
    with closing(edited(bank / "all.db")) as db:
        (name,) = db.execute("SELECT name FROM sighting WHERE run_id = ?", (run,)).fetchone()
    event = DecisionEvent(name, run, "2026-12-01T00:00:00+00:00", "a", "b", "confirmed", "c")
    with open_store(bank / "all.db", key()) as store:
        record_decisions(store, [event])
    purge_one(bank, run)
    with closing(edited(bank / "all.db")) as db:
        assert db.execute("SELECT count(*) FROM decision").fetchone() == (1,)
        found = {n for (n,) in db.execute("SELECT fingerprint FROM finding")}
        needed = {n for (n,) in db.execute("SELECT name FROM sighting")}
        assert found == needed | {name}
        assert db.execute("SELECT count(*) FROM policy").fetchone() == (1,), "november needs it"
    purge_one(bank, other)
    with closing(edited(bank / "all.db")) as db:
        assert db.execute("SELECT count(*) FROM policy").fetchone() == (0,)
    assert verify(other, asked=NO_INPUTS).differences == []


def test_a_run_on_hold_is_refused_and_the_others_are_purged(bank) -> None:
    run, other = (each for each, _ in runs_of(bank))
    hold(run, reason="suit", who="counsel")
    with moved(bank, run):
        result = purge([run, other], choice=ANY, why=WHY)
    assert result.refused == ((run, "held"),)
    assert [each.run for each in result.done] == [other]
    release(run, reason="settled", who="counsel")
    assert purge_one(bank, run).refused == ()


def test_the_latest_run_of_a_profile_stays_unless_it_is_asked_for(bank) -> None:
    run, latest = (each for each, _ in runs_of(bank))
    with moved(bank, run):
        result = purge([], choice=Choice("0d"), why=WHY)
    assert result.refused == ((latest, "latest"),)
    assert [each.run for each in result.done] == [run]


def test_only_runs_that_are_old_enough_are_purged(bank) -> None:
    assert purge([], choice=Choice("1d", keeps_latest=False), why=WHY).done == ()
    assert runs_of(bank)[0][1] == "complete"
    with pytest.raises(ConfigError):
        purge([], choice=Choice("3 years"), why=WHY)
    with pytest.raises(ConfigError):
        purge([], choice=Choice(), why=WHY)


@pytest.mark.parametrize(
    ("age", "day"),
    [("3y", "2021-02-28"), ("18m", "2022-08-29"), ("90d", "2023-12-01"), ("1m", "2024-01-29")],
)
def test_an_age_is_counted_in_calendar_months_and_years(age, day) -> None:
    assert before(datetime(2024, 2, 29), age).date().isoformat() == day  # noqa: DTZ001


def test_a_purge_that_was_done_is_not_done_again(bank) -> None:
    run = runs_of(bank)[0][0]
    (first,) = purge_one(bank, run).done
    assert first.receipt is not None
    moved_to = first.receipt.rename(bank / "archive.json")
    with moved(bank, run):
        assert purge([], choice=Choice("0d"), why=WHY).done == ()
        (again,) = purge([run], choice=ANY, why=WHY).done
    assert again.was_done
    assert not first.receipt.exists()
    assert moved_to.exists()


def test_a_dry_run_changes_nothing(bank) -> None:
    run = runs_of(bank)[0][0]
    whole = {path: path.read_bytes() for path in bank.rglob("*") if path.is_file()}
    (done,) = purge_one(bank, run, dry=True).done
    assert done.rows > 0
    assert "findings.json" in done.files
    assert {path: path.read_bytes() for path in whole} == whole


def test_no_reason_no_purge_and_one_receipt_for_one_run(bank, tmp_path) -> None:
    with pytest.raises(ConfigError, match="reason"):
        purge([], choice=ANY, why=Why("me", " "))
    with pytest.raises(ConfigError, match="receipt"):
        purge([], choice=Choice("0d", keeps_latest=False), why=Why("me", "r", tmp_path / "r.json"))


def test_a_purged_run_gives_no_persons_and_a_pack_without_rows(bank, tmp_path) -> None:
    run = runs_of(bank)[0][0]
    purge_one(bank, run)
    with pytest.raises(InputError):
        api.identify(run, reason="ticket", who="officer", out=tmp_path / "work.xlsx")
    make_pack(run, out=tmp_path / "pack.zip")
    verdict = verify(tmp_path / "pack.zip")
    assert verdict.differences == []
    assert dict(verdict.notes)["purged"]["receipt"] == f"purge-{run}.json"


def test_a_receipt_that_was_changed_is_found(bank) -> None:
    run = runs_of(bank)[0][0]
    (done,) = purge_one(bank, run).done
    assert done.receipt is not None
    shutil.copy(bank / "all.db", bank / "october" / "audit.db")
    assert verify(bank / "october", asked=NO_INPUTS).differences == []
    done.receipt.write_text(done.receipt.read_text().replace("retention", "mistake"))
    found = verify(bank / "october", asked=NO_INPUTS).differences
    assert [(each.kind, each.place) for each in found] == [("changed", done.receipt.name)]


KILL = """
    import os, signal, sys
    from pathlib import Path
    from auditkit.api.custody import choice as purge_choice
    from auditkit.api.custody import purge_files
    from auditkit.api.custody import purging as purge
    from auditkit.store import purging

    def kill(*_args, **_more):
        os.kill(os.getpid(), signal.SIGKILL)

    real = purge_files.files_of
    purge.files_of = lambda store, record, _given: real(store, record, Path({folder!r}))
    setattr({module}, {name!r}, kill)
    choice, why = purge_choice.Choice(keeps_latest=False), purge.Why("me", "retention")
    purge.purge([{run!r}], choice=choice, why=why)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a matter of POSIX")
@pytest.mark.parametrize(
    ("module", "name", "status"),
    [
        ("purging", "_remove_packs", "complete"),
        ("purging", "append", "complete"),
        ("purge", "_finish", "purged"),
        ("purge", "remove", "purged"),
        ("purge", "put", "purged"),
        ("purge", "wipe", "purged"),
    ],
)
def test_a_purge_that_is_killed_leaves_everything_or_is_finished_when_run_again(
    bank, module, name, status
) -> None:
    run = runs_of(bank)[0][0]
    folder = bank / "october"
    program = KILL.format(folder=str(folder), module=module, name=name, run=run)
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert runs_of(bank)[0] == (run, status)
    assert verify(run, asked=NO_INPUTS).differences == []
    if status == "complete":
        assert rows_in(bank, "sighting", run) > 0
        assert (folder / "findings.json").is_file()
    purge_one(bank, run)
    assert runs_of(bank)[0] == (run, "purged")
    assert not (folder / "findings.json").exists()
    assert (folder / f"purge-{run}.json").is_file()
    assert verify(run, asked=NO_INPUTS).differences == []
