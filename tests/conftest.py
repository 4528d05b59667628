"""Settings that every test shares: how many examples Hypothesis tries, what runs together.

``AUDITKIT_EXAMPLES=thorough`` tries six times as many, other ones in every run.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import postgres, server

__all__ = ["postgres", "server"]

_CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "dev", max_examples=50, deadline=None, derandomize=True, suppress_health_check=_CALM
)
settings.register_profile(
    "thorough", max_examples=300, deadline=None, derandomize=False, suppress_health_check=_CALM
)
settings.load_profile(os.environ.get("AUDITKIT_EXAMPLES", "dev"))


_SHARING = ("api", "cli", "report", "store")
"""Folders whose modules make one costly run or workbook for all of their tests."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of such a module in one worker, so that what they share is made once."""
    for item in items:
        if item.path.parent.name in _SHARING and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
