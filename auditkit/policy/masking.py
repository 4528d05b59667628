"""Reads how much of a value stays readable: ``reports/masking.yaml``, or a bank's copy of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StringConstraints, ValidationError, model_validator

from auditkit.core.errors import PolicyError
from auditkit.core.kinds import VALUES
from auditkit.core.masking import Width, Widths, most_shown
from auditkit.core.resources import data_folder
from auditkit.policy.load import explain
from auditkit.policy.model import Written
from auditkit.policy.yaml import read

_Count = Annotated[int, Field(strict=True, ge=0)]
_Kind = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
_YEARS: Final = range(1900, 2200)


class _Width(Written):
    first: _Count = 0
    last: _Count = 0


class _File(Written):
    shown: dict[_Kind, _Width] = Field(default_factory=dict)
    email_domain: Annotated[bool, Field(strict=True)] = False
    dates_from: _Count = 0

    @model_validator(mode="after")
    def _a_year(self) -> _File:
        if self.dates_from and self.dates_from not in _YEARS:
            raise ValueError(
                "dates_from is a year of four digits, or 0 / dates_from 应为四位年份或 0"
            )
        return self


def load_widths(file: Path | None = None) -> Widths:
    """Return the widths of a file, else those that ship.

    Raises ``PolicyError`` with everything that is wrong, each with its line: a key that is not
    known, a kind that does not exist, a width that shows more than may be shown.
    """
    document = read(file or data_folder("reports") / "masking.yaml")
    problems = list(document.problems)
    written = _File()
    if not problems:
        try:
            written = _File.model_validate(document.data)
        except ValidationError as error:
            problems = [*explain(error, document, ()), *document.doubts]
    for kind, width in written.shown.items():
        said = _wrong(kind, width)
        problems += [document.problem(("shown", kind), f"{kind}: {said}")] if said else []
    if problems:
        raise PolicyError(tuple(problems))
    shown = {kind: Width(width.first, width.last) for kind, width in written.shown.items()}
    return Widths(shown, written.email_domain, written.dates_from)


def _wrong(kind: str, width: _Width) -> str:
    if kind not in VALUES.names:
        return "is no kind of value / 没有这一类信息"
    most = most_shown(kind)
    if width.first <= most.first and width.last <= most.last:
        return ""
    return (
        f"shows too much, at most first: {most.first}, last: {most.last}"
        f" / 保留位数过多，上限为 first: {most.first}、last: {most.last}"
    )
