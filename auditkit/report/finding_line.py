"""Writes findings as lines of JSON, as the schema describes them.

A run may have a hundred thousand findings, and most of what is written of each stands in its rule:
remedy, clauses and wording become text once and not once per finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import Any, Final

from auditkit.core.findings import Basis, Bilingual, Decided, Finding
from auditkit.report.interface import ReportBundle
from auditkit.report.record import (
    FINDING_KEYS,
    basis_record,
    decided_record,
    dumped,
    number,
    safe_json,
    text_of,
)

_LINE: Final = "{" + ", ".join(f'"{key}": %s' for key in (*FINDING_KEYS, "decided")) + "}"
_VALUES: Final = attrgetter(*FINDING_KEYS)
Said = Callable[[Any], str]


def finding_lines(bundle: ReportBundle) -> Iterator[str]:
    """Yield every finding with what was decided on it, each as JSON on one line."""
    known: dict[object, str] = {}
    special: dict[str, Said] = {
        "activities": lambda ids: f"[{', '.join(map(quoted, ids))}]",
        "source_row": str,
        "observed": _number,
        "limit": _number,
        "window": lambda days: (
            "null" if days is None else f"[{quoted(days[0])}, {quoted(days[1])}]"
        ),
        "message": _text,
        "basis": lambda basis: _once(basis, known, _clauses),
        "remedy": lambda text: _once(text, known, _text),
        "wording": lambda text: "null" if text is None else _once(text, known, _text),
    }
    said = tuple(special.get(key, quoted) for key in FINDING_KEYS)
    for finding in bundle.findings:
        yield _line(finding, said, bundle.decided.get(finding.fingerprint))


def _line(finding: Finding, said: tuple[Said, ...], decided: Decided | None) -> str:
    values = (say(value) for say, value in zip(said, _VALUES(finding), strict=True))
    return safe_json(_LINE % (*values, dumped(decided_record(decided))))


def _once(value: Any, known: dict[object, str], say: Said) -> str:  # noqa: ANN401 - text or clauses
    found = known.get(value)
    if found is None:
        found = known[value] = say(value)
    return found


def _number(value: float) -> str:
    shown = number(value)
    return "null" if shown is None else repr(shown)


def _text(text: Bilingual) -> str:
    return dumped(text_of(text))


def _clauses(basis: tuple[Basis, ...]) -> str:
    return dumped([basis_record(each) for each in basis])
