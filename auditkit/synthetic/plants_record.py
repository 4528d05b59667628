"""Planted visits, calls and letters whose record shows that they were done wrongly."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Stage, moment

_DIALLED: Final = ("talked_debtor", "no_answer", "promise")


def _alone(stage: Stage, n: int) -> None:
    outcome = "visit_met" if n % 2 else "visit_absent"
    visit = stage.visit(moment(day_of(n), "10:10"), outcome, attrs={"staff_count": 1})
    stage.violates(visit, *r.TEAM)


def _three_visitors(stage: Stage, n: int) -> None:
    stage.visit(moment(day_of(n), "10:10"), attrs={"staff_count": 2 + n % 2})


def _entered(stage: Stage, n: int) -> None:
    place = "work" if n % 2 else "home"
    visit = stage.visit(moment(day_of(n), "11:00"), attrs={"entered": True, "place": place})
    stage.violates(visit, *r.ENTERED)


def _invited(stage: Stage, n: int) -> None:
    attrs = {"by": "debtor", "scope": "place", "until": "2026-12-31"}
    stage.step(moment(day_of(n), "09:00"), "consent.given", attrs=attrs)
    visit = stage.visit(moment(day_of(n), "11:00"), attrs={"entered": True})
    stage.violates(visit, *r.ENTERED_DESPITE_CONSENT)


def _no_card(stage: Stage, n: int) -> None:
    visit = stage.visit(moment(day_of(n), "15:00"), attrs={"id_shown": False})
    stage.violates(visit, *r.ID_SHOWN)


def _no_film(stage: Stage, n: int) -> None:
    visit = stage.visit(moment(day_of(n), "15:30"), attrs={"av_id": None})
    stage.violates(visit, *r.AV)


def _no_recording(stage: Stage, n: int) -> None:
    outcome = ("talked_debtor", "promise", "refuses", "hardship")[n % 4]
    call = stage.call(moment(day_of(n), "10:45"), outcome, attrs={"recording_id": None})
    stage.violates(call, *r.RECORDING)


def _missed_without_recording(stage: Stage, n: int) -> None:
    stage.call(moment(day_of(n), "10:45"), ("no_answer", "busy", "voicemail")[n % 3])


def _unverified(stage: Stage, n: int) -> None:
    call = stage.call(moment(day_of(n), "17:15"), attrs={"identity_verified": False})
    stage.violates(call, *r.VERIFIED)


def _unstated(stage: Stage, n: int) -> None:
    call = stage.call(moment(day_of(n), "09:40"), attrs={"institution_stated": False})
    stage.violates(call, *r.STATED)
    stage.call(moment(day_of(n) + 1, "09:40"), attrs={"institution_stated": False})


def _stated_first(stage: Stage, n: int) -> None:
    stage.call(moment(day_of(n), "09:40"))
    stage.call(moment(day_of(n) + 1, "09:40"), attrs={"institution_stated": False})


def _private(stage: Stage, n: int) -> None:
    at = moment(day_of(n), "14:20")
    if n % 3 == 0 and stage.agency == RESIDENT:
        contact = stage.sms(at, channel="im", line_type="private", note="用个人微信联系")
        stage.violates(contact, *r.PRIVATE_TOLD)
    else:
        contact = stage.call(at, line_type="private", own_line="13900099999")
    stage.violates(contact, *r.PRIVATE)


def _own_private(stage: Stage, n: int) -> None:
    call = stage.call(moment(day_of(n), "14:20"), line_type="private", own_line="13900099998")
    stage.violates(call, *r.LINE)


def _private_agreed(stage: Stage, n: int) -> None:
    attrs = {"by": "lender", "scope": "channel", "until": "2026-12-31"}
    stage.step(moment(10, "09:00"), "consent.given", attrs=attrs)
    call = stage.call(moment(day_of(n), "14:20"), line_type="private", own_line="13900099997")
    stage.violates(call, *r.LINE)


def _source(stage: Stage, n: int) -> None:
    source = ("contact_list", "call_log", "purchased", "repaired")[n % 4]
    call = stage.call(moment(day_of(n), "10:50"), _DIALLED[n % 3], contact_source=source)
    stage.violates(call, *r.SOURCE)


def _lawful_source(stage: Stage, n: int) -> None:
    source = ("authorised", "public", "told_by_contact", "on_file")[n % 4]
    stage.call(moment(day_of(n), "10:50"), contact_source=source)


def _posted(stage: Stage, n: int) -> None:
    letter = stage.letter(moment(day_of(n), "11:30"), attrs={"visibility": "public"})
    stage.violates(letter, *r.POSTED)


def _delivered(stage: Stage, n: int) -> None:
    stage.letter(moment(day_of(n), "11:30"), attrs={"visibility": "private"})


SCENARIOS: Final = (
    Scenario("one visitor", _alone),
    Scenario("an agency's lone visitor", _alone, agency=AGENCY),
    Scenario("two or three visitors", _three_visitors),
    Scenario("went in", _entered),
    Scenario("went in with consent", _invited),
    Scenario("no identity card shown", _no_card),
    Scenario("a visit that was not filmed", _no_film),
    Scenario("a connected call without recording", _no_recording),
    Scenario("an agency's call without recording", _no_recording, agency=AGENCY),
    Scenario("a missed call without recording", _missed_without_recording),
    Scenario("identity not verified", _unverified),
    Scenario("institution not named at first contact", _unstated, fresh=True),
    Scenario("institution named at first contact", _stated_first, fresh=True),
    Scenario("an agency's private line", _private, agency=AGENCY),
    Scenario("a resident agency's private account", _private, agency=RESIDENT),
    Scenario("the bank's own private line", _own_private),
    Scenario("a private line the bank agreed to", _private_agreed, agency=AGENCY),
    Scenario("a number from a source that is not lawful", _source),
    Scenario("a number from a lawful source", _lawful_source),
    Scenario("a letter put up in public", _posted),
    Scenario("a letter put in the letter box", _delivered),
)
