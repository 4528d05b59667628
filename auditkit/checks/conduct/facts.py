"""What a case is when something is done to it: its amounts, product, class, days past due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.conduct.needs import Asked
from auditkit.checks.conduct.steps import (
    StepParams,
    chosen_steps,
    same_debtors,
    write_doubts,
)
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, gather, group_key, keyed, keys_within, last_before
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Unknown
from auditkit.checks.selection import READS
from auditkit.checks.tables import hit_table, joined, pair_order
from auditkit.checks.text import has_step, read_words, says, stated, text_codes, words
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS_OTHER, NEITHER, WIDENS_OTHER, Ways, covering
from auditkit.core.activity import ATTRIBUTE_KINDS

_TEXTS: Final = ("text", "list")
_NUMBERS: Final = ("int", "number")


class FactsParams(StepParams):
    """Each asked activity must find the facts of its case within bounds.

    Asked are activities of ``select`` with one of ``steps`` (any when none is named) and all of
    ``where``; those with one of ``unless`` are free. A fact is what the asked row itself says of an
    attribute, else what the latest row of the group before it says that is one of ``from_steps``
    and says anything of it (a step derived from prose says nothing).
    Exactly one demand: ``at_least`` / ``at_most`` of the sum of the numbers in ``attributes``;
    ``one_of`` / ``none_of`` of the one text in ``attributes`` (of a list any of its words);
    ``bands``: by the text of ``band_of`` (word: lowest and highest, both inclusive, null is open),
    which must hold the sum. ``advance``: the one number grows by one for each local day since the
    row that says it (days past due). ``unsaid``: what an activity is of whose case a fact is not
    known, or whose ``band_of`` is a word that ``bands`` does not list: a hit, or not evaluated
    (facts). ``observed`` is the number (NaN of texts), ``limit`` the bound that it breaks (NaN of
    texts and of words not listed); the trigger is the latest earlier row that a fact was read from.
    """

    from_steps: tuple[str, ...] = ()
    attributes: tuple[str, ...] = Field(min_length=1)
    at_least: float | None = Field(default=None, allow_inf_nan=False)
    at_most: float | None = Field(default=None, allow_inf_nan=False)
    one_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    band_of: str = ""
    bands: dict[str, tuple[float | None, float | None]] = Field(default_factory=dict)
    advance: bool = False
    unsaid: Literal["hit", "not_evaluated"] = "not_evaluated"
    ways: ClassVar[Ways] = {
        **dict.fromkeys(("from_steps", "attributes", "band_of", "bands", "advance"), NEITHER),
        "at_least": WIDENS_OTHER,
        "none_of": WIDENS_OTHER,
        "at_most": NARROWS_OTHER,
        "one_of": NARROWS_OTHER,
        "unsaid": covering(hit="h", not_evaluated=""),
    }

    @property
    def of_text(self) -> bool:
        """Return whether the demand is one of a text."""
        return self.one_of is not None or self.none_of is not None

    @model_validator(mode="after")
    def _one_demand(self) -> FactsParams:
        demands = ("at_least", "at_most", "one_of", "none_of")
        made = [name for name in demands if getattr(self, name) is not None]
        if len(made) + bool(self.bands) != 1:
            raise ValueError(f"exactly one demand: {', '.join(demands)} or bands")
        if bool(self.bands) != bool(self.band_of):
            raise ValueError("bands and band_of go together")
        if any(low > high for low, high in map(_open_ended, self.bands.values())):
            raise ValueError("bands has a lowest number above its highest")
        return self

    @model_validator(mode="after")
    def _kinds_fit(self) -> FactsParams:
        kinds = [ATTRIBUTE_KINDS.get(name) for name in self.attributes]
        if None in kinds or (self.band_of and self.band_of not in ATTRIBUTE_KINDS):
            raise ValueError("attributes or band_of names an attribute that does not exist")
        if self.band_of and ATTRIBUTE_KINDS[self.band_of] != "text":
            raise ValueError("band_of must be an attribute of kind text")
        if any(kind not in (_TEXTS if self.of_text else _NUMBERS) for kind in kinds):
            raise ValueError("the demand cannot be made of attributes of this kind")
        if len(kinds) > 1 and (self.of_text or self.advance):
            raise ValueError("one_of, none_of and advance speak of exactly one attribute")
        if self.advance and self.of_text:
            raise ValueError("advance speaks of a number")
        return self


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """What the facts say of each asked row: whether known, whether broken, the numbers."""

    known: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    observed: NDArray[np.float64]
    limit: NDArray[np.float64]


def run(frame: pd.DataFrame, params: FactsParams) -> Hits:
    """Return the activities that the facts of their case do not allow."""
    keys = keys_within("debtor", params.per)
    chosen, unknown = keyed(frame, *chosen_steps(frame, params), keys)
    judged = chosen & frame["judged"].to_numpy(dtype=bool)
    facts = has_step(frame, params.from_steps) & stated(frame)
    asked = _asked(frame, judged, facts, keys)
    names = (*params.attributes, *((params.band_of,) if params.band_of else ()))
    read = [_told_by(frame, asked, facts, name) for name in names]
    known = np.logical_and.reduce([index >= 0 for index in read])
    verdicts = _verdicts(frame, params, asked, read, known)
    doubt = np.zeros(len(asked.at), dtype=np.int8)
    bad = verdicts.bad | (~verdicts.known & (params.unsaid == "hit"))
    if params.unsaid == "not_evaluated":
        doubt[~verdicts.known] = UNKNOWN.index(Unknown.FACTS)
    table, order = _table(frame, keys, asked, (bad, _trigger(asked, read)), verdicts)
    write_doubts(unknown, asked.rows, doubt, table)
    return joined([(table, order)], chosen | (unknown != 0), unknown)


def _asked(
    frame: pd.DataFrame,
    judged: NDArray[np.bool_],
    facts: NDArray[np.bool_],
    keys: tuple[Key, ...],
) -> Asked:
    """Return the asked rows among those that say facts of their groups."""
    none = np.zeros(len(frame), dtype=np.int8)
    looked = keyed(frame, facts & same_debtors(frame, judged), none, keys)[0]
    members = gather(frame, timeline(frame), judged | looked, keys)
    return Asked(members, np.flatnonzero(judged[members.rows]))


def _told_by(
    frame: pd.DataFrame, asked: Asked, facts: NDArray[np.bool_], name: str
) -> NDArray[np.int64]:
    """Return the member that says an attribute for each asked one, -1 where none does."""
    said = says(frame, name)[asked.members.rows]
    before = last_before(asked.members, said & facts[asked.members.rows])[asked.at]
    return np.where(said[asked.at], asked.at, before)


def _trigger(asked: Asked, read: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the latest earlier row that was read for each asked one, -1 where none was."""
    latest = np.full(len(asked.at), -1, dtype=np.int64)
    for index in read:
        latest = np.maximum(latest, np.where(index == asked.at, -1, index))
    return np.where(latest < 0, -1, np.append(asked.members.rows, -1)[latest])


