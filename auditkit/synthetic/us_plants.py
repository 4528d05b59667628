"""Planted violations of a US month and their near misses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from auditkit.synthetic.us_shop import Account

_SPREAD: Final = ((5, "10:00:00"), (5, "15:00:00"), (6, "11:00:00"), (7, "09:30:00"))
_REST: Final = ((8, "13:00:00"), (9, "10:15:00"), (10, "09:05:00"))
_SEVEN: Final = (*_SPREAD, *_REST)
_TRIED: Final = ("NA", "AM", "A", "DROP")


def _hours(account: Account, n: int) -> None:
    clocks = ("07:59:59", "21:00:01", "21:30:00", "05:10:00", "23:59:59", "07:00:00")
    account.violates(account.call(6 + n % 3, clocks[n % 6]), "hours.local")


def _edge_hours(account: Account, n: int) -> None:
    account.call(6 + n % 3, ("08:00:00", "21:00:00")[n % 2])


def _eighth(account: Account, n: int) -> None:
    for index, (day, clock) in enumerate(_SEVEN):
        account.call(day, clock, _TRIED[index % 4], line=index % 2)
    account.violates(account.call(10, "14:05:00", _TRIED[n % 4]), "calls.seven-in-seven")
    if n % 2:
        account.violates(account.call(10, "16:05:00"), "calls.seven-in-seven")


def _seven_only(account: Account, n: int) -> None:
    for day, clock in _SEVEN:
        account.call(day, clock)
    account.call(10, "12:00:00", ("B", "DC", "DNCL", "AB")[n % 4])


def _eighth_on_day_eight(account: Account, n: int) -> None:
    for day, clock in _SEVEN:
        account.call(day, clock)
    account.call(12, "08:00:00", _TRIED[n % 4])


def _seven_in_a_day(account: Account, n: int) -> None:
    for hour in range(9, 15):
        account.call(14, f"{hour:02d}:10:00", _TRIED[n % 4])
    account.violates(account.call(14, "16:00:00"), "calls.seven-in-one-day")


def _after_talk(account: Account, n: int) -> None:
    account.call(6, "10:00:00", ("RPC", "SALE", "RTP")[n % 3])
    day = (6, 7, 8, 9, 10, 12)[n % 6]
    account.violates(account.call(day, "15:30:00"), "calls.after-conversation")


def _after_their_call(account: Account, n: int) -> None:
    account.call(6, "10:00:00", "RPC", direction="INBOUND")
    account.violates(account.call(7 + n % 4, "15:30:00"), "calls.after-conversation")


def _first_free_day(account: Account, n: int) -> None:
    account.call(6, "10:00:00", "RPC")
    account.call(8 + n % 3, "11:00:00", "B")
    account.call(13, "08:30:00")


def _agreed_call(account: Account, n: int) -> None:
    account.call(6, "10:00:00", "RPC")
    account.event(6, "10:30:00", "consent.given", by="debtor", scope="extra_calls", direct=True)
    account.call(7 + n % 4, "15:30:00")


def _minutes(account: Account, n: int) -> None:
    account.call(15, "10:00:00")
    again = account.call(15, ("10:05:00", "10:00:40", "10:04:59")[n % 3], _TRIED[n % 4])
    account.violates(again, "calls.five-minutes")


def _six_minutes(account: Account, n: int) -> None:
    account.call(15, "10:00:00")
    account.call(15, "10:05:01", _TRIED[n % 4])


def _sunday(account: Account, n: int) -> None:
    account.violates(account.call((4, 11, 18, 25)[n % 4], "13:00:00"), "calls.sunday")


def _second_location(account: Account, n: int) -> None:
    account.call(5, "10:00:00", "TPC", party="FRIEND", purpose="LOCATE")
    again = account.call(13 + n % 3, "10:00:00", "TPC", party="FRIEND", purpose="LOCATE")
    account.violates(again, "location.once")


def _soon_again(account: Account, n: int) -> None:
    account.call(5, "10:00:00", "TPC", party="RELATIVE", purpose="LOCATE")
    again = account.call(6 + n % 4, "10:00:00", "NA", party="RELATIVE", purpose="LOCATE")
    account.violates(again, "calls.after-conversation-third")


def _one_location(account: Account, n: int) -> None:
    account.call(5, "10:00:00", "NA", party="FRIEND", purpose="LOCATE")
    account.call(6 + n % 4, "10:00:00", "TPC", party="FRIEND", purpose="LOCATE")


def _told_third(account: Account, n: int) -> None:
    party = ("FRIEND", "RELATIVE", "EMPLOYER")[n % 3]
    comments = "explained that the loan is past due, will pass it on"
    call = account.call(15, "10:00:00", "TPC", party=party, comments=comments)
    account.violates(call, "third-party.barred", "third-party.disclosure")


def _debt_told(account: Account, n: int) -> None:
    comments = (
        "spoke w/ his sister, told her about the past due balance",
        "told the friend that the loan is delinquent",
        "advised mother of the amount owed, asked for callback",
    )[n % 3]
    party = ("RELATIVE", "FRIEND", "RELATIVE")[n % 3]
    call = account.call(15, "10:00:00", "TPC", party=party, purpose="LOCATE", comments=comments)
    account.violates(call, "location.debt-stated")


def _nothing_told(account: Account, n: int) -> None:
    comments = (
        "spoke w/ his sister, did not disclose the debt, left callback number",
        "friend asked what it is about, told him nothing",
        "TT mother re: current address only",
    )[n % 3]
    party = ("RELATIVE", "FRIEND", "RELATIVE")[n % 3]
    account.call(15, "10:00:00", "TPC", party=party, purpose="LOCATE", comments=comments)


def _ceased(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "cease.requested", written=True)
    account.violates(account.call(9 + n % 5 // 2 * 3, "11:00:00"), "cease.written")


def _ceased_orally(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "cease.requested", written=False)
    account.call(9 + n % 2, "11:00:00")


def _represented(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "debtor.represented")
    account.violates(account.call(12 + n % 4, "11:00:00"), "represented.consumer")


def _before_represented(account: Account, n: int) -> None:
    account.call(12 + n % 4, "11:00:00")
    account.event(12 + n % 4, "11:00:01", "debtor.represented")


def _opted_out(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "optout.requested", channel="call")
    account.violates(account.call(12 + n % 4, "11:00:00"), "medium.opt-out")


def _opted_out_of_texts(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "optout.requested", channel="sms")
    account.call(12 + n % 4, "11:00:00")


def _designated(account: Account, n: int) -> None:
    window = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "12:00"}
    account.event(8, "13:00:00", "inconvenient.designated", **window)
    clock = ("09:00:00", "11:59:59", "10:30:00")[n % 3]
    account.violates(account.call(12 + n % 4, clock), "designated.time-place")


def _beside_designated(account: Account, n: int) -> None:
    window = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "12:00"}
    account.event(8, "13:00:00", "inconvenient.designated", **window)
    account.call(12 + n % 4, ("08:59:59", "12:00:00")[n % 2])


def _work_named(account: Account, n: int) -> None:
    account.event(8, "13:00:00", "inconvenient.designated", place="work")
    call = account.call(12 + n % 4, "14:00:00", workplace=True, line=2)
    account.violates(call, "designated.time-place")


PLAYS: Final[tuple[Callable[[Account, int], None], ...]] = (
    _hours,
    _edge_hours,
    _eighth,
    _seven_only,
    _eighth_on_day_eight,
    _seven_in_a_day,
    _after_talk,
    _after_their_call,
    _first_free_day,
    _agreed_call,
    _minutes,
    _six_minutes,
    _sunday,
    _second_location,
    _soon_again,
    _one_location,
    _told_third,
    _debt_told,
    _nothing_told,
    _ceased,
    _ceased_orally,
    _represented,
    _before_represented,
    _opted_out,
    _opted_out_of_texts,
    _designated,
    _beside_designated,
    _work_named,
)
"""Everything that is planted, near misses included."""
