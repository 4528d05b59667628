"""Personal data that went out without a lawful basis, summed per exporter against thresholds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import lcm
from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.contact.windows import Counted, Span, count, period_of, span_days
from auditkit.checks.groups import Key, Members, dense, gather, group_key, keyed
from auditkit.checks.interface import AT_MOST, UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.tables import hit_table, joined, numbered
from auditkit.checks.text import has_step, read_numbers, read_words, text_codes, words
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NARROWS_ALL, NEITHER, WIDENS, WIDENS_ALL, Way, Ways
from auditkit.core.mixing import splitmix

_UNSURE: Final = AT_MOST.index("review")


class ExportLimit(Params):
    """So many ``items`` of these ``classes`` of data together, as ``attrs.class`` names them."""

    classes: tuple[str, ...] = Field(min_length=1)
    items: int = Field(ge=1)
    ways: ClassVar[Ways] = {"classes": NEITHER, "items": NARROWS}


class ExportedParams(Params):
    """Exports whose items, summed up to and including each, reach a threshold.

    An export is a row with one of ``steps``; it counts ``attrs.count`` items unless its
    ``attrs.basis`` is one of ``lawful``. A sum that reaches the threshold with rows whose basis is
    one of ``unlawful`` alone is as certain as the rule; one that needs rows of another basis, or of
    none, is at most "review". ``limits`` are tiers: the classes of one are
    summed together; a row that names several classes counts in the tier with the fewest items, one
    of a class that no tier names against ``rest`` (null: not evaluated). Rows that say no count or
    no class are not evaluated and add nothing.
    A hit is each export at which the sum is at least ``share`` and, when given, less than
    ``to_share`` of the threshold; ``observed`` is the sum, ``limit`` the share of the threshold.
    ``together``: tiers are added up in proportion, each item as one part in its threshold; such
    hits are only those where no tier reaches the share alone, ``observed`` is the sum of the parts,
    ``limit`` is ``share``. ``per`` splits the exporter's sum by branch or recipient. ``days`` and
    ``calendar`` as in ``contact.frequency``; null is the whole record.
    """

    limits: tuple[ExportLimit, ...] = Field(min_length=1)
    rest: int | None = Field(default=None, ge=1)
    lawful: tuple[str, ...] = ()
    unlawful: tuple[str, ...] = ()
    share: float = Field(default=1, gt=0)
    to_share: float | None = Field(default=None, gt=0)
    together: bool = False
    per: tuple[Literal["org", "recipient"], ...] = ()
    steps: tuple[str, ...] = ("data.exported",)
    days: int | None = Field(default=None, ge=1)
    calendar: Literal["week", "month"] | None = None
    ways: ClassVar[Ways] = {
        "limits": Way(0, inner=1),
        "rest": NARROWS_ALL,
        "lawful": NARROWS,
        "share": NARROWS,
        "per": NARROWS,
        "unlawful": NEITHER,
        "together": NEITHER,
        "calendar": NEITHER,
        "to_share": WIDENS_ALL,
        "days": WIDENS_ALL,
        "steps": WIDENS,
    }

    @model_validator(mode="after")
    def _apart(self) -> ExportedParams:
        named = [name for tier in self.limits for name in tier.classes]
        if len(set(named)) < len(named):
            raise ValueError("a class stands in two limits")
        if self.to_share is not None and self.to_share <= self.share:
            raise ValueError("to_share must be above share")
        return self

    @property
    def thresholds(self) -> tuple[int, ...]:
        """The items of each tier, ``rest`` last when it is given."""
        return (*(tier.items for tier in self.limits), *filter(None, (self.rest,)))


@dataclass(frozen=True, slots=True)
class _Exports:
    """By row: which count, the tier (-1: cannot be told), the items, which surely are unlawful."""

    counted: NDArray[np.bool_]
    tier: NDArray[np.int64]
    items: NDArray[np.float64]
    unlawful: NDArray[np.bool_]


def run(frame: pd.DataFrame, params: ExportedParams) -> Hits:
    """Return the exports at which a collector's sum reaches the threshold."""
    nobody = frame["collector_key"].to_numpy() == 0
    return _run(frame, params, "collector", nobody)


