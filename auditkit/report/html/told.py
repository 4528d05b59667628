"""What both the page and its data tell of a run, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.report.html.choice import Choice, chosen
from auditkit.report.html.numbers import Figures, figures_of
from auditkit.report.interface import ReportBundle
from auditkit.report.ranking.rank import Order, order_of


@dataclass(frozen=True, slots=True)
class Told:
    """A run, the findings of it that the page holds, its counts and the order of review."""

    bundle: ReportBundle
    choice: Choice
    figures: Figures
    order: Order


def told_of(bundle: ReportBundle, *, most: int, reviewed: int) -> Told:
    """Return what is told of a run: ``most`` findings, the first ``reviewed`` of each ranking."""
    order = order_of(bundle, top=reviewed)
    return Told(bundle, chosen(bundle, most), figures_of(bundle), order)
