"""Statements of fact held to the record: a suit is filed only when the log says that it is."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from auditkit.checks.conduct.language import CHECK as LANGUAGE
from auditkit.checks.conduct.language import LanguageParams
from auditkit.checks.conduct.needs import Need
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.mentions import Mentions
from auditkit.checks.privacy.choices import STANDING, Stances
from auditkit.checks.selection import Selection


class Following(Params):
    """What makes an announcement true: one of ``steps`` or an activity within ``within_days``."""

    steps: tuple[str, ...] = ()
    activity: Selection | None = None
    within_days: int = Field(ge=0)


class ClaimParams(LanguageParams):
    """A statement that a text makes must be backed by the record on that day.

    The statement is found as in ``conduct.language`` (``stances`` of fact by default; a plan is
    another statement). It is backed when one of ``backed_by`` is met before it or in its own row
    (steps of the row itself count), or what ``followed_by`` names comes in time (pending until
    the last day known: no hit); it is refuted when one of ``contradicted_by`` is met. With
    ``backed_by`` or ``followed_by`` an unbacked statement is a hit, with ``contradicted_by`` a
    refuted one. In an excerpt of a call (``attrs.excerpt``) an unbacked statement is not
    evaluated (text). ``lookback_days``: how far the record must reach for its silence to mean
    something. ``observed``: the mentions; ``limit`` 0. Groups never cross debtors.
    """

    stances: Stances = STANDING
    per: tuple[Key, ...] = ("case",)
    backed_by: tuple[Need, ...] = ()
    followed_by: Following | None = None
    contradicted_by: tuple[Need, ...] = ()
    lookback_days: int = Field(ge=1)


def run(frame: pd.DataFrame, params: ClaimParams, mentions: Mentions) -> Hits:
    """Return the activities whose texts claim what the record does not back."""
    raise NotImplementedError


def lookback(params: ClaimParams) -> int:
    """Return how far the record must reach."""
    return params.lookback_days


def sought(params: ClaimParams) -> tuple[str, ...]:
    """Return the steps of which none may be on record."""
    return tuple(step for need in params.backed_by for step in need.steps)


def attributes(params: ClaimParams) -> tuple[str, ...]:
    """Return the attributes that narrow, free, or are asked of what backs or refutes."""
    needs = (*params.backed_by, *params.contradicted_by)
    of_needs = (name for need in needs for name in (*need.where, *need.evidence))
    return (*params.where, *params.unless, *of_needs)


CHECK = Check(
    id="conduct.claim",
    grain=Grain.DEBTOR,
    reads=tuple(
        dict.fromkeys(
            (*LANGUAGE.reads, *GROUP_READS, "step", "attrs.derived", "attrs.excerpt", "as_of_day")
        )
    ),
    params=ClaimParams,
    run=run,
    lookback=lookback,
    absence=True,
    evidence="steps",
    sought=sought,
    attributes=attributes,
    asks=LANGUAGE.asks,
    title_zh="与记录不符的陈述",
    title_en="Statements that the record does not back",
)
