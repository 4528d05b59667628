"""The instants at which what rules say of a contact can change.

Rules look at the local day of a contact, at its clock in each zone and at its distance from
earlier rows. So nothing changes but at a midnight, at a clock that a rule or a row names, where a
zone changes its offset, and where a gap after a row ends. Too many instants cost time, one too few
would be a wrong answer; whether a contact is lawful is never decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from auditkit.checks.contact.gap import GapParams
from auditkit.checks.contact.hours import HoursParams
from auditkit.checks.interface import Params
from auditkit.checks.timeline import DAY_S, clock_seconds
from auditkit.engine.columns import GRAIN_KEY
from auditkit.engine.forward.ground import Ground, Ints
from auditkit.sources.zones import Zone, to_wall

_OF_ROWS: Final = ("attrs.window", "attrs.from_time", "attrs.to_time")


@dataclass(frozen=True, slots=True)
class Moments:
    """Gives the instants between ``first_s`` and ``last_s``, both of them included.

    ``talks`` are how long contacts may last, for rules that look at every second of one.
    """

    ground: Ground
    first_s: int
    last_s: int
    talks: tuple[int, ...]
    _usual: dict[int, Ints] = field(default_factory=dict)
    _clocks: set[int] = field(default_factory=set)

    def of(self, row: int) -> Ints:
        """Return the instants for contacts with the person of a row."""
        number = int(self.ground.zone_of[row])
        if number not in self._usual:
            self._usual[number] = self._at(self._of_rules(), number)
        usual = self._usual[number]
        more = [self._after_gaps(row)]
        if clocks := self._of_debtor(row) - self._of_rules():
            more.append(self._at(clocks, number))
        extra = np.concatenate(more)
        return np.unique(np.concatenate([usual, extra])) if len(extra) else usual

    def _of_rules(self) -> set[int]:
        """Return the seconds of the day at which rules change their mind, midnight included."""
        if not self._clocks:
            self._clocks.add(0)
            for params in _params(self.ground):
                if isinstance(params, HoursParams):
                    self._clocks.update(_edges(params, self.talks))
        return self._clocks

    def _of_debtor(self, row: int) -> set[int]:
        """Return the seconds of the day that consents and designations of a debtor name."""
        found: set[int] = set()
        rows = self._rows("debtor_key", row)
        for name in _OF_ROWS:
            codes = self.ground.columns.get(name)
            if codes is None:
                continue
            for code in set(codes[rows].tolist()) - {-1}:
                texts = str(self.ground.words[name][code]).split("-")
                found.update(clock_seconds(text) % DAY_S for text in texts)
        return found

    def _after_gaps(self, row: int) -> Ints:
        """Return the first second after each gap that earlier rows begin."""
        ends = [np.empty(0, dtype=np.int64)]
        for key, seconds in _gaps(self.ground):
            instants = self.ground.columns["epoch_ms"][self._rows(key, row)]
            ends.append((instants + seconds * 1000) // 1000 + 1)
        return self._inside(np.concatenate(ends))

    def _rows(self, key: str, row: int) -> Ints:
        return self.ground.lined[key].rows(int(self.ground.columns[key][row]))

    def _at(self, clocks: set[int], number: int) -> Ints:
        """Return the first and the last instant, and all at which some zone shows a clock."""
        zones = self.ground.zones[number]
        found = [np.array([self.first_s], dtype=np.int64)]
        for zone in zones:
            found.append(self._inside(zone.changes))
            found.append(self._inside(_shown(clocks, zone, self.first_s, self.last_s)))
        return np.unique(np.concatenate(found))

    def _inside(self, instants: Ints) -> Ints:
        return instants[(instants > self.first_s) & (instants <= self.last_s)]


def _params(ground: Ground) -> list[Params]:
    return [v.params for rule in ground.rules for v in rule.versions if v.params is not None]


def _gaps(ground: Ground) -> set[tuple[str, int]]:
    """Return the gaps that rules ask for, and by which key their rows are seen together."""
    return {
        (GRAIN_KEY[rule.check.grain], version.params.seconds)
        for rule in ground.rules
        for version in rule.versions
        if isinstance(version.params, GapParams)
    }


def _edges(params: HoursParams, talks: tuple[int, ...]) -> set[int]:
    """Return when barred hours begin and are over, and before when a talk ends in time."""
    at = {end + (params.closed in closed) for end, closed in _ends(params)}
    early = {clock - talk + 1 for clock in at for talk in talks if params.judge == "overlap"}
    return {clock % DAY_S for clock in at | early}


def _ends(params: HoursParams) -> list[tuple[int, tuple[str, ...]]]:
    """Return the ends of barred hours with the ways of closing a range that shift them by one."""
    return [
        end
        for each in params.barred
        for end in (
            (clock_seconds(each.start), ("right", "neither")),
            (clock_seconds(each.end), ("right", "both")),
        )
    ]


def _shown(clocks: set[int], zone: Zone, first_s: int, last_s: int) -> Ints:
    """Return when a zone's clock shows one of some seconds, both times when it does so twice."""
    days = np.arange(first_s // DAY_S - 1, last_s // DAY_S + 2, dtype=np.int64)
    walls = np.add.outer(days * DAY_S, np.array(sorted(clocks), dtype=np.int64)).ravel()
    found = []
    for offset in np.unique(zone.offsets).tolist():
        instants = walls - offset
        found.append(instants[to_wall(instants, zone) == walls])
    return np.concatenate(found)
