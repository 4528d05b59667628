"""A text that speaks of something without the statement that must go with it."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.groups import keyed
from auditkit.checks.interface import Check, Grain, Hits, Params, Unknown
from auditkit.checks.mentions import PLACES, Asks, Mentions
from auditkit.checks.privacy.choices import TEXTS, Places, Where, among, by_collector, has_text
from auditkit.checks.privacy.mention import Wanted, found
from auditkit.checks.privacy.offences import Asked, Offences, hits
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.text import any_of, carries
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, Ways

_CALL: Final = PLACES.code("turn")


class RequiredParams(Params):
    """Where the collecting side speaks of ``when``, it must also say one of ``required``.

    A message is a text by itself; a call is all that the collecting side says on it. Only texts of
    ``places`` are asked, and of a call what the collecting side says, on either count. A call of
    which the text is an excerpt (``attrs.excerpt``) and lacks the statement is not evaluated.
    ``where``: rows that carry all these attributes (others are out of scope); ``unless``: rows with
    one of them are free. ``observed``: the mentions of ``when``; ``limit`` 0.
    """

    select: Selection = Selection()
    when: Wanted
    required: tuple[Wanted, ...] = Field(min_length=1)
    places: Places = ("message", "turn")
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "when": WIDENS,
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
    lacking = _lacking(frame, params, mentions)
    cut = (frame["attrs.excerpt"].to_numpy() == 1)[mentions.row] & (mentions.place == _CALL)
    asked = Asked(chosen, unknown, any_of(frame, params.unless))
    return hits(
        frame, mentions, Offences(lacking & ~cut, lacking & cut), asked, untold=Unknown.EXCERPT
    )


def _lacking(frame: pd.DataFrame, params: RequiredParams, mentions: Mentions) -> NDArray[np.bool_]:
    """Return the mentions of ``when`` whose message or call lacks the statement."""
    ours = by_collector(frame, mentions) & among(PLACES, params.places, mentions.place)
    said = np.zeros(len(mentions), dtype=bool)
    for wanted in params.required:
        said |= found(wanted, mentions)
    whole = mentions.row * len(PLACES.terms) + mentions.place
    return found(params.when, mentions) & ours & ~np.isin(whole, whole[said & ours])


def lookback(_: RequiredParams) -> int:
    """Return 0: a text is judged by itself."""
    return 0


def attributes(params: RequiredParams) -> tuple[str, ...]:
    """Return the attributes that narrow or free."""
    return (*params.where, *params.unless)


def asks(params: RequiredParams) -> Asks:
    """Return what calls for a statement, and the statements."""
    total = Asks()
    for wanted in (params.when, *params.required):
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
