"""What a check is, what it takes and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from auditkit.checks.ways import Ways

if TYPE_CHECKING:
    from auditkit.checks.mentions import Asks

HIT_COLUMNS: Final = {
    "anchor": np.int64,  # position in the frame of the activity that offends
    "group": np.int64,  # key of the group the rule counts in
    "incident": np.int64,  # hits with one number share an incident; numbered per check run
    "lo": np.int64,  # order[lo:hi] are the activities counted or read, in time order
    "hi": np.int64,
    "observed": np.float64,
    "limit": np.float64,
    "first_day": np.int32,  # local days of the window, NO_DAY when the rule has none
    "last_day": np.int32,
    "by": np.int64,  # position of the record that exempts, -1 when this is a finding
    "trigger": np.int64,  # position of the record that opened the state, -1 when there is none
    "seen_lo": np.int64,  # seen[seen_lo:seen_hi] are the mentions that the hit rests on
    "seen_hi": np.int64,
    "at_most": np.int64,  # place in AT_MOST: a hit may be less certain than its rule
    "due_day": np.int32,  # local day on which a duty was breached, NO_DAY when the anchor's counts
}
AT_MOST: Final[tuple[Literal["", "presumptive", "review", "advisory"], ...]] = (
    "",
    "presumptive",
    "review",
    "advisory",
)
"""``AT_MOST[code]`` is the most that a hit's certainty can be; "" leaves the rule's own."""
NO_MENTIONS: Final = np.empty(0, dtype=np.int64)


class Grain(StrEnum):
    """Which rows a check must see together."""

    ROW = "row"
    DEBTOR = "debtor"
    PARTY = "party"
    CONTACT = "contact"
    CASE = "case"
    COLLECTOR = "collector"
    AGENCY = "agency"


class Unknown(StrEnum):
    """Why a row could not be judged; the position is the code in ``Hits.unknown`` (0 is judged)."""

    NONE = ""
    OUTCOME = "outcome"
    ROLE = "party_role"
    DIRECTION = "direction"
    CHANNEL = "channel"
    PURPOSE = "purpose"
    CONTACT_KIND = "contact_kind"
    LINE_TYPE = "line_type"
    CONTACT = "contact"
    ZONE = "zone"
    DURATION = "duration_s"
    ATTRIBUTE = "attribute"
    STATE = "state"
    HISTORY = "history"
    DEBTOR = "debtor_id"
    CASE = "case_id"
    CONTACT_SOURCE = "contact_source"
    LIST = "list"
    ACTOR = "actor"
    TEXT = "text"
    NAMES = "names"
    RECORDED = "recorded_at"
    DIALLER = "dialler"
    NOTE = "note"
    FACTS = "facts"
    AMOUNT = "amount"
    EXCERPT = "excerpt"
    SPEAKER = "speaker"


UNKNOWN: Final = tuple(Unknown)
"""``UNKNOWN[code]`` is the reason of a row; append only."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a check found in one frame.

    ``table`` has ``HIT_COLUMNS``; ``order`` holds frame positions that hits slice by ``lo:hi``;
    ``scope`` marks the rows the rule speaks of; ``unknown`` holds, for rows that cannot be judged,
    the code of the reason, else 0. All positions count from 0 in the frame that was given.
    ``seen`` holds positions of mentions (``Mentions.at``) that hits slice by ``seen_lo:seen_hi``.
    """

    table: pd.DataFrame
    order: NDArray[np.int64]
    scope: NDArray[np.bool_]
    unknown: NDArray[np.int8]
    seen: NDArray[np.int64] = field(default_factory=lambda: NO_MENTIONS)


class Params(BaseModel):
    """Base of the parameters of a check: closed, frozen, silent about the values it refuses.

    ``ways`` says of each parameter which way it makes the rule stricter (see ``checks.ways``).
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True
    )
    ways: ClassVar[Ways] = {}


def nothing(_: Params) -> tuple[Any, ...]:
    """Return nothing: what a check asks for that asks for none."""
    return ()


@dataclass(frozen=True, slots=True)
class Check:
    """A kernel that knows no law.

    ``run(frame, params) -> Hits`` is pure and total on empty frames, sees the columns in ``reads``
    and ``core.frame.IDENTITY`` and no others, and never relies on the order of the rows.
    ``lookback(params)`` says how many local days before an activity, its own included, must be
    known: 0 none, -1 all there is. ``absence`` is set when a hit means that something is missing,
    so that a cut look-back makes the hit "not evaluated" instead of a finding; ``evidence`` says
    which rows the absent record would be: acts of contact, or steps, and ``sought(params)`` which
    steps, so that a list of those alone tells that there is none; a check of steps that seeks none
    with these parameters seeks acts. ``attributes(params)`` names the attributes that these
    parameters ask for, read besides ``reads``, ``also(params)`` other columns of the frame;
    ``silence(params)`` those attributes whose absence makes a hit, so that a source without such
    a column is "not evaluated"; ``unwritten(params)`` does the same for texts (note, message,
    turns).
    ``duties`` is set when hits may be anchored on rows before the days audited, with the
    ``due_day`` on which the duty was breached.
    ``asks(params)`` says what a text rule wants to know of the texts; its kernel is called as
    ``run(frame, params, mentions)`` with ``checks.mentions.Mentions`` of those kinds and lexicons
    alone, and never sees a text. ``by_itself(params)`` names what the kernel can judge of one
    activity alone, whatever else was done: the texts of places, or ``clock``, its time of day;
    by these a rule can judge what nobody has done yet. ``edges(params)`` are the seconds of a day
    at which a judgement of ``clock`` may turn: all seconds between two of them are judged alike.
    """

    id: str
    grain: Grain
    reads: tuple[str, ...]
    params: type[Params]
    run: Callable[..., Hits]
    lookback: Callable[[Any], int]
    absence: bool = False
    duties: bool = False
    evidence: Literal["acts", "steps"] = "acts"
    sought: Callable[[Any], tuple[str, ...]] = nothing
    attributes: Callable[[Any], tuple[str, ...]] = nothing
    also: Callable[[Any], tuple[str, ...]] = nothing
    silence: Callable[[Any], tuple[str, ...]] = nothing
    unwritten: Callable[[Any], tuple[str, ...]] = nothing
    asks: Callable[[Any], Asks] | None = None
    by_itself: Callable[[Any], tuple[str, ...]] = nothing
    edges: Callable[[Any], tuple[int, ...]] = nothing
    title_zh: str = ""
    title_en: str = ""

    def columns(self, params: Params) -> tuple[str, ...]:
        """Return the frame columns that the kernel is given with these parameters."""
        named = (f"attrs.{name}" for name in self.attributes(params))
        return tuple(dict.fromkeys((*self.reads, *named, *self.also(params))))

    def window(self, params: Params) -> int:
        """Return the look-back of what is counted or sought, consents left aside."""
        if "consent" in type(params).model_fields:
            params = params.model_copy(update={"consent": None})
        return self.lookback(params)
