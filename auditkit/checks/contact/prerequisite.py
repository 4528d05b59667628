"""Contact before a step that must stand before it."""

from __future__ import annotations

from auditkit.checks.groups import Key
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class PrerequisiteParams(Params):
    """Each activity of ``select`` needs one of ``steps`` earlier in its group.

    ``observed`` is 0 and ``limit`` 1 (records needed). ``lookback_days`` is how far back the step
    may stand; activities whose look-back is cut are not evaluated.
    """

    select: Selection
    per: tuple[Key, ...]
    steps: tuple[str, ...]
    lookback_days: int
