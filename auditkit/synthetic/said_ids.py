"""The rules on what is said to people, named once."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic.rule_ids import Rules

_GBT: Final = "cn-gbt45251"
_CBA: Final = "cn-cba2026"
_PSAP: Final = "cn-psap2026.language.threat"

THREAT: Final[Rules] = (
    f"{_GBT}.language.threat",
    f"{_CBA}.language.threat",
    "cn-consumer2023.language.threat",
    _PSAP,
)
VIOLENCE: Final[Rules] = (*THREAT, "cn-criminal.language.violence")
PEACE: Final[Rules] = (*THREAT, "cn-civil.language.peace")
INSULT: Final[Rules] = (*(f"{p}.language.insult" for p in (_GBT, _CBA, "cn-civil")), _PSAP)
FALSE_NAME: Final[Rules] = (f"{_GBT}.language.false-identity",)
OFFICIALS: Final[Rules] = (
    *FALSE_NAME,
    f"{_CBA}.language.state-body",
    "cn-consumer2023.language.state-body",
    "cn-criminal.language.officials",
)
LAWYER: Final[Rules] = (*FALSE_NAME, "cn-lawyers.claim.lawyer")
AS_BANK: Final[Rules] = (f"{_CBA}.language.agency-as-bank",)
HARSHER: Final[Rules] = (f"{_CBA}.language.agency-harsher",)
FALSE_FACT: Final[Rules] = (f"{_CBA}.language.false-fact",)
LIMITATION: Final[Rules] = (*FALSE_FACT, "cn-civil.language.limitation")
RELATIVES: Final[Rules] = (*FALSE_FACT, "cn-civil.language.relatives")
PROMISE: Final[Rules] = (f"{_CBA}.language.false-promise",)
BLACKLIST: Final[Rules] = (f"{_CBA}.language.blacklist",)
FEE: Final[Rules] = (f"{_CBA}.language.extra-fee",)
BORROW: Final[Rules] = (f"{_CBA}.language.new-borrowing",)
ASKED_TO_PAY: Final[Rules] = (f"{_CBA}.third.asked-to-pay",)
AMOUNT: Final[Rules] = (f"{_CBA}.claim.amount",)
PLAN_REFUSED: Final[Rules] = (f"{_CBA}.claim.plan-refused",)


def claim(topic: str) -> Rules:
    """Return the rule on what a text claims of a topic."""
    return (f"{_CBA}.claim.{topic}",)
