"""Draws findings for a tester to re-perform: by seed and stratum, whatever their order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import ceil, exp, floor, lgamma, log, log1p
from pathlib import Path
from typing import Any, Final

from auditkit.core.errors import ConfigError
from auditkit.core.findings import Finding
from auditkit.core.resources import data_folder, load_yaml
from auditkit.report.tally import SEVERITIES

_SLACK: Final = 1e-9  # what floating point adds to a number that is whole
_MOST: Final = 2_000  # a plan that asks for more makes no sense, so the search ends there


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """The contents of ``reports/sampling.yaml``."""

    confidence: float
    tolerable: float
    expected: float
    least: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Findings of one agency and severity: how many there are and how many are drawn."""

    agency_id: str
    severity: str
    population: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample and all that is needed to draw it again.

    ``base`` is the size for an endless population, ``size`` that for this one; more are drawn
    where there are more strata than that. ``allowed`` wrong ones leave the conclusion standing.
    """

    seed: str
    plan: SamplingPlan
    population: int
    base: int
    size: int
    allowed: int
    strata: tuple[Stratum, ...]
    drawn: tuple[Finding, ...]


def load_sampling_plan(folder: Path | None = None) -> SamplingPlan:
    """Return the shipped plan, or that of another folder's ``sampling.yaml``."""
    file = (folder or data_folder("reports")) / "sampling.yaml"
    data: dict[str, Any] = load_yaml(file)
    confidence, tolerable, expected = (
        float(data[name]) for name in ("confidence", "tolerable", "expected")
    )
    if not (0 < confidence < 1 and 0 <= expected < tolerable < 1):
        raise ConfigError(
            file.name, "confidence and tolerable lie between 0 and 1, expected below tolerable"
        )
    sources = tuple(data["sources"])
    return SamplingPlan(confidence, tolerable, expected, int(data["least"]), sources)


def default_seed(manifest: Mapping[str, Any]) -> str:
    """Return the seed of a run: its id, so that nobody chooses what is drawn."""
    return str(manifest.get("run_id") or "")


def draw(findings: Sequence[Finding], seed: str, plan: SamplingPlan) -> Sample:
    """Return the sample of a seed; equal findings in any order give the same one.

    Of each stratum those findings are drawn whose SHA-256 of ``seed|fingerprint`` is smallest.
    """
    strata: dict[tuple[str, int], list[int]] = {}
    for place, finding in enumerate(findings):
        key = (finding.agency_id, SEVERITIES.index(finding.severity))
        strata.setdefault(key, []).append(place)
    keys = sorted(strata)
    counts = [len(strata[key]) for key in keys]
    base, allowed = sample_size(plan)
    size = corrected(base, len(findings))
    shares = allocate(counts, size, plan.least)
    places = [
        place
        for key, share in zip(keys, shares, strict=True)
        for place in nsmallest(share, strata[key], key=lambda at: rank(seed, findings[at]))
    ]
    return Sample(
        seed, plan, len(findings), base, size, allowed,
        tuple(Stratum(key[0], SEVERITIES[key[1]], count, share)
              for key, count, share in zip(keys, counts, shares, strict=True)),
        tuple(findings[place] for place in places),
    )  # fmt: skip


def rank(seed: str, finding: Finding) -> tuple[bytes, str]:
    """Return what a finding is drawn by, the smallest first."""
    text = f"{seed}|{finding.fingerprint}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), finding.fingerprint


def sample_size(plan: SamplingPlan) -> tuple[int, int]:
    """Return how many an endless population needs, and how many of them may be wrong.

    >>> sample_size(SamplingPlan(0.95, 0.05, 0.0, 1, ()))
    (59, 0)
    """
    risk, share = 1 - plan.confidence, plan.tolerable
    size = ceil(log(risk) / log(1 - share) - _SLACK)
    allowed = ceil(plan.expected * size - _SLACK)
    while allowed:
        while _at_most(allowed, size, share) > risk:
            size += 1
        expected = ceil(plan.expected * size - _SLACK)
        if size > _MOST:
            raise ConfigError("sampling.yaml", f"asks for more than {_MOST} findings")
        if expected <= allowed:
            break
        allowed = expected
    return size, allowed


def _at_most(wrong: int, size: int, share: float) -> float:
    """Return the binomial probability of so many wrong ones or fewer."""
    return sum(
        exp(
            lgamma(size + 1) - lgamma(k + 1) - lgamma(size - k + 1)
            + k * log(share) + (size - k) * log1p(-share)
        )
        for k in range(wrong + 1)
    )  # fmt: skip


def corrected(base: int, population: int) -> int:
    """Return the size for a finite population.

    >>> corrected(59, 419), corrected(59, 1), corrected(59, 0)
    (52, 1, 0)
    """
    return ceil(base / (1 + (base - 1) / population) - _SLACK) if population else 0


def allocate(counts: Sequence[int], size: int, least: int) -> list[int]:
    """Return how many to draw of each stratum: in proportion, at least ``least`` of each.

    What rounding leaves goes to the largest remainders, the first of equal ones; a stratum never
    gives more than it has.

    >>> allocate([100, 10, 1], 12, 1)
    [10, 1, 1]
    """
    whole = sum(counts)
    quotas = [size * count / whole for count in counts]
    shares = [
        min(count, max(least, floor(quota + _SLACK)))
        for count, quota in zip(counts, quotas, strict=True)
    ]
    order = sorted(range(len(counts)), key=lambda at: (shares[at] - quotas[at], at))
    for at in _rounds(order, counts, shares, size):
        shares[at] += 1
    return shares


def _rounds(
    order: Iterable[int], counts: Sequence[int], shares: Sequence[int], size: int
) -> list[int]:
    room = [at for at in order if shares[at] < counts[at]]
    return room[: max(0, size - sum(shares))]