def run_agencies(frame: pd.DataFrame, params: ExportedParams) -> Hits:
    """Return the exports at which the sum of an agency, or of the lender, reaches the threshold."""
    return _run(frame, params, "agency", np.zeros(len(frame), dtype=bool))


def _run(frame: pd.DataFrame, params: ExportedParams, key: Key, nobody: NDArray[np.bool_]) -> Hits:
    exports, unknown = _exports(frame, params)
    unknown[nobody & exports.counted] = UNKNOWN.index(Unknown.ACTOR)
    chosen, unknown = keyed(frame, exports.counted & (unknown == 0), unknown)
    scope = has_step(frame, params.steps)
    day = days(frame)
    span = Span(params.days, params.calendar)
    split = _split(frame, params, exports)
    period = period_of(day, span)
    parts = [split if period is None else period, split]
    members = gather(frame, timeline(frame), chosen, (key,), dense(parts))
    judged = frame["judged"].to_numpy(dtype=bool)[members.rows]
    window = count(members, day[members.rows], judged, 0, span)
    found = _reached(params, exports, members, window)
    at, rows = window.at[found.hit], members.rows
    anchor = rows[at]
    first, last = span_days(day[anchor], span)
    table = hit_table(
        anchor,
        group=_group(frame, params, key, members, at),
        incident=numbered(window.incident[found.hit], split[anchor]),
        lo=window.lo[found.hit],
        hi=window.hi[found.hit],
        observed=found.observed,
        limit=found.limit,
        first_day=first,
        last_day=last,
        at_most=np.where(found.sure, 0, _UNSURE),
    )
    return joined([(table, rows[window.order])], scope, unknown)


def _exports(frame: pd.DataFrame, params: ExportedParams) -> tuple[_Exports, NDArray[np.int8]]:
    lawful, unlawful = frozenset(params.lawful), frozenset(params.unlawful)
    basis = frame["attrs.basis"]
    items = frame["attrs.count"].to_numpy(dtype=np.float64)
    tier = read_numbers(frame["attrs.class"], _tier_reader(params), -1)
    counted = has_step(frame, params.steps)
    counted &= ~read_words(basis, lambda text: not lawful.isdisjoint(words(text)))
    untold = counted & ((tier < 0) | ~(items >= 0))
    unknown = np.where(untold, UNKNOWN.index(Unknown.ATTRIBUTE), 0).astype(np.int8)
    surely = read_words(basis, lambda text: not unlawful.isdisjoint(words(text)))
    return _Exports(counted, tier, np.where(items >= 0, items, 0), surely), unknown


def _tier_reader(params: ExportedParams) -> Callable[[str], int]:
    """Return what reads a class as its tier; -1 when no tier takes it."""
    place = {name: at for at, tier in enumerate(params.limits) for name in tier.classes}
    rest = len(params.limits) if params.rest is not None else -1
    thresholds = params.thresholds

    def read(text: str) -> int:
        tiers = [place.get(name, rest) for name in words(text)]
        if not tiers or -1 in tiers:
            return -1
        return min(tiers, key=lambda tier: (thresholds[tier], tier))

    return read


def _split(frame: pd.DataFrame, params: ExportedParams, exports: _Exports) -> NDArray[np.int64]:
    """Return a code of what tells the sums of one exporter apart."""
    parts = [np.zeros(len(frame), dtype=np.int64)]
    if not params.together:
        parts.append(exports.tier)
    if "org" in params.per:
        parts.append(frame["org_key"].to_numpy().astype(np.int64))
    if "recipient" in params.per:
        parts.append(text_codes(frame["attrs.recipient"])[0])
    return dense(parts)


