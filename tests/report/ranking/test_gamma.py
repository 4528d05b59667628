"""The bounds that units are ordered by, held against sums and tables that are made otherwise."""

from __future__ import annotations

from math import exp, factorial, gamma
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.report.ranking.gamma import below, gamma_quantile


def poisson_above(count: int, mean: float) -> float:
    """Return how often a Poisson count is at least so much: a gamma of a whole shape, turned."""
    return 1 - sum(exp(-mean) * mean**k / factorial(k) for k in range(count))


def by_area(shape: float, x: float) -> float:
    """Return the area under the density by Simpson's rule."""
    steps = 4_000
    heights = [(x * k / steps) ** (shape - 1) * exp(-x * k / steps) for k in range(steps + 1)]
    sums = heights[0] + heights[-1] + 4 * sum(heights[1::2]) + 2 * sum(heights[2:-1:2])
    return float(sums * x / steps / 3 / gamma(shape))


@given(st.integers(1, 60), st.sampled_from([0.005, 0.025, 0.3, 0.5, 0.975, 0.995]))
def test_a_whole_shape_is_a_poisson_count(shape: int, share: float) -> None:
    x = gamma_quantile(float(shape), share)
    assert poisson_above(shape, x) == pytest.approx(share, abs=1e-10)


@given(st.floats(2, 40), st.sampled_from([0.025, 0.5, 0.975]))
def test_a_quantile_cuts_off_its_share_of_the_area(shape: float, share: float) -> None:
    assert by_area(shape, gamma_quantile(shape, share)) == pytest.approx(share, abs=1e-8)


@pytest.mark.parametrize("share", [0.025, 0.2, 0.5, 0.975])
def test_half_a_shape_is_half_a_squared_normal(share: float) -> None:
    z = NormalDist().inv_cdf((1 + share) / 2)
    assert gamma_quantile(0.5, share) == pytest.approx(z * z / 2, rel=1e-10)


@pytest.mark.parametrize(
    ("freedom", "share", "table"),
    [(10, 0.025, 3.247), (10, 0.975, 20.483), (30, 0.025, 16.791), (100, 0.975, 129.561)],
)
def test_chi_square_tables_are_met(freedom: int, share: float, table: float) -> None:
    assert 2 * gamma_quantile(freedom / 2, share) == pytest.approx(table, abs=5e-4)


@given(st.floats(0.5, 50_000), st.floats(0.001, 1_000), st.sampled_from([0.005, 0.025, 0.975]))
def test_more_is_never_bounded_lower(shape: float, more: float, share: float) -> None:
    assert gamma_quantile(shape + more, share) > gamma_quantile(shape, share)
    assert below(shape, gamma_quantile(shape, share)) == pytest.approx(share, abs=1e-9)
