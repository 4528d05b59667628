"""Planted duties towards agencies that nobody did in time, and records deleted too early."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.baseline import overdue, place
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Act, Stage, moment

_YEAR, _DESTROY = 365, 30
_THREE_YEARS: Final = 1_096


def _other_agency(stage: Stage) -> str:
    return f"WB-{stage.world.cases:05d}"


def _placed(stage: Stage, day: int) -> Act:
    """Place the case with an agency of its own on a day before the month."""
    overdue(stage, day - 60)
    at = moment(day, "00:00")
    stage.step(at - 3_600, "agency.notice", attrs={"recipient": "debtor"})
    contract = {"contract_until": "2027-06-30"}
    return stage.step(at, "agency.placed", agency_id=_other_agency(stage), attrs=contract)


def _reviewed(stage: Stage, day: int, clock: str = "15:00") -> Act:
    return stage.step(moment(day, clock), "agency.reviewed", agency_id=_other_agency(stage))


def _never_reviewed(stage: Stage, n: int) -> None:
    stage.violates(_placed(stage, day_of(n) - _YEAR), *r.FIRST_REVIEW)


def _first_review_late(stage: Stage, n: int) -> None:
    stage.violates(_placed(stage, day_of(n) - _YEAR), *r.FIRST_REVIEW)
    _reviewed(stage, day_of(n) + 1, "00:00:00")


def _first_review_in_time(stage: Stage, n: int) -> None:
    _placed(stage, day_of(n) - _YEAR)
    _reviewed(stage, day_of(n), "23:59:59")


def _reviewed_before_it_was_placed(stage: Stage, n: int) -> None:
    _placed(stage, day_of(n) - _YEAR)
    _reviewed(stage, day_of(n) - _YEAR - 30)
    _reviewed(stage, day_of(n) - 60)


def _no_second_review(stage: Stage, n: int) -> None:
    _placed(stage, day_of(n) - _YEAR - 30)
    stage.violates(_reviewed(stage, day_of(n) - _YEAR), *r.YEARLY_REVIEW)


def _second_review_late(stage: Stage, n: int) -> None:
    stage.violates(_reviewed(stage, day_of(n) - _YEAR), *r.YEARLY_REVIEW)
    _reviewed(stage, day_of(n) + 1, "00:00:00")


def _second_review_in_time(stage: Stage, n: int) -> None:
    _reviewed(stage, day_of(n) - _YEAR)
    _reviewed(stage, day_of(n), "23:59:59")


def _review_not_yet_due(stage: Stage, n: int) -> None:
    _reviewed(stage, 32 + n - _YEAR)


def _given_back(stage: Stage, n: int) -> Act:
    """Take the case back so that the agency's data must be gone on the variant's day."""
    overdue(stage, -200)
    told = moment(-60, "10:30")
    stage.step(told, "agency.notice", attrs={"recipient": "debtor"})
    place(stage, moment(-50, "00:00"))
    at = moment(day_of(n) - _DESTROY, "17:00")
    return stage.step(at, "agency.withdrawn", agency_id=stage.agency)


def _destroyed(stage: Stage, day: int, clock: str) -> None:
    stage.step(moment(day, clock), "data.destroyed", agency_id=stage.agency)


def _kept_by_the_agency(stage: Stage, n: int) -> None:
    stage.violates(_given_back(stage, n), *r.DESTRUCTION)


def _destroyed_late(stage: Stage, n: int) -> None:
    stage.violates(_given_back(stage, n), *r.DESTRUCTION)
    _destroyed(stage, day_of(n) + 1, "00:00:00")


def _destroyed_in_time(stage: Stage, n: int) -> None:
    _given_back(stage, n)
    _destroyed(stage, day_of(n), "23:59:59")


def _placed_anew(stage: Stage, n: int) -> None:
    _given_back(stage, n)
    place(stage, moment(day_of(n), "09:00"))


def _deletes(stage: Stage, n: int, what: str = "notes") -> Act:
    return stage.step(moment(day_of(n) + 7, "20:00"), "record.deleted", attrs={"what": what})


def _notes_deleted(stage: Stage, n: int) -> None:
    stage.sms(moment(day_of(n), "10:15"), note="还款提醒短信")
    stage.violates(_deletes(stage, n), *r.RECORD_KEPT)


def _agency_notes_deleted(stage: Stage, n: int) -> None:
    stage.sms(moment(day_of(n), "10:15"), note="还款提醒短信")
    stage.violates(_deletes(stage, n), *r.RECORD_KEPT, *r.DATA_RECORD_KEPT)


def _recording_deleted(stage: Stage, n: int) -> None:
    stage.call(moment(day_of(n), "10:15"))
    stage.violates(_deletes(stage, n, "recording"), *r.RECORD_KEPT)


def _never_contacted(stage: Stage, n: int) -> None:
    _deletes(stage, n)


def _placed_three_years_ago(stage: Stage, n: int) -> None:
    _placed(stage, day_of(n) + 7 - _THREE_YEARS)
    stage.violates(_deletes(stage, n), *r.DATA_RECORD_KEPT)


def _placed_a_day_longer_ago(stage: Stage, n: int) -> None:
    _placed(stage, day_of(n) + 7 - _THREE_YEARS - 1)
    _deletes(stage, n)


SCENARIOS: Final = (
    Scenario("an agency not reviewed in its first year", _never_reviewed, bare=True),
    Scenario("an agency first reviewed on the day after", _first_review_late, bare=True),
    Scenario("an agency first reviewed on the last day", _first_review_in_time, bare=True),
    Scenario("reviewed before it was placed", _reviewed_before_it_was_placed, bare=True),
    Scenario("an agency not reviewed again", _no_second_review, bare=True),
    Scenario("an agency reviewed again on the day after", _second_review_late, bare=True),
    Scenario("an agency reviewed again on the last day", _second_review_in_time, bare=True),
    Scenario("an agency whose next review falls due later", _review_not_yet_due, bare=True),
    Scenario("an agency that keeps the data", _kept_by_the_agency, AGENCY, bare=True),
    Scenario("data destroyed on the day after the last", _destroyed_late, RESIDENT, bare=True),
    Scenario("data destroyed on the last day", _destroyed_in_time, AGENCY, bare=True),
    Scenario("a case placed anew before the data had to go", _placed_anew, AGENCY, bare=True),
    Scenario("notes of a case deleted", _notes_deleted, fresh=True),
    Scenario("notes of an agency's case deleted", _agency_notes_deleted, RESIDENT, fresh=True),
    Scenario("recordings of an agency's case deleted", _recording_deleted, RESIDENT, fresh=True),
    Scenario("notes of a case without contacts deleted", _never_contacted, fresh=True),
    Scenario("notes deleted three years after", _placed_three_years_ago, bare=True),
    Scenario("notes deleted a day later still", _placed_a_day_longer_ago, bare=True),
)
"""Every one is played on a case of its own; most name an agency of their own."""