def _group(
    frame: pd.DataFrame,
    params: ExportedParams,
    key: Key,
    members: Members,
    at: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return stable keys of exporter, tier, branch and recipient."""
    rows = members.rows[at]
    mixed = group_key(frame, (key,), members, at).view(np.uint64)
    if not params.together:
        tier = read_numbers(frame["attrs.class"], _tier_reader(params), -1)[rows]
        names = np.array([*(t.classes[0] for t in params.limits), ""], dtype=object)
        mixed = splitmix(mixed ^ pd.util.hash_array(names, categorize=False)[tier])
    if "org" in params.per:
        mixed = splitmix(mixed ^ frame["org_key"].to_numpy().astype(np.int64)[rows].view(np.uint64))
    if "recipient" in params.per:
        codes, recipients = text_codes(frame["attrs.recipient"])
        named = np.array([*recipients, ""], dtype=object)
        mixed = splitmix(mixed ^ pd.util.hash_array(named, categorize=False)[codes][rows])
    return mixed.view(np.int64)


@dataclass(frozen=True, slots=True)
class _Reached:
    """Which windows are hits, and of the hits: the sum, the share of the threshold, how sure."""

    hit: NDArray[np.bool_]
    observed: NDArray[np.float64]
    limit: NDArray[np.float64]
    sure: NDArray[np.bool_]


def _reached(
    params: ExportedParams, exports: _Exports, members: Members, window: Counted
) -> _Reached:
    rows = members.rows[window.order]
    thresholds = np.array(params.thresholds, dtype=np.int64)
    # every item as a whole number of parts of one common threshold, so that sums are exact
    whole = lcm(*params.thresholds)
    weight = np.where(exports.tier >= 0, whole // thresholds[exports.tier], 0)
    parts = (exports.items * weight)[rows]
    total = _sums(window, parts)
    sure = _sums(window, np.where(exports.unlawful[rows], parts, 0)) >= params.share * whole
    hit = total >= params.share * whole
    if params.to_share is not None:
        hit &= total < params.to_share * whole
    tier = exports.tier[members.rows[window.at]]
    observed = total / whole * thresholds[tier]
    limit: NDArray[np.float64] = params.share * thresholds[tier].astype(np.float64)
    if params.together:
        for number in range(len(thresholds)):
            alone = np.where(exports.tier[rows] == number, parts, 0)
            hit &= _sums(window, alone) < params.share * whole
        observed, limit = total / whole, np.full(len(total), params.share)
    return _Reached(hit, observed[hit], limit[hit], sure[hit])


def _sums(window: Counted, parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of the parts in each window."""
    running = np.concatenate(([0.0], np.cumsum(parts)))
    total: NDArray[np.float64] = running[window.hi] - running[window.lo]
    return total


def lookback(params: ExportedParams) -> int:
    """Return the days of the window, -1 for the whole record."""
    return {"week": 7, "month": 31, None: params.days or -1}[params.calendar]


def attributes(params: ExportedParams) -> tuple[str, ...]:
    """Return the attributes that say what went out, how much, and on what basis."""
    return ("count", "class", "basis", *(("recipient",) if "recipient" in params.per else ()))


def silence(_: ExportedParams) -> tuple[str, ...]:
    """Return the basis: an export counts when it names none."""
    return ("basis",)


CHECK: Final = Check(
    id="privacy.exported",
    grain=Grain.COLLECTOR,
    reads=("step", "collector_key", "org_key"),
    params=ExportedParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    silence=silence,
    title_zh="催收员累计导出个人信息的条数",
    title_en="Personal data exported by one collector",
)
AGENCY_CHECK: Final = Check(
    id="privacy.agency_exported",
    grain=Grain.AGENCY,
    reads=("step", "agency_key", "org_key"),
    params=ExportedParams,
    run=run_agencies,
    lookback=lookback,
    attributes=attributes,
    silence=silence,
    title_zh="同一机构累计导出个人信息的条数",
    title_en="Personal data exported by one agency",
)
