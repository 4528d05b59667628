"""Planted credit reports without notice or consent, and objections that nobody answered."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import Act, Stage, moment

_ANSWER_DAYS: Final = 20
_SIGNED: Final = moment(-300, "14:00")


def _consents(stage: Stage, at: int = _SIGNED, *, written: bool = True) -> Act:
    return stage.step(at, "credit.consent", attrs={"written": written})


def _reports(stage: Stage, n: int) -> Act:
    return stage.step(moment(day_of(n), "10:00"), "credit.reported")


def _untold(stage: Stage, n: int) -> None:
    _consents(stage)
    stage.violates(_reports(stage, n), *r.CREDIT_NOTICE)


def _told_after(stage: Stage, n: int) -> None:
    _consents(stage)
    stage.violates(_reports(stage, n), *r.CREDIT_NOTICE)
    stage.step(moment(day_of(n), "10:00:01"), "credit.notice")


def _told_before(stage: Stage, n: int) -> None:
    _consents(stage)
    stage.step(moment(day_of(n), "09:59:59"), "credit.notice")
    _reports(stage, n)


def _without_consent(stage: Stage, n: int) -> None:
    stage.step(moment(10, "09:00"), "credit.notice")
    stage.violates(_reports(stage, n), *r.CREDIT_CONSENT)


def _consent_for_the_other_account(stage: Stage, n: int) -> None:
    other = stage.world.open_case(owner=stage.person)
    _consents(Stage(stage.world, other))
    stage.step(moment(10, "09:00"), "credit.notice")
    _reports(stage, n)


def _spoken_consent(stage: Stage, n: int) -> None:
    given = _consents(stage, moment(day_of(n), "11:00"), written=False)
    stage.violates(given, *r.CREDIT_CONSENT_WRITTEN)


def _written_consent(stage: Stage, n: int) -> None:
    _consents(stage, moment(day_of(n), "11:00"))


def _objects(stage: Stage, n: int) -> Act:
    return stage.step(moment(day_of(n) - _ANSWER_DAYS, "16:00"), "credit.objection")


def _answers(stage: Stage, day: int, clock: str) -> None:
    stage.step(moment(day, clock), "credit.objection_answered")


def _unanswered(stage: Stage, n: int) -> None:
    stage.violates(_objects(stage, n), *r.OBJECTION)


def _answered_late(stage: Stage, n: int) -> None:
    stage.violates(_objects(stage, n), *r.OBJECTION)
    _answers(stage, day_of(n) + 1, "00:00:00")


def _answered_in_time(stage: Stage, n: int) -> None:
    _objects(stage, n)
    _answers(stage, day_of(n), "23:59:59")


def _may_still_be_answered(stage: Stage, n: int) -> None:
    stage.step(moment(day_of(n), "16:00"), "credit.objection")


SCENARIOS: Final = (
    Scenario("a credit report that nobody had told of", _untold, fresh=True),
    Scenario("told of the credit report a second after", _told_after, fresh=True),
    Scenario("told of the credit report a second before", _told_before, fresh=True),
    Scenario("a credit report without consent", _without_consent, fresh=True),
    Scenario("consent given with another account", _consent_for_the_other_account, fresh=True),
    Scenario("a consent to credit reports by word of mouth", _spoken_consent, fresh=True),
    Scenario("a written consent to credit reports", _written_consent, fresh=True),
    Scenario("an objection that nobody answered", _unanswered, fresh=True),
    Scenario("an objection answered on the day after the last", _answered_late, fresh=True),
    Scenario("an objection answered on the last day", _answered_in_time, fresh=True),
    Scenario("an objection that may still be answered", _may_still_be_answered, fresh=True),
)
"""Every one is played on a case of its own, with nothing before it but its facts."""
