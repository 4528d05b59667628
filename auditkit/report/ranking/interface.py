"""What a ranking is made of: units with their score, its reasons and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from auditkit.core.findings import Finding, Force, Severity

Kind = Literal["cases", "collectors", "agencies"]
KINDS: Final[tuple[Kind, ...]] = ("cases", "collectors", "agencies")
"""What is ranked, in the order in which it is shown."""
Why = Literal["", "no_workload", "few_units"]
"""Why nothing was compared: the run does not know the workload, or there are too few units."""


class UnitKey(NamedTuple):
    """Who or what is ranked; a collector is told by agency too, for ids repeat between agencies.

    ``name`` is "" for an agency, ``agency_id`` for a case; the lender is the agency "".
    """

    agency_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule adds to a score.

    ``findings`` are those that nobody called a false alarm, ``certainty`` counts them; ``open``
    are those of them that nobody decided on. ``points`` and ``share`` (of the unit's points) are
    of the events in which this rule weighs most; a rule that another outweighs on the same
    activities adds none.
    """

    rule: str
    family: str
    severity: Severity
    force: Force
    findings: int
    open: int
    certainty: Mapping[str, int]
    points: float
    share: float


@dataclass(frozen=True, slots=True)
class Peers:
    """The other units that one is held against; never the unit itself.

    ``band`` is the ratio of workload within which they lie, None where all of the kind are taken.
    ``fewest`` and ``most`` are the judged activities of the one with fewest and the one with most.
    """

    units: int
    band: float | None
    fewest: int
    most: int
    contacts: int
    points: float
    events: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was seen of a unit held against what its peers let expect of as much work.

    ``ratio`` is seen to expected points as they stand, None where peers have none; ``estimate``
    allows for chance, ``low`` and ``high`` bound it. Units are ordered by ``low``.
    """

    peers: Peers
    expected: float
    expected_events: float
    ratio: float | None
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a rank still hangs on: findings neither definite nor decided.

    ``none_stands`` is the rank if all of them turn out to be false alarms, None if nothing is left
    then; ``all_stand`` the rank if all are confirmed. The other units stay as they are.
    """

    unsure: int
    none_stands: int | None
    all_stand: int


@dataclass(frozen=True, slots=True)
class Unit:
    """One case, collector or agency with all that explains its place.

    ``rank`` is None where the unit is listed apart; ``workload`` None where the run does not know
    it. ``points``: one is a definite, critical breach of law. ``events`` count an overlap once,
    ``findings`` do not; false alarms are in neither, only in ``false_alarms``. ``worst`` is the
    finding that weighs most, ``newest`` the last local day of one.
    """

    kind: Kind
    key: UnitKey
    rank: int | None
    points: float
    events: int
    findings: int
    open: int
    false_alarms: int
    certainty: Mapping[str, int]
    decisions: Mapping[str, int]
    reasons: tuple[Reason, ...]
    workload: int | None
    compared: Comparison | None
    outlook: Outlook | None
    worst: Finding
    newest: str
    agencies: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The units of one kind that have a finding, the first to be reviewed first.

    ``order`` names all that are ranked, ``ranked`` tells of as many as were asked for.
    ``apart`` did too little work to be compared, the most points first. ``total`` and
    ``total_apart`` are how many there are, where only the first were asked for. ``clean`` is how
    many more units there are, None where the run does not know; ``unnamed`` counts findings that
    name no such unit. ``spread`` is the sum of the squares of events' points over their sum: where
    it is above the plan's ``typical`` the intervals are too narrow.
    """

    kind: Kind
    order: tuple[UnitKey, ...]
    ranked: tuple[Unit, ...]
    apart: tuple[Unit, ...]
    total: int
    total_apart: int
    clean: int | None
    unnamed: int
    spread: float
    why: Why
