"""The page of one rule, in the words that ``auditkit explain`` has."""

from __future__ import annotations

from collections.abc import Iterator

from auditkit.report.markdown import page
from auditkit.report.pages import RULES
from auditkit.report.rule_text import RuleText, Section, facts, sections
from auditkit.report.words import Words

INDEX = {"en": "rules.md", "zh": "rules.zh-CN.md"}
_FENCE = "```"


def rule_page(rule: RuleText, words: Words) -> str:
    """Return the page of a rule."""
    colon = words.text("colon")
    head = [f"- {label}{colon}{value}" for label, value in facts(rule, words).items()]
    return page(
        f"# {rule.view.title.pick(words.lang)}",
        f"[← {words.text('pages.rules.title')}](../../{INDEX[words.lang]})",
        "\n".join(head),
        *(block for each in sections(rule, words) for block in _blocks(each)),
    )


def page_name(rule: str, lang: str) -> str:
    """Return where the page of a rule stands below the root of the project."""
    return f"{RULES}/{lang}/{rule}.md"


def _blocks(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"## {section.heading}"
    if section.code:
        yield "\n".join((f"{_FENCE}text", *section.lines, _FENCE))
    elif len(section.lines) == 1:
        yield _plain(section.lines[0])
    else:
        yield "\n".join(f"- {_plain(line)}" for line in section.lines)


def _plain(line: str) -> str:
    r"""Return a line as Markdown that shows it as it stands.

    >>> _plain("a_b <c> *d*")
    'a\\_b \\<c> \\*d\\*'
    """
    return "".join(f"\\{each}" if each in "\\`*_<[" else each for each in line)
