"""What a record of a contact must show: two visitors, a recording, an institution named."""

from __future__ import annotations

from typing import Literal

from auditkit.checks.consent import Consent
from auditkit.checks.groups import Key
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class AttributeParams(Params):
    """Each activity of ``select`` must show ``attribute`` (a known key of ``attrs``).

    Exactly one demand: ``at_least`` / ``at_most`` (numbers), ``equals`` (flag or text), ``one_of``
    / ``none_of`` (texts), or ``present``. ``unsaid`` says what a row is that does not carry the
    attribute: a hit, or not evaluated. ``first_per``: only the first activity of ``select`` in each
    group is asked. ``observed`` is the number found (1 / 0 for flags, NaN for texts and absence),
    ``limit`` the number demanded (1 / 0 for flags, NaN for texts).
    """

    select: Selection
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
