"""A call that speaks of the debt before the other party is known to be the debtor."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.mentions import PLACES, SPEAKERS, Asks, Mentions
from auditkit.checks.privacy.choices import (
    LENDER,
    STANDING,
    TELLING,
    TEXTS,
    Roles,
    among,
    by_collector,
    has_text,
    part_of_name,
    stands,
)
from auditkit.checks.privacy.offences import Asked, Offences, hits
from auditkit.checks.selection import READS, Selection, codes, lut, select
from auditkit.checks.ways import NARROWS_ALL, WIDENS, Ways
from auditkit.core.vocabulary import NONE, ROLES

Topic = Literal["amount", "overdue", "debt", "product", "lender", "collection"]
_ASKED: Final = "asked.identity"
_CONFIRMED: Final = "confirmed.identity"
_NEVER: Final = 2**31 - 1
_TURNS: Final = 2**32
"""More turns than a call has, so that (row, turn) is one number."""


class BeforeVerificationParams(Params):
    """On a call of ``select`` the collector speaks of ``topics`` only after identity is confirmed.

    Identity is confirmed in the first turn in which the other party confirms it no more than
    ``answer_within`` turns after the collector asked (at any later turn when it is not given; with
    ``asked_first: false`` whether asked or not). Only a denial is no speaking of the debt: who is
    asked of it learns of it. Calls with a party of ``roles`` are judged, a party that is not named
    counting as ``unknown``. A row that says ``identity_verified`` is free. A row whose text is an
    excerpt is not evaluated, nor is one where a topic would offend and nobody says who raised it.
    ``observed``: the statements made too early; ``limit`` 0.
    """

    select: Selection = Selection()
    roles: Roles = ("debtor", "unknown")
    topics: tuple[Topic, ...] = Field(min_length=1)
    asked_first: bool = True
    answer_within: int | None = Field(default=None, ge=1)
    ways: ClassVar[Ways] = {
        **dict.fromkeys(("select", "roles", "topics", "asked_first"), WIDENS),
        "answer_within": NARROWS_ALL,
    }


def run(frame: pd.DataFrame, params: BeforeVerificationParams, mentions: Mentions) -> Hits:
    """Return the calls on which the debt was spoken of too early."""
    here = has_text(frame, ("turn",)) & _party(frame, params)
    chosen, unknown = select(frame, params.select)
    chosen, unknown = keyed(frame, chosen & here, np.where(here, unknown, 0).astype(np.int8))
    free = frame["attrs.identity_verified"].to_numpy() == 1
    cut = chosen & ~free & (frame["attrs.excerpt"].to_numpy() == 1)
    asked = Asked(chosen & ~cut, unknown, free)
    found = hits(frame, mentions, _early(frame, params, mentions), asked, untold=Unknown.SPEAKER)
    untold = np.where(cut, UNKNOWN.index(Unknown.EXCERPT), found.unknown).astype(np.int8)
    return replace(found, scope=found.scope | cut, unknown=untold)


def _party(frame: pd.DataFrame, params: BeforeVerificationParams) -> NDArray[np.bool_]:
    role = codes(frame, "party_role")
    return lut(ROLES, params.roles)[np.where(role == NONE, ROLES.code("unknown"), role)]


def _early(frame: pd.DataFrame, params: BeforeVerificationParams, mentions: Mentions) -> Offences:
    """Return the topics raised before the confirmation, and those of nobody knows whom."""
    topic = stands(mentions, TELLING) & _on_call(mentions)
    topic &= mentions.is_a(f"topic.{name}" for name in params.topics) & ~part_of_name(mentions)
    topic &= mentions.turn < _confirmed(frame, params, mentions)[mentions.row]
    nobody = among(SPEAKERS, ("none",), mentions.speaker)
    return Offences(topic & by_collector(frame, mentions), topic & nobody)


def _confirmed(
    frame: pd.DataFrame, params: BeforeVerificationParams, mentions: Mentions
) -> NDArray[np.int64]:
    """Return by row the turn in which identity was confirmed, beyond all turns where it was not."""
    says_so = mentions.is_a((_CONFIRMED,)) & _on_call(mentions) & stands(mentions, STANDING)
    says_so &= mentions.speaker == SPEAKERS.code("party")
    if params.asked_first:
        says_so &= _answers(frame, params, mentions)
    confirmed = np.full(len(frame), _NEVER, dtype=np.int64)
    np.minimum.at(confirmed, mentions.row[says_so], mentions.turn[says_so])
    return confirmed


def _answers(
    frame: pd.DataFrame, params: BeforeVerificationParams, mentions: Mentions
) -> NDArray[np.bool_]:
    """Return which mentions stand soon enough after the collector asked who is speaking."""
    turn = mentions.row * _TURNS + mentions.turn
    asks_who = mentions.is_a((_ASKED,)) & _on_call(mentions) & by_collector(frame, mentions)
    asked = np.unique(turn[asks_who])
    if not len(asked):
        return asks_who
    last = np.searchsorted(asked, turn, side="left") - 1
    since = turn - asked[np.maximum(last, 0)]
    within = _TURNS if params.answer_within is None else params.answer_within + 1
    same = asked[np.maximum(last, 0)] // _TURNS == mentions.row
    answers: NDArray[np.bool_] = (last >= 0) & same & (since < within)
    return answers


def _on_call(mentions: Mentions) -> NDArray[np.bool_]:
    on_call: NDArray[np.bool_] = mentions.place == PLACES.code("turn")
    return on_call


def lookback(_: BeforeVerificationParams) -> int:
    """Return 0: a call is judged by itself."""
    return 0


def asks(params: BeforeVerificationParams) -> Asks:
    """Return the topics, the question who is speaking and the answer."""
    topics = (f"topic.{name}" for name in params.topics)
    return Asks(frozenset({_ASKED, _CONFIRMED, LENDER, *topics}))


def by_itself(_: BeforeVerificationParams) -> tuple[str, ...]:
    """Return that a transcript is judged by itself."""
    return ("turn",)


CHECK = Check(
    id="privacy.before_verification",
    grain=Grain.ROW,
    reads=tuple(
        dict.fromkeys((*READS, "debtor_key", "attrs.identity_verified", "attrs.excerpt", TEXTS))
    ),
    params=BeforeVerificationParams,
    run=run,
    lookback=lookback,
    asks=asks,
    by_itself=by_itself,
    title_zh="核实身份之前谈及债务",
    title_en="The debt spoken of before identity is confirmed",
)
