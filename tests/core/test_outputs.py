"""An output stands in its place whole, or beside it under a number when that place is taken."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from auditkit.core.errors import BAD_INPUT, OutputError
from auditkit.core.outputs import SHARED, put


def say(text: bytes):
    return lambda out: out.write(text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class OpenInExcel:
    """Replaces files as Windows does while some of them are open: with a refusal."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def __call__(self, source: Path, target: Path) -> None:
        if target.name in self.names:
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        source.replace(target)


def test_an_output_takes_its_place_and_nothing_is_left_beside_it(tmp_path):
    (tmp_path / "report.xlsx").write_bytes(b"old")
    done = put(tmp_path / "report.xlsx", say(b"new"))
    assert (done.path, done.is_copy, done.notes()) == (tmp_path / "report.xlsx", False, ())
    assert done.path.read_bytes() == b"new"
    assert names(tmp_path) == ["report.xlsx"]


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")
def test_an_output_is_for_its_owner_unless_it_holds_no_personal_data(tmp_path):
    private, shared = put(tmp_path / "a", say(b"")), put(tmp_path / "b", say(b""), mode=SHARED)
    assert stat.S_IMODE(private.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(shared.path.stat().st_mode) & 0o600 == 0o600


def test_a_workbook_open_on_windows_gets_a_numbered_copy(tmp_path):
    (tmp_path / "report.xlsx").write_bytes(b"old")
    done = put(tmp_path / "report.xlsx", say(b"new"), replace=OpenInExcel("report.xlsx"))
    assert done.path.name == "report-2.xlsx"
    assert done.path.read_bytes() == b"new"
    assert (tmp_path / "report.xlsx").read_bytes() == b"old"
    (note,) = done.notes()
    assert "report-2.xlsx" in note.zh
    assert "report-2.xlsx" in note.en
    assert names(tmp_path) == ["report-2.xlsx", "report.xlsx"]


def test_a_numbered_copy_never_takes_the_place_of_an_older_one(tmp_path):
    held = OpenInExcel("report.xlsx", "report-3.xlsx")
    written = [put(tmp_path / "report.xlsx", say(b"%d" % n), replace=held) for n in range(3)]
    assert [done.path.name for done in written] == [
        "report-2.xlsx",
        "report-4.xlsx",
        "report-5.xlsx",
    ]
    assert [done.path.read_bytes() for done in written] == [b"0", b"1", b"2"]


def test_what_the_system_itself_will_not_replace_is_gone_round_too(tmp_path):
    """A folder of that name cannot be replaced by a file on any system."""
    (tmp_path / "rejects.csv" / "kept").mkdir(parents=True)
    done = put(tmp_path / "rejects.csv", say(b"x"))
    assert done.path == tmp_path / "rejects-2.csv"
    assert (tmp_path / "rejects.csv" / "kept").is_dir()


@pytest.mark.parametrize("lock", ["~$report.xlsx", ".~report.xlsx", ".~lock.report.xlsx#"])
def test_the_lock_of_an_office_program_is_named(tmp_path, lock):
    (tmp_path / lock).touch()
    replaced = put(tmp_path / "report.xlsx", say(b"1"))
    copied = put(tmp_path / "report.xlsx", say(b"2"), replace=OpenInExcel("report.xlsx"))
    assert lock in replaced.notes()[0].zh
    assert "without saving" in replaced.notes()[0].en
    assert lock in copied.notes()[0].en
    assert "report-2.xlsx" in copied.notes()[0].en


def test_without_any_place_the_error_says_what_to_do_in_both_languages(tmp_path):
    def never(_source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "Access is denied", str(target))

    with pytest.raises(OutputError) as failed:
        put(tmp_path / "report.xlsx", say(b"1"), replace=never)
    assert "WPS" in str(failed.value)
    assert "关闭" in str(failed.value)
    assert failed.value.exit_code > BAD_INPUT
    assert names(tmp_path) == []


def test_an_output_that_fails_half_way_leaves_the_old_one(tmp_path):
    def breaks(out) -> None:
        out.write(b"half")
        raise KeyError

    (tmp_path / "report.xlsx").write_bytes(b"old")
    with pytest.raises(KeyError):
        put(tmp_path / "report.xlsx", breaks)
    assert names(tmp_path) == ["report.xlsx"]
    assert (tmp_path / "report.xlsx").read_bytes() == b"old"
