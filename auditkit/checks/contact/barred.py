"""Activities that must not happen at all, whatever came before."""

from __future__ import annotations

from pydantic import Field

from auditkit.checks.consent import Consent
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class BarredParams(Params):
    """No activity of ``select``, unless an attribute or a consent frees it.

    ``where``: only rows that carry these attributes offend (``visibility: public``); rows that do
    not say are out of scope. ``unless``: rows with one of these attributes are free. ``observed``
    is 1, ``limit`` 0.
    """

    select: Selection
    where: dict[str, bool | str] = Field(default_factory=dict)
    unless: dict[str, bool | str] = Field(default_factory=dict)
    consent: Consent | None = None
