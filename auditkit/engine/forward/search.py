"""Finds for each person, number and kind of contact from when and until when it is lawful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.interface import UNKNOWN
from auditkit.core.vocabulary import CHANNELS
from auditkit.engine.forward.families import GAPS
from auditkit.engine.forward.ground import Ground, Ints
from auditkit.engine.forward.kinds import KINDS, TALK
from auditkit.engine.forward.moments import Moments
from auditkit.engine.forward.trials import Answers, Trials, answer
from auditkit.engine.outcome import Progress, silent

_FIRST, _MOST = 4, 32  # how many instants are tried at once, at first and later


@dataclass(frozen=True, slots=True)
class Question:
    """A contact of a kind like the one in a row: the last with that person and number."""

    row: int
    kind: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rule that a contact would break, by number, and when that ends; None: not by then."""

    rule: int
    until_s: int | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """From when a contact would be no finding, until when, and how many of the kind are left.

    Before ``earliest_s`` (None: not within the horizon) every instant asked about is a finding of
    ``bars``, from ``lawful_until_s`` (None: not within the horizon) it is one of ``then`` again.
    ``unknown`` are rules, by number, that cannot tell, and why. ``left`` is how many contacts can
    be made one after the other on the day of ``earliest_s`` before one is found for another reason
    than a gap; ``capped``: as many as were tried.
    """

    question: Question
    earliest_s: int | None
    lawful_until_s: int | None
    bars: tuple[Bar, ...]
    then: tuple[int, ...]
    unknown: tuple[tuple[int, str], ...]
    left: int = 0
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked: from which instant to which, how long a talk lasts, how many are tried."""

    at_s: int
    until_s: int
    talk_s: int
    cap: int


@dataclass(slots=True)
class _Search:
    """How far one question has come.

    ``barred`` holds the last of the instants tried that each rule bars, ``times`` how many.
    """

    moments: Ints
    cursor: int = 0
    barred: dict[int, int] = field(default_factory=dict)
    times: Counter[int] = field(default_factory=Counter)
    earliest: int | None = None
    ended: int | None = None
    then: tuple[int, ...] = ()
    unknown: tuple[tuple[int, int], ...] = ()

    @property
    def done(self) -> bool:
        return self.ended is not None or self.cursor >= len(self.moments)

    @property
    def reasons(self) -> list[tuple[int, int]]:
        """The rules that bar, and the last instant each does.

        Where nothing is ever lawful and some rules bar all along, barred hours add nothing.
        """
        always = [rule for rule, times in self.times.items() if times == len(self.moments)]
        return sorted((r, n) for r, n in self.barred.items() if not always or r in always)

    def take(self, hit: NDArray[np.bool_], unknown: NDArray[np.int8]) -> None:
        """Take in what is said of the next instant, by rule."""
        number, rules = self.cursor, np.flatnonzero(hit).tolist()
        self.cursor += 1
        if self.earliest is None:
            self.barred.update(dict.fromkeys(rules, number))
            self.times.update(rules)
            if number == 0 or not rules:
                self.unknown = tuple((r, int(unknown[r])) for r in np.flatnonzero(unknown).tolist())
            if not rules:
                self.earliest = number
        elif rules:
            self.ended, self.then = number, tuple(rules)


def forecasts(
    ground: Ground, questions: Sequence[Question], terms: Terms, *, progress: Progress = silent
) -> list[Forecast]:
    """Return the answer to each question."""
    moments = Moments(ground, terms.at_s, terms.until_s, (terms.talk_s,))
    found = [_Search(moments.of(question.row)) for question in questions]
    size, open_now = _FIRST, list(range(len(found)))
    while open_now:
        _advance(ground, questions, found, open_now, size, terms)
        open_now = [n for n in open_now if not found[n].done]
        progress("forecast", len(found) - len(open_now), len(found))
        size = min(size * 2, _MOST)
    left = _left(ground, questions, found, terms)
    return [_told(*each, terms) for each in zip(questions, found, left, strict=True)]


def _advance(
    ground: Ground,
    questions: Sequence[Question],
    found: Sequence[_Search],
    open_now: Sequence[int],
    size: int,
    terms: Terms,
) -> None:
    """Try the next instants of each open question, with every outcome it may have."""
    parts = [found[n].moments[found[n].cursor : found[n].cursor + size] for n in open_now]
    which = np.repeat(np.array(open_now), [len(part) for part in parts])
    said = _said(ground, questions, which, np.concatenate(parts), terms)
    at = 0
    for n, part in zip(open_now, parts, strict=True):
        for slot in range(at, at + len(part)):
            if not found[n].done:
                found[n].take(said.hit[slot], said.unknown[slot])
        at += len(part)


def _said(
    ground: Ground, questions: Sequence[Question], which: Ints, at_s: Ints, terms: Terms
) -> Answers:
    """Return what rules say of contacts at some instants, whatever comes of them."""
    shape = (len(which), len(ground.rules))
    said = Answers(np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.int8))
    for number in range(_MOST_OUTCOMES):
        slots = np.flatnonzero(_outcomes(questions)[which] > number)
        if len(slots):
            world = np.arange(len(slots), dtype=np.int64)
            trials = _trials(ground, questions, which[slots], at_s[slots], world, number, terms)
            one = answer(ground, trials)
            said.hit[slots] |= one.hit
            said.unknown[slots] = np.where(
                said.unknown[slots] == 0, one.unknown, said.unknown[slots]
            )
    return said


_MOST_OUTCOMES: Final = max(len(kind.outcomes) for kind in KINDS.values())


def _outcomes(questions: Sequence[Question]) -> Ints:
    return np.array([len(KINDS[each.kind].outcomes) for each in questions], dtype=np.int64)


def _trials(
    ground: Ground,
    questions: Sequence[Question],
    which: Ints,
    at_s: Ints,
    world: Ints,
    number: int,
    terms: Terms,
) -> Trials:
    """Return the contacts that some questions ask about, with the outcome of a number."""
    asked = [questions[n] for n in which.tolist()]
    like = np.array([each.row for each in asked], dtype=np.int64)
    roles = ground.columns["party_role"][like].tolist()
    kinds = [KINDS[each.kind] for each in asked]
    outcome = [kind.outcome(number, role) for kind, role in zip(kinds, roles, strict=True)]
    talk = [terms.talk_s if kind.outcomes[number] == TALK else 0 for kind in kinds]
    channel = [CHANNELS.code(kind.channel) for kind in kinds]
    return Trials(world, like, np.array(channel), np.array(outcome), np.array(talk), at_s)


def _left(
    ground: Ground, questions: Sequence[Question], found: Sequence[_Search], terms: Terms
) -> Ints:
    """Return how many contacts can be made from each earliest instant on, up to the cap."""
    gaps = np.array([rule.check.id in GAPS for rule in ground.rules], dtype=bool)
    left = np.zeros(len(found), dtype=np.int64)
    some = [n for n, search in enumerate(found) if search.earliest is not None]
    left[some] = terms.cap
    at = np.array([found[n].moments[found[n].earliest or 0] for n in some], dtype=np.int64)
    for number in range(_MOST_OUTCOMES):
        chosen = np.flatnonzero(_outcomes(questions)[some] > number)
        if not len(chosen):
            continue
        which = np.repeat(np.array(some)[chosen], terms.cap)
        world = np.repeat(np.arange(len(chosen), dtype=np.int64), terms.cap)
        instants = np.repeat(at[chosen], terms.cap)
        said = answer(ground, _trials(ground, questions, which, instants, world, number, terms))
        hit = said.hit[:, ~gaps].any(axis=1).reshape(-1, terms.cap)
        free = np.where(hit.any(axis=1), hit.argmax(axis=1), terms.cap)
        mine = np.array(some)[chosen]
        left[mine] = np.minimum(left[mine], free)
    return left


def _told(question: Question, search: _Search, left: int, terms: Terms) -> Forecast:
    instants = search.moments.tolist()

    def when(number: int | None) -> int | None:
        return None if number is None or number >= len(instants) else int(instants[number])

    return Forecast(
        question,
        earliest_s=when(search.earliest),
        lawful_until_s=when(search.ended),
        bars=tuple(Bar(rule, when(last + 1)) for rule, last in search.reasons),
        then=search.then,
        unknown=tuple((rule, UNKNOWN[code].value) for rule, code in search.unknown),
        left=int(left),
        capped=int(left) == terms.cap,
    )
