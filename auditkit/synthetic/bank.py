"""Writes a made-up month of a bank's collection work: logs, mapping, answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from auditkit.synthetic import (
    plants_agency,
    plants_claims,
    plants_count,
    plants_credit,
    plants_duty,
    plants_ended,
    plants_enforcement,
    plants_estate,
    plants_fraud,
    plants_harmless,
    plants_language,
    plants_limitation,
    plants_pressed,
    plants_privacy,
    plants_record,
    plants_sensitive,
    plants_suit,
    plants_third,
    plants_time,
)
from auditkit.synthetic.answers import Answer, Answers, write_answers
from auditkit.synthetic.archive import open_archive
from auditkit.synthetic.baseline import ordinary, pick_agency, second_account
from auditkit.synthetic.case_list import is_listed, write_case_list
from auditkit.synthetic.events import write_events
from auditkit.synthetic.exports import Place, write_logs
from auditkit.synthetic.mapping import bank_sources, write_mapping
from auditkit.synthetic.scenario import perform
from auditkit.synthetic.world import World

SCENARIOS: Final = (
    *plants_time.SCENARIOS,
    *plants_count.SCENARIOS,
    *plants_record.SCENARIOS,
    *plants_third.SCENARIOS,
    *plants_agency.SCENARIOS,
    *plants_privacy.SCENARIOS,
    *plants_sensitive.SCENARIOS,
    *plants_ended.SCENARIOS,
    *plants_credit.SCENARIOS,
    *plants_duty.SCENARIOS,
    *plants_suit.SCENARIOS,
    *plants_enforcement.SCENARIOS,
    *plants_limitation.SCENARIOS,
    *plants_fraud.SCENARIOS,
    *plants_estate.SCENARIOS,
    *plants_language.SCENARIOS,
    *plants_harmless.SCENARIOS,
    *plants_claims.SCENARIOS,
    *plants_pressed.SCENARIOS,
)
"""Everything that is planted, near misses included."""
_FULL: Final = 20_000
"""From this many rows on every scenario is played in all its variants."""
_VARIANTS: Final = 6
_TWO_ACCOUNTS: Final = 0.06


def write_bank(folder: Path, *, rows: int = 40_000, seed: int = 20261001) -> Answers:
    """Write ``logs/``, ``mapping.yaml`` and ``answers.csv`` and return what was planted.

    ``rows`` is about how many activities happen; the same seed gives the same content.
    """
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    world = make_bank(rows=rows, seed=seed)
    places = write_logs(world, logs) | write_events(world, logs) | write_case_list(world, logs)
    write_mapping(folder / "mapping.yaml", bank_sources())
    answers = _answers(world, places)
    write_answers(folder / "answers.csv", answers)
    return answers


def make_bank(*, rows: int, seed: int) -> World:
    """Return a month of about ``rows`` activities with every scenario in it."""
    world = World(np.random.default_rng(seed))
    open_archive(world)
    perform(world, SCENARIOS, _VARIANTS if rows >= _FULL else 1)
    while len(world.acts) < rows:
        case = world.open_case(agency=pick_agency(world))
        ordinary(world, case)
        if world.rng.random() < _TWO_ACCOUNTS:
            second_account(world, case)
    return world


def _answers(world: World, places: dict[int, Place]) -> Answers:
    answers = []
    for planted in world.planted:
        act, place = planted.act, places[id(planted.act)]
        # the list of cases knows the day alone
        at = (act.time.date() if is_listed(act) else act.time).isoformat()
        answers.append(Answer(planted.rule, act.case.case_id, at, place.file, place.row))
    return Answers(tuple(sorted(answers)))
