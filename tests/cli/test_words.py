"""The words of the command line: each one used, each one there."""

from __future__ import annotations

import re
from pathlib import Path

from auditkit.core.i18n import load_entries, locale_folder

CLI = Path(__file__).resolve().parents[2] / "auditkit" / "cli"
CODE = "\n".join(file.read_text(encoding="utf-8") for file in sorted(CLI.glob("*.py")))
KEYS = {key for key in load_entries(locale_folder()) if key.startswith("cli.")}


def test_every_word_that_is_asked_for_is_there():
    asked = set(re.findall(r'"(cli\.[a-z_.]+[a-z])"', CODE))
    assert asked - KEYS == set()


def test_every_word_that_is_there_is_used():
    groups = set(re.findall(r'f"(cli\.[a-z_]+)\.\{', CODE))
    named = {key for key in KEYS if f'"{key}"' in CODE or f"'{key}'" in CODE}
    built = {
        key
        for key in KEYS
        if key.rpartition(".")[0] in groups and (f'"{key.rpartition(".")[2]}"' in CODE)
    }
    phases = {key for key in KEYS if key.startswith("cli.phase.")}
    assert KEYS - named - built - phases == set()
