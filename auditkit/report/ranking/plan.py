"""The numbers that a ranking goes by: ``reports/ranking.yaml`` or a bank's own file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, get_args

import yaml

from auditkit.core.errors import ConfigError
from auditkit.core.findings import Certainty, Decision, Force, Severity
from auditkit.core.resources import data_folder, load_yaml
from auditkit.report.ranking.interface import KINDS, Kind

WHOLE: Final = 100
"""What counts in full; every weight is per cent of it."""
SHIPPED: Final = "reports/ranking.yaml"
_LEAST_PRIOR: Final = 0.5  # below it the interval of a unit with nothing expected has no use


@dataclass(frozen=True, slots=True)
class Flag:
    """What marks a unit: the checks of its rules, or the steps that open their duty or state."""

    checks: frozenset[str]
    opened_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class RankingPlan:
    """The contents of ``reports/ranking.yaml`` or a bank's ``file``; weights are in per cent."""

    file: str
    severity: Mapping[str, int]
    certainty: Mapping[str, int]
    force: Mapping[str, int]
    settled: frozenset[str]
    repeats: tuple[int, ...]
    bands: tuple[float, ...]
    peers: Mapping[Kind, int]
    workload: Mapping[Kind, int]
    prior: float
    typical: int
    confidence: float
    units: int
    reasons: int
    flags: Mapping[str, Flag]
    sources: tuple[str, ...]


def load_ranking_plan(file: Path | None = None) -> RankingPlan:
    """Return the shipped plan, or that of another file.

    Raises ``ConfigError`` naming the entry for a file that lacks one, names something unknown, or
    gives a number that the method does not bear.
    """
    place = file or data_folder("reports") / "ranking.yaml"
    try:
        data = load_yaml(place)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _refused(place, "", "is not YAML", "不是 YAML") from error
    if not isinstance(data, dict):
        raise _refused(place, "", "is not a mapping", "不是键值表")
    try:
        plan = _plan(data, SHIPPED if file is None else file.name)
    except KeyError as error:
        raise _refused(place, str(error.args[0]), "is missing", "缺少此项") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise _refused(place, "", "has an entry of the wrong kind", "有一项的类型不对") from error
    _check(plan, place)
    return plan


def _plan(data: Mapping[str, Any], name: str) -> RankingPlan:
    return RankingPlan(
        file=name,
        severity=_whole(data["severity"]),
        certainty=_whole(data["certainty"]),
        force=_whole(data["force"]),
        settled=frozenset(data["settled"]),
        repeats=tuple(map(int, data["repeats"])),
        bands=tuple(map(float, data["bands"])),
        peers={kind: int(data["peers"][kind]) for kind in KINDS},
        workload={kind: int(data["workload"][kind]) for kind in KINDS},
        prior=float(data["prior"]),
        typical=int(data["typical"]),
        confidence=float(data["confidence"]),
        units=int(data["shown"]["units"]),
        reasons=int(data["shown"]["reasons"]),
        flags={
            name: Flag(frozenset(each["checks"]), frozenset(each["opened_by"]))
            for name, each in data["flags"].items()
        },
        sources=tuple(data["sources"]),
    )


def _whole(weights: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(weight) for name, weight in weights.items()}


def _check(plan: RankingPlan, file: Path) -> None:
    for group, of in (("severity", Severity), ("certainty", Certainty), ("force", Force)):
        weights: Mapping[str, int] = getattr(plan, group)
        if set(weights) != set(get_args(of)):
            names = ", ".join(get_args(of))
            raise _refused(file, group, f"names other than {names}", f"应恰为 {names}")
        if not all(0 <= weight <= WHOLE for weight in weights.values()):
            raise _refused(file, group, "lies outside 0 to 100", "不在 0 到 100 之间")
    for holds, entry, en, zh in _conditions(plan):
        if not holds:
            raise _refused(file, entry, en, zh)


def _conditions(plan: RankingPlan) -> Iterator[tuple[bool, str, str, str]]:
    """Yield what the method needs of the numbers, and what is said where it is not so."""
    settling = set(get_args(Decision)) - {"open", "false_alarm"}
    yield (
        plan.settled <= settling,
        "settled",
        "names what settles nothing",
        "含不能视为已认定的状态",
    )
    steps = (WHOLE, *plan.repeats, 0)
    falls = all(a >= b for a, b in pairwise(steps))
    yield falls and bool(plan.repeats), "repeats", "do not fall from 100", "应自不超过 100 起递减"
    rises = all(a <= b for a, b in pairwise((1, *plan.bands)))
    yield rises, "bands", "do not rise from 1", "应自 1 起递增"
    counts = (*plan.peers.values(), plan.units, plan.reasons)
    yield min(counts) >= 1, "peers, shown", "are below 1", "小于 1"
    yield min(plan.workload.values()) >= 0, "workload", "is below 0", "小于 0"
    yield plan.prior >= _LEAST_PRIOR, "prior", f"is below {_LEAST_PRIOR}", f"小于 {_LEAST_PRIOR}"
    yield 0 < plan.typical <= WHOLE, "typical", "lies outside 1 to 100", "不在 1 到 100 之间"
    yield 0 < plan.confidence < 1, "confidence", "lies outside 0 to 1", "不在 0 与 1 之间"


def _refused(file: Path, entry: str, en: str, zh: str) -> ConfigError:
    where = f"{file.name}: {entry}" if entry else file.name
    return ConfigError(where, f"{en} / {zh}", f"See {SHIPPED}. / 参见 {SHIPPED}。")
