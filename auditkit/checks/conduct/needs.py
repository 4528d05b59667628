"""What must, or must not, stand before an activity: steps or acts, how many and how far apart."""

from __future__ import annotations

from pydantic import Field, model_validator

from auditkit.checks.contact.barred import Where
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class Need(Params):
    """Earlier rows of the group: with one of ``steps``, or activities of ``activity``.

    A row counts when it stands strictly before the asked one in (instant, activity_id), carries
    all attributes of ``where``, says each attribute of ``evidence``, and has no row with one of
    ``undone_by`` between it and the asked one. ``min_days`` and ``max_days``: its local day lies at
    least, at most so many before that of the asked row; ``over_months``: the asked day is later
    than its day so many calendar months on (the last day of a shorter month stands for a day it
    does not have); ``within_months``: not later than that. Of the rows that count there must be
    ``count``, each at least ``apart_days`` local days after the one counted before it (counting
    begins with the earliest); ``span_days``: the last of them lies so many after the first. Rows
    derived from prose never count.
    """

    steps: tuple[str, ...] = ()
    activity: Selection | None = None
    where: Where = Field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    undone_by: tuple[str, ...] = ()
    count: int = Field(default=1, ge=1)
    apart_days: int = Field(default=0, ge=0)
    span_days: int = Field(default=0, ge=0)
    min_days: int | None = Field(default=None, ge=0)
    max_days: int | None = Field(default=None, ge=0)
    over_months: int | None = Field(default=None, ge=1)
    within_months: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _something(self) -> Need:
        if bool(self.steps) == (self.activity is not None):
            raise ValueError("a need is either steps or activity")
        return self
