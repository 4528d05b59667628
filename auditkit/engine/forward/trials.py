"""Tries contacts that nobody has made yet on the rules themselves.

Each world is a copy of one debtor's rows (or of one number's, for rules that count per number)
under a key of its own, with the contacts that are tried in it. So many contacts of many debtors
are judged in one call of ``evaluate`` and none of them sees another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.core.frame import FIELDS, ZONES
from auditkit.core.vocabulary import DIRECTIONS, LINE_TYPES, PURPOSES
from auditkit.engine.bind import BoundRule
from auditkit.engine.evaluate import Verdict, evaluate
from auditkit.engine.forward.ground import KEPT, Ground, Ints
from auditkit.sources.zones import to_wall

ROWS: Final = 250_000
"""About how many rows are judged at once."""
_LAST: Final = 2**40  # a contact that is tried stands after all that is known of its instant
_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Trials:
    """Contacts to try: those of one ``world``, which stand together, one after the other.

    ``like`` is the position of the row whose person, number and actor they share.
    """

    world: Ints
    like: Ints
    channel: Ints
    outcome: Ints
    talk_s: Ints
    at_s: Ints

    def part(self, which: slice) -> Trials:
        """Return some of the trials."""
        return Trials(*(getattr(self, name)[which] for name in self.__slots__))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.world)


@dataclass(frozen=True, slots=True)
class Answers:
    """By trial and rule: whether it would be a finding, and the code of why nobody can tell."""

    hit: NDArray[np.bool_]
    unknown: NDArray[np.int8]


def answer(ground: Ground, trials: Trials) -> Answers:
    """Return what each rule says of each trial."""
    shape = (len(trials), len(ground.rules))
    found = Answers(np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int8))
    for key in ground.lined:
        numbers = ground.of_key(key)
        if not len(numbers):
            continue
        rules = [ground.rules[n] for n in numbers.tolist()]
        for first, last, known in _batches(ground, trials, key):
            part = trials.part(slice(first, last))
            frame = _frame(ground, part, key, known)
            verdicts = evaluate(frame, rules, record=ground.record)
            _note(found, verdicts, rules, numbers, first, len(frame) - len(part))
    return found


def _batches(
    ground: Ground, trials: Trials, key: str
) -> Iterator[tuple[int, int, tuple[Ints, Ints]]]:
    """Yield parts of the trials with the rows known in their worlds: positions, and which world."""
    begins = np.flatnonzero(np.diff(trials.world, prepend=-1))
    lined = ground.lined[key]
    lo, hi = lined.edges(ground.columns[key][trials.like[begins]])
    size = hi - lo
    cost = np.cumsum(size + np.diff(np.append(begins, len(trials))))
    cut = np.searchsorted(
        cost, np.arange(0, int(cost[-1]) + ROWS if len(cost) else 0, ROWS), side="right"
    )
    for a, b in zip(cut[:-1].tolist(), cut[1:].tolist(), strict=True):
        if a == b:
            continue
        many = size[a:b]
        nth = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        rows = lined.order[np.repeat(lo[a:b], many) + nth]
        ends = int(begins[b]) if b < len(begins) else len(trials)
        yield int(begins[a]), ends, (rows, np.repeat(trials.world[begins[a:b]], many))


def _frame(ground: Ground, trials: Trials, key: str, known: tuple[Ints, Ints]) -> pd.DataFrame:
    """Return the rows known in some worlds and after them the trials."""
    rows, world = known
    at = np.concatenate([rows, trials.like])
    made = _made(ground, trials)
    # a key of 0 stays nobody's
    own = np.concatenate([world, trials.world]) + 1
    columns: dict[str, Any] = {}
    for name, values in ground.columns.items():
        column = values[at]
        if name in made:
            column[len(rows) :] = made[name]
        elif name not in KEPT:
            column[len(rows) :] = _unsaid(name)
        if name == key:
            column = np.where(column == 0, 0, own)
        if name in ground.words:
            column = pd.Categorical.from_codes(column, categories=ground.words[name])
        columns[name] = column
    return pd.DataFrame(columns, copy=False)


def _unsaid(name: str) -> Any:  # noqa: ANN401 - what stands for "not said" in a column
    field = FIELDS.get(name)
    if field is not None and field.missing is not None:
        return field.missing
    return -1 if field is None or name != "activity_id" else None


def _made(ground: Ground, trials: Trials) -> dict[str, Any]:
    """Return what is said of the trials themselves."""
    count = len(trials)
    made: dict[str, Any] = {
        "judged": np.ones(count, dtype=bool),
        "tie": _LAST + np.arange(count, dtype=np.int64),
        "activity_id": "",
        "epoch_ms": trials.at_s * 1000,
        "channel": trials.channel,
        "outcome": trials.outcome,
        "direction": DIRECTIONS.code("outbound"),
        "purpose": PURPOSES.code("collection"),
        "duration_s": trials.talk_s,
        # whoever asks which number to call next calls from a line of the bank
        "line_type": LINE_TYPES.code("registered"),
    }
    return made | _clocks(ground, trials)


def _clocks(ground: Ground, trials: Trials) -> dict[str, Ints]:
    """Return the local days and clocks of the trials in their zones."""
    walls = np.zeros((ZONES, len(trials)), dtype=np.int64)
    of = ground.zone_of[trials.like]
    for number in np.unique(of).tolist():
        here = of == number
        zones = ground.zones[number]
        for place in range(ZONES):
            walls[place, here] = to_wall(trials.at_s[here], zones[min(place, len(zones) - 1)])
    made: dict[str, Ints] = {}
    for place in range(ZONES):
        suffix = "" if place == 0 else f"_{place + 1}"
        made[f"local_day{suffix}"] = walls[place] // _DAY_S
        made[f"local_second{suffix}"] = walls[place] % _DAY_S
    return made


def _note(
    found: Answers,
    verdicts: list[Verdict],
    rules: list[BoundRule],
    numbers: Ints,
    first: int,
    known: int,
) -> None:
    """Write down what verdicts say of the trials that stand after the rows known."""
    place = {rule.id: int(number) for rule, number in zip(rules, numbers, strict=True)}
    for verdict in verdicts:
        rule = place[verdict.rule.id]
        if len(verdict.hits):
            real = verdict.hits["by"].to_numpy() < 0
            found.hit[first + verdict.hits["anchor"].to_numpy()[real] - known, rule] = True
        unknown = verdict.unknown[known:]
        some = np.flatnonzero(unknown)
        found.unknown[first + some, rule] = unknown[some]
