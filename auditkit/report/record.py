"""A finding and its companions as plain values for the machine formats."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from auditkit.core.findings import Basis, Bilingual, Decided, Finding
from auditkit.report.interface import ReportBundle
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


def finding_records(bundle: ReportBundle) -> Iterator[dict[str, Any]]:
    """Yield every finding with what was decided on it."""
    for finding in bundle.findings:
        yield finding_record(finding, bundle.decided.get(finding.fingerprint))


def finding_record(finding: Finding, decided: Decided | None) -> dict[str, Any]:
    """Return a finding, and what was decided on it, as the JSON schema describes it."""
    record: dict[str, Any] = {key: getattr(finding, key) for key in FINDING_KEYS}
    record["activities"] = list(finding.activities)
    record["observed"] = number(finding.observed)
    record["limit"] = number(finding.limit)
    record["window"] = list(finding.window) if finding.window else None
    record["message"] = text_of(finding.message)
    record["basis"] = [basis_record(basis) for basis in finding.basis]
    record["remedy"] = text_of(finding.remedy)
    record["wording"] = text_of(finding.wording) if finding.wording else None
    record["decided"] = {key: getattr(decided, key) for key in DECIDED_KEYS} if decided else None
    return record


def plain(value: object) -> object:
    """Return any value of a bundle as what JSON can hold."""
    if isinstance(value, Basis):
        return basis_record(value)
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return number(value) if isinstance(value, float) else value


def dumped(value: object, indent: int | None = None) -> str:
    """Return JSON that any reader takes: UTF-8 safe, and without ``indent`` on one line."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False)
    text = scrubbed(text)
    return text.translate(_LINE_ENDS) if _HAS_LINE_END.search(text) else text
