"""Reads what a person filled in on one row of a review table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, get_args

from auditkit.core.findings import Decision
from auditkit.core.i18n import LANGUAGES, Catalogue
from auditkit.report.review_rows import FILL, folded
from auditkit.sources.cells import clean
from auditkit.sources.day_cell import Amiss, DayError, day_of_cell
from auditkit.sources.grid import as_text

CellAmiss = Literal["status_missing", "status_invalid", "final_invalid", "undecodable"] | Amiss
_YES: Final = frozenset({"是", "yes", "y", "true", "1", "10", "✓", "√", "final", "终局", "对"})
_NO: Final = frozenset({"", "否", "no", "n", "false", "0", "00", "×"})
"""Folded: a number that a program shows as 1.0 is "10"."""


def _statuses() -> dict[str, Decision]:
    found: dict[str, Decision] = {}
    catalogues = [Catalogue(lang) for lang in LANGUAGES]
    for status in get_args(Decision):
        for text in (status, *(each.text(f"decision.{status}") for each in catalogues)):
            found[folded(text)] = status
    return found


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What stands in the cells to fill in; ``amiss`` are the columns that cannot be read.

    What the table has no column for is None, an empty cell is "" or None of a day.
    """

    status: Decision | None
    reason: str
    owner: str | None
    due: date | None
    until: date | None
    final: bool
    amiss: tuple[tuple[str, CellAmiss], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        said = (self.status, self.reason, self.owner, self.due, self.until, self.final, self.amiss)
        return not any(said)


@dataclass(slots=True)
class CellReader:
    """Reads cells to fill in; knows the words for every status in both languages."""

    statuses: Mapping[str, Decision] = field(default_factory=_statuses)

    def read(self, cells: Mapping[str, Any]) -> FilledIn:
        """Return what the cells of a row say, by the columns of ``review_rows.FILL``."""
        amiss: list[tuple[str, CellAmiss]] = []
        texts = {name: _text(cells.get(name)) for name in FILL}
        amiss += [(name, "undecodable") for name, text in texts.items() if "\ufffd" in text]
        status = self.statuses.get(folded(texts["decision"]))
        if texts["decision"] and status is None:
            amiss.append(("decision", "status_invalid"))
        days = {name: _day(name, cells.get(name), amiss) for name in ("due", "until")}
        final = folded(texts["final"]) in _YES
        if not final and folded(texts["final"]) not in _NO:
            amiss.append(("final", "final_invalid"))
        filled = any(texts[name] for name in FILL if name != "decision") and not _is_no(texts)
        if not texts["decision"] and filled:
            amiss.append(("decision", "status_missing"))
        return FilledIn(
            status=status,
            reason=texts["reason"],
            owner=texts["owner"] if "owner" in cells else None,
            due=days["due"],
            until=days["until"],
            final=final,
            amiss=tuple(amiss),
        )


def _is_no(texts: Mapping[str, str]) -> bool:
    """Return whether a row says nothing but that it is not final."""
    others = (texts[name] for name in FILL if name not in ("decision", "final"))
    return not any(others) and folded(texts["final"]) in _NO


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    return clean(as_text(value) or "").strip()


def _day(name: str, value: Any, amiss: list[tuple[str, CellAmiss]]) -> date | None:  # noqa: ANN401
    try:
        return day_of_cell(clean(value) if isinstance(value, str) else value)
    except DayError as error:
        amiss.append((name, error.reason))
        return None
