"""Contact at a time or place that the person has named as inconvenient."""

from __future__ import annotations

from auditkit.checks.consent import Consent
from auditkit.checks.groups import Key
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class DesignatedParams(Params):
    """No activity of ``barred`` inside a designation that stands for its group.

    A designation is a row with one of ``opened_by``; it names ``attrs.days`` (mon … sun, joined by
    |), ``attrs.from_time`` and ``attrs.to_time`` (local clock, left-closed, may pass midnight) or
    ``attrs.place`` (home or work, compared with ``contact_kind``, and for visits with the
    activity's own ``attrs.place``); what it does not name is not asked, and one that names nothing
    opens nothing. ``closed_by`` ends all that stand. Activities under ``consent`` are free.
    ``observed`` is the local second, ``limit`` the second at which the designation starts (0 for a
    place).
    """

    barred: Selection
    per: tuple[Key, ...]
    opened_by: tuple[str, ...]
    closed_by: tuple[str, ...] = ()
    consent: Consent | None = None
