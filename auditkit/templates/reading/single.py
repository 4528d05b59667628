"""Reads a file that is one template: plain text, Markdown, Jinja, a page."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from auditkit.templates.drawn import Lines, whole
from auditkit.templates.interface import Template
from auditkit.templates.reading.assemble import Ask, Found, template_of
from auditkit.templates.reading.front_matter import read_front_matter
from auditkit.templates.reading.markup import Form
from auditkit.templates.reading.meta import layer_of_name

_FORMS: Final[dict[str, Form]] = {
    **dict.fromkeys((".txt", ".text", ".tpl", ""), "text"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".j2", ".jinja", ".jinja2"), "jinja"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
}


def form_of(path: str) -> Form:
    """Return how a file is written by its name; ``x.html.j2`` is a page once Jinja is out of it."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(path).suffixes]
    return _FORMS.get(suffixes[-1] if suffixes else "", "text")


def read_single(path: str, source: str, ask: Ask) -> Template:
    """Return the template that a text is; ``path`` is what findings call it."""
    front = read_front_matter(source)
    drawn = whole(source).part(front.body, len(source))
    return template_of(
        Found(
            path=path,
            entry="",
            drawn=drawn,
            lines=Lines(source),
            form=form_of(path),
            layers=(front.layer,),
            late=(layer_of_name(path),),
            suppressions=front.suppressions,
            mistakes=front.mistakes,
        ),
        ask,
    )
