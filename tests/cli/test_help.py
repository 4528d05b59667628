"""Help: quick to appear, with an example for every command, in English and Chinese."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from auditkit.cli.main import cli, main

HEAVY = ("pandas", "numpy", "pyarrow", "openpyxl", "sqlalchemy", "pydantic", "yaml")

NOT_FOR_LINT = (
    *("spacy", "presidio_analyzer", "rjieba", "openpyxl", "lxml", "sqlalchemy", "jinja2", "docx"),
    *("auditkit.engine.run", "auditkit.engine.workers", "auditkit.api.audit", "auditkit.store"),
    *("auditkit.report.html", "auditkit.synthetic", "auditkit.engine.cases"),
    # checks that judge no template
    *("auditkit.checks.contact.frequency", "auditkit.checks.conduct.sequence"),
    *("auditkit.checks.record.late", "auditkit.checks.privacy.exported"),
)


def commands(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands((*path, name), inner)


COMMANDS = dict(commands(("auditkit",), cli))


def test_help_loads_nothing_heavy():
    program = (
        "import sys; from auditkit.cli.main import main; code = main(['--help']);"
        f"print(code, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stderr.decode().split() == ["0", "[]"]


def test_help_of_a_verb_loads_nothing_heavy():
    program = (
        "import sys; from auditkit.cli.main import main; main(['scan', '--help']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stderr.decode().split() == ["[]"]


def test_lint_of_a_short_text_loads_neither_readers_nor_reports_nor_what_finds_names(tmp_path):
    message = tmp_path / "due.sms.txt"
    message.write_text("您的账单已到期，请按时还款。", encoding="utf-8")
    program = (
        "import sys; from auditkit.cli.main import main;"
        f"code = main(['lint', {str(message)!r}, '--fail-on', 'never']);"
        f"print(code, [name for name in {NOT_FOR_LINT!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "0 []"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_explains_itself(path):
    command = COMMANDS[path]
    assert command.help
    assert all(p.help for p in command.params if isinstance(p, click.Option))
    if path != "auditkit":
        assert re.search(r"[\u4e00-\u9fff]", command.short_help or "")


@pytest.mark.parametrize("verb", sorted(cli.commands))
def test_every_verb_shows_an_example(verb):
    name = cli.commands[verb].name
    assert re.search(rf"^ *auditkit {name}\b", cli.commands[verb].help or "", re.MULTILINE)


def test_no_command_at_all_is_a_usage_error_that_shows_the_help(capsys):
    assert main([]) == 2
    assert "First steps" in capsys.readouterr().err


@pytest.mark.parametrize(
    "args",
    [
        ["nonsense"],
        ["scan"],
        ["scan", "a.csv", "--nonsense"],
        ["scan", "a.csv", "--from", "2025-02-30"],
        ["scan", "a.csv", "--format", "pdf"],
        ["scan", "a.csv", "--format", "json,csv"],
        ["scan", "a.csv", "--format", "xlsx"],
        ["scan", "a.csv", "--mapping", "is-not-there.yaml"],
        ["reveal", "FAAA", "--run", "out"],
        ["identify", ".", "-o", "work.xlsx"],
    ],
)
def test_a_command_written_wrongly_exits_with_2_and_gives_no_payload(args, capsys):
    assert main(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Error" in err


def test_the_version_is_given(capsys):
    import auditkit

    assert main(["--version"]) == 0
    assert auditkit.__version__ in capsys.readouterr().out


def test_the_page_of_commands_is_current():
    from auditkit.cli.pages import commands_page

    page = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
    assert page.read_text(encoding="utf-8") == commands_page()
