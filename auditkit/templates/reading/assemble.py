"""Makes a template of a text that was found in a file: markup out, blanks and turns found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from auditkit.core.lint import Suppression
from auditkit.templates.blanks.address import private_stretches
from auditkit.templates.blanks.find import find_placeholders
from auditkit.templates.blanks.lexicon import Lexicon
from auditkit.templates.drawn import Cell, Drawn, Lines, pieces
from auditkit.templates.interface import Mistake, Template
from auditkit.templates.reading.html import looks_like_html, text_of_page
from auditkit.templates.reading.markup import (
    Form,
    stripped,
    without_comments,
    without_emphasis,
    without_tags,
)
from auditkit.templates.reading.meta import TOP, Layer, settle, shown
from auditkit.templates.reading.script import has_turns, turns_of, without_directions

_SPOKEN: Final = frozenset({"call", "robot_call", "visit"})


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a reading: the list of blanks, and what is said beside the files.

    ``options`` win over what a file says, ``defaults`` stand behind it. ``stages`` are the names of
    stages by what they may be called, ``plain``; none where any name will do.
    """

    lexicon: Lexicon
    options: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A text in a file before it is a template, with all that the file says of it.

    What ``layers`` say stands before the configuration, what ``late`` say (the name) behind it.
    """

    path: str
    entry: str
    drawn: Drawn
    lines: Lines | Cell
    form: Form
    layers: Sequence[Layer] = ()
    late: Sequence[Layer] = ()
    suppressions: tuple[Suppression, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def template_of(found: Found, ask: Ask) -> Template:
    """Return the template; what is wrong in its file stands among its mistakes."""
    drawn, kept, wrong = without_comments(found.drawn, found.form, found.lines.place)
    drawn = _said(without_tags(drawn), found.form, ask.lexicon)
    mistakes = [*found.mistakes, *wrong]
    layers = (
        Layer("option", ask.options),
        *found.layers,
        Layer("configuration", ask.defaults),
        *found.late,
    )
    known = settle(layers, mistakes, ask.stages)
    mistakes += [
        Mistake("meta.unknown_kind", TOP, {"name": shown(name)})
        for name, kind in known.own.items()
        if kind not in ask.lexicon.kinds
    ]
    spoken = known.meta.channel in _SPOKEN or not known.meta.channel
    is_script = spoken and has_turns(drawn.text)
    if is_script:
        drawn = stripped(without_directions(drawn))
        if not known.meta.channel:
            meta = replace(known.meta, channel="call", said={**known.meta.said, "channel": "text"})
            known = replace(known, meta=meta)
    return Template(
        path=found.path,
        entry=found.entry,
        text=drawn.text,
        pieces=pieces(drawn, found.lines),
        meta=known.meta,
        placeholders=find_placeholders(drawn.text, ask.lexicon, known.order, known.own),
        suppressions=(*found.suppressions, *kept),
        mistakes=tuple(sorted(mistakes, key=lambda mistake: (mistake.place, mistake.kind))),
        turns=turns_of(drawn.text) if is_script else (),
    )


def _said(drawn: Drawn, form: Form, lexicon: Lexicon) -> Drawn:
    if form == "html" or (form != "markdown" and looks_like_html(drawn.text)):
        return stripped(text_of_page(drawn, lambda link: private_stretches(link, lexicon)))
    return stripped(without_emphasis(drawn) if form == "markdown" else drawn)
