"""What became of a review table: how many rows of each kind, and what is to be said of which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auditkit.core.errors import BAD_INPUT, FOUND

COLUMN_OF: Final[Mapping[str, str]] = {
    "reason": "reason",
    "too_long": "reason",
    "until_needed": "until",
    "until_unfit": "until",
    "until_past": "until",
    "due_past": "due",
    "final_unfit": "final",
    "final_first": "final",
    "final_differs": "until",
    "final_person": "final",
    "final_account": "final",
}
"""In which column the reason of a refusal lies, "decision" for the others."""


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """What is to be said of a row: where, and why by a key of the catalogue; never the value."""

    sheet: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table.

    Rows with a fingerprint are ``taken``, ``unchanged`` (they say what stands, or what the same
    person brought in from the same file before), ``empty`` (nothing is decided in them) or refused;
    ``repeated`` say again what another row says. ``problems`` tell why rows were refused, at least
    one for each; ``notes`` what a program changed in rows that were taken all the same. ``missing``
    are columns that were not there.
    """

    file: str
    sha256: str
    run: str
    lang: str
    rows: int
    taken: int
    unchanged: int
    empty: int
    repeated: int
    refused: int
    problems: tuple[Remark, ...]
    notes: tuple[Remark, ...]
    missing: tuple[str, ...]
    dry_run: bool = False

    @property
    def exit_code(self) -> int:
        """0 when every row could be used, 1 when some could not, 3 when none could."""
        if not self.rows or self.rows == self.refused:
            return BAD_INPUT
        return FOUND if self.problems else 0
