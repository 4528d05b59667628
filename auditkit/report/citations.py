"""The clauses that the rules of a run cite, and how many of them were not read as they stand."""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.core.findings import Basis
from auditkit.report.interface import ReportBundle
from auditkit.report.words import Words


@dataclass(frozen=True, slots=True)
class Cited:
    """How many clauses are cited, how many belong to instruments not read in the primary text.

    ``finer`` counts those of which only the level shown was read.
    """

    all: int
    unread: int
    finer: int


def cited(bundle: ReportBundle, words: Words) -> Cited:
    """Return the count of the clauses cited, each once whatever the dates of its versions."""
    clauses: dict[tuple[str, str], Basis] = {
        (basis.instrument, basis.clause): basis
        for rule in bundle.rules
        for version in rule.versions
        for basis in version.basis
    }
    return Cited(
        all=len(clauses),
        unread=sum(not words.primary_read(each) for each in clauses.values()),
        finer=sum(each.finer_unseen for each in clauses.values()),
    )
