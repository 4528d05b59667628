"""Every case of every pack that ships says what its rule says."""

from __future__ import annotations

from auditkit import testing

test_cases = testing.cases("../../policies")
