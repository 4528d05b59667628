"""How often something happens per thousand contacts, and how surely that is known."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Final

from auditkit.core.resources import data_folder, load_yaml

PER: Final = 1000
"""The contacts that a rate is told for, as the headers say."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The numbers of ``reports/rates.yaml``."""

    confidence: float
    least: int
    chart_days: int
    chart_most: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with the bounds of its interval, all per thousand contacts."""

    value: float
    low: float
    high: float


def load_rates(folder: Path | None = None) -> Rates:
    """Return how rates are told: the shipped way, or that of another folder's ``rates.yaml``."""
    file = (folder or data_folder("reports")) / "rates.yaml"
    data = load_yaml(file)
    charts = data["charts"]
    return Rates(
        confidence=float(data["confidence"]),
        least=int(data["least"]),
        chart_days=int(charts["days"]),
        chart_most=int(charts["most"]),
    )


def wilson(hits: int, trials: int, confidence: float) -> tuple[float, float]:
    """Return the two-sided Wilson score interval of a share.

    The bounds are the shares p for which hits/trials lies z standard errors from p; the interval
    stays within 0 and 1 and keeps its level for few hits, where the simple one does not.

    >>> [round(bound, 4) for bound in wilson(1, 10, 0.95)]
    [0.0179, 0.4042]
    """
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    share = hits / trials
    middle = share + z2 / (2 * trials)
    half = sqrt(z2 * (share * (1 - share) + z2 / (4 * trials)) / trials)
    scale = 1 + z2 / trials
    low = 0.0 if not hits else (middle - half) / scale  # exact where rounding would stray
    high = 1.0 if hits == trials else (middle + half) / scale
    return low, high


def rate_of(offending: int, contacts: int, rates: Rates) -> Rate | None:
    """Return the rate of offending among judged contacts, ``None`` where it would say too little.

    That is below the minimum, and where activities are counted that are no contact judged, so
    that they are no share of these.
    """
    if contacts < max(rates.least, 1) or offending > contacts:
        return None
    low, high = wilson(offending, contacts, rates.confidence)
    return Rate(*(PER * share for share in (offending / contacts, low, high)))
