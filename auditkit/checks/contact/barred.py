"""Activities that must not happen at all, whatever came before."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
import pandas as pd
from pydantic import AfterValidator, Field

from auditkit.checks import consent as consents
from auditkit.checks.consent import Consent, consent_days, covered
from auditkit.checks.groups import keyed
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import joined, row_hits
from auditkit.checks.text import any_of, carries, check_where
from auditkit.checks.timeline import timeline
from auditkit.checks.ways import NARROWS, WIDENS, Ways

Where = Annotated[dict[str, bool | str], AfterValidator(check_where)]


class BarredParams(Params):
    """No activity of ``select``, unless an attribute or a consent frees it.

    ``where``: only rows that carry all these attributes offend (``visibility: public``); rows that
    do not say are out of scope. ``unless``: rows with one of these attributes are free.
    ``observed`` is 1, ``limit`` 0.
    """

    select: Selection
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    consent: Consent | None = None
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "where": NARROWS,
        "unless": NARROWS,
        "consent": NARROWS,
    }


def run(frame: pd.DataFrame, params: BarredParams) -> Hits:
    """Return the barred activities that nothing frees."""
    line = timeline(frame)
    shown = carries(frame, params.where)[0]
    chosen, unknown = select(frame, params.select)
    unknown = np.where(shown, unknown, 0).astype(np.int8)
    chosen, unknown = keyed(frame, chosen & shown, unknown)
    free = any_of(frame, params.unless)
    unknown[free] = 0
    rows = line.pick(chosen & ~free & frame["judged"].to_numpy(dtype=bool))
    by = covered(frame, line, params.consent, chosen)
    table = row_hits(frame, rows, by, observed=1, limit=0)
    return joined([(table, rows)], chosen | (unknown != 0), unknown)


def lookback(params: BarredParams) -> int:
    """Return 0, or the days that a consent may lie back."""
    return consent_days(params.consent, 0)


def attributes(params: BarredParams) -> tuple[str, ...]:
    """Return the attributes that narrow or free."""
    return (*params.where, *params.unless)


CHECK = Check(
    id="contact.barred",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *consents.READS))),
    params=BarredParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    title_zh="被禁止的联系",
    title_en="Contact that is barred",
)
