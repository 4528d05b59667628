"""The generated pages and schemas: ``python -m auditkit.cli.pages`` writes or checks them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from auditkit.cli import console


def commands_page() -> str:
    """Return the help of every command as a page of ``docs``."""
    from auditkit.cli.main import cli

    settings = {"help_option_names": cli.context_settings["help_option_names"]}
    parts = ["# Commands 命令", "Made from `--help`; do not edit."]
    for path, command in _commands(("auditkit",), cli):
        context = click.Context(command, info_name=" ".join(path), terminal_width=100, **settings)
        parts += [f"## {' '.join(path)}", f"```text\n{command.get_help(context)}\n```"]
    return "\n\n".join(parts) + "\n"


def _commands(
    path: tuple[str, ...], command: click.Command
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands((*path, name), command.commands[name])


def main(args: Sequence[str]) -> int:
    """Write every page that is not current; with ``--check`` only name them and return 1."""
    from auditkit.core.resources import data_folder
    from auditkit.report.pages import stale, write_pages

    root = data_folder("policies").parent
    commands = root / "docs" / "commands.md"
    old = list(stale(root))
    if _text(commands) != commands_page():
        old.append(commands.relative_to(root).as_posix())
    if "--check" in args:
        for name in old:
            console.say(f"{name} is not current: make docs")
        return int(bool(old))
    write_pages(root)
    commands.write_text(commands_page(), encoding="utf-8", newline="\n")
    return 0


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
