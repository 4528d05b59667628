"""The formats that linting can be written in; a format's module is imported when it is used."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO, Final, NamedTuple, Protocol, cast

from auditkit.report.lint.interface import LintBundle


class Render(Protocol):
    """Writes a linting in one format; pure: equal bytes for equal bundles."""

    def __call__(self, bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:
        """Write ``bundle`` to ``out`` with people's words in ``zh`` or ``en``."""
        ...


class LintFormat(NamedTuple):
    """A format: its name, the file it is written to in a folder, how it is rendered."""

    name: str
    filename: str
    render: Render


def _lazy(module: str) -> Render:
    def render(bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:
        written = cast(Callable[..., None], import_module(f"auditkit.report.lint.{module}").render)
        written(bundle, out, lang=lang)

    return render


FORMATS: Final = {
    each.name: each
    for each in (
        LintFormat("text", "lint.txt", _lazy("text")),
        LintFormat("json", "lint.json", _lazy("json_document")),
        LintFormat("sarif", "lint.sarif", _lazy("sarif")),
        LintFormat("junit", "lint.junit.xml", _lazy("junit")),
        LintFormat("github", "lint.github.txt", _lazy("github")),
        LintFormat("gitlab", "gl-code-quality-report.json", _lazy("gitlab")),
        LintFormat("markdown", "lint.md", _lazy("markdown")),
    )
}
