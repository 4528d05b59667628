"""Proposes the several activities that each row of a case list makes."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from typing import Final

from auditkit.core.findings import Bilingual
from auditkit.sources.columns import ColumnGuess
from auditkit.sources.lore import CaseList
from auditkit.sources.mapping import ActivityMap, FieldMap

CONSTANTS: Final = {"channel": "system", "direction": "internal"}
"""What all steps of a case list are: no contact with anybody."""
_NO_CONTACT: Final = Bilingual(
    "案件清单的各步骤不是联系行为，未使用", "the steps of a case list are no contact, not used"
)


@dataclass(frozen=True, slots=True)
class Steps:
    """The guesses of a case list with the activity each belongs to, and those activities.

    ``undated`` are facts that no activity can carry, since the list does not say of which day
    they are.
    """

    guesses: dict[str, ColumnGuess]
    activities: tuple[ActivityMap, ...]
    undated: tuple[str, ...]


def steps_of(guesses: Table[str, ColumnGuess], known: CaseList) -> Steps | None:
    """Return the activities of a case list, None where no column is the date of a step."""
    found = {g.canonical for g in guesses.values()}
    steps = [step for step in known.steps if step in found]
    if not steps:
        return None
    placed = {header: _placed(guess, steps, known) for header, guess in guesses.items()}
    activities = []
    for number, step in enumerate(steps, 1):
        own = {
            str(guess.canonical): FieldMap(from_=(header,))
            for header, guess in placed.items()
            if guess.activity == number
        }
        at = own.pop("at")
        activities.append(ActivityMap(at=at, step=step, fields=dict(sorted(own.items()))))
    undated = (h for h, g in guesses.items() if known.facts.get(g.canonical or "") == "case.facts")
    return Steps(placed, tuple(activities), () if "case.facts" in steps else tuple(undated))


def _placed(guess: ColumnGuess, steps: list[str], known: CaseList) -> ColumnGuess:
    """Return a guess with the activity that the column belongs to, or the reason for none."""
    name = guess.canonical
    if name is None or name in known.shared:
        return guess
    if name in steps:
        return replace(guess, canonical="at", activity=steps.index(name) + 1)
    step = known.facts.get(name)
    if step is None:
        return ColumnGuess(guess.header, None, 0.0, _NO_CONTACT)
    if step in steps:
        return replace(guess, activity=steps.index(step) + 1)
    text = Bilingual(
        f"像 {name}，但清单没有 {step} 的日期列，未使用",
        f"looks like {name}, but the list has no date of {step}; not used",
    )
    return ColumnGuess(guess.header, None, 0.0, text)
