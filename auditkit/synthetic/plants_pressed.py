"""Planted calls in which somebody who does not owe is asked to pay, and calls that only ask."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import said_ids as s
from auditkit.synthetic.people import Third
from auditkit.synthetic.rule_ids import Rules
from auditkit.synthetic.scenario import Play, Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Stage, moment

_MISSED: Final = ("09:05", "11:05", "16:05")
_ASKED: Final = (
    "坐席：您好，请问您是{name}的家人吗？\n对方：是的。\n坐席：您先帮他垫一下吧。\n对方：我没有钱。",
    "坐席：您好，能联系上{name}吗？\n对方：联系不上。\n坐席：那您替他还了吧。\n对方：凭什么？",
)
_LIABLE: Final = (
    "坐席：您好，{name}联系不上。\n对方：我也找不到他。\n坐席：父债子还，你们家属必须承担。",
    "坐席：您好，请找{name}。\n对方：他不在。\n坐席：你们是一家人，一家人都得还。",
)
_RELAYED: Final = (
    "坐席：您好，请问能联系上{name}吗？\n对方：可以。\n坐席：请您转告他方便时回电，谢谢。",
    "坐席：您好，请转告{name}回电。\n对方：要我替他还吗？\n坐席：不用，您没有义务代为偿还。",
)
_NOTES: Final = ("请其先垫付一部分，其未同意", "要求其代为偿还，对方挂断")
_NO_PAYMENT: Final = ("请其转告回电，未要求其代偿", "未要求其付款，只请其转告回电")


def _lost(stage: Stage, n: int) -> None:
    for clock in _MISSED:
        stage.call(moment(day_of(n) - 1, clock), "no_answer")


def _third(stage: Stage, n: int) -> Third:
    return stage.person.thirds[n % len(stage.person.thirds)]


def _asked(rules: Rules, talks: tuple[str, ...] = (), notes: tuple[str, ...] = ()) -> Play:
    """Return a scenario of a call to a third person after the debtor could not be reached."""

    def asked(stage: Stage, n: int) -> None:
        _lost(stage, n)
        said: dict[str, object] = {}
        if talks:
            said["turns"] = talks[n % len(talks)].format(name=stage.person.name)
        if notes:
            said["note"] = notes[n % len(notes)]
        at = moment(day_of(n), "10:40")
        stage.violates(stage.call(at, "third_talk", third=_third(stage, n), **said), *rules)

    return asked


def _guarantor(stage: Stage, n: int) -> None:
    surety = Third(stage.person.thirds[0].name, "guarantor", stage.person.thirds[0].contact)
    turns = "坐席：您好，您是{name}的担保人，请您代为偿还。\n对方：我知道了。"
    stage.call(
        moment(day_of(n), "10:40"),
        "promise",
        third=surety,
        purpose="collection",
        contact_source="contract",
        turns=turns.format(name=stage.person.name),
    )


def _offers(stage: Stage, n: int) -> None:
    _lost(stage, n)
    turns = "坐席：您好，请找{name}。\n对方：我替他还。\n坐席：您替他还的话，可以通过手机银行办理。"
    stage.call(
        moment(day_of(n), "10:40"),
        "proxy_repay",
        third=_third(stage, n),
        turns=turns.format(name=stage.person.name),
        attrs={"voluntary_offer": True},
    )


SCENARIOS: Final = (
    Scenario("a relative is asked to pay in a call", _asked(s.ASKED_TO_PAY, _ASKED), fresh=True),
    Scenario(
        "an agency asks a relative to pay", _asked(s.ASKED_TO_PAY, _ASKED), RESIDENT, fresh=True
    ),
    Scenario(
        "relatives are told that they owe",
        _asked((*s.RELATIVES, *s.ASKED_TO_PAY), _LIABLE),
        fresh=True,
    ),
    Scenario(
        "a note of a third person asked to pay", _asked(s.ASKED_TO_PAY, (), _NOTES), fresh=True
    ),
    Scenario(
        "an agency's note of a third person asked to pay",
        _asked(s.ASKED_TO_PAY, (), _NOTES),
        AGENCY,
        fresh=True,
    ),
    Scenario("a third person is asked to pass on a call", _asked((), _RELAYED), fresh=True),
    Scenario("a note that nobody was asked to pay", _asked((), (), _NO_PAYMENT), fresh=True),
    Scenario("a relative offers to pay in a call", _offers, fresh=True),
    Scenario("a guarantor is asked to pay in a call", _guarantor, fresh=True),
)
"""Every one is played on a case of its own; those without rules must not be found."""
