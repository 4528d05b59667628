"""A store on a network share: told from the mount or the drive, kept without a write-ahead log."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditkit import store as st
from auditkit.core.errors import StoreError
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.store.share import LOCAL, ON_SHARE, Keeping, System, is_on_share, keeping

KEY = Pseudonymiser(b"a synthetic key of the tests, 32b")
STARTED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
//files/audit /mnt/audit cifs rw 0 0
files:/export /mnt/with\\040space nfs4 rw 0 0
/dev/sdb1 /mnt/audit/local xfs rw 0 0
reports@host:/ /data/a/remote fuse.sshfs rw 0 0
drvfs /mnt/d 9p rw 0 0
files:/old /mnt/twice nfs rw 0 0
/dev/sdc1 /mnt/twice ext4 rw 0 0
not a mount
"""


def no_drives(_root: str) -> int:
    raise AssertionError("POSIX has no drives")


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("/data/a/out/audit.db", False),
        ("/mnt/audit/out/audit.db", True),
        ("/mnt/auditor/audit.db", False),
        ("/mnt/audit/local/audit.db", False),
        ("/mnt/with space/audit.db", True),
        ("/data/a/remote/audit.db", True),
        ("/mnt/d/audit.db", True),
        ("/mnt/twice/audit.db", False),
    ],
)
def test_a_share_is_told_by_the_type_of_the_innermost_mount(path, remote):
    assert is_on_share(path, System("posix", MOUNTS, no_drives)) is remote


def test_without_a_list_of_mounts_a_folder_counts_as_local():
    assert not is_on_share("/Volumes/x/audit.db", System("posix", "", no_drives))


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        (r"C:\out\audit.db", False),
        (r"Z:\out\audit.db", True),
        ("z:/out/audit.db", True),
        (r"\\files\audit\out\audit.db", True),
        ("//files/audit/out/audit.db", True),
        (r"\\?\UNC\files\audit\out\audit.db", True),
        (r"\\?\C:\out\audit.db", False),
        (r"\\?\Z:\out\audit.db", True),
        (r"\\.\pipe\audit.db", False),
    ],
)
def test_on_windows_a_share_is_told_by_its_name_or_its_drive(path, remote):
    system = System("nt", "", lambda root: 4 if root.upper() == "Z:\\" else 3)
    assert is_on_share(path, system) is remote


def test_a_link_into_a_share_counts_as_the_share(tmp_path):
    inside = tmp_path / "share"
    inside.mkdir()
    (tmp_path / "link").symlink_to(inside)
    mounts = f"/dev/sda1 / ext4 rw 0 0\nfiles:/x {inside.resolve()} nfs rw 0 0\n"
    system = System("posix", mounts, no_drives)
    assert keeping(tmp_path / "link" / "audit.db", system) == ON_SHARE
    assert keeping(tmp_path / "audit.db", system) == LOCAL


def journal(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize(("kept", "name"), [(LOCAL, "wal"), (ON_SHARE, "delete")])
def test_a_store_is_kept_with_the_journal_of_its_place(tmp_path, kept, name):
    path = tmp_path / "audit.db"
    with st.open_store(path, KEY, kept=kept) as store:
        st.begin_run(store, "R1", started_at=STARTED, manifest={"a": "银行"})
        assert bool(store.notes) is kept.on_share
    assert journal(path) == name
    assert [file.name for file in tmp_path.iterdir()] == ["audit.db"]


def test_the_note_names_the_share_in_both_languages(tmp_path):
    with st.open_store(tmp_path / "audit.db", KEY, kept=ON_SHARE) as store:
        (note,) = store.notes
    assert "网络共享" in note.zh
    assert "network share" in note.en
    assert str(tmp_path) in note.zh


def test_a_store_moved_from_a_disk_to_a_share_and_back_keeps_its_runs(tmp_path):
    path = tmp_path / "audit.db"
    for number, kept in enumerate((LOCAL, ON_SHARE, LOCAL)):
        with st.open_store(path, KEY, kept=kept) as store:
            st.begin_run(store, f"R{number}", started_at=STARTED, manifest={})
        assert journal(path) == kept.journal.lower()
    with st.open_store(path, KEY) as store:
        assert {run.id for run in st.read_runs(store)} == {"R0", "R1", "R2"}


def test_a_database_that_is_no_store_keeps_its_journal(tmp_path):
    path = tmp_path / "audit.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (a)")
    connection.close()
    with pytest.raises(StoreError, match="not a store"):
        st.open_store(path, KEY, kept=LOCAL)
    assert journal(path) == "delete"


WRITER = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from auditkit import store as st
    from auditkit.core.pseudonym import Pseudonymiser
    from auditkit.store.share import LOCAL, ON_SHARE
    key = Pseudonymiser(b"a synthetic key of the tests, 32b")
    path, name, share = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "share"
    for number in range(15):
        with st.open_store(path, key, kept=ON_SHARE if share else LOCAL) as store:
            at = datetime(2026, 3, 2, tzinfo=UTC)
            st.begin_run(store, f"{name}-{number}", started_at=at, manifest={"n": number})
"""


@pytest.mark.parametrize("place", ["disk", "share"])
def test_two_programs_that_write_at_once_wait_for_each_other(tmp_path, place):
    path = tmp_path / "audit.db"
    writers = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER), path, name, place])
        for name in "AB"
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    with st.open_store(path, KEY) as store:
        assert len(st.read_runs(store)) == 30


@pytest.mark.parametrize("journal_name", ["WAL", "DELETE"])
def test_a_store_that_stays_locked_is_told_in_both_languages(tmp_path, journal_name):
    path = tmp_path / "audit.db"
    kept = Keeping(journal_name, 0.2)
    with st.open_store(path, KEY, kept=kept) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as failed:
            st.begin_run(store, "R1", started_at=STARTED, manifest={})
        other.close()
        assert "another program" in str(failed.value)
        assert "另一个程序" in str(failed.value)
        st.begin_run(store, "R1", started_at=STARTED, manifest={})
