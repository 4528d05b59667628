"""One JSON document for a whole run, written piece by piece, one finding per line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from auditkit.report.finding_line import finding_lines
from auditkit.report.interface import ReportBundle
from auditkit.report.record import dumped

LISTS: Final = (
    "files",
    "coverage",
    "lookbacks",
    "findings",
    "incidents",
    "exemptions",
    "not_evaluated",
    "unknown_codes",
    "rejects",
)


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write the run as one JSON object: ``manifest`` and the lists named in ``LISTS``."""
    out.write(b'{\n"manifest": ' + dumped(bundle.manifest, indent=1).encode())
    for name in LISTS:
        out.write(f',\n"{name}": ['.encode())
        _write_items(out, _items(bundle, name))
        out.write(b"]")
    out.write(b"\n}\n")


def _items(bundle: ReportBundle, name: str) -> Iterable[str]:
    """Return the items of a list, each as JSON on one line."""
    return finding_lines(bundle) if name == "findings" else map(dumped, getattr(bundle, name))


def _write_items(out: BinaryIO, items: Iterable[str]) -> None:
    first = True
    for item in items:
        out.write((b"\n" if first else b",\n") + item.encode())
        first = False
    out.write(b"" if first else b"\n")


def render_manifest(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write the manifest with the control totals of every input."""
    whole = {**bundle.manifest, "files": list(bundle.files)}
    out.write(dumped(whole, indent=2).encode() + b"\n")
