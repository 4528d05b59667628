"""Two activities closer together than a number of seconds."""

from __future__ import annotations

from auditkit.checks.groups import Key
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class GapParams(Params):
    """An activity of ``select`` less than or exactly ``seconds`` after the last in its group.

    ``observed`` is the distance in seconds from start to start, ``limit`` is ``seconds``.
    """

    select: Selection
    per: tuple[Key, ...]
    seconds: int
