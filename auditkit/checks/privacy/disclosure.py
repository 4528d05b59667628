"""The debt told to a third person: by message, on a call, or as a note says."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks import consent as consents
from auditkit.checks.consent import Consent, consent_days, covered
from auditkit.checks.groups import keyed
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.mentions import OWNERS, PLACES, Asks, Mentions
from auditkit.checks.privacy.choices import (
    LENDER,
    STANDING,
    TELLING,
    TEXTS,
    Places,
    Roles,
    Stances,
    Where,
    among,
    by_collector,
    has_text,
    part_of_name,
    stands,
    told_to,
)
from auditkit.checks.privacy.offences import Asked, Offences, hits
from auditkit.checks.selection import READS, Selection, codes, select
from auditkit.checks.text import any_of, carries
from auditkit.checks.timeline import timeline
from auditkit.checks.ways import NARROWS, WIDENS, Ways
from auditkit.core.vocabulary import NONE, ROLES

Topic = Literal["amount", "overdue", "debt", "product", "lender", "lender_with_name", "collection"]
_NAMED_LENDER: Final = "lender_with_name"
_SAID: Final = ("message", "turn")
_NAME: Final = "PERSON"


class DisclosureParams(Params):
    """No debt of ``topics`` may be told to a person of ``roles`` by an activity of ``select``.

    In messages and calls what the collecting side says counts where the party of the row is of
    ``roles``; in notes what the note says was told, to a person of ``roles`` that it names or,
    where it names nobody, to such a party of the row. ``lender_with_name``: the lender named with
    the debtor, in one message or on one call. What a note denies, asks or plans was not told
    (``stances``); who asks or is asked of a debt learns of it, so in messages and calls only a
    denial tells nothing (``said_stances``).
    Where nobody can tell who heard it the row is not evaluated. A hit that rests on quoted or
    reported statements alone is at most for review. ``where`` rows carry all these attributes,
    ``unless`` rows with one of them are free, ``consent`` exempts. ``observed``: the statements
    that disclose; ``limit`` 0.
    """

    select: Selection = Selection()
    roles: Roles = Field(min_length=1)
    topics: tuple[Topic, ...] = Field(min_length=1)
    places: Places = PLACES.names
    stances: Stances = STANDING
    said_stances: Stances = TELLING
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    consent: Consent | None = None
    ways: ClassVar[Ways] = {
        **dict.fromkeys(("select", "roles", "topics", "places", "stances", "said_stances"), WIDENS),
        "where": NARROWS,
        "unless": NARROWS,
        "consent": NARROWS,
    }


def run(frame: pd.DataFrame, params: DisclosureParams, mentions: Mentions) -> Hits:
    """Return the activities that tell a third person of the debt."""
    shown = carries(frame, params.where)[0] & has_text(frame, params.places)
    chosen, unknown = select(frame, params.select)
    chosen, unknown = keyed(frame, chosen & shown, np.where(shown, unknown, 0).astype(np.int8))
    asked = Asked(chosen, unknown, any_of(frame, params.unless))
    by = covered(frame, timeline(frame), params.consent, chosen)
    return hits(frame, mentions, _offences(frame, params, mentions), asked, by=by)


def _offences(frame: pd.DataFrame, params: DisclosureParams, mentions: Mentions) -> Offences:
    place = among(PLACES, params.places, mentions.place)
    said = place & by_collector(frame, mentions) & among(PLACES, _SAID, mentions.place)
    said &= stands(mentions, params.said_stances)
    said &= mentions.is_a(_kinds("topic", params)) | _with_name(frame, params, mentions)
    said &= ~part_of_name(mentions)
    told = place & (mentions.place == PLACES.code("note")) & stands(mentions, params.stances)
    told &= mentions.is_a(_kinds("told", params))
    heard = _party(frame)[mentions.row]
    role = np.where(told, told_to(frame, mentions, fall_back=True), heard).astype(np.int8)
    bad = said | told
    return Offences(bad & among(ROLES, params.roles, role), bad & (role == NONE))


def _party(frame: pd.DataFrame) -> NDArray[np.int8]:
    """Return the role of each row's party, ``NONE`` where it is not known."""
    role = codes(frame, "party_role")
    return np.where(role == ROLES.code("unknown"), NONE, role).astype(np.int8)


def _kinds(family: str, params: DisclosureParams) -> tuple[str, ...]:
    """Return the statements of a family; a note that told the lender told it of the debtor."""
    names = {topic for topic in params.topics if topic != _NAMED_LENDER}
    if family == "told" and _NAMED_LENDER in params.topics:
        names.add("lender")
    return tuple(f"{family}.{name}" for name in sorted(names))


def _with_name(
    frame: pd.DataFrame, params: DisclosureParams, mentions: Mentions
) -> NDArray[np.bool_]:
    """Return where the lender is named and, in the same message or call, the debtor too."""
    if _NAMED_LENDER not in params.topics:
        return np.zeros(len(mentions), dtype=bool)
    names = mentions.is_a((_NAME,)) & (mentions.owner == OWNERS.code("debtor"))
    names &= by_collector(frame, mentions)
    whole = mentions.row * len(PLACES.terms) + mentions.place
    return mentions.is_a((LENDER,)) & np.isin(whole, whole[names])


def lookback(params: DisclosureParams) -> int:
    """Return 0, or the days that a consent may lie back."""
    return consent_days(params.consent, 0)


def attributes(params: DisclosureParams) -> tuple[str, ...]:
    """Return the attributes that narrow or free."""
    return (*params.where, *params.unless)


def asks(params: DisclosureParams) -> Asks:
    """Return the topics, what a note says was told of them, and the names that tell them apart."""
    kinds = {*_kinds("topic", params), *_kinds("told", params)}
    if not {_NAMED_LENDER, "product"}.isdisjoint(params.topics):
        kinds |= {LENDER}
    if _NAMED_LENDER in params.topics:
        kinds |= {_NAME}
    return Asks(frozenset(kinds))


def by_itself(params: DisclosureParams) -> tuple[str, ...]:
    """Return the places of the texts that are judged one by one."""
    return params.places


CHECK = Check(
    id="privacy.disclosure",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *consents.READS, TEXTS))),
    params=DisclosureParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    asks=asks,
    by_itself=by_itself,
    title_zh="向第三人透露债务",
    title_en="The debt told to a third person",
)
