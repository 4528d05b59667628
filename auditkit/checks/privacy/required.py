"""A text without a statement that it must make, or that must go with what it speaks of."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.mentions import PLACES, Asks, Mentions
from auditkit.checks.privacy.choices import TEXTS, Places, Where, among, by_collector, has_text
from auditkit.checks.privacy.mention import Wanted, found
from auditkit.checks.privacy.offences import Asked, Offences, hits
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import row_hits
from auditkit.checks.text import any_of, carries
from auditkit.checks.timeline import timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways
from auditkit.core.vocabulary import DIRECTIONS

_CALL: Final = PLACES.code("turn")


class RequiredParams(Params):
    """Where the collecting side speaks of ``when``, it must also say one of ``required``.

    Without ``when`` every text of its own must. Several statements that are all needed are
    several rules, so that a finding names the one that is missing.
    A message is a text by itself; a call is all that the collecting side says on it. Only texts of
    ``places`` are asked, and of a call what the collecting side says, on either count. A call of
    which the text is an excerpt (``attrs.excerpt``) and lacks the statement is not evaluated.
    ``where``: rows that carry all these attributes (others are out of scope); ``unless``: rows with
    one of them are free. ``observed``: the mentions of ``when``, ``limit`` 0; without ``when`` the
    statements that the text makes (0), ``limit`` 1.
    """

    select: Selection = Selection()
    when: Wanted | None = None
    required: tuple[Wanted, ...] = Field(min_length=1)
    places: Places = ("message", "turn")
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "when": WIDENS_ALL,
        "required": NARROWS,
        "where": NARROWS,
        "unless": NARROWS,
        "places": NEITHER,
    }


def run(frame: pd.DataFrame, params: RequiredParams, mentions: Mentions) -> Hits:
    """Return the activities whose texts lack a statement that they call for."""
    shown = carries(frame, params.where)[0] & has_text(frame, params.places)
    chosen, unknown = select(frame, params.select)
    chosen, unknown = keyed(frame, chosen & shown, np.where(shown, unknown, 0).astype(np.int8))
    asked = Asked(chosen, unknown, any_of(frame, params.unless))
    ours = by_collector(frame, mentions) & among(PLACES, params.places, mentions.place)
    whole = mentions.row * len(PLACES.terms) + mentions.place
    stated = np.unique(whole[_said(params, mentions) & ours])
    if params.when is None:
        return _silent(frame, params, asked, stated)
    lacking = found(params.when, mentions) & ours & ~np.isin(whole, stated)
    cut = (frame["attrs.excerpt"].to_numpy() == 1)[mentions.row] & (mentions.place == _CALL)
    return hits(
        frame, mentions, Offences(lacking & ~cut, lacking & cut), asked, untold=Unknown.EXCERPT
    )


def _said(params: RequiredParams, mentions: Mentions) -> NDArray[np.bool_]:
    """Return which mentions are one of the statements."""
    said = np.zeros(len(mentions), dtype=bool)
    for wanted in params.required:
        said |= found(wanted, mentions)
    return said


def _silent(
    frame: pd.DataFrame, params: RequiredParams, asked: Asked, stated: NDArray[np.int64]
) -> Hits:
    """Return the activities with a message or call that is not among those ``stated``."""
    excerpt = frame["attrs.excerpt"].to_numpy() == 1
    theirs = frame["direction"].to_numpy() == DIRECTIONS.code("inbound")
    first = np.arange(len(frame), dtype=np.int64) * len(PLACES.terms)
    lacks = {
        place: has_text(frame, (place,)) & ~np.isin(first + PLACES.code(place), stated)
        for place in params.places
    }
    called = lacks.pop("turn", np.zeros(len(frame), dtype=bool))
    sure, cut = called & ~excerpt, called & excerpt
    for place, lacking in lacks.items():
        sure |= lacking & ~theirs if place == "message" else lacking
    unknown = np.where((sure | cut) & ~asked.free, asked.unknown, 0)
    unknown[asked.chosen & cut & ~sure & ~asked.free] = UNKNOWN.index(Unknown.EXCERPT)
    judged = frame["judged"].to_numpy(dtype=bool)
    at = timeline(frame).pick(asked.chosen & sure & ~asked.free & judged)
    table = row_hits(frame, at, np.full(len(frame), -1, dtype=np.int64), observed=0, limit=1)
    return Hits(table, at, asked.chosen | (unknown != 0), unknown.astype(np.int8))


def lookback(_: RequiredParams) -> int:
    """Return 0: a text is judged by itself."""
    return 0


def attributes(params: RequiredParams) -> tuple[str, ...]:
    """Return the attributes that narrow or free."""
    return (*params.where, *params.unless)


def asks(params: RequiredParams) -> Asks:
    """Return what calls for a statement, and the statements."""
    total = Asks()
    spoken = () if params.when is None else (params.when,)
    for wanted in (*spoken, *params.required):
        total |= Asks(frozenset(wanted.kinds), wanted.lexicons)
    return total


def by_itself(params: RequiredParams) -> tuple[str, ...]:
    """Return the places of the texts that are judged one by one."""
    return params.places


CHECK = Check(
    id="privacy.required",
    grain=Grain.ROW,
    reads=tuple(dict.fromkeys((*READS, "debtor_key", "attrs.excerpt", TEXTS))),
    params=RequiredParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    asks=asks,
    by_itself=by_itself,
    title_zh="文本缺少应有的说明",
    title_en="A statement that a text lacks",
)
