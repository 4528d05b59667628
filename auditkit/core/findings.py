"""What an audit says: findings, exemptions relied on, rows not evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Force = Literal["law", "ministry_rule", "notice", "standard", "self_discipline", "bank_policy"]
Severity = Literal["critical", "high", "medium", "low"]
Certainty = Literal["definite", "presumptive", "review", "advisory"]
Confidence = Literal["H", "M", "A", "B", "own"]
Decision = Literal["open", "confirmed", "false_alarm", "accepted", "remediated", "in_appeal"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages."""

    zh: str
    en: str

    def pick(self, lang: str) -> str:
        """Return the text in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Basis:
    """A clause that a finding rests on.

    ``seen``: the clause number was read at this level; below it (an article of a chapter, a
    sub-clause) nothing is claimed when ``finer_unseen`` is set.
    """

    instrument: str
    clause: str
    in_force_from: str
    source_confidence: Confidence
    finer_unseen: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity as findings and timelines show it: pseudonyms, no personal data."""

    activity_id: str
    at: str
    channel: str
    direction: str
    outcome: str
    party_role: str
    party: str
    contact: str
    collector_id: str
    agency_id: str
    step: str
    duration_s: int
    source_file: str
    source_row: int
    linked: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken by one activity; all identifiers are pseudonyms.

    ``linked`` are the further rows (file, row) that record the same activity. ``wording`` is what
    may be said instead, where the finding is about what was said.
    """

    fingerprint: str
    incident: str
    overlap: str
    rule: str
    pack: str
    family: str
    check: str
    force: Force
    severity: Severity
    certainty: Certainty
    decision: Decision
    debtor: str
    party: str
    party_role: str
    case_id: str
    collector_id: str
    agency_id: str
    org_id: str
    at: str
    day: str
    anchor_activity: str
    activities: tuple[str, ...]
    source_file: str
    source_row: int
    observed: float
    limit: float
    window: tuple[str, str] | None
    evidence: str
    message: Bilingual
    basis: tuple[Basis, ...]
    remedy: Bilingual
    linked: tuple[tuple[str, int], ...] = ()
    wording: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided on a finding, as it stands on the day of the report.

    ``who`` is what the person said, ``os_user`` what the system says; ``at`` is an instant of UTC.
    ``until`` is the last local day on which the decision holds ("" without end), ``due`` the local
    day by which ``owner`` is to have put things right. ``final`` locks it. Where ``lapsed`` is set
    the last day has passed: the finding is open again, and ``status`` is what it was.
    """

    status: Decision
    who: str
    os_user: str
    at: str
    reason: str
    until: str = ""
    owner: str = ""
    due: str = ""
    final: bool = False
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Exemption:
    """A finding that a recorded consent or agreement prevented."""

    rule: str
    anchor_activity: str
    at: str
    debtor: str
    case_id: str
    relied_on: str
    relied_on_at: str
    source_file: str
    source_row: int


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A rule and why it could not judge some rows; never a pass."""

    rule: str
    reason: str
    source: str
    rows: int


@dataclass(frozen=True, slots=True)
class Lookback:
    """How far back a rule looks and how far back the record goes, both before the first day judged.

    ``needs`` and ``has`` are local days, the activity's own included; ``needs`` is None for a rule
    whose states may have opened at any time, ``since`` the first day of the record ("" when there
    is none). ``cut`` are the rows whose look-back the record does not fill.
    """

    rule: str
    needs: int | None
    has: int
    since: str
    cut: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one rule looked at."""

    rule: str
    judged: int
    found: int
    exempt: int
    not_evaluated: int
