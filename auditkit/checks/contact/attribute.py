"""What a record of a contact must show: two visitors, a recording, an institution named."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from auditkit.checks import consent as consents
from auditkit.checks.consent import Consent, consent_days, covered
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, gather, group_key, keyed, keys_within
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_table, joined
from auditkit.checks.text import (
    carries,
    check_where,
    has_step,
    read_words,
    words,
)
from auditkit.checks.timeline import timeline
from auditkit.checks.ways import (
    NARROWS,
    NARROWS_OTHER,
    NEITHER,
    WIDENS,
    WIDENS_ALL,
    WIDENS_OTHER,
    Ways,
    covering,
)
from auditkit.core.activity import ATTRIBUTE_KINDS
from auditkit.core.frame import NO_DAY

_TEXTS: Final = ("text", "list", "window")
_NUMBERS: Final = ("int", "number")

Where = Annotated[dict[str, bool | str], AfterValidator(check_where)]


class AttributeParams(Params):
    """Each activity of ``select`` must show ``attribute`` (a known key of ``attrs``).

    Exactly one demand: ``at_least`` / ``at_most`` (numbers), ``equals`` (flag or text), ``one_of``
    / ``none_of`` (texts; of a list any of its words), or ``present``. ``unsaid`` says what a row
    is that does not carry the attribute: a hit, or not evaluated. ``first_per``: only the first
    activity of ``select`` in each group is asked; groups never cross debtors. ``steps`` and
    ``where`` narrow ``select`` to rows with one of these steps and all these attributes; rows that
    do not say are out of scope. ``observed`` is the number found (1 / 0
    for flags, NaN for texts and absence), ``limit`` the number demanded (1 / 0 for flags, NaN for
    texts and ``present``).
    """

    select: Selection
    steps: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    attribute: str
    at_least: float | None = None
    at_most: float | None = None
    equals: bool | str | None = None
    one_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    present: bool = False
    unsaid: Literal["hit", "not_evaluated"]
    first_per: tuple[Key, ...] | None = None
    consent: Consent | None = None
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "steps": WIDENS_ALL,
        "first_per": WIDENS_ALL,
        "where": NARROWS,
        "consent": NARROWS,
        "attribute": NEITHER,
        "equals": NEITHER,
        "present": NEITHER,
        "at_least": WIDENS_OTHER,
        "none_of": WIDENS_OTHER,
        "at_most": NARROWS_OTHER,
        "one_of": NARROWS_OTHER,
        "unsaid": covering(hit="h", not_evaluated=""),
    }

    @model_validator(mode="after")
    def _one_demand(self) -> AttributeParams:
        kind = ATTRIBUTE_KINDS.get(self.attribute)
        if kind is None:
            raise ValueError("attribute is not a known key of attrs")
        fits = {
            "at_least": _NUMBERS,
            "at_most": _NUMBERS,
            "equals": ("bool",) if isinstance(self.equals, bool) else _TEXTS,
            "one_of": _TEXTS,
            "none_of": _TEXTS,
        }
        made = [name for name in fits if getattr(self, name) is not None]
        if len(made) + self.present != 1:
            raise ValueError(f"exactly one demand: {', '.join(fits)} or present")
        if made and kind not in fits[made[0]]:
            raise ValueError(f"{made[0]} cannot be asked of an attribute of kind {kind}")
        return self


def run(frame: pd.DataFrame, params: AttributeParams) -> Hits:
    """Return the activities that do not show what they must."""
    line = timeline(frame)
    per = params.first_per or ()
    keys = keys_within("debtor", per)
    chosen, unknown = keyed(frame, *_chosen(frame, params), per)
    members = gather(frame, line, chosen, keys)
    asked = np.arange(len(members.rows)) == members.start if per else np.full(len(members.rows), 1)
    scope = np.zeros(len(frame), dtype=bool)
    scope[members.rows[asked.astype(bool)]] = True
    shown, said, value = _shown(frame, params)
    if params.unsaid == "not_evaluated":
        unknown[scope & ~said] = UNKNOWN.index(Unknown.ATTRIBUTE)
    bad = scope & ~shown & (said | (params.unsaid == "hit"))
    bad &= frame["judged"].to_numpy(dtype=bool)
    at = np.flatnonzero(bad[members.rows] & asked.astype(bool))
    anchor = members.rows[at]
    place = np.arange(len(anchor), dtype=np.int64)
    table = hit_table(
        anchor,
        group=group_key(frame, keys, members, at),
        lo=place,
        hi=place + 1,
        observed=value[anchor],
        limit=_limit(params),
        by=covered(frame, line, params.consent, chosen)[anchor],
    )
    return joined([(table, anchor)], scope | (unknown != 0), unknown)


def _chosen(
    frame: pd.DataFrame, params: AttributeParams
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows are asked and, for those that cannot be told, the code of the reason."""
    chosen, unknown = select(frame, params.select)
    asked = carries(frame, params.where)[0]
    if params.steps:
        asked &= has_step(frame, params.steps)
    return chosen & asked, np.where(asked, unknown, 0).astype(np.int8)


def _shown(
    frame: pd.DataFrame, params: AttributeParams
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
    """Return which rows meet the demand, which carry the attribute, and the number found."""
    column = frame[f"attrs.{params.attribute}"]
    kind = ATTRIBUTE_KINDS[params.attribute]
    if kind in _TEXTS:
        said = column.notna().to_numpy()
        return _text_shown(column, params, kind) & said, said, np.full(len(frame), np.nan)
    number = column.to_numpy().astype(np.float64)
    said = number > NO_DAY if kind == "date" else ~np.isnan(number)
    if kind == "bool":
        said = number >= 0
    value = np.where(said, number, np.nan)
    if params.present:
        return said, said, value
    if params.at_least is not None:
        return value >= params.at_least, said, value
    if params.at_most is not None:
        return value <= params.at_most, said, value
    return value == float(params.equals is True), said, value


def _text_shown(column: pd.Series, params: AttributeParams, kind: str) -> NDArray[np.bool_]:
    def meets(text: str) -> bool:
        if isinstance(params.equals, str):
            return text == params.equals
        found = set(words(text)) if kind == "list" else {text}
        if params.one_of is not None:
            return not found.isdisjoint(params.one_of)
        return params.none_of is None or found.isdisjoint(params.none_of)

    return read_words(column, meets)


def _limit(params: AttributeParams) -> float:
    if isinstance(params.equals, bool):
        return float(params.equals)
    demanded = params.at_least if params.at_least is not None else params.at_most
    return float("nan") if demanded is None else demanded


def lookback(params: AttributeParams) -> int:
    """Return all there is when only the first activity is asked, else a consent's days."""
    return -1 if params.first_per else consent_days(params.consent, 0)


def attributes(params: AttributeParams) -> tuple[str, ...]:
    """Return the attributes that are asked for."""
    return (params.attribute, *params.where)


def silence(params: AttributeParams) -> tuple[str, ...]:
    """Return the attribute whose absence is a hit."""
    return (params.attribute,) if params.unsaid == "hit" else ()


CHECK = Check(
    id="contact.attribute",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, *consents.READS, "step"))),
    params=AttributeParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    silence=silence,
    title_zh="联系记录应当载明的要素",
    title_en="What the record of a contact must show",
)
