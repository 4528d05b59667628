"""What a person may enter in a cell that is to be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

from openpyxl.worksheet.datavalidation import DataValidation

from auditkit.core.decisions import LONGEST_NAME, LONGEST_REASON
from auditkit.core.findings import Decision
from auditkit.report.words import Words

LISTS: Final[Mapping[str, Sequence[str]]] = {
    "decision": get_args(Decision),
    "tested": ("agrees", "differs", "cannot_tell"),
    "verified": ("passed", "failed"),
    "whether": ("yes", "no"),
}
"""The words to choose from, by the entry of the layout and the group of the catalogue."""
LONGEST_LIST: Final = 255
"""The characters that Excel takes for a list in a formula, quotes aside."""
_LONGEST: Final = {"text": LONGEST_REASON, "name": LONGEST_NAME}
_FIRST_DAY: Final = "36526"  # 2000-01-01: to Excel any number is a date, those before are slips


def choices(entry: str, words: Words) -> list[str]:
    """Return the words of a list in the language of the sheet."""
    group = "" if entry == "whether" else f"{entry}."
    return [words.text(group + name) for name in LISTS[entry]]


def validation(entry: str, reach: str, words: Words) -> DataValidation:
    """Return the rule for the cells of a range: a list, a date, or text that is not too long."""
    longest = _LONGEST.get(entry)
    if entry == "date":
        rule = {"type": "date", "operator": "greaterThanOrEqual", "formula1": _FIRST_DAY}
    elif longest:
        rule = {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(longest)}
    else:
        rule = {"type": "list", "formula1": f'"{",".join(choices(entry, words))}"'}
    said = "text" if longest else rule["type"]
    return DataValidation(
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle=words.text("entry.title"),
        error=words.text(f"entry.{said}", longest=longest or 0),
        sqref=reach,
        **rule,  # type: ignore[arg-type]
    )
