"""``auditkit policy diff``: what is stricter, looser, newly in force or repealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.api.policy_diff import PolicyDiff
    from auditkit.api.policy_sides import PolicySide
    from auditkit.report.words import Words


@click.command("diff", short_help="Say what is stricter or looser. 比较规则的严宽。")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option(
    "--on",
    callback=options.day,
    metavar="DATE",
    help="Compare the versions in force on this local day only.  [default: every day]",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How the result is written to stdout.",
)
@options.policies_option
@options.db_option
@options.lang_option
def diff(
    first: str,
    second: str,
    on: date | None,
    shape: str,
    policies: Path | None,
    db: str | None,
    lang: str,
) -> None:
    """Say in terms of law how the rules of B differ from those of A.

    A and B are each a pack, a profile, a rule, a folder of packs, or run:RUN for the packs that a
    store kept with a run; NAME@DATE means the versions in force on that local day. Each rule that
    differs is stricter, looser, newly in force, repealed or no longer in force, only in one of
    them, or changed in no direction, with the parameters in words and the clauses of both sides.
    Which way a parameter is stricter is declared beside each check.

    \b
    比较 A 与 B 的规则：更严、更宽、新施行、废止，或无严宽之分的变化，附参数与双方条款。
    \b
    Examples:
      auditkit policy diff cn-bank@2024-01-01 cn-bank@2026-12-01
      auditkit policy diff cn-gbt45251 policies/cn-gbt45251 --format markdown
      auditkit policy diff run:out/october cn-bank --on 2026-11-01 --lang en
    """
    from auditkit import api
    from auditkit.report.policy_changes import as_markdown, as_text, lines_of

    found = api.diff_policies(first, second, on=on, policies=policies, db=db)
    if shape == "json":
        _give_json(found)
        return
    words = _words(lang, found)
    dated = found.first.day is not None
    lines = tuple(lines_of(found.rules, words, dated=dated))
    head = tuple(_head(found, words))
    if shape == "markdown":
        console.give("\n".join([f"# {head[0]}", "", *head[1:], *as_markdown(lines)]))
    else:
        console.give("\n".join([*head, *as_text(lines)]))


def _head(found: PolicyDiff, words: Words) -> Iterator[str]:
    from auditkit.report.policy_changes import counted

    first, second = _named(found.first, words), _named(found.second, words)
    yield words.text("policydiff.head", first=first, second=second)
    yield counted(found.counts, found.same, words)
    if not found.rules:
        yield words.text("policydiff.none")


def _named(side: PolicySide, words: Words) -> str:
    if side.day is None:
        return side.spec
    day = side.day.isoformat()
    return words.text("policydiff.on", name=side.spec.removesuffix(f"@{day}"), day=day)


def _words(lang: str, found: PolicyDiff) -> Words:
    from auditkit.core.i18n import Catalogue
    from auditkit.report.words import Words

    return Words(lang, Catalogue(lang), {}, found.instruments, {})


def _give_json(found: PolicyDiff) -> None:
    from auditkit.core.i18n import LANGUAGES
    from auditkit.report.policy_changes import document

    both = [_words(lang, found) for lang in LANGUAGES]
    sides = {
        name: {
            "spec": side.spec,
            "day": side.day.isoformat() if side.day else None,
            "packs": list(side.packs),
        }
        for name, side in (("a", found.first), ("b", found.second))
    }
    rules = [document(each, both) for each in found.rules]
    body = {**sides, "counts": dict(found.counts), "same": found.same, "rules": rules}
    console.give(json.dumps(body, ensure_ascii=False, indent=2))
