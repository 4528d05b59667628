"""Writes the generated pages of ``docs/``; with ``--check`` it fails on a stale one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from auditkit.core.activity import ACTIVITY, ATTRIBUTES, Column
from auditkit.core.vocabulary import VOCABULARIES
from auditkit.policy.load import LoadedPack, LoadedRule, load_packs

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = ROOT / "docs"
NOTE: Final = "<!-- written by docs/generate.py (make docs); do not edit -->\n"


def activity_page() -> str:
    """Return the page of the activity table: columns, attributes, words."""
    parts = [
        "# The activity table 活动表",
        "One row is one thing that happened. A file with these columns needs no mapping; any\n"
        "other is mapped to them.\n"
        "一行是一件发生过的事。采用这些字段名的文件无需对应，其余文件对应到这些字段。",
        "## Columns 字段",
        _table(("column", "read as", "含义", "meaning"), (_column(each) for each in ACTIVITY)),
        "`*` personal: seen by privacy checks only, never written to a report.",
        "## Keys of `attrs`",
        _table(
            ("key", "read as", "含义", "meaning"),
            ((f"`{each.name}`", each.kind, each.zh, each.en) for each in ATTRIBUTES),
        ),
        "## Words 词表",
    ]
    for vocabulary in VOCABULARIES:
        rows = ((f"`{term.name}`", term.zh, term.en) for term in vocabulary.terms)
        parts += [f"### {vocabulary.name}", _table(("word", "中文", "English"), rows)]
    return _page(parts)


def commands_page() -> str:
    """Return the help of every command."""
    from auditkit.cli.main import cli  # noqa: PLC0415 - only this page needs the command line

    parts = ["# Commands 命令"]
    for path, command in _commands(("auditkit",), cli):
        context = click.Context(command, info_name=" ".join(path), max_content_width=100)
        parts += [f"## {' '.join(path)}", f"```text\n{command.get_help(context)}\n```"]
    return _page(parts)


def rules_page() -> str:
    """Return every rule that ships, by pack, with the clause of its latest version."""
    parts = ["# Rules 规则"]
    for pack in load_packs(ROOT / "policies"):
        parts += [f"## {pack.pack.id}", f"{pack.pack.title.zh}\n{pack.pack.title.en}"]
        header = ("rule", "名称", "title", "severity", "certainty", "in force from", "clause")
        parts.append(_table(header, (_rule(pack, loaded) for loaded in pack.rules)))
    return _page(parts)


def _rule(pack: LoadedPack, loaded: LoadedRule) -> Sequence[str]:
    rule = loaded.rule
    latest = max(day for day, cites in rule.cites.items() if cites)
    clauses = "; ".join(
        f"{pack.instruments[cite.instrument].title.en}, {cite.clause}"
        for cite in rule.cites[latest]
    )
    day = f"{min(rule.values)}"
    return (
        f"`{rule.id}`",
        rule.title.zh,
        rule.title.en,
        rule.severity,
        rule.certainty,
        day,
        clauses,
    )


def _column(column: Column) -> Sequence[str]:
    words = f" of {column.vocabulary.name}" if column.vocabulary else ""
    star = " *" if column.personal else ""
    default = f" (default `{column.default}`)" if column.default else ""
    return (f"`{column.name}`{star}", column.kind.value + words, column.zh, column.en + default)


def _commands(
    path: tuple[str, ...], command: click.Command
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands((*path, name), command.commands[name])


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def _page(parts: Iterable[str]) -> str:
    return NOTE + "\n" + "\n\n".join(parts) + "\n"


GENERATED: Final = {
    "activity.md": activity_page,
    "commands.md": commands_page,
    "rules.md": rules_page,
}


def main(args: Sequence[str]) -> int:
    """Write the pages; with ``--check`` write nothing and return 1 when one is stale."""
    stale = False
    for name, page in GENERATED.items():
        file, text = PAGES / name, page()
        if "--check" not in args:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            stale = True
            sys.stderr.write(f"docs/{name} is stale: make docs\n")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