def _verdicts(
    frame: pd.DataFrame,
    params: FactsParams,
    asked: Asked,
    read: list[NDArray[np.int64]],
    known: NDArray[np.bool_],
) -> _Verdicts:
    """Return what the facts say; ``read`` holds the members that say them."""
    rows = np.append(asked.members.rows, 0) if len(frame) else np.zeros(0, dtype=np.int64)
    nothing = np.full(len(asked.at), np.nan)
    if params.of_text:
        meets = _meets(frame, params)
        return _Verdicts(known, known & ~meets[rows[read[0]]], nothing, nothing)
    value = np.zeros(len(asked.at))
    for name, index in zip(params.attributes, read, strict=False):
        value += frame[f"attrs.{name}"].to_numpy(dtype=np.float64)[rows[index]]
    if params.advance:
        value += days(frame)[asked.rows] - days(frame)[rows[read[0]]]
    low, high, listed = _bounds(frame, params, rows[read[-1]])
    known = known & listed
    value = np.where(known, value, np.nan)
    wanted = params.at_least if params.at_least is not None else params.at_most
    limit = np.where(known, np.where(value > high, high, low), np.nan if wanted is None else wanted)
    return _Verdicts(known, (value < low) | (value > high), value, limit)


def _bounds(
    frame: pd.DataFrame, params: FactsParams, band_row: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the lowest and highest number allowed, and whether a band says so at all."""
    if not params.bands:
        low, high = _open_ended((params.at_least, params.at_most))
        length = len(band_row)
        return np.full(length, low), np.full(length, high), np.ones(length, dtype=bool)
    codes, texts = text_codes(frame[f"attrs.{params.band_of}"])
    listed = np.array([text in params.bands for text in texts] + [False])
    bands = [_open_ended(params.bands.get(text, (None, None))) for text in [*texts, ""]]
    lows, highs = (np.array(side) for side in zip(*bands, strict=True))
    code = codes[band_row]
    return lows[code], highs[code], listed[code]


def _open_ended(band: tuple[float | None, float | None]) -> tuple[float, float]:
    low, high = band
    return -np.inf if low is None else low, np.inf if high is None else high


def _meets(frame: pd.DataFrame, params: FactsParams) -> NDArray[np.bool_]:
    """Return which rows say a text that the demand allows."""
    name = params.attributes[0]
    is_list = ATTRIBUTE_KINDS[name] == "list"

    def meets(text: str) -> bool:
        found = set(words(text)) if is_list else {text}
        if params.one_of is not None:
            return not found.isdisjoint(params.one_of)
        return found.isdisjoint(params.none_of or ())

    return read_words(frame[f"attrs.{name}"], meets)


def _table(
    frame: pd.DataFrame,
    keys: tuple[Key, ...],
    asked: Asked,
    found: tuple[NDArray[np.bool_], NDArray[np.int64]],
    verdicts: _Verdicts,
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    bad, trigger = found
    anchor = asked.rows[bad]
    order, lo, hi = pair_order(trigger[bad], anchor)
    table = hit_table(
        anchor,
        group=group_key(frame, keys, asked.members, asked.at[bad]),
        lo=lo,
        hi=hi,
        observed=verdicts.observed[bad],
        limit=verdicts.limit[bad],
        trigger=trigger[bad],
    )
    return table, order


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
