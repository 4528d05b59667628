"""The rule book says of each version the first and the last day it was in force."""

from __future__ import annotations

from datetime import date, timedelta

from auditkit.api.policies import library
from auditkit.api.rule_views import rule_view


def test_a_version_ends_on_the_day_before_the_next() -> None:
    shelf = library()
    rules = {rule.id: rule for rule in shelf.rules(shelf.packs(["bank-example"]))}
    first, second = rule_view(rules["bank-example.calls.daily"]).versions
    gap = date.fromisoformat(second.in_force_from) - date.fromisoformat(first.in_force_to)
    assert gap == timedelta(days=1)
    assert second.in_force_to == ""
