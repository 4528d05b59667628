"""What a person may enter in a cell that is to be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from openpyxl.worksheet.datavalidation import DataValidation

from auditkit.core.findings import Decision
from auditkit.report.sheets.shape import Layout
from auditkit.report.words import Words

LISTS: Final[Mapping[str, Sequence[str]]] = {
    "decision": get_args(Decision),
    "tested": ("agrees", "differs", "cannot_tell"),
    "verified": ("passed", "failed"),
}
"""The words to choose from, by the entry of the layout and the group of the catalogue."""
LONGEST_LIST: Final = 255
"""The characters that Excel takes for a list in a formula, quotes aside."""
_FIRST_DAY: Final = "36526"  # 2000-01-01: to Excel any number is a date, those before are slips


def choices(entry: str, words: Words) -> list[str]:
    """Return the words of a list in the language of the sheet."""
    return [words.text(f"{entry}.{name}") for name in LISTS[entry]]


def validation(entry: str, reach: str, layout: Layout, words: Words) -> DataValidation:
    """Return the rule for the cells of a range: a list, a date, or text that is not too long."""
    kind = entry if entry in ("date", "text") else "list"
    rule: dict[str, Any]
    if entry == "date":
        rule = {"type": "date", "operator": "greaterThanOrEqual", "formula1": _FIRST_DAY}
    elif entry == "text":
        rule = {
            "type": "textLength",
            "operator": "lessThanOrEqual",
            "formula1": str(layout.longest),
        }
    else:
        rule = {"type": "list", "formula1": f'"{",".join(choices(entry, words))}"'}
    return DataValidation(
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle=words.text("entry.title"),
        error=words.text(f"entry.{kind}", longest=layout.longest),
        sqref=reach,
        **rule,
    )
