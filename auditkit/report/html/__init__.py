"""The report as one HTML file that needs nothing else: no network, no other file, no server."""

from __future__ import annotations

from typing import BinaryIO

from auditkit.report.html.assets import Assets, load_assets
from auditkit.report.html.choice import chosen
from auditkit.report.html.numbers import figures_of
from auditkit.report.html.page import page
from auditkit.report.html.payload import payload, script_safe
from auditkit.report.html.sections import Told, views
from auditkit.report.interface import ReportBundle

__all__ = ["render"]


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str, assets: Assets | None = None) -> None:
    """Write the page; equal bundles give equal bytes."""
    parts = assets or load_assets()
    choice, figures = chosen(bundle, parts.most), figures_of(bundle)
    data = script_safe(payload(bundle, choice, figures, lang))
    said = views(Told(bundle, choice, figures, parts.rows))
    out.write(page(said, data, parts, lang).encode("utf-8"))
