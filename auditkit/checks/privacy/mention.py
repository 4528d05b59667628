"""Values, statements or words of a rule that stand where they must not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.groups import Key, keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.mentions import OWNERS, PLACES, SPEAKERS, SURE, Asks, Lexicon, Mentions
from auditkit.checks.privacy.choices import (
    STANDING,
    TEXTS,
    Kinds,
    Owners,
    Places,
    Roles,
    Speakers,
    Stances,
    Where,
    among,
    has_text,
    stands,
    told_to,
)
from auditkit.checks.privacy.offences import Asked, Offences, hits
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.text import any_of, carries
from auditkit.checks.timeline import days
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Way, Ways, covering
from auditkit.core.vocabulary import NONE, ROLES

_NAMELESS: Final = UNKNOWN.index(Unknown.NAMES)


class Wanted(Params):
    """Something that may stand in a text: values or statements, or a rule's own words.

    ``owners`` and ``holders`` say whose a value is, and either will do: ``owners`` as the log
    knows it, ``holders`` as the words before it say (其母电话), heard only where the log does not
    know it to be the debtor's or the collector's own. ``min_score`` asks how sure a value is.
    """

    kinds: Kinds = ()
    lexicons: tuple[Lexicon, ...] = ()
    owners: Owners | None = None
    holders: Roles | None = None
    stances: Stances = STANDING
    min_score: float = Field(default=SURE, ge=0, le=1)
    ways: ClassVar[Ways] = {
        "kinds": WIDENS,
        "lexicons": WIDENS,
        "stances": WIDENS,
        "owners": WIDENS_ALL,
        "holders": NEITHER,
        "min_score": NARROWS,
    }

    @model_validator(mode="after")
    def _something(self) -> Wanted:
        if not self.kinds and not self.lexicons:
            raise ValueError("nothing is looked for: kinds or lexicons")
        return self

    @property
    def names(self) -> frozenset[str]:
        """The kinds of mention that are wanted."""
        return frozenset((*self.kinds, *(lexicon.name for lexicon in self.lexicons)))


class MentionParams(Wanted):
    """No activity of ``select`` may hold what is wanted in a text of ``places``.

    ``speakers``: only what these say. ``recipients``: only what is told or sent to persons of
    these roles; where the text names nobody it is the party of the row, or with
    ``recipient_default: nobody`` no offence. ``stances``: what is negated, asked or planned is no
    offence unless named; a value stands wherever it stands, whatever is said of it. ``only_with``:
    each of these stands in the same text; ``without``: none of them does. ``spare_contact``: the
    number that the activity itself reached is no offence. ``where``: rows that carry all these
    attributes (others are out of scope); ``unless``: rows with one of them are free. Fewer than
    ``at_least`` offending mentions are no offence. A rule on the names of strangers (``PERSON``,
    owner unknown) does not judge texts in which nobody could look for them. A hit that rests on
    quoted or reported statements alone is at most for review. ``observed``: offending mentions;
    ``limit`` 0.
    """

    select: Selection = Selection()
    places: Places = PLACES.names
    speakers: Speakers | None = None
    recipients: Roles | None = None
    recipient_default: Literal["party", "nobody"] = "party"
    at_least: int = Field(default=1, ge=1)
    only_with: tuple[Wanted, ...] = ()
    without: tuple[Wanted, ...] = ()
    spare_contact: bool = False
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "places": WIDENS,
        "speakers": WIDENS_ALL,
        "recipients": WIDENS_ALL,
        "recipient_default": covering(party="p", nobody=""),
        **dict.fromkeys(("at_least", "without", "spare_contact", "where", "unless"), NARROWS),
        "only_with": Way(-1, inner=1),
    }


def run(frame: pd.DataFrame, params: MentionParams, mentions: Mentions) -> Hits:
    """Return the activities whose texts hold what they must not."""
    return judged(frame, params, mentions, offences(frame, params, mentions))


def judged(
    frame: pd.DataFrame, params: MentionParams, mentions: Mentions, found_so: Offences
) -> Hits:
    """Return the activities of ``params`` that some offending mentions make hits."""
    chosen, unknown = asked_rows(frame, params)
    asked = Asked(chosen, unknown, any_of(frame, params.unless))
    all_hits = hits(frame, mentions, found_so, asked, at_least=params.at_least)
    if not _strangers(params):
        return all_hits
    unread = all_hits.scope & (frame["unnamed"].to_numpy() != 0) & (all_hits.unknown == 0)
    unread[all_hits.table["anchor"].to_numpy()] = False
    return replace(all_hits, unknown=np.where(unread, _NAMELESS, all_hits.unknown).astype(np.int8))


def asked_rows(
    frame: pd.DataFrame, params: MentionParams, per: Sequence[Key] = ()
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return the activities whose texts are judged, and why others cannot be (code)."""
    shown = carries(frame, params.where)[0] & has_text(frame, params.places)
    chosen, unknown = select(frame, params.select)
    return keyed(frame, chosen & shown, np.where(shown, unknown, 0).astype(np.int8), per)


