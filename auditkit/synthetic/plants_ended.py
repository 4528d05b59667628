"""Planted contacts and exports after the debt was settled or the agency's contract had ended."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import ENDED, RESIDENT, Act, Stage, moment

_ENDS: Final = "2026-10-09"


def _export(stage: Stage, at: int, count: int = 3, **said: object) -> Act:
    attrs = {"count": count, "class": "contact", "basis": "entrusted"}
    collector = f"BZ{stage.world.debtors:04d}"
    return stage.step(at, "data.exported", collector_id=collector, attrs=attrs, **said)


def _settled(stage: Stage, n: int) -> None:
    stage.step(moment(day_of(n), "09:05"), "settled")
    contact = stage.sms(moment(day_of(n) + 1, "10:15"), note="还款提醒短信")
    stage.violates(contact, *r.AFTER_SETTLEMENT)
    export = _export(stage, moment(day_of(n) + 1, "18:10"))
    stage.violates(export, *r.EXPORT_AFTER_SETTLEMENT)


def _contract_over(stage: Stage, n: int) -> None:
    told = moment(2, "10:30")
    stage.step(told, "agency.notice", attrs={"recipient": "debtor"})
    contract = {"contract_until": _ENDS}
    stage.step(told + 3600, "agency.placed", agency_id=ENDED, attrs=contract)
    stage.call(moment(8, "10:20"))
    call = stage.call(moment(day_of(n), "10:20"))
    stage.violates(call, *r.AFTER_CONTRACT)
    export = _export(stage, moment(day_of(n), "18:20"), agency_id=ENDED)
    stage.violates(export, *r.EXPORT_AFTER_CONTRACT)


def _withdrawn(stage: Stage, n: int) -> None:
    stage.step(moment(day_of(n), "09:00"), "agency.withdrawn", agency_id=RESIDENT)
    export = _export(stage, moment(day_of(n) + 1, "18:30"), agency_id=RESIDENT)
    stage.violates(export, *r.EXPORT_AFTER_WITHDRAWAL)


def _in_proportion(stage: Stage, n: int) -> None:
    collector = f"BP{stage.world.debtors:04d}"
    for kind, count, rules in (
        ("credit", 20, r.EXPORT_BELOW_HALF),
        ("transactions", 100, r.EXPORT_IN_PROPORTION),
    ):
        attrs = {"count": count, "class": kind, "basis": "sale"}
        at = moment(day_of(n), "17:05" if kind == "credit" else "17:45")
        act = stage.step(at, "data.exported", collector_id=collector, attrs=attrs)
        stage.violates(act, *rules)


def _tenfold(stage: Stage, _: int) -> None:
    """Export before anybody else of the bank does, so that its sum stands from then on."""
    for kind, count, clock, rules in (
        ("credit", 600, "17:25", r.EXPORT_TENFOLD),
        ("transactions", 300, "17:35", r.HALF_EXPORTED),
    ):
        act = stage.step(
            moment(10, clock),
            "data.exported",
            collector_id=f"B{kind[0].upper()}{stage.world.debtors:04d}",
            attrs={"count": count, "class": kind, "basis": "sale"},
        )
        stage.violates(act, *rules)


SCENARIOS: Final = (
    Scenario("contact and export after settlement", _settled),
    Scenario("contact and export after the contract", _contract_over, agency=ENDED, bare=True),
    Scenario("an export after withdrawal", _withdrawn, agency=RESIDENT),
    Scenario("exports that add up in proportion", _in_proportion),
    Scenario("an export of ten times the threshold", _tenfold),
)
"""Every one is played on a case of its own."""
