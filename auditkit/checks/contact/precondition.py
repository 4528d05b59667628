"""Contact that is allowed only after something else has failed or happened."""

from __future__ import annotations

from typing import Literal

from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class Precondition(Params):
    """One way in which the contact becomes lawful; all look at the same debtor's earlier rows.

    ``outcome``: an activity of ``of`` with one of ``outcomes``.
    ``failed_dials``: ``count`` activities of ``of`` in a row, none of them connected; the contact
    is free from the next local day after the last of them with ``from_next_day``, else at once.
    ``failed_days``: on each of ``count`` consecutive local days there were activities of ``of``
    and none connected; the contact is free once the first failed one of the last day has passed.
    ``state``: one of ``steps`` stands, and none of ``closed_by`` came after it.
    """

    kind: Literal["outcome", "failed_dials", "failed_days", "state"]
    of: Selection | None = None
    outcomes: tuple[str, ...] = ()
    count: int = 0
    from_next_day: bool = False
    steps: tuple[str, ...] = ()
    closed_by: tuple[str, ...] = ()


class PreconditionParams(Params):
    """Each activity of ``barred`` needs at least one of ``any_of`` before it.

    Where none holds and an earlier row of a needed selection cannot be told, the activity is not
    evaluated. ``observed`` is the number of activities of the first ``of`` before it, ``limit``
    its ``count``.
    """

    barred: Selection
    any_of: tuple[Precondition, ...]
    lookback_days: int