def _strangers(params: MentionParams) -> bool:
    """Return whether names that the log does not know are looked for."""
    return "PERSON" in params.kinds and (params.owners is None or "unknown" in params.owners)


def offences(frame: pd.DataFrame, params: MentionParams, mentions: Mentions) -> Offences:
    """Return which mentions are what must not stand in a text."""
    bad = found(params, mentions)
    bad &= among(PLACES, params.places, mentions.place)
    bad &= among(SPEAKERS, params.speakers, mentions.speaker)
    for other in params.only_with:
        bad &= _beside(other, mentions)
    for other in params.without:
        bad &= ~_beside(other, mentions)
    if params.spare_contact:
        bad &= (mentions.key == 0) | (mentions.key != days(frame, "contact_key")[mentions.row])
    if params.recipients is None:
        return Offences(bad, np.zeros(len(bad), dtype=bool))
    fall_back = params.recipient_default == "party"
    role = told_to(frame, mentions, fall_back=fall_back)
    untold = (role == NONE) & fall_back
    return Offences(bad & among(ROLES, params.recipients, role), bad & untold)


def found(wanted: Wanted, mentions: Mentions) -> NDArray[np.bool_]:
    """Return which mentions are what is wanted."""
    right = mentions.is_a(wanted.names) & stands(mentions, wanted.stances)
    right &= mentions.score >= np.float32(wanted.min_score)
    if wanted.owners is None and wanted.holders is None:
        return right
    held = among(ROLES, wanted.holders or (), mentions.holder)
    held &= ~among(OWNERS, ("debtor", "collector"), mentions.owner)
    return right & (held | among(OWNERS, wanted.owners or (), mentions.owner))


def _beside(wanted: Wanted, mentions: Mentions) -> NDArray[np.bool_]:
    """Return which mentions have what is wanted in the same text."""
    return np.isin(mentions.text, mentions.text[found(wanted, mentions)])


def lookback(_: MentionParams) -> int:
    """Return 0: a text is judged by itself."""
    return 0


def attributes(params: MentionParams) -> tuple[str, ...]:
    """Return the attributes that narrow or free."""
    return (*params.where, *params.unless)


def asks(params: MentionParams) -> Asks:
    """Return what is looked for, and what must or must not stand beside it."""
    total = Asks()
    for wanted in (params, *params.only_with, *params.without):
        total |= Asks(frozenset(wanted.kinds), wanted.lexicons)
    return total


def by_itself(params: MentionParams) -> tuple[str, ...]:
    """Return the places of the texts that are judged one by one."""
    return params.places


CHECK = Check(
    id="privacy.mention",
    grain=Grain.ROW,
    reads=tuple(dict.fromkeys((*READS, "debtor_key", "contact_key", TEXTS, "unnamed"))),
    params=MentionParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    asks=asks,
    by_itself=by_itself,
    title_zh="文本中不应出现的信息",
    title_en="What must not stand in a text",
)
