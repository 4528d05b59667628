"""What may be decided on what stands: every rule once, and all of them against a naive oracle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.decisions import FINAL, NEXT, Wish, chain_of, effective, refusal, standing
from auditkit.core.findings import Decided

DAY = date(2026, 11, 2)


@dataclass(frozen=True)
class Event:
    """A recorded decision, and the day it was recorded."""

    wish: Wish
    day: date

    def __getattr__(self, name):
        return getattr(self.wish, name)


def wish(status="confirmed", who="Li Lei", **more) -> Wish:
    given = {"os_user": (who.split() or [""])[0].lower(), "reason": "heard the call"}
    if status == "accepted":
        given["until"] = "2026-12-31"
    return Wish(status=status, who=who, **(given | more))


def after(*wishes: Wish) -> list[Event]:
    return [Event(each, DAY) for each in wishes]


LI = wish()
FINAL_BY_HAN = wish(who="Han Mei", final=True)


@pytest.mark.parametrize(
    ("past", "next_", "refused"),
    [
        ([], wish(), None),
        ([], wish(who=" "), "who"),
        ([], wish(reason="\n"), "reason"),
        ([], wish(who="L" * 201), "too_long"),
        ([], wish("accepted", until=""), "until_needed"),
        ([], wish("accepted", until="2026-11-02"), None),
        ([], wish("accepted", until="2026-11-01"), "until_past"),
        ([], wish("open", until="2026-12-01"), "until_unfit"),
        ([], wish(due="2026-11-01"), "due_past"),
        ([wish(due="2026-11-01")], wish("remediated", due="2026-11-01"), None),
        ([wish("false_alarm")], wish("remediated"), "step"),
        ([wish("in_appeal")], wish("remediated"), "step"),
        ([wish("in_appeal")], wish("false_alarm"), None),
        ([LI], FINAL_BY_HAN, None),
        ([], FINAL_BY_HAN, "final_first"),
        ([LI], wish("false_alarm", "Han Mei", final=True), "final_first"),
        ([wish("accepted")], wish("accepted", "Han Mei", until="2027-01-31", final=True),
         "final_differs"),
        ([wish("in_appeal")], wish("in_appeal", "Han Mei", final=True), "final_unfit"),
        ([wish("open")], wish("open", "Han Mei", final=True), "final_unfit"),
        ([LI], wish(who="ＬＩ  lei ", os_user="other", final=True), "final_person"),
        ([LI, wish(who="Han Mei")], wish(final=True), "final_person"),
        ([LI], wish(who="Han Mei", os_user="li", final=True), "final_account"),
        ([LI], wish(who="Han Mei", os_user="li", final=True, shared_account=True), None),
        ([LI, FINAL_BY_HAN], wish("false_alarm", "Wu"), "locked"),
        ([LI, FINAL_BY_HAN], wish("open", "Han Mei", reopens=True), "reopen_person"),
        ([LI, FINAL_BY_HAN], wish("open", "Wu", os_user="han", reopens=True), "reopen_account"),
        ([LI, FINAL_BY_HAN], wish("open", "Wu", reopens=True), None),
        ([LI, FINAL_BY_HAN], wish("open", "Li Lei", reopens=True), None),
        ([LI, FINAL_BY_HAN], wish("false_alarm", "Wu", reopens=True, final=True), "final_unfit"),
        ([LI], wish("open", "Wu", reopens=True), "reopen_none"),
        ([LI, FINAL_BY_HAN, wish(who="Wu", reopens=True)], wish(final=True), None),
    ],
)  # fmt: skip
def test_what_is_taken_and_what_is_not(past, next_, refused):
    assert refusal(after(*past), next_, DAY) == refused


def test_a_final_decision_that_has_lapsed_locks_nothing():
    accepted = wish("accepted", until="2026-11-02")
    past = after(accepted, wish("accepted", "Han Mei", until="2026-11-02", final=True))
    assert refusal(past, wish("remediated", "Wu"), DAY) == "locked"
    assert refusal(past, wish("remediated", "Wu"), DAY + timedelta(days=1)) is None


def test_every_status_may_be_left_and_an_open_one_may_become_any():
    assert NEXT["open"] == set(NEXT)
    assert all(state in after_it and len(after_it) > 1 for state, after_it in NEXT.items())
    assert set(NEXT) - FINAL == {"open", "in_appeal"}


def test_a_decision_holds_on_its_last_day_and_is_open_again_after_it():
    decided = Decided("accepted", "Li", "li", "2026-11-01T00:00:00+00:00", "why", "2026-11-02")
    assert effective(standing([decided], DAY)) == "accepted"
    lapsed = standing([decided], DAY + timedelta(days=1))
    assert lapsed == replace(decided, lapsed=True)
    assert effective(lapsed) == "open"


people = st.sampled_from(["Li Lei", "li lei ", "Ｈａｎ", "Han", "Wu"])
days = st.sampled_from(["", "2026-11-01", "2026-11-02", "2026-11-05"])
wishes = st.builds(
    Wish,
    status=st.sampled_from(sorted(NEXT)),
    who=people,
    os_user=st.sampled_from(["a", "b", "c"]),
    reason=st.just("why"),
    until=days,
    due=days,
    final=st.booleans(),
    reopens=st.sampled_from([False, False, True]),
    shared_account=st.sampled_from([False, False, True]),
)
FOLDED = {"Li Lei": "li", "li lei ": "li", "Ｈａｎ": "han", "Han": "han", "Wu": "wu"}


class Replay:
    """The rules again, told as the story of one finding, event by event."""

    def __init__(self) -> None:
        self.status, self.until, self.due, self.final_by = "open", "", "", None
        self.people, self.accounts = set(), set()
        self.raw_status = None

    def takes(self, w: Wish, day: date) -> bool:
        over = self.until != "" and self.until < day.isoformat()
        status = "open" if over else self.status
        final_by = None if over else self.final_by
        has = self.raw_status is not None and not over
        if w.until and (w.until < day.isoformat() or w.status == "open"):
            return False
        if w.status == "accepted" and not w.until:
            return False
        if w.due and w.due < day.isoformat() and not (has and w.due == self.due):
            return False
        if (final_by is not None) != w.reopens:
            return False
        if w.reopens:
            person, account = final_by
            if w.final or person == FOLDED[w.who]:
                return False
            if account == w.os_user and not w.shared_account:
                return False
        if w.status not in NEXT[status]:
            return False
        if not w.final:
            return True
        return (
            w.status in {"confirmed", "false_alarm", "accepted", "remediated"}
            and has
            and status == w.status
            and w.until == self.until
            and FOLDED[w.who] not in self.people
            and (w.shared_account or w.os_user not in self.accounts)
        )

    def take(self, w: Wish) -> None:
        if self.raw_status != w.status or w.reopens:
            self.people, self.accounts = set(), set()
        self.people.add(FOLDED[w.who])
        self.accounts.add(w.os_user)
        self.status = self.raw_status = w.status
        self.until, self.due = w.until, w.due
        self.final_by = (FOLDED[w.who], w.os_user) if w.final else None


@given(st.lists(st.tuples(wishes, st.integers(0, 2)), max_size=12))
def test_the_rules_agree_with_a_story_told_event_by_event(steps):
    past, story, day = [], Replay(), date(2026, 11, 1)
    for each, later in steps:
        day += timedelta(days=later)
        refused = refusal(past, each, day)
        assert (refused is None) == story.takes(each, day), refused
        if refused is None:
            past.append(Event(each, day))
            story.take(each)
    finals = [i for i, event in enumerate(past) if event.final]
    for place in finals:
        before = [FOLDED[e.who] for e in chain_of(past[:place])]
        assert FOLDED[past[place].who] not in before
