"""``auditkit map``: proposes how a bank's columns and codes map; a person confirms."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.core.i18n import Catalogue
    from auditkit.sources.propose import ColumnGuess, Proposal, SourceProposal


@click.command("map", short_help="Propose how columns and codes map. 提出字段与代码的对应关系。")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=options.NEW_FILE, help="Where to write it: mapping.yaml or mapping.xlsx."
)
@click.option("--query", help="SQL to read when SRC is a database URL; only SELECT is taken.")
@options.lang_option
def map_columns(
    sources: tuple[str, ...], output: Path | None, query: str | None, lang: str
) -> None:
    """Propose how the columns and codes of exports map to the activity table.

    Prints each proposal with its confidence and reason, and writes a commented mapping that a
    person checks and edits. What nobody maps is not guessed: rules that need it do not judge.

    \b
    Examples:
      auditkit map exports/ -o mapping.yaml
      auditkit map crm.xlsx dialler.csv -o mapping.xlsx --lang en
    """
    from auditkit import api
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    stdin = sys.stdin.buffer if "-" in sources else None
    proposal = api.propose_mapping(sources, query=query, stdin=stdin)
    console.give("\n\n".join(_told(proposal, words)))
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        made = api.write_mapping(proposal, output)
        console.say(words.text("cli.map.written", path=made.path))
        console.remark(made.notes(), lang)


def _told(proposal: Proposal, words: Catalogue) -> Iterator[str]:
    for source in proposal.sources:
        yield "\n".join(["# " + source.mapping.name, *_notes(source, words)])
        yield console.table(_columns(source, words))
        if source.codes:
            yield console.table(_codes(source, words))


def _notes(source: SourceProposal, words: Catalogue) -> Iterator[str]:
    for label, notes in (("alarm", source.alarms), ("assumed", source.assumptions)):
        for note in notes:
            yield f"{words.text(f'cli.map.{label}')}: {note.pick(words.lang)}"


def _columns(source: SourceProposal, words: Catalogue) -> Iterator[list[object]]:
    yield [
        words.text(f"cli.map.{name}") for name in ("column", "canonical", "confidence", "reason")
    ]
    for guess in source.columns:
        yield [
            guess.header,
            _meant(guess, source) or words.text("cli.map.unmapped"),
            f"{guess.confidence:.0%}",
            guess.reason.pick(words.lang),
        ]


def _meant(guess: ColumnGuess, source: SourceProposal) -> str | None:
    """Return the column meant, after the activity it belongs to where a row makes several."""
    if not guess.activity:
        return guess.canonical
    return f"{source.mapping.activities[guess.activity - 1].step}: {guess.canonical}"


def _codes(source: SourceProposal, words: Catalogue) -> Iterator[list[object]]:
    names = ("table", "code", "term", "rows", "confidence", "reason")
    yield [words.text(f"cli.map.{name}") for name in names]
    for guess in source.codes:
        yield [
            guess.table,
            guess.code,
            guess.term or words.text("cli.map.undecided"),
            guess.rows,
            f"{guess.confidence:.0%}",
            guess.reason.pick(words.lang),
        ]
