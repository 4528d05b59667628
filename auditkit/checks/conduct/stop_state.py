"""Contact during a stop state: which are barred, which are still allowed, for how long it stood."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from pydantic import Field

from auditkit.checks.contact.after_state import CHECK as AFTER_STATE
from auditkit.checks.contact.after_state import AfterStateParams
from auditkit.checks.interface import Hits, Params
from auditkit.checks.selection import Selection


class Allowance(Params):
    """What a state still allows: activities of ``select``, with one of ``steps`` when named.

    ``times``: so many in each state, the earliest; every one when absent. ``within_days``: only up
    to the end of so many local days after the opening (its own day is day 0).
    """

    select: Selection = Selection()
    steps: tuple[str, ...] = ()
    times: int | None = Field(default=None, ge=1)
    within_days: int | None = Field(default=None, ge=0)


class StopStateParams(AfterStateParams):
    """No activity of ``barred`` while a state stands in its group, but for what is ``allowed``.

    As ``contact.after_state``, and: a row in whose texts one of ``said`` was said (statements of
    ``core.kinds``) opens the state too; a hit that rests on prose alone, so or by a step derived
    from it, is at most presumptive. An activity that one of ``allowed`` covers is free and counts
    against no ``allow``. ``observed`` is the local days since the opening (same day 0).
    """

    said: tuple[str, ...] = ()
    allowed: tuple[Allowance, ...] = ()


def run(frame: pd.DataFrame, params: StopStateParams) -> Hits:
    """Return the barred activities that a standing state forbids."""
    raise NotImplementedError


CHECK = replace(
    AFTER_STATE,
    id="conduct.stop_state",
    reads=(*AFTER_STATE.reads, "said"),
    params=StopStateParams,
    run=run,
    title_zh="停催状态存续期间的联系",
    title_en="Contact during a stop state",
)
