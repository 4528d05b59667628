"""Contact while a state bars it: refusal, cease, opt-out, representation, a plan in performance."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from auditkit.checks.groups import Key
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class AfterStateParams(Params):
    """No activity of ``barred`` while a state stands in its group.

    The state opens with one of ``opened_by`` (a step, whose row carries the attributes in
    ``where``) or with an activity of ``opened_by_activity``; it binds activities later in
    (instant, activity_id), ends with one of ``closed_by``, and after the local date in the
    opening row's ``attrs.until`` when ``until_attr``. ``allow`` activities after each opening are
    free (a reply, a confirmation). ``match_channel``: only the channel named in the opening row's
    ``attrs.channel`` is barred (every channel when it names none); ``match_address``: only the
    number named in ``attrs.address``. ``unstated`` says what an opening row is whose ``where``
    attribute is absent: it opens, does not open, or makes later rows not evaluated.
    ``observed`` is the local days since the opening (same day 0), ``limit`` is ``allow``.
    """

    barred: Selection
    per: tuple[Key, ...]
    opened_by: tuple[str, ...] = ()
    opened_by_activity: Selection | None = None
    where: dict[str, bool | str] = Field(default_factory=dict)
    unstated: Literal["opens", "ignored", "not_evaluated"] = "not_evaluated"
    closed_by: tuple[str, ...] = ()
    until_attr: bool = False
    allow: int = 0
    match_channel: bool = False
    match_address: bool = False
