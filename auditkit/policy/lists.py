"""Dated lists of a pack: days (``day``), and who stands on a list from when until when (``id``)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import Field, model_validator

from auditkit.core.clock import day_number
from auditkit.core.errors import Problem
from auditkit.core.typed import UNDECODABLE, decoded
from auditkit.policy.model import Written

_WHO: Final = ("id", "from", "until")
_NAMES: Final = ("name_zh", "name_en")
_DATE: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)  # Excel turns - into /


class ListRow(Written):
    """One row of a dated list: a ``day``, or an ``id`` with the first and last local day.

    ``from`` and ``until`` are inclusive; what is empty is open.
    """

    day: date | None = None
    id: str | None = None
    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    name_zh: str = ""
    name_en: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> ListRow:
        if (self.day is None) == (not fold(self.id or "")):
            raise ValueError("a row has either a day or an id")
        if self.day is not None and (self.since or self.until):
            raise ValueError("from and until go with an id")
        if self.since and self.until and self.until < self.since:
            raise ValueError("until is before from")
        return self


@dataclass(frozen=True, slots=True)
class WhoList:
    """Who stands on a list: id, first and last local day (None is open); empty is "not filled in".

    Ids are trimmed and full-width letters folded, as the frame holds them.
    """

    entries: tuple[tuple[str, int | None, int | None], ...]

    def params(self) -> dict[str, object]:
        """Return what a check takes as its ``Roster``."""
        return {
            "entries": [
                {"id": name, "first_day": first, "last_day": last}
                for name, first, last in self.entries
            ]
        }


DatedList = tuple[int, ...] | WhoList
"""A list of a pack: day numbers, or who stands on it."""


def fold(text: str) -> str:
    """Return an id as the frame holds it.

    >>> fold(" Ａ１ ")
    'A1'
    """
    return unicodedata.normalize("NFKC", text).strip()


def dated_list(rows: Iterable[ListRow], like: DatedList) -> DatedList | None:
    """Return rows as a list of the kind that ``like`` is, None when one is of the other kind."""
    given = tuple(rows)
    if isinstance(like, WhoList):
        known = [row for row in given if row.id is not None]
        entries = ((fold(row.id or ""), _number(row.since), _number(row.until)) for row in known)
        return WhoList(tuple(entries)) if len(known) == len(given) else None
    days = sorted(day_number(row.day) for row in given if row.day is not None)
    return tuple(days) if len(days) == len(given) else None


def read_list(file: Path, problems: list[Problem], raw: bytes | None = None) -> DatedList:
    """Return the list of a CSV file, of the kind its header says.

    What is wrong goes to ``problems`` with its line, never with a value; a row of empty cells is
    no row. ``raw`` is what the file holds, where that has been read already.
    """
    text = decoded(file.read_bytes() if raw is None else raw)
    if text is None:
        problems.append(Problem(file, 0, UNDECODABLE))
        return ()
    reader = csv.DictReader(io.StringIO(text))
    header = tuple(fold(name) for name in reader.fieldnames or ())
    reader.fieldnames = list(header)
    empty: DatedList = () if "day" in header else WhoList(())
    if wrong := _header_problem(header):
        problems.append(Problem(file, 1, wrong))
        return empty
    rows: list[ListRow] = []
    for cells in reader:
        said = {name: fold(cells.get(name) or "") for name in header}
        wrong = "has more cells than the header" if None in cells else _row_problem(said)
        if wrong:
            problems.append(Problem(file, reader.line_num, wrong))
        elif any(said.values()):
            rows.append(_row(said))
    return dated_list(rows, empty) or empty


def _header_problem(header: tuple[str, ...]) -> str:
    """Return what is wrong with a header, "" when it is one of the two kinds.

    A list of who has no other columns: a typo in ``until`` would leave every licence open.
    """
    if "day" in header:
        return ""
    absent = [name for name in _WHO if name not in header]
    if absent:
        return f"has neither a column day nor the columns {', '.join(_WHO)}"
    if len(set(header)) < len(header) or set(header) - {*_WHO, *_NAMES}:
        return f"has columns other than {', '.join((*_WHO, *_NAMES))}, or one twice"
    return ""


def _row_problem(said: Mapping[str, str]) -> str:
    """Return what is wrong with the cells of a row, "" when nothing is."""
    if not any(said.values()):
        return ""
    for name in ("day", "from", "until"):
        needed = name == "day" and "day" in said
        if (said.get(name) or needed) and _date(said.get(name, "")) is None:
            return f"the column {name} holds no date (YYYY-MM-DD)"
    if "day" in said:
        return ""
    if not said.get("id"):
        return "the column id is empty"
    first, last = _date(said.get("from", "")), _date(said.get("until", ""))
    return "the column until is before from" if first and last and last < first else ""


def _row(said: Mapping[str, str]) -> ListRow:
    if "day" in said:
        return ListRow(day=_date(said["day"]))
    dates = {name: _date(said.get(name, "")) for name in ("from", "until")}
    return ListRow.model_validate({"id": said["id"], **dates})


def _date(text: str) -> date | None:
    written = _DATE.fullmatch(text)
    try:
        if written:
            return date(int(written[1]), int(written[2]), int(written[3]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(day: date | None) -> int | None:
    return None if day is None else day_number(day)
