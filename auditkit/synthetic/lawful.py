"""Steps beside the calls of the month, each after all that must come before it."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic.world import DAY, Stage, moment

_SIGNED: Final = moment(-300, "14:00")


def credit_reported(stage: Stage, day: int) -> None:
    """Report to the credit database after consent in writing and notice."""
    stage.step(_SIGNED, "credit.consent", attrs={"written": True})
    told = moment(day, "09:40")
    stage.step(told, "credit.notice")
    stage.step(told + DAY, "credit.reported")


def objection_answered(stage: Stage, day: int) -> None:
    """Answer an objection to what was reported within days."""
    stage.step(moment(day - 20, "11:00"), "credit.objection")
    stage.step(moment(day - 9, "16:00"), "credit.objection_answered")


def sued(stage: Stage, day: int) -> None:
    """File a suit that the court accepts; what is preserved is preserved in the suit."""
    filed = moment(day - 12, "09:30")
    number = f"(2026)示0000民初{stage.world.cases}号"
    stage.step(filed, "suit.filed")
    stage.step(filed + 6 * DAY, "suit.accepted", attrs={"case_no": number})
    stage.step(filed + 8 * DAY, "preservation.applied", attrs={"pre_suit": False})


def lawyer_wrote(stage: Stage, day: int) -> None:
    """Send the letter of a lawyer who is named with the firm."""
    attrs = {"by": "lawyer", "firm": "示例律师事务所", "lawyer_id": "L0002"}
    stage.step(moment(day, "15:30"), "lawyer.letter", attrs=attrs)
