"""What a text says was done: data sent, notices posted, a number said to be wrong."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.lore import Act, lore
from auditkit.checks.privacy.language.people import DEBTOR, PLACES, People, next_to
from auditkit.checks.privacy.language.reading import Reading, after, before
from auditkit.checks.privacy.language.recipients import recipients
from auditkit.checks.privacy.language.stance import (
    ASKED,
    ASSERTED,
    PARTY,
    PLANNED,
    QUOTED,
    REACH,
    Standing,
    by_speaker,
)
from auditkit.checks.privacy.language.statements import Found, found_of, once, together
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import NONE, ROLES

_SENDS: Final = frozenset({"sent.data"})


def acts(
    reading: Reading,
    who: People,
    stand: Standing,
    speakers: NDArray[np.int8],
    kinds: frozenset[str],
) -> Found:
    """Return the acts of some kinds; one place makes one statement of a kind."""
    wanted = [act for act in lore().acts if act.kind in kinds]
    return once(together([_found(reading, who, stand, speakers, act) for act in wanted]))


def _found(
    reading: Reading, who: People, stand: Standing, speakers: NDArray[np.int8], act: Act
) -> Found:
    word, start, end = _matched(reading, act)
    kept = _placed(reading, who, act, word, start, end) & _speaks(reading, speakers, act, word)
    word, start, end = word[kept], start[kept], end[kept]
    stance = stand.at(reading.start[word], REACH)
    if act.spoken:
        stance = np.where(np.isin(stance, _own_sayings(act)), ASSERTED, stance).astype(np.int8)
    else:
        stance[
            (stance == ASSERTED) & _by_others(reading, who, word) & (start == reading.start[word])
        ] = QUOTED
        stance = by_speaker(stance, speakers, reading.text[word])
    return found_of(
        start, end, STATEMENTS.code(act.kind), stance, _to(reading, who, stand, act, word)
    )


def _own_sayings(act: Act) -> tuple[int, ...]:
    """Return the stances in which a saying, once reported, was said all the same."""
    return (QUOTED, ASKED, PLANNED) if act.speaker == "collector" else (QUOTED,)


def _to(
    reading: Reading, who: People, stand: Standing, act: Act, word: Positions
) -> NDArray[np.int8]:
    if act.recipient:
        return np.full(len(word), ROLES.code(act.recipient), dtype=np.int8)
    if act.kind in _SENDS:
        return recipients(reading, who, word, stand.predicates)
    return np.full(len(word), NONE, dtype=np.int8)


def _matched(reading: Reading, act: Act) -> tuple[Positions, Positions, Positions]:
    """Return the words of the first part whose other parts stand near, and the span of all."""
    word = np.flatnonzero(reading.is_a(act.parts[0]))
    start, end = reading.start[word], reading.end[word]
    latest = word
    for part in act.parts[1:]:
        mate = _nearest(reading, latest, reading.is_a(part), act)
        has = mate >= 0
        word, start, end, mate = word[has], start[has], end[has], mate[has]
        start = np.minimum(start, reading.start[mate])
        end = np.maximum(end, reading.end[mate])
        latest = mate if act.ordered else word
    return word, start, end


def _nearest(reading: Reading, word: Positions, part: NDArray[np.bool_], act: Act) -> Positions:
    """Return for each word the nearest one of a part in its clause and in reach, -1 for none."""
    if not len(word):
        return word
    ahead, behind = before(part)[word], after(part)[word]
    gap_behind = np.where(behind >= 0, reading.start[behind] - reading.end[word], act.within + 1)
    gap_ahead = np.where(ahead >= 0, reading.start[word] - reading.end[ahead], act.within + 1)
    clause = reading.clauses
    gap_behind[(clause[behind] != clause[word])] = act.within + 1
    gap_ahead[(clause[ahead] != clause[word]) | act.ordered] = act.within + 1
    nearest = np.where(gap_behind <= gap_ahead, behind, ahead)
    return np.where(np.minimum(gap_behind, gap_ahead) <= act.within, nearest, NONE)


def _placed(
    reading: Reading, who: People, act: Act, word: Positions, start: Positions, end: Positions
) -> NDArray[np.bool_]:
    """Return which matches stand where the act wants them: at the start, at the end, of oneself."""
    placed = np.ones(len(word), dtype=bool)
    if act.at_start >= 0 and len(word):
        placed &= reading.batch.locate(start, end)[1] <= act.at_start
    if act.at_end >= 0:
        beyond = np.minimum(end + act.at_end, len(reading.codes))
        placed &= np.append(reading.clause, -1)[beyond] != reading.clauses[word]
    if act.of_himself:
        other = after((who.role != NONE) & (who.role != DEBTOR))[word]
        placed &= (other < 0) | (reading.clauses[other] != reading.clauses[word])
    return placed


def _speaks(
    reading: Reading, speakers: NDArray[np.int8], act: Act, word: Positions
) -> NDArray[np.bool_]:
    party: NDArray[np.bool_] = speakers[reading.text[word]] == PARTY
    return party if act.speaker == "party" else ~party | (act.speaker == "")


def _by_others(reading: Reading, who: People, word: Positions) -> NDArray[np.bool_]:
    """Return which verbs have somebody else for their subject: he stands right before."""
    subject = np.maximum(word - 1, 0)
    person = who.somebody & ~who.toward & ~np.isin(who.role, PLACES)
    person &= ~reading.is_a("collector", "owning")
    # in English what stands before a preposition is rather the object of an earlier verb
    first = np.searchsorted(reading.clauses, reading.clauses[word])
    direct = (reading.codes[reading.start[word]] >= 0x250) | (who.head[subject] == first)
    found: NDArray[np.bool_] = person[subject] & next_to(reading, subject, word) & direct
    return found
