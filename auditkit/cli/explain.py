"""``auditkit explain``: one rule in words: what, since when, on what clause, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.report.rule_text import RuleText
    from auditkit.report.words import Words


@click.command(short_help="Explain a rule and its clause. 解释规则及其条款。")
@click.argument("rule")
@options.policies_option
@options.lang_option
def explain(rule: str, policies: Path | None, lang: str) -> None:
    """Explain a rule: what it asks, since when, on what clause, what to do about it.

    \b
    Examples:
      auditkit explain cn-gbt45251.frequency.interactive
      auditkit explain us-reg-f.calls.seven-in-seven --lang en
      auditkit explain lint.suppression.expired
    """
    from auditkit import api
    from auditkit.api.rule_texts import words_of

    text = api.explained(rule, policies)
    console.give("\n".join(_lines(text, words_of(text, lang))))


def _lines(rule: RuleText, words: Words) -> Iterator[str]:
    """Yield what the page of the rule says, for a console."""
    from auditkit.report.rule_text import facts, sections

    said = facts(rule, words)
    columns = max(map(console.width, said))
    yield rule.view.title.pick(words.lang)
    yield ""
    yield from (f"{console.pad(label, columns)}  {value}" for label, value in said.items())
    for section in sections(rule, words):
        if section.heading:
            yield from ("", section.heading)
        indent = "    " if section.code else "  "
        yield from (f"{indent}{line}" for line in section.lines)
