"""What a case is when something is done to it: its amounts, product, class, days past due."""

from __future__ import annotations

from typing import Literal

import pandas as pd
from pydantic import Field

from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection


class FactsParams(Params):
    """Each asked activity must find the facts of its case within bounds.

    Asked are activities of ``select`` with one of ``steps`` (any when none is named) and all of
    ``where``; those with one of ``unless`` are free. A fact is what the asked row itself says of an
    attribute, else what the latest row of the group before it says that is one of ``from_steps``.
    Exactly one demand: ``at_least`` / ``at_most`` of the sum of the numbers in ``attributes``;
    ``one_of`` / ``none_of`` of the one text in ``attributes``; ``bands``: by the text of
    ``band_of`` (word: lowest and highest, both inclusive, null is open), which must hold the
    number. ``advance``: the number grows by one for each local day since the row that says it
    (days past due). ``unsaid``: what an activity is of whose case a fact is not known: a hit, or
    not evaluated (facts). ``observed`` is the number (NaN of texts), ``limit`` the bound that it
    breaks.
    """

    select: Selection = Selection()
    steps: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    per: tuple[Key, ...] = ("case",)
    from_steps: tuple[str, ...] = ("case.facts",)
    attributes: tuple[str, ...] = Field(min_length=1)
    at_least: float | None = None
    at_most: float | None = None
    one_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    band_of: str = ""
    bands: dict[str, tuple[float | None, float | None]] = Field(default_factory=dict)
    advance: bool = False
    unsaid: Literal["hit", "not_evaluated"] = "not_evaluated"


def run(frame: pd.DataFrame, params: FactsParams) -> Hits:
    """Return the activities that the facts of their case do not allow."""
    raise NotImplementedError


def lookback(_: FactsParams) -> int:
    """Return 0: what is not known is not evaluated."""
    return 0


def attributes(params: FactsParams) -> tuple[str, ...]:
    """Return the attributes that the parameters ask for."""
    return (
        *params.where,
        *params.unless,
        *params.attributes,
        *((params.band_of,) if params.band_of else ()),
    )


CHECK = Check(
    id="conduct.facts",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived"))),
    params=FactsParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    title_zh="案件要素不符的步骤",
    title_en="Steps that the facts of the case do not allow",
)
