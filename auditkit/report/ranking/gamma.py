"""Quantiles of the gamma distribution, which bound how often something truly happens."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, sqrt
from typing import Final

_CLOSE: Final = 1e-13  # of a sum or a step, in relation to what it is added to
_STEPS: Final = 200


@lru_cache(maxsize=16_384)
def gamma_quantile(shape: float, share: float) -> float:
    """Return the x below which a share of the gamma distribution of a shape and rate 1 lies.

    Newton's steps, kept between bounds that halve where a step would leave them.

    >>> round(gamma_quantile(1.0, 0.5), 6)  # the exponential distribution: log 2
    0.693147
    """
    low, high = 0.0, shape + 1.0
    while below(shape, high) < share:
        low, high = high, high + 4 * sqrt(shape) + 4  # not doubled: far out the series overflows
    x = min(max(shape, low), high)
    for _ in range(_STEPS):
        over = below(shape, x) - share
        low, high = (low, x) if over > 0 else (x, high)
        after = x - over / _density(shape, x)
        if not low < after < high:
            after = (low + high) / 2
        if abs(after - x) <= _CLOSE * x:
            break
        x = after
    return x


def below(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function by its series, x above 0.

    All terms are positive, so that nothing cancels; about x + 8 sqrt(x) of them are needed.
    """
    term = total = 1.0 / shape
    at = shape
    while term > _CLOSE * total:
        at += 1.0
        term *= x / at
        total += term
    return min(1.0, exp(shape * log(x) - x - lgamma(shape)) * total)


def _density(shape: float, x: float) -> float:
    return exp((shape - 1) * log(x) - x - lgamma(shape))
