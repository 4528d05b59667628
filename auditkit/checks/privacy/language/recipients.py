"""Who is told or sent something: the person after the verb, before it, or spoken with so far."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.people import DEBTOR, LATIN, PLACES, People, next_to
from auditkit.checks.privacy.language.reading import Reading, last_of, next_of
from auditkit.core.vocabulary import NONE

_FAR: Final = 16


def recipients(
    reading: Reading, who: People, verb: Positions, predicates: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return the role of who learns what each verb tells or sends, -1 where nobody is named.

    What is to be passed on reaches first who passes it on.
    """
    behind, named_behind = _behind(reading, who, verb)
    ahead, named_ahead = _ahead(reading, who, verb, predicates)
    reached, event = who.reached(reading, verb)
    third = (reached != NONE) & (reached != DEBTOR)
    third &= reading.sentences[event] == reading.sentences[verb]
    unsaid = (reached == NONE) & named_behind & ~who.relays[verb]
    reached = np.where(unsaid, _spoken_of(reading, who, verb), reached)
    ahead = np.where(ahead == NONE, reached, ahead)
    # 向其母透露客户欠款: the debtor is whom it is about
    content = (behind == DEBTOR) & ~_himself(reading, who, verb)
    behind = np.where(content & third, reached, behind)
    behind = np.where(content & named_ahead & (ahead != NONE), ahead, behind)
    untold = content & (ahead == NONE) & (reached == NONE) & _only_content(reading, who, verb)
    behind = np.where(untold, NONE, behind)
    behind = np.where(behind == NONE, np.where(named_ahead, ahead, reached), behind)
    told = np.where(named_behind, behind, np.where(named_ahead, ahead, reached))
    passed = np.where(named_ahead, ahead, reached)
    # 向班主任反映家长欠款: it was said to him, whoever is spoken of
    told = np.where(_directly(reading, who, verb), passed, told)
    learns = who.relays[verb] | reading.is_a("learnt", "knowing", "learning")[verb]
    return np.where(learns, passed, told).astype(np.int8)


def _behind(
    reading: Reading, who: People, verb: Positions
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return whom the clause names after each verb, and where it names anybody."""
    person = _first_behind(who, verb)
    near = next_to(reading, verb, who.head[person], 14) | who.toward[person]
    near |= np.isin(who.role[person], PLACES)
    named = (person > verb) & near & (reading.clauses[person] == reading.clauses[verb])
    # 说明客户的欠款: whose the debt is, not who is told
    owner = reading.codes[reading.end[person]]
    named &= ~((who.role[person] == DEBTOR) & ((owner == ord("的")) | (owner == ord("'"))))
    return who.role[person], named


def _spoken_of(reading: Reading, who: People, verb: Positions) -> NDArray[np.int8]:
    """Return whom 她 after a verb means: the last third person that the sentence names."""
    third = np.flatnonzero((who.role != NONE) & (who.role != DEBTOR))
    last = last_of(third, verb)
    alike = (reading.sentences[last] == reading.sentences[verb]) & (last < verb - 1)
    return np.where(alike, who.role[last], NONE).astype(np.int8)


def _first_behind(who: People, verb: Positions) -> Positions:
    following = next_of(who.persons, verb)
    return np.where(following < 0, verb, following)


def _directly(reading: Reading, who: People, verb: Positions) -> NDArray[np.bool_]:
    """Return before which verbs of saying stands to whom it is said."""
    listener = np.maximum(verb - 1, 0)
    says = reading.is_a("stating", "conversing", "saying")[verb]
    found: NDArray[np.bool_] = says & who.toward[listener] & next_to(reading, listener, verb)
    return found


def _only_content(reading: Reading, who: People, verb: Positions) -> NDArray[np.bool_]:
    """Return where 客户 may be whose debt it is, as in 告知客户贷款逾期, and not who is told."""
    person = _first_behind(who, verb)
    chinese = reading.codes[reading.start[person]] >= LATIN
    pause = np.isin(reading.codes[reading.end[person]], tuple(map(ord, ":,;")))
    debtor = last_of(np.flatnonzero((who.role == DEBTOR) | reading.is_a("self_word")), verb)
    known = (debtor >= 0) & (reading.sentences[debtor] == reading.sentences[verb])
    only: NDArray[np.bool_] = chinese & ~pause & ~known
    return only


def _himself(reading: Reading, who: People, verb: Positions) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = reading.is_a("self_word")[_first_behind(who, verb)]
    return found


def _ahead(
    reading: Reading, who: People, verb: Positions, predicates: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return whom the clause names before each verb as told: 向其母, 请其母转告, 家属已告知."""
    place = np.isin(who.role, PLACES)
    person = last_of(who.persons, verb)
    stop = last_of(np.flatnonzero(predicates & ~reading.is_a("contacting")), verb)
    gap = reading.start[verb] - reading.end[person]
    named = (person >= 0) & (reading.clauses[person] == reading.clauses[verb])
    named &= (gap <= _FAR) & ((stop < person) | reading.is_a("passive")[verb])
    told = who.toward[person] | place[person] | who.relays[verb]
    passive = reading.is_a("passive")
    told |= reading.is_a("done")[verb - 1] | passive[verb - 1] | passive[verb]
    told |= reading.is_a("met")[person] | reading.is_a("learnt", "knowing")[verb]
    named &= told
    spot = last_of(np.flatnonzero(place), verb)
    placed = ~named & (spot >= 0) & (reading.clauses[spot] == reading.clauses[verb])
    return np.where(placed, who.role[spot], who.role[person]), named | placed
