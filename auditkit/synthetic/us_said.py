"""Planted comments of a US month that tell what a collector said, and steps of an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from auditkit.synthetic.us_shop import Account

Play = Callable[[Account, int], None]
_SAID: Final[dict[str, tuple[str, ...]]] = {
    "false.arrest": (
        "told cx there is a warrant out for him",
        "advised her that she will be arrested if not paid today",
        "said the deputy will pick you up at work on friday",
    ),
    "false.attorney": (
        "said this is the law office calling about the loan",
        "told cx: I am an attorney and I handle your account",
    ),
    "false.authority": (
        "said this is officer Grant of the police department",
        "told cx I'm calling from the county court",
    ),
    "false.crime": (
        "told cx that not paying is a felony",
        "said you committed fraud and criminal charges follow",
    ),
    "false.legal-status": (
        "told cx the lawsuit has been filed",
        "advised him that a default judgment was entered against you",
        "said the summons is on the way",
    ),
    "false.seizure": (
        "told cx we will garnish his wages",
        "advised her the bank account is frozen as of today",
        "said we would put a lien on your house",
    ),
    "fee.unauthorised": (
        "told cx there is a collection fee of $45 on top",
        "added a convenience fee, cx not happy",
    ),
    "harass.insult": (
        "told him he is a deadbeat and a loser",
        "said you are a liar and hung up",
    ),
    "harass.threat": (
        "told cx we will call your boss every morning",
        "said we will let all your neighbors know what you owe",
        "told her: pay up or I will break your legs",
    ),
}
_FINE: Final = (
    "cx said he will sue us, noted",
    "cx called me an idiot and hung up",
    "no threats made, cx agreed to call back",
    "cx afraid of being arrested, told him that nobody is arrested for a debt",
    "told cx that we charge no fee of any kind",
    "cx asked whether we sued, told him no suit was filed",
)


def _said(topic: str, texts: tuple[str, ...]) -> Play:
    def said(account: Account, n: int) -> None:
        call = account.call(6 + n % 4, "10:20:00", "RPC", comments=texts[n % len(texts)])
        account.violates(call, topic)

    return said


def _fine(account: Account, n: int) -> None:
    account.call(6 + n % 4, "10:20:00", "RPC", comments=_FINE[n % len(_FINE)])


def _sued(account: Account, n: int) -> None:
    places = {"venue": "Essex County NJ", "signed_at": "Essex County NJ"}
    account.event(2, "09:00:00", "suit.filed", resides_at="Bergen County NJ", **places)
    texts = _SAID["false.legal-status"][:1]
    account.call(6 + n % 4, "10:20:00", "RPC", comments=texts[n % len(texts)])


def _won(account: Account, n: int) -> None:
    account.event(2, "09:00:00", "judgment.effective")
    texts = _SAID["false.seizure"]
    account.call(6 + n % 4, "10:20:00", "RPC", comments=texts[n % len(texts)])


def _sued_elsewhere(account: Account, n: int) -> None:
    places = {"signed_at": "Essex County NJ", "resides_at": "Bergen County NJ"}
    venue = ("Kings County NY", "Hudson County NJ")[n % 2]
    account.violates(
        account.event(14, "09:00:00", "suit.filed", venue=venue, **places), "venue.suit"
    )


def _barred_suit(account: Account, n: int) -> None:
    account.event(1 - n, "09:00:00", "debt.time_barred")
    places = {"venue": "Essex County NJ", "signed_at": "Essex County NJ"}
    filed = account.event(14, "09:00:00", "suit.filed", resides_at="Bergen County NJ", **places)
    account.violates(filed, "time-barred.suit")


def _barred_threat(account: Account, n: int) -> None:
    account.event(1 - n, "09:00:00", "debt.time_barred")
    text = ("told cx we will sue you over this", "advised that we are going to file a lawsuit")[
        n % 2
    ]
    call = account.call(6 + n % 4, "10:20:00", "RPC", comments=text)
    account.violates(call, "time-barred.threat")


def _barred_later(account: Account, n: int) -> None:
    account.call(6 + n % 4, "10:20:00", "RPC", comments="told cx we will sue you over this")
    account.event(20, "09:00:00", "debt.time_barred")


def _disputed(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "dispute.opened", written=True)
    account.violates(account.call(9 + n % 3 * 3, "11:00:00"), "dispute.hold")


def _answered(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "dispute.opened", written=True)
    account.event(9, "09:00:00", "verification.sent")
    account.call(12 + n % 4, "11:00:00")


def _disputed_orally(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "dispute.opened", written=False)
    account.call(12 + n % 4, "11:00:00")


def _asked_for_creditor(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "original_creditor.requested", written=True)
    account.violates(account.call(12 + n % 4, "11:00:00"), "dispute.original-creditor")


def _creditor_named(account: Account, n: int) -> None:
    account.event(8, "09:00:00", "original_creditor.requested", written=True)
    account.event(9, "09:00:00", "verification.sent")
    account.call(12 + n % 4, "11:00:00")


def _deleted(account: Account, n: int) -> None:
    account.call(6 + n % 4, "11:00:00")
    account.violates(account.event(20, "09:00:00", "record.deleted"), "records.deleted")


def _deleted_unused(account: Account, n: int) -> None:
    account.event(20 + n % 4, "09:00:00", "record.deleted")


def _short_period(account: Account, n: int) -> None:
    printed = f"2026-11-{5 + n:02d}"
    notice = account.event(6, "09:00:00", "validation.notice", printed_end_date=printed)
    account.violates(notice, "validation.period")


def _long_period(account: Account, n: int) -> None:
    printed = f"2026-11-{12 + n:02d}"
    account.event(6, "09:00:00", "validation.notice", printed_end_date=printed)


def _never_notified(account: Account, n: int) -> None:
    call = account.call(6 + n % 4, "10:20:00", "RPC")
    account.violates(call, "validation.notice.missing")


def _notified_in_time(account: Account, n: int) -> None:
    account.call(6 + n % 4, "10:20:00", "RPC")
    printed = "2026-12-20"
    account.event(11, "09:00:00", "validation.notice", printed_end_date=printed)


def _nobody_reached(account: Account, n: int) -> None:
    account.call(6 + n % 4, "10:20:00", ("NA", "AM", "B")[n % 3])


UNNOTIFIED: Final[tuple[Play, ...]] = (_never_notified, _notified_in_time, _nobody_reached)
"""Played on accounts that got no validation notice before the month."""
PLAYS: Final[tuple[Play, ...]] = (
    *(_said(topic, texts) for topic, texts in _SAID.items()),
    _fine,
    _sued,
    _won,
    _sued_elsewhere,
    _barred_suit,
    _barred_threat,
    _barred_later,
    _disputed,
    _answered,
    _disputed_orally,
    _asked_for_creditor,
    _creditor_named,
    _deleted,
    _deleted_unused,
    _short_period,
    _long_period,
)
"""Everything that is planted of what is said and of steps, near misses included."""
