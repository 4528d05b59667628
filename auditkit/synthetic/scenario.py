"""What a planted scenario is, and how a set of them is played into a month."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from auditkit.synthetic.baseline import LATEST, introduce, ordinary
from auditkit.synthetic.world import Stage, World

Play = Callable[[Stage, int], None]
FIRST_DAY: Final = 12
"""Scenarios start on a Monday after the holidays."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of violation, or of a near miss that must not be found.

    ``play(stage, n)`` writes the n-th variant on a case of its own. ``agency`` works the case;
    ``fresh`` cases have no ordinary work before; ``bare`` ones not even the steps that come first.
    """

    name: str
    play: Play
    agency: str = ""
    fresh: bool = False
    bare: bool = False


def perform(world: World, scenarios: Iterable[Scenario], times: int) -> None:
    """Play each scenario ``times`` times, each time on a case of its own."""
    for scenario in scenarios:
        for variant in range(times):
            case = world.open_case(agency=scenario.agency)
            if scenario.fresh:
                introduce(world, case)
            elif not scenario.bare:
                ordinary(world, case, LATEST)
            scenario.play(Stage(world, case, agency=scenario.agency), variant)


def day_of(variant: int) -> int:
    """Return the working day on which a variant happens."""
    return FIRST_DAY + variant % 5
