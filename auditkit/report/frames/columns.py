"""The columns of the frames, each declared once: where it stands and what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, get_args

from auditkit.core import vocabulary as v
from auditkit.core.findings import Certainty, Decision, Force, Severity
from auditkit.report.csv_table import COLUMNS
from auditkit.report.tally import SEVERITIES


class Kind(StrEnum):
    """What a column holds; the value is the dtype as the documentation names it."""

    TEXT = "str"
    WORD = "category"
    LEVEL = "ordered category"
    OF_RULES = "category, of the run"
    COUNT = "int64"
    COUNT_OR_NONE = "Int64"
    NUMBER = "float64"
    FLAG = "bool"
    DAY = "datetime64[ms]"
    INSTANT = "datetime64[ms, zone]"


@dataclass(frozen=True, slots=True)
class Holds:
    """The kind of a column; ``words`` are the categories of a closed set, the least first."""

    kind: Kind
    words: tuple[str, ...] = ()


TEXT: Final = Holds(Kind.TEXT)
_COUNT, _DAY = Holds(Kind.COUNT), Holds(Kind.DAY)
_NUMBER, _FLAG, _INSTANT = Holds(Kind.NUMBER), Holds(Kind.FLAG), Holds(Kind.INSTANT)
_OF_RULES: Final = Holds(Kind.OF_RULES)

HOLDS: Final[dict[str, Holds]] = {
    **dict.fromkeys(("rule", "pack", "family", "check"), _OF_RULES),
    "force": Holds(Kind.LEVEL, get_args(Force)[::-1]),
    "severity": Holds(Kind.LEVEL, get_args(Severity)[::-1]),
    "certainty": Holds(Kind.LEVEL, get_args(Certainty)[::-1]),
    "decision": Holds(Kind.WORD, get_args(Decision)),
    "party_role": Holds(Kind.WORD, v.ROLES.names),
    "channel": Holds(Kind.WORD, v.CHANNELS.names),
    "direction": Holds(Kind.WORD, v.DIRECTIONS.names),
    "outcome": Holds(Kind.WORD, v.OUTCOMES.names),
    "reason": Holds(Kind.WORD),
    **dict.fromkeys(("at", "relied_on_at", "decided_at"), _INSTANT),
    **dict.fromkeys(("local_at", "day", "window_first", "window_last"), _DAY),
    **dict.fromkeys(("decided_until", "due"), _DAY),
    **dict.fromkeys(("observed", "limit", "rate", "rate_low", "rate_high"), _NUMBER),
    **dict.fromkeys(("final", "lapsed", "primary_text_read"), _FLAG),
    **dict.fromkeys(("source_row", "row", "rows", "contacts", "weekday", "hour"), _COUNT),
    **dict.fromkeys(("judged", "found", "exempt", "not_evaluated", "cases"), _COUNT),
    **dict.fromkeys(("bytes", "read", "linked", "duplicate", "rejected", "context"), _COUNT),
    **dict.fromkeys(("activities_made", "in_part"), _COUNT),
    **dict.fromkeys(("findings", "open", "decided", "incidents", "distinct", "offending"), _COUNT),
    **dict.fromkeys(SEVERITIES, _COUNT),
    "duration_s": Holds(Kind.COUNT_OR_NONE),
}
"""What columns hold, by name, the same in every frame; those that are not here hold text."""

_AT: Final = COLUMNS.index("at") + 1
FRAMES: Final[dict[str, tuple[str, ...]]] = {
    "findings": (*COLUMNS[:_AT], "local_at", *COLUMNS[_AT:]),
    "activities": (
        *("incident", "rule", "debtor", "activity_id", "at", "local_at", "channel", "direction"),
        *("outcome", "party_role", "party", "contact", "collector_id", "agency_id", "step"),
        *("duration_s", "source_file", "source_row"),
    ),
    "rules": (
        *("rule", "pack", "family", "check", "title_zh", "title_en", "force", "severity"),
        *("certainty", "primary_text_read", "cases"),
    ),
    "coverage": ("rule", "judged", "found", "exempt", "not_evaluated"),
    "not_evaluated": ("rule", "reason", "meaning_zh", "meaning_en", "source", "rows"),
    "exemptions": (
        *("rule", "anchor_activity", "at", "local_at", "debtor", "case_id", "relied_on"),
        *("relied_on_at", "source_file", "source_row"),
    ),
    "contacts": ("agency_id", "collector_id", "org_id", "day", "contacts"),
    "hours": ("weekday", "hour", "contacts"),
    "files": (
        *("file", "format", "encoding", "sha256", "bytes", "read", "judged", "linked"),
        *("duplicate", "rejected", "context", "duration_s", "amount", "activities_made", "in_part"),
    ),
    "rejects": ("file", "row", "column", "reason", "meaning_zh", "meaning_en", "activity"),
}
"""The columns of every frame, in their order; ``findings`` has those of ``findings.csv``."""

BREAKDOWN: Final = (
    *("findings", "open", "decided", "incidents", "distinct", "offending", "contacts"),
    *("rate", "rate_low", "rate_high", *SEVERITIES),
)
"""The columns of ``break_down`` after the first, which is named for what is counted by."""


def holds(column: str) -> Holds:
    """Return what a column holds."""
    return HOLDS.get(column, TEXT)
