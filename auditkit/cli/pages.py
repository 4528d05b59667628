"""The generated pages and schemas: ``python -m auditkit.cli.pages`` writes or checks them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

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
    from auditkit.api.rule_texts import own_views, rule_pages
    from auditkit.core.resources import data_folder
    from auditkit.policy.load import load_packs
    from auditkit.report.pages import generated, stale, write_pages

    policies = data_folder("policies")
    root, packs = policies.parent, load_packs(policies)
    files = generated(policies, packs, own_views()) | rule_pages(packs, policies)
    files["docs/commands.md"] = commands_page()
    if "--check" not in args:
        write_pages(root, files)
        return 0
    old = stale(root, files)
    for name in old:
        console.say(f"{name} is not current: make docs")
    return int(bool(old))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
