"""Holds what was read against what a control file says was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import translate
from typing import Any, Final

from auditkit.report.interface import FileTotals
from auditkit.sources.control import Expected

_SHEET: Final = re.compile(r"\[[^\[\]]*\]$")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one file or sheet, with the agencies and days its rows name."""

    totals: FileTotals
    agencies: frozenset[str] = frozenset()
    days: tuple[date, date] | None = None


def reconcile(expected: Sequence[Expected], read: Sequence[Read]) -> dict[str, Any]:
    """Return what the manifest says of a control file.

    ``lines`` stand in the order of the control file, each ``matched``, ``differing`` (with what
    was expected and what was found) or ``missing``; ``unexpected`` are files that no line names.
    A line that fits several files is held against their sum.
    """
    named: set[str] = set()
    lines = []
    for line in expected:
        files = [each for each in read if fits(line.file, each.totals.file)]
        named |= {each.totals.file for each in files}
        differences = list(_differences(line, files)) if files else []
        state = ("differing" if differences else "matched") if files else "missing"
        lines.append(
            {
                "file": line.file,
                "row": line.row,
                "state": state,
                "files": [each.totals.file for each in files],
                "compared": _said(line),
                "differences": differences,
            }
        )
    unexpected = sorted({each.totals.file for each in read} - named)
    return {"lines": lines, "unexpected": unexpected}


def fits(pattern: str, name: str) -> bool:
    """Return whether a line of a control file means a file: by path or name, sheet or not.

    >>> fits("a/*.xlsx", "a/b.xlsx[Sheet1]"), fits("b.xlsx[Sheet2]", "a/b.xlsx[Sheet1]")
    (True, False)
    """
    wanted = pattern.replace("\\", "/").removeprefix("./")
    path = name.replace("\\", "/")
    book = _SHEET.sub("", path)
    names = {path, book, _base(book), _base(book) + path[len(book) :]}
    if wanted in names:
        return True
    if "*" not in wanted and "?" not in wanted:
        return False
    # square brackets name a sheet here and are no class of characters
    matcher = re.compile(translate(wanted.replace("[", "[[]")))
    return any(matcher.match(each) for each in names)


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _said(line: Expected) -> list[str]:
    measures = ("rows", "duration_s", "amount", "sha256", "agency")
    said = [name for name in measures if getattr(line, name) is not None]
    return [*said, *(["days"] if line.date_from or line.date_to else [])]


def _differences(line: Expected, files: Sequence[Read]) -> list[dict[str, str]]:
    totals = [each.totals for each in files]
    found: dict[str, tuple[object, object]] = {
        "rows": (line.rows, sum(each.read for each in totals)),
        "duration_s": (line.duration_s, sum(each.duration_s for each in totals)),
        "amount": (line.amount, sum((Decimal(each.amount or 0) for each in totals), Decimal(0))),
        "sha256": (line.sha256, _joined({each.sha256 for each in totals})),
        "agency": (line.agency, _joined({name for each in files for name in each.agencies})),
    }
    differing = [
        {"measure": name, "expected": _shown(wanted), "actual": _shown(actual)}
        for name, (wanted, actual) in found.items()
        if wanted is not None and wanted != actual
    ]
    return [*differing, *_days(line, files)]


def _days(line: Expected, files: Sequence[Read]) -> list[dict[str, str]]:
    spans = [each.days for each in files if each.days]
    if not spans or not (line.date_from or line.date_to):
        return []
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    if first >= (line.date_from or first) and last <= (line.date_to or last):
        return []
    ends = (str(line.date_from or ""), str(line.date_to or ""))
    return [{"measure": "days", "expected": "/".join(ends), "actual": f"{first}/{last}"}]


def _joined(names: set[str]) -> str:
    return "|".join(sorted(names))


def _shown(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def broken(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the lines that make a run fail: missing ones and those that differ."""
    return [line for line in told["lines"] if line["state"] != "matched"]
