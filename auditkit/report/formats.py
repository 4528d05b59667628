"""The formats a report can be rendered to; a format's module is imported when it is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO, Final, Protocol, cast

from auditkit.report.interface import ReportBundle


class Render(Protocol):
    """Writes a bundle in one format; pure: no clock, no network, equal bytes for equal bundles."""

    def __call__(self, bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:
        """Write ``bundle`` to ``out`` with people's words in ``zh`` or ``en``."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the file a run writes, how it is rendered, whether a console bears it."""

    name: str
    filename: str
    render: Render
    binary: bool


def _lazy(module: str, function: str = "render") -> Render:
    def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:
        written = cast(Callable[..., None], getattr(import_module(module), function))
        written(bundle, out, lang=lang)

    return render


FORMATS: Final = {
    each.name: each
    for each in (
        Format("json", "findings.json", _lazy("auditkit.report.json_document"), binary=False),
        Format("jsonl", "findings.jsonl", _lazy("auditkit.report.json_lines"), binary=False),
        Format("csv", "findings.csv", _lazy("auditkit.report.csv_table"), binary=False),
        Format("sarif", "findings.sarif", _lazy("auditkit.report.sarif"), binary=False),
        Format("junit", "junit.xml", _lazy("auditkit.report.junit"), binary=False),
        Format("xlsx", "report.xlsx", _lazy("auditkit.report.xlsx"), binary=True),
        Format("html", "report.html", _lazy("auditkit.report.html"), binary=True),
        Format("docx", "memo.docx", _lazy("auditkit.report.memo"), binary=True),
    )
}

ALWAYS: Final = {
    each.name: each
    for each in (
        Format(
            "manifest",
            "manifest.json",
            _lazy("auditkit.report.json_document", "render_manifest"),
            binary=False,
        ),
        Format(
            "rejects",
            "rejects.csv",
            _lazy("auditkit.report.csv_table", "render_rejects"),
            binary=False,
        ),
    )
}
"""What every run with an output folder writes, whatever formats were asked for."""
