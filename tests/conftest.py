"""What every test shares: how many examples Hypothesis tries, a server of PostgreSQL, a browser.

``AUDITKIT_EXAMPLES=thorough`` tries six times as many, other ones in every run.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.browser import chromium, visits
from tests.postgres import postgres, server

__all__ = ["chromium", "postgres", "server", "visits"]

_CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "dev", max_examples=50, deadline=None, derandomize=True, suppress_health_check=_CALM
)
settings.register_profile(
    "thorough", max_examples=300, deadline=None, derandomize=False, suppress_health_check=_CALM
)
settings.load_profile(os.environ.get("AUDITKIT_EXAMPLES", "dev"))
