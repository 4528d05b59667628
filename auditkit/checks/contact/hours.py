"""No contact in barred hours, on barred weekdays or on holidays, in any zone the person may be."""

from __future__ import annotations

from typing import Literal

from auditkit.checks.consent import Consent
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Hours(Params):
    """A range of the local clock, ``HH:MM`` or ``HH:MM:SS``; it may pass midnight.

    On the range's ``weekdays`` only, by the day of the activity; null is every day.
    """

    start: str
    end: str
    weekdays: tuple[Weekday, ...] | None = None


class HoursParams(Params):
    """No activity of ``select`` in ``barred`` hours, or on days of the dated list ``holidays``.

    ``closed`` says which ends of a range belong to it: ``left`` bars the first second and frees
    the last. ``judge: start`` looks at the start, ``overlap`` at start to end (start when no end
    is known). An activity is judged in every zone of its ``tz``; one zone inside is a hit.
    ``observed`` is the local second of the day in the first zone that is inside, ``limit`` the
    second at which that range starts. ``holidays`` are day numbers, put in from the pack's list.
    """

    select: Selection
    barred: tuple[Hours, ...] = ()
    closed: Literal["left", "right", "both", "neither"]
    judge: Literal["start", "overlap"]
    holidays: tuple[int, ...] = ()
    consent: Consent | None = None
