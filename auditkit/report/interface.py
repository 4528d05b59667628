"""What a report is made of: an immutable view of one run, without personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from auditkit.core.findings import (
    Activity,
    Basis,
    Bilingual,
    Certainty,
    Coverage,
    Decided,
    Exemption,
    Finding,
    Force,
    Lookback,
    NotEvaluated,
    Severity,
)


@dataclass(frozen=True, slots=True)
class FileTotals:
    """Control totals of one input: ``read`` is the sum of the five that follow it.

    ``activities`` were made of the rows that are not rejected, several of one row where the
    mapping says so; ``in_part`` counts those of these rows of which an activity was rejected.
    """

    file: str
    format: str
    encoding: str
    sha256: str
    bytes: int
    read: int
    judged: int
    linked: int
    duplicate: int
    rejected: int
    context: int
    duration_s: int
    amount: str  # exact decimal text
    activities: int = 0
    in_part: int = 0


@dataclass(frozen=True, slots=True)
class RejectRow:
    """A row that could not be read: where and why, never what it held.

    ``activity`` names the one that is lost where others of the row were taken.
    """

    file: str
    row: int
    column: str
    reason: str  # a key of reports/locale: reject.<reason>
    activity: str = ""


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code of the bank that nothing maps; masked where it looks like an identifier."""

    source: str
    column: str
    canonical: str
    code: str
    rows: int


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A rule's parameters from one local day to another, both included; "" is without end.

    ``params`` is None from a repeal on.
    """

    in_force_from: str
    in_force_to: str
    params: Mapping[str, Any] | None
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as the rule book prints it."""

    id: str
    pack: str
    family: str
    check: str
    title: Bilingual
    force: Force
    severity: Severity
    certainty: Certainty
    versions: tuple[RuleVersion, ...]
    remedy: Bilingual
    wording: Bilingual | None
    why: Bilingual | None
    primary_text_read: bool
    cases: int


@dataclass(frozen=True, slots=True)
class Incident:
    """Findings of one rule, group and window, with every activity that was counted."""

    id: str
    rule: str
    debtor: str
    findings: tuple[str, ...]  # fingerprints
    activities: tuple[Activity, ...]  # in time order


class ContactKey(NamedTuple):
    """What judged activities are counted by; ``day`` is the local day."""

    agency_id: str
    collector_id: str
    org_id: str
    day: str


class HourKey(NamedTuple):
    """An hour of the week by the local clock: ``weekday`` 0 is Monday, ``hour`` 0 to 23."""

    weekday: int
    hour: int


@dataclass(frozen=True, slots=True)
class Workload:
    """How many judged activities cases have, so that a case is compared with cases like it.

    ``cases`` holds the cases with a finding by id, with 0 where none of their activities is a
    contact; ``others`` the number of cases without a finding by their number of judged activities,
    of those that have any. A run of an earlier store knows neither.
    """

    cases: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportBundle:
    """One run, ready to be rendered; everything is sorted, nothing depends on the clock.

    ``manifest`` is JSON-able: run_id, started_at (the one time stamp), auditkit version, key_id,
    profile {id, title {zh, en}, zone}, packs [{id, version, sha256, title}], period {from, to},
    as_of, settings, lang, assumptions [{zh, en}], alarms [{zh, en}], linking {pairs, tolerance_s,
    window_s, offsets, feeds, between, samples, without_debtor, crosswalk} (see ``api.linking``),
    instruments [{id, title {zh, en}, force, primary_text_read, source_confidence}], fail_on,
    headline {findings, incidents, overlaps}, decisions {status: findings, lapsed, final,
    decided (not open), carried (of these, brought from another store)}.

    ``contacts`` are judged activities, ``hours`` the same ones by hour of the week (those without
    a time of day are in none), ``workload`` the same ones by case. ``decided`` holds, by
    fingerprint, what people decided on findings of this run; ``Finding.decision`` is what follows
    from it on the day of the report.
    """

    manifest: Mapping[str, Any]
    files: tuple[FileTotals, ...]
    rules: tuple[RuleView, ...]
    findings: tuple[Finding, ...]
    incidents: tuple[Incident, ...]
    exemptions: tuple[Exemption, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    coverage: tuple[Coverage, ...]
    unknown_codes: tuple[UnknownCode, ...]
    rejects: tuple[RejectRow, ...]
    contacts: Mapping[ContactKey, int]
    lookbacks: tuple[Lookback, ...] = ()
    decided: Mapping[str, Decided] = field(default_factory=dict)
    hours: Mapping[HourKey, int] = field(default_factory=dict)
    workload: Workload = field(default_factory=Workload)
