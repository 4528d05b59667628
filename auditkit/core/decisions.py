"""Says how a finding stands after everything that was decided on it, and what may follow."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, Protocol

from auditkit.core.findings import Decided, Decision

Refusal = Literal[
    "who",
    "reason",
    "too_long",
    "until_needed",
    "until_unfit",
    "until_past",
    "due_past",
    "locked",
    "reopen_person",
    "reopen_account",
    "reopen_none",
    "step",
    "final_unfit",
    "final_first",
    "final_differs",
    "final_person",
    "final_account",
]
"""Why a decision is not taken; ``review.refused`` of the catalogue says it in words."""

NEXT: Final[Mapping[Decision, frozenset[Decision]]] = {
    "open": frozenset({"open", "confirmed", "false_alarm", "accepted", "remediated", "in_appeal"}),
    "confirmed": frozenset(
        {"open", "confirmed", "false_alarm", "accepted", "remediated", "in_appeal"}
    ),
    "false_alarm": frozenset({"open", "confirmed", "false_alarm"}),
    "accepted": frozenset(
        {"open", "confirmed", "false_alarm", "accepted", "remediated", "in_appeal"}
    ),
    "remediated": frozenset({"open", "confirmed", "remediated", "in_appeal"}),
    "in_appeal": frozenset({"open", "confirmed", "false_alarm", "accepted", "in_appeal"}),
}
"""What may be decided on what stands; the same again changes its reason, owner or dates.

A lapsed decision stands as open. An appeal ends in a judgement, not in a remedy; what was called a
false alarm is confirmed before it is accepted or put right; what was put right was no false alarm.
"""
FINAL: Final[frozenset[Decision]] = frozenset(
    {"confirmed", "false_alarm", "accepted", "remediated"}
)
"""What may be made final: neither an open question nor an appeal that is still to be judged."""
CLOSED: Final[frozenset[Decision]] = frozenset({"false_alarm", "remediated"})
"""With these nothing is left to be done by the day it was due."""
LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 8_000


class Past(Protocol):
    """A decision that was recorded, as far as it bears on the next one."""

    @property
    def status(self) -> Decision: ...  # noqa: D102
    @property
    def who(self) -> str: ...  # noqa: D102
    @property
    def os_user(self) -> str: ...  # noqa: D102
    @property
    def until(self) -> str: ...  # noqa: D102
    @property
    def due(self) -> str: ...  # noqa: D102
    @property
    def final(self) -> bool: ...  # noqa: D102
    @property
    def reopens(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to decide on a finding; ``until`` and ``due`` are ISO days or "".

    ``shared_account`` says that several people use the account ``os_user``.
    """

    status: Decision
    who: str
    os_user: str
    reason: str
    until: str = ""
    owner: str = ""
    due: str = ""
    final: bool = False
    reopens: bool = False
    shared_account: bool = False


def standing(events: Iterable[Decided], day: date) -> Decided | None:
    """Return the latest of the decisions on one finding as it stands on a day, None for none.

    ``events`` are in the order they were recorded. A decision holds on its last day and lapses
    after it.
    """
    latest = None
    for event in events:
        latest = event
    if latest is None:
        return None
    return replace(latest, lapsed=is_over(latest.until, day))


def effective(decided: Decided | None) -> Decision:
    """Return what a finding counts as: open without a decision and after one that lapsed."""
    return "open" if decided is None or decided.lapsed else decided.status


def is_over(until: str, day: date) -> bool:
    """Return whether the last day of a decision has passed; "" never does."""
    return bool(until) and date.fromisoformat(until) < day


def refusal(past: Sequence[Past], wish: Wish, day: date) -> Refusal | None:
    """Return why a decision on a finding cannot be taken on a day, None when it can.

    ``past`` is everything that was decided on the finding, in the order it was recorded.
    """
    holds = past[-1] if past and not is_over(past[-1].until, day) else None
    stands: Decision = holds.status if holds else "open"
    found = _unsaid(wish) or _bad_days(wish, holds, day) or _barred(wish, holds)
    if found is None and wish.status not in NEXT[stands]:
        return "step"
    return found or (_not_final(past, wish, holds) if wish.final else None)


def _unsaid(wish: Wish) -> Refusal | None:
    if not wish.who.strip():
        return "who"
    if not wish.reason.strip():
        return "reason"
    named = max(len(wish.who), len(wish.owner), len(wish.os_user))
    return "too_long" if named > LONGEST_NAME or len(wish.reason) > LONGEST_REASON else None


def _bad_days(wish: Wish, holds: Past | None, day: date) -> Refusal | None:
    if wish.until and wish.status == "open":
        return "until_unfit"
    if not wish.until and wish.status == "accepted":
        return "until_needed"
    if is_over(wish.until, day):
        return "until_past"
    # what was due before may be overdue by now, and is still what was agreed
    agreed = holds is not None and holds.due == wish.due
    return "due_past" if is_over(wish.due, day) and not agreed else None


def _barred(wish: Wish, holds: Past | None) -> Refusal | None:
    """Return why a final decision bars the next one; only another person may reopen it."""
    if holds is None or not holds.final:
        return "reopen_none" if wish.reopens else None
    if not wish.reopens:
        return "locked"
    if wish.final:
        return "final_unfit"
    if person(holds.who) == person(wish.who):
        return "reopen_person"
    alone = not wish.shared_account and _same_account(holds, wish)
    return "reopen_account" if alone else None


def _not_final(past: Sequence[Past], wish: Wish, holds: Past | None) -> Refusal | None:
    """Return what keeps four eyes from having seen a decision."""
    if wish.status not in FINAL:
        return "final_unfit"
    if holds is None or holds.status != wish.status:
        return "final_first"
    if holds.until != wish.until:
        return "final_differs"
    before = list(chain_of(past))
    if any(person(each.who) == person(wish.who) for each in before):
        return "final_person"
    alone = not wish.shared_account and any(_same_account(each, wish) for each in before)
    return "final_account" if alone else None


def chain_of(past: Sequence[Past]) -> Iterator[Past]:
    """Yield the latest decisions of one status without a break, back to what reopened it.

    Whoever took part in any of them has decided the matter, and does not confirm it.
    """
    for each in reversed(past):
        if each.status != past[-1].status:
            return
        yield each
        if each.reopens:
            return


def person(name: str) -> str:
    """Return a name as it is compared: width, case and spaces make no other person.

    >>> person(" Ｌｉ  Lei ") == person("li lei")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _same_account(one: Past, other: Wish) -> bool:
    return person(one.os_user) == person(other.os_user)
