"""Cases beside a rule: rows of the activity table with what the rule must say of each."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from auditkit.core.activity import COLUMNS
from auditkit.core.findings import Certainty
from auditkit.policy.lists import ListRow
from auditkit.policy.model import RuleId, Written

Kind = Literal["violation", "clean", "boundary", "not_in_force", "not_evaluated", "exempt"]
LISTS = "Rows by name of the list, in place of those in lists/<name>.csv; [] is an empty list"
REQUIRED_KINDS: tuple[Kind, ...] = ("violation", "clean", "boundary", "not_in_force")


class ExpectedHit(Written):
    """What the finding anchored on a row must say; null is not compared."""

    observed: float | None = None
    limit: float | None = None
    certainty: Certainty | None = None


class CaseRow(Written):
    """One activity and what the rule says of it; without hit, exempt or not_evaluated: nothing.

    ``recorded_in``: the kinds of system that recorded it, where the rule compares systems.
    """

    activity: dict[str, Any]
    recorded_in: tuple[Literal["dialler", "system"], ...] = ()
    hit: ExpectedHit | None = None
    exempt: bool = False
    not_evaluated: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _split(cls, row: object) -> object:
        if not isinstance(row, dict) or "activity" in row:
            return row
        said = {key: row[key] for key in cls.model_fields if key in row}
        return {"activity": {k: x for k, x in row.items() if k not in said}, **said}

    @model_validator(mode="after")
    def _columns(self) -> CaseRow:
        _known(self.activity)
        return self


class Case(Written):
    """A few rows that together show one thing.

    ``record_from``: the record holds nothing before this day; without it, it holds everything.
    ``as_of``: the last local day known, through its end; without it the day of the latest row.
    ``audited_from``: rows of earlier days are context.
    ``lists``: rows of dated lists, in place of those of the file and of the pack.
    """

    name: str
    kind: Kind
    zone: str | None = None
    record_from: date | None = None
    as_of: date | None = None
    audited_from: date | None = None
    lists: dict[str, tuple[ListRow, ...]] = Field(default_factory=dict, description=LISTS)
    rows: tuple[CaseRow, ...]


class CaseFile(Written):
    """The cases of one rule; a row has the columns of ``defaults`` unless it says otherwise.

    ``lists``: rows of dated lists that every case uses in place of those of the pack.
    """

    rule: RuleId
    defaults: dict[str, Any] = Field(default_factory=dict)
    lists: dict[str, tuple[ListRow, ...]] = Field(default_factory=dict, description=LISTS)
    cases: tuple[Case, ...]

    @model_validator(mode="after")
    def _columns(self) -> CaseFile:
        _known(self.defaults)
        return self


def _known(columns: dict[str, Any]) -> None:
    strange = sorted(set(columns) - set(COLUMNS))
    if strange:
        raise ValueError(f"not a column of the activity table: {', '.join(strange)}")
