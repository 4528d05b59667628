"""Says how a scan ends: its exit code, and why it is not 0."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditkit.api.confirming import unconfirmed
from auditkit.api.record import reasons
from auditkit.core.errors import BAD_INPUT, FOUND
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.report.interface import ReportBundle
from auditkit.report.tally import blocking
from auditkit.sources.reasons import ASIDE


@dataclass(frozen=True, slots=True)
class Limits:
    """When a scan does not end with 0."""

    fail_on: str
    max_rejects: float
    require: tuple[str, ...]
    confirmed: bool = False


def ending(bundle: ReportBundle, limits: Limits) -> tuple[int, tuple[Bilingual, ...]]:
    """Return the exit code of a scan and its reasons; 0 has none."""
    bad = [*_unread(bundle, limits), *_unjudged(bundle, limits), *reasons(bundle.manifest)]
    if limits.confirmed:
        bad += unconfirmed(bundle.manifest["confirmations"])
    if bad:
        return BAD_INPUT, tuple(bad)
    found = blocking(bundle, limits.fail_on)
    if found:
        return FOUND, (both("end.findings", count=found, level=limits.fail_on),)
    return 0, ()


def _unread(bundle: ReportBundle, limits: Limits) -> list[Bilingual]:
    if not sum(totals.judged for totals in bundle.files):
        return [
            *(both("end.no_rows", file=t.file) for t in bundle.files if not t.read),
            both("end.nothing_judged"),
        ]
    asides = Counter(each.file for each in bundle.rejects if each.reason in ASIDE)
    return [
        both("end.too_many_rejects", file=t.file, rejected=t.rejected + t.in_part, read=t.read)
        for t in bundle.files
        if t.read and t.rejected - asides[t.file] + t.in_part > limits.max_rejects * t.read
    ]


def _unjudged(bundle: ReportBundle, limits: Limits) -> list[Bilingual]:
    judged = {each.rule for each in bundle.coverage if each.judged}
    silent_rows = {each.rule for each in bundle.not_evaluated}
    return [
        both("end.required", rule=rule)
        for rule in limits.require
        if rule in silent_rows or rule not in judged
    ]
