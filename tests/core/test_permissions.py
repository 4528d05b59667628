"""Who can read a file: decided by modes on POSIX, by the folder on Windows, and said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.cli import console
from auditkit.core import permissions
from auditkit.core.i18n import Catalogue


@pytest.mark.parametrize(
    ("mode", "platform", "open_to_others"),
    [
        (0o100600, "posix", False),
        (0o100400, "posix", False),
        (0o100640, "posix", True),
        (0o100604, "posix", True),
        (0o100620, "posix", True),
        (0o100666, "nt", False),
    ],
)
def test_a_mode_says_who_can_read_on_posix_only(mode, platform, open_to_others):
    assert permissions.readable_by_others(mode, platform) is open_to_others


def test_windows_leaves_a_file_as_its_folder_has_it(tmp_path):
    file = tmp_path / "a"
    file.touch(mode=0o644)
    before = file.stat().st_mode
    permissions.make_private(file, "nt")
    assert file.stat().st_mode == before


@pytest.mark.parametrize(("lang", "word"), [("zh", "ACL"), ("en", "access list")])
def test_on_windows_a_new_key_says_that_the_folder_decides(lang, word, capsys):
    key = Path("folder-of-the-key") / "institution.key"
    console.say_rights(key, Catalogue(lang), "nt")
    said = capsys.readouterr().err
    assert word in said
    assert "folder-of-the-key" in said
    console.say_rights(key, Catalogue(lang), "posix")
    assert capsys.readouterr().err == ""
