"""Planted contacts by an agency of which the debtor had not been told."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Stage, moment


def _untold(stage: Stage, n: int) -> None:
    for day in range(day_of(n), day_of(n) + 1 + n % 2):
        stage.violates(stage.call(moment(day, "10:00")), *r.AGENCY_NOTICE)


def _told_after(stage: Stage, n: int) -> None:
    first = stage.call(moment(day_of(n), "10:00"))
    stage.step(moment(day_of(n), "10:05"), "agency.notice")
    stage.call(moment(day_of(n), "15:00"))
    stage.violates(first, *r.AGENCY_NOTICE)


def _told_before(stage: Stage, n: int) -> None:
    stage.step(moment(day_of(n), "09:59:59"), "agency.notice")
    stage.call(moment(day_of(n), "10:00"))


SCENARIOS: Final = (
    Scenario("an agency nobody had told of", _untold, AGENCY, bare=True),
    Scenario("a resident agency nobody had told of", _untold, RESIDENT, bare=True),
    Scenario("told of the agency after its first call", _told_after, AGENCY, bare=True),
    Scenario("told of the agency a second before", _told_before, RESIDENT, bare=True),
)
