"""Planted contacts by an agency that had no mandate, or of which the debtor had not been told."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.baseline import place
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Stage, moment


def _untold(stage: Stage, n: int) -> None:
    place(stage, moment(2, "09:00"))
    for day in range(day_of(n), day_of(n) + 1 + n % 2):
        stage.violates(stage.call(moment(day, "10:00")), *r.AGENCY_NOTICE)


def _told_after(stage: Stage, n: int) -> None:
    place(stage, moment(2, "09:00"))
    first = stage.call(moment(day_of(n), "10:00"))
    stage.step(moment(day_of(n), "10:05"), "agency.notice")
    stage.call(moment(day_of(n), "15:00"))
    stage.violates(first, *r.AGENCY_NOTICE)


def _told_before(stage: Stage, n: int) -> None:
    place(stage, moment(2, "09:00"))
    stage.step(moment(day_of(n), "09:59:59"), "agency.notice")
    stage.call(moment(day_of(n), "10:00"))


def _unplaced(stage: Stage, n: int) -> None:
    stage.step(moment(2, "09:00"), "agency.notice")
    stage.violates(stage.call(moment(day_of(n), "10:00")), *r.MANDATE)
    stage.call(moment(day_of(n), "15:00"), agency_id="")


def _placed_elsewhere(stage: Stage, n: int) -> None:
    stage.step(moment(2, "09:00"), "agency.notice")
    place(stage, moment(2, "10:00"))
    stage.violates(stage.call(moment(day_of(n), "10:00"), agency_id=RESIDENT), *r.MANDATE)


def _withdrawn(stage: Stage, n: int) -> None:
    stage.step(moment(11, "18:00"), "agency.withdrawn", agency_id=stage.agency)
    for clock in ("09:00", "16:00")[: 1 + n % 2]:
        stage.violates(stage.call(moment(day_of(n), clock), "no_answer"), *r.WITHDRAWN)
    stage.call(moment(day_of(n), "17:00"), agency_id="")


def _placed_again(stage: Stage, n: int) -> None:
    stage.step(moment(10, "18:00"), "agency.withdrawn", agency_id=stage.agency)
    place(stage, moment(11, "09:00"))
    stage.call(moment(day_of(n), "09:00"))


SCENARIOS: Final = (
    Scenario("an agency nobody had told of", _untold, AGENCY, bare=True),
    Scenario("a resident agency nobody had told of", _untold, RESIDENT, bare=True),
    Scenario("told of the agency after its first call", _told_after, AGENCY, bare=True),
    Scenario("told of the agency a second before", _told_before, RESIDENT, bare=True),
    Scenario("an agency without a mandate", _unplaced, AGENCY, bare=True),
    Scenario("an agency other than the one placed", _placed_elsewhere, AGENCY, bare=True),
    Scenario("an agency after the case was withdrawn", _withdrawn, AGENCY),
    Scenario("a resident agency after the case was withdrawn", _withdrawn, RESIDENT),
    Scenario("a case withdrawn and placed again", _placed_again, AGENCY),
)
