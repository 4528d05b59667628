"""Takes out of a text what is not said to anybody: comments, tags of template languages, marks.

Every branch of a condition is text that may go out, so all of them stay, a line break between two
that exclude each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal

from auditkit.core.lint import Place, Suppression
from auditkit.templates.drawn import Change, Drawn
from auditkit.templates.interface import Mistake
from auditkit.templates.reading.suppressions import is_directive, suppression_of_comment

Form = Literal["text", "markdown", "jinja", "html"]
_COMMENT: Final = re.compile(
    r"\{#(?P<jinja>.*?)#\}|<!--(?P<html>.*?)-->|\{\{!(?:--)?(?P<mustache>[^{}]*?)(?:--)?\}\}",
    re.DOTALL,
)
_OPENERS: Final = ("{#", "<!--", "{{!")
_BLANK: Final = re.compile(r"\w+|[ \t]\w+[ \t]")
_TAG: Final = re.compile(
    r"\{%[-+]?\s{0,9}(?P<word>\w{0,20})(?:[^%\n]|%(?!\})|\n(?!\n)){0,500}?%\}"
    r"|\{\{[ \t]{0,3}(?:[#/^>&][^{}\n]{0,200}|(?P<otherwise>else)[^{}\n]{0,200})\}\}"
    r"|<[/]?#[a-z]{2,12}\b[^<>\n]{0,200}>"
)
_ALTERNATIVE: Final = frozenset({"else", "elif", "elsif", "elseif", "when"})
_EMPHASIS: Final = re.compile(r"(\*\*|~~)(?=[^\s*~])([^*~\n]{1,400}?)(?<=[^\s*~])\1")
Found = list[Suppression | Mistake]


def without_comments(
    drawn: Drawn, form: Form, place: Callable[[int], Place]
) -> tuple[Drawn, tuple[Suppression, ...], tuple[Mistake, ...]]:
    """Return a text without comments, and what those that speak to auditkit say.

    ``place`` tells where a character of the source stands.
    """
    if not any(opener in drawn.text for opener in _OPENERS):
        return drawn, (), ()
    changes: list[Change] = []
    said: Found = []
    for match in _COMMENT.finditer(drawn.text):
        kind = str(match.lastgroup)
        comment = match.group(kind).strip("-")
        directive = is_directive(comment)
        if directive:
            said.append(suppression_of_comment(comment, place(drawn.source(match.start()))))
        if directive or _is_comment(kind, match.group(kind), form):
            changes.append(_cut(drawn.text, match.start(), match.end()))
    return (
        drawn.changed(changes),
        tuple(each for each in said if isinstance(each, Suppression)),
        tuple(each for each in said if isinstance(each, Mistake)),
    )


def _is_comment(kind: str, inside: str, form: Form) -> bool:
    """Return whether a form has such comments; ``{#var#}`` is a blank outside Jinja."""
    if kind == "jinja":
        return form == "jinja" or not _BLANK.fullmatch(inside)
    return kind != "html" or form != "text"


def without_tags(drawn: Drawn) -> Drawn:
    """Return a text without the statements of Jinja, Liquid, Handlebars and FreeMarker."""
    if "{%" not in drawn.text and "{{" not in drawn.text and "#" not in drawn.text:
        return drawn
    changes = []
    for match in _TAG.finditer(drawn.text):
        change = _cut(drawn.text, match.start(), match.end())
        if match["otherwise"] or match["word"] in _ALTERNATIVE or "#else" in match.group():
            change = change._replace(text="\n")
        changes.append(change)
    return drawn.changed(changes)


def without_emphasis(drawn: Drawn) -> Drawn:
    """Return Markdown without the marks that would part a phrase in two."""
    changes = []
    for match in _EMPHASIS.finditer(drawn.text):
        changes += [
            Change(match.start(), match.start() + 2),
            Change(match.end() - 2, match.end()),
        ]
    return drawn.changed(changes)


def stripped(drawn: Drawn) -> Drawn:
    """Return a text without the blanks at its ends."""
    start = len(drawn.text) - len(drawn.text.lstrip())
    return drawn.part(start, max(start, len(drawn.text.rstrip())))


def _cut(text: str, start: int, end: int) -> Change:
    """Return the change that takes a stretch out, with its line where nothing else is on it."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    alone = not text[first:start].strip(" \t") and not text[end:last].strip(" \t")
    return Change(first, min(last + 1, len(text))) if alone else Change(start, end)
