"""How a rule chooses among mentions: by place, speaker, owner, role and stance."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Annotated, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import AfterValidator

from auditkit.checks.mentions import OWNERS, PLACES, SPEAKERS, STANCES, Mentions
from auditkit.checks.selection import codes, lut
from auditkit.checks.text import check_where
from auditkit.core.kinds import STATEMENTS, VALUES
from auditkit.core.vocabulary import CHANNELS, NONE, ROLES, Vocabulary

TEXTS: Final = "texts"
"""The frame column of bits that say which texts a row has: one bit for each place, in order."""
STANDING: Final = ("asserted", "quoted", "reported")
"""The stances in which a thing is said to be or to have happened."""
TELLING: Final = (*STANDING, "asked", "planned")
"""The stances in which a listener learns of a thing: only a denial tells nothing."""
SECOND_HAND: Final = ("quoted", "reported")
"""The stances that leave it to a reviewer whether the thing happened as told."""
LENDER: Final = "topic.lender"
PRODUCT: Final = "topic.product"
_MACHINE_SPEAKS_FOR_COLLECTOR: Final = ("robot_call",)


def _known(vocabulary: Vocabulary, words: tuple[str, ...]) -> tuple[str, ...]:
    if not set(words) <= set(vocabulary.names):
        raise ValueError(f"not a {vocabulary.name}: one of {', '.join(vocabulary.names)}")
    return words


def _kinds(words: tuple[str, ...]) -> tuple[str, ...]:
    if not set(words) <= {*VALUES.names, *STATEMENTS.names}:
        raise ValueError("not a value or statement of core.kinds")
    return words


Kinds = Annotated[tuple[str, ...], AfterValidator(_kinds)]
Places = Annotated[tuple[str, ...], AfterValidator(partial(_known, PLACES))]
Speakers = Annotated[tuple[str, ...], AfterValidator(partial(_known, SPEAKERS))]
Stances = Annotated[tuple[str, ...], AfterValidator(partial(_known, STANCES))]
Owners = Annotated[tuple[str, ...], AfterValidator(partial(_known, OWNERS))]
Roles = Annotated[tuple[str, ...], AfterValidator(partial(_known, ROLES))]
Where = Annotated[dict[str, bool | str], AfterValidator(check_where)]


def has_text(frame: pd.DataFrame, places: Collection[str]) -> NDArray[np.bool_]:
    """Return which rows have a text in one of the places."""
    bits = sum(1 << PLACES.code(place) for place in places)
    held: NDArray[np.bool_] = (frame[TEXTS].to_numpy() & bits) != 0
    return held


def among(
    vocabulary: Vocabulary, words: Collection[str] | None, code: NDArray[np.int8]
) -> NDArray[np.bool_]:
    """Return which codes are among the words; all of them when no words are given."""
    if words is None:
        return np.ones(len(code), dtype=bool)
    return lut(vocabulary, words)[code]


def is_value(mentions: Mentions) -> NDArray[np.bool_]:
    """Return which mentions are values, not statements or words of a rule."""
    return mentions.is_a(VALUES.names)


def stands(mentions: Mentions, stances: Collection[str]) -> NDArray[np.bool_]:
    """Return which mentions stand: a value does whatever is said of it, the rest by stance."""
    return is_value(mentions) | among(STANCES, stances, mentions.stance)


def second_hand(mentions: Mentions) -> NDArray[np.bool_]:
    """Return which statements are somebody else's words or a remark of quality control."""
    return ~is_value(mentions) & among(STANCES, SECOND_HAND, mentions.stance)


def part_of_name(mentions: Mentions) -> NDArray[np.bool_]:
    """Return the products that only name the lender: 信用卡中心 states who calls, not a card."""
    lender, product = mentions.is_a((LENDER,)), mentions.is_a((PRODUCT,))
    named = np.zeros(len(mentions), dtype=bool)
    if lender.any() and product.any():
        width = np.int64(mentions.end.max()) + 1
        span = (mentions.text * width + mentions.start) * width + mentions.end
        named[product] = np.isin(span[product], span[lender])
    return named


def by_collector(frame: pd.DataFrame, mentions: Mentions) -> NDArray[np.bool_]:
    """Return what the collecting side says; on a robot call the machine speaks for it."""
    robot = lut(CHANNELS, _MACHINE_SPEAKS_FOR_COLLECTOR)[codes(frame, "channel")]
    machine = (mentions.speaker == SPEAKERS.code("ivr")) & robot[mentions.row]
    said: NDArray[np.bool_] = (mentions.speaker == SPEAKERS.code("collector")) | machine
    return said


def told_to(frame: pd.DataFrame, mentions: Mentions, *, fall_back: bool) -> NDArray[np.int8]:
    """Return the role of whom each mention reaches, ``NONE`` where nobody can tell.

    ``fall_back``: where the text names nobody it is the party of the row.
    """
    role = mentions.recipient.copy()
    role[role == ROLES.code("unknown")] = NONE
    if fall_back:
        party = codes(frame, "party_role")[mentions.row]
        party = np.where(party == ROLES.code("unknown"), NONE, party)
        role = np.where(role == NONE, party, role)
    return role.astype(np.int8)
