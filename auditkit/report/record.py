"""A finding and its companions as plain values for the machine formats."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final

from auditkit.core.findings import Basis, Bilingual, Decided
from auditkit.report.safe import scrubbed

FINDING_KEYS: Final = (
    "fingerprint",
    "incident",
    "overlap",
    "rule",
    "pack",
    "family",
    "check",
    "force",
    "severity",
    "certainty",
    "decision",
    "debtor",
    "party",
    "party_role",
    "case_id",
    "collector_id",
    "agency_id",
    "org_id",
    "at",
    "day",
    "anchor_activity",
    "activities",
    "source_file",
    "source_row",
    "observed",
    "limit",
    "window",
    "evidence",
    "message",
    "basis",
    "remedy",
    "wording",
)
"""The fields of a finding in the order they are written; ``decided`` follows them."""

DECIDED_KEYS: Final = (
    "status",
    "who",
    "os_user",
    "at",
    "reason",
    "until",
    "owner",
    "due",
    "final",
    "lapsed",
)
"""What was decided on a finding, in the order it is written."""

# characters that some readers of lines take for the end of a line
_LINE_ENDS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_HAS_LINE_END: Final = re.compile("[\x85\u2028\u2029]")
_ON_ONE_LINE: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def number(value: float) -> int | float | None:
    """Return a count as an integer where it is one; ``None`` for what is not a number.

    >>> number(4.0), number(2.5), number(float("nan"))
    (4, 2.5, None)
    """
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else value


def text_of(value: Bilingual) -> dict[str, str]:
    """Return a bilingual text as ``{zh, en}``."""
    return {"zh": value.zh, "en": value.en}


def basis_record(basis: Basis) -> dict[str, Any]:
    """Return a clause; ``finer_unseen`` stands only where something below it was not read."""
    record: dict[str, Any] = {
        "instrument": basis.instrument,
        "clause": basis.clause,
        "in_force_from": basis.in_force_from,
        "source_confidence": basis.source_confidence,
    }
    return record | {"finer_unseen": True} if basis.finer_unseen else record


def decided_record(decided: Decided | None) -> dict[str, Any] | None:
    """Return what was decided, ``None`` where nothing was."""
    return None if decided is None else {key: getattr(decided, key) for key in DECIDED_KEYS}


def plain(value: object) -> object:
    """Return any value of a bundle as what JSON can hold."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, Basis):
        return basis_record(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    return number(value) if isinstance(value, float) else value


@cache
def _names(of: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def dumped(value: object, indent: int | None = None) -> str:
    """Return JSON that any reader takes: UTF-8 safe, and without ``indent`` on one line."""
    if indent is None:
        return dumped_plain(plain(value))
    return safe_json(json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False))


def dumped_plain(value: object) -> str:
    """Return the same on one line for what JSON can hold as it is."""
    return safe_json(_ON_ONE_LINE.encode(value))


def safe_json(text: str) -> str:
    """Return JSON that can be encoded, with ends of lines that only some readers know escaped."""
    if text.isprintable():  # most is, and telling so costs far less than looking for what is not
        return text
    text = scrubbed(text)
    return text.translate(_LINE_ENDS) if _HAS_LINE_END.search(text) else text
