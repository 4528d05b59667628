"""The report as one HTML file that needs nothing else: no network, no other file, no server."""

from __future__ import annotations

from typing import BinaryIO

from auditkit.report.html.assets import Assets, load_assets
from auditkit.report.html.page import page
from auditkit.report.html.payload import payload, script_safe
from auditkit.report.html.sections import views
from auditkit.report.html.told import told_of
from auditkit.report.interface import ReportBundle

__all__ = ["render"]


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str, assets: Assets | None = None) -> None:
    """Write the page; equal bundles give equal bytes."""
    parts = assets or load_assets()
    told = told_of(bundle, most=parts.most, reviewed=parts.reviewed)
    data = script_safe(payload(told, lang))
    out.write(page(views(told, parts.rows), data, parts, lang).encode("utf-8"))
