"""Which activities a rule speaks of, answered with yes, no or "cannot be told"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import field_validator

from auditkit.checks.interface import UNKNOWN, Params, Unknown
from auditkit.checks.text import read_words
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS_ALL, Ways, covering
from auditkit.core import vocabulary as v
from auditkit.core.vocabulary import NONE, OUTCOME_FLAGS, OUTCOMES, Outcome, Vocabulary

Counter = Literal["row", "attempt", "connected", "conversation", "unconnected"]

_WORDS: Final[dict[str, tuple[str, Vocabulary, Unknown]]] = {
    "channels": ("channel", v.CHANNELS, Unknown.CHANNEL),
    "directions": ("direction", v.DIRECTIONS, Unknown.DIRECTION),
    "purposes": ("purpose", v.PURPOSES, Unknown.PURPOSE),
    "roles": ("party_role", v.ROLES, Unknown.ROLE),
    "contact_kinds": ("contact_kind", v.CONTACT_KINDS, Unknown.CONTACT_KIND),
    "contact_sources": ("contact_source", v.CONTACT_SOURCES, Unknown.CONTACT_SOURCE),
    "line_types": ("line_type", v.LINE_TYPES, Unknown.LINE_TYPE),
    "outcomes": ("outcome", v.OUTCOMES, Unknown.OUTCOME),
}

READS: Final = (*(row[0] for row in _WORDS.values()), "agency_key", "duration_s", "attrs.mode")
"""The frame columns a selection may look at; every check that selects declares them."""


class Selection(Params):
    """A choice of activities; what is not named is not asked.

    ``counter`` reads the flags of the outcome: ``row`` every row, ``attempt`` rows that tried,
    ``connected``, ``conversation`` (words exchanged, at least ``min_talk_s`` seconds when given),
    ``unconnected`` attempts that were not connected. ``actor`` tells the lender's own rows from
    an agency's. ``modes`` reads ``attrs.mode``; ``mode_unsaid`` is what a row without it counts as.
    """

    channels: tuple[str, ...] | None = None
    directions: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    contact_kinds: tuple[str, ...] | None = None
    contact_sources: tuple[str, ...] | None = None
    line_types: tuple[str, ...] | None = None
    outcomes: tuple[str, ...] | None = None
    counter: Counter = "row"
    outcomes_except: tuple[str, ...] = ()
    min_talk_s: int | None = None
    actor: Literal["any", "lender", "agency"] = "any"
    modes: tuple[Literal["notice", "interactive"], ...] | None = None
    mode_unsaid: Literal["notice", "interactive"] = "interactive"
    ways: ClassVar[Ways] = {
        **dict.fromkeys(
            (
                "channels",
                "directions",
                "purposes",
                "roles",
                "contact_kinds",
                "contact_sources",
                "line_types",
                "outcomes",
                "modes",
            ),
            WIDENS_ALL,
        ),
        "counter": covering(
            row="rucv", attempt="ucv", connected="cv", conversation="v", unconnected="u"
        ),
        "outcomes_except": NARROWS,
        "min_talk_s": NARROWS,
        "actor": covering(any="la", lender="l", agency="a"),
        "mode_unsaid": NEITHER,
    }

    @field_validator(*_WORDS)
    @classmethod
    def _known(cls, words: tuple[str, ...] | None, info: object) -> tuple[str, ...] | None:
        vocabulary = _WORDS[getattr(info, "field_name", "")][1]
        for word in words or ():
            if word not in vocabulary.names:
                raise ValueError(f"not a {vocabulary.name}: one of {', '.join(vocabulary.names)}")
        return words


def lut(vocabulary: Vocabulary, words: Iterable[str]) -> NDArray[np.bool_]:
    """Return a table by code; its last entry, reached by ``NONE``, is False."""
    chosen = set(words)
    return np.array([name in chosen for name in vocabulary.names] + [False])


def flag_lut(flag: str) -> NDArray[np.bool_]:
    """Return which outcome codes carry a flag of ``OUTCOME_FLAGS``."""
    letter = OUTCOME_FLAGS[flag]
    return np.array(
        [isinstance(t, Outcome) and letter in t.flags for t in OUTCOMES.terms] + [False]
    )


def codes(frame: pd.DataFrame, column: str) -> NDArray[np.int8]:
    """Return a code column as an array."""
    return frame[column].to_numpy(dtype=np.int8)


def select(frame: pd.DataFrame, which: Selection) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows are chosen, and for rows that cannot be told the code of the reason.

    A row that some said value already excludes is excluded, whatever else is unknown; a row is
    never both chosen and unknown.
    """
    chosen = np.ones(len(frame), dtype=bool)
    unknown = np.zeros(len(frame), dtype=np.int8)
    for name, (column, vocabulary, reason) in _WORDS.items():
        words = getattr(which, name)
        if words is not None:
            value = codes(frame, column)
            unsaid = _unsaid(value, vocabulary, words)
            chosen &= lut(vocabulary, words)[value] | unsaid
            unknown[unsaid & (unknown == 0)] = UNKNOWN.index(reason)
    _select_actor(frame, which, chosen)
    _select_mode(frame, which, chosen)
    _select_outcome(frame, which, chosen, unknown)
    unknown[~chosen] = 0
    chosen &= unknown == 0
    return chosen, unknown


def _unsaid(
    value: NDArray[np.int8], vocabulary: Vocabulary, words: tuple[str, ...]
) -> NDArray[np.bool_]:
    unsaid: NDArray[np.bool_] = value == NONE
    if "unknown" in vocabulary.names and "unknown" not in words:
        unsaid |= value == vocabulary.code("unknown")
    return unsaid


def _select_actor(frame: pd.DataFrame, which: Selection, chosen: NDArray[np.bool_]) -> None:
    if which.actor != "any":
        agency = frame["agency_key"].to_numpy() != 0
        chosen &= agency if which.actor == "agency" else ~agency


def _select_mode(frame: pd.DataFrame, which: Selection, chosen: NDArray[np.bool_]) -> None:
    if which.modes is not None:
        modes = set(which.modes)
        chosen &= read_words(frame["attrs.mode"], modes.__contains__, which.mode_unsaid in modes)


def _select_outcome(
    frame: pd.DataFrame, which: Selection, chosen: NDArray[np.bool_], unknown: NDArray[np.int8]
) -> None:
    if which.counter == "row" and not which.outcomes_except and which.min_talk_s is None:
        return
    value = codes(frame, "outcome")
    unsaid = (value == NONE) | (value == OUTCOMES.code("unknown"))
    unknown[unsaid & (unknown == 0)] = UNKNOWN.index(Unknown.OUTCOME)
    if which.counter == "unconnected":
        carries = flag_lut("attempt") & ~flag_lut("connected")
    elif which.counter == "row":
        carries = np.ones(len(OUTCOMES.terms) + 1, dtype=bool)
    else:
        carries = flag_lut(which.counter)
    chosen &= (carries & ~lut(OUTCOMES, which.outcomes_except))[value] | unsaid
    if which.min_talk_s is not None:
        talk = frame["duration_s"].to_numpy()
        unsaid_talk = talk < 0
        chosen &= (talk >= which.min_talk_s) | unsaid_talk
        unknown[unsaid_talk & (unknown == 0)] = UNKNOWN.index(Unknown.DURATION)
