"""Puts the page together: what stands in it without any program, the run as data, the program."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from auditkit.core.i18n import LANGUAGES
from auditkit.core.resources import data_folder
from auditkit.report.html.assets import Assets
from auditkit.report.html.view import View
from auditkit.report.safe import visible_lines

TAGS: Final = {"zh": "zh-CN", "en": "en"}
"""The languages as a browser and a screen reader know them."""
_TEMPLATE: Final = "page.html.j2"


def page(views: Mapping[str, View], data: str, assets: Assets, lang: str) -> str:
    """Return the page; ``data`` is JSON that can stand in an element, ``lang`` is shown first."""
    return (
        _environment()
        .get_template(_TEMPLATE)
        .render(
            lang=lang if lang in LANGUAGES else "en",
            tags=TAGS,
            views=views,
            policy=assets.policy,
            style=Markup(assets.style),  # noqa: S704 our own file, which cannot close its element
            script=Markup(assets.script),  # noqa: S704 the same
            data=Markup(data),  # noqa: S704 escaped by script_safe
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(data_folder("reports") / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_legible,
    )


def _legible(value: object) -> object:
    """Return what is put into the page: texts with every sign visible, our own parts as is."""
    return visible_lines(value) if type(value) is str else value
