"""Who a text speaks of and with: persons by their role, whose mother is meant, who was reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.reading import Reading, before, phrases
from auditkit.core.vocabulary import NONE, ROLES

DEBTOR: Final = ROLES.code("debtor")
PLACES: Final = tuple(map(ROLES.code, ("group", "public")))
_NEAR: Final = 3
_NEAR_LATIN: Final = 8


@dataclass(frozen=True, slots=True)
class People:
    """Per word: the role of the person it names, and where the words for that person begin.

    ``role`` is -1 of words that only say whose (客户 in 客户的母亲) and of those that name nobody.
    ``somebody``: names a person or stands for one. ``head``: the first word of such a chain.
    ``toward``: a word such as 向 or "to" stands before it. ``reached``: the role of who was
    spoken with up to there, -1 when the text has not said; ``since``: the word that says so.
    ``relays``: verbs by which somebody is asked to pass a thing on.
    """

    role: NDArray[np.int8]
    somebody: NDArray[np.bool_]
    head: Positions
    toward: NDArray[np.bool_]
    reached: NDArray[np.int8]
    since: Positions
    relays: NDArray[np.bool_]


def people(reading: Reading) -> People:
    """Return the persons of a reading."""
    named = reading.role
    pronoun = reading.is_a("pronoun", "addressee")
    person = (named != NONE) | pronoun
    owner = _owners(reading, named, person)
    role = np.where(owner, NONE, named).astype(np.int8)
    somebody = person & ~owner
    head = _heads(owner)
    earlier = head - 1
    toward = (earlier >= 0) & reading.is_a("toward")[earlier]
    toward &= reading.start[head] - reading.end[earlier] <= 1 + 9 * _latin(reading, head)
    toward &= reading.clauses[head] == reading.clauses[earlier]
    relays = _relays(reading, role, head)
    return People(role, somebody, head, toward, *_reached(reading, role, head), relays)


def _latin(reading: Reading, word: Positions) -> NDArray[np.int64]:
    return (reading.codes[reading.start[word]] < 0x250).astype(np.int64)


def next_to(
    reading: Reading, first: Positions, second: Positions, latin: int = _NEAR_LATIN
) -> NDArray[np.bool_]:
    """Return which pairs of words stand close together in one clause, the first before.

    ``latin``: characters between them at most when the second is no Chinese word.
    """
    gap = reading.start[second] - reading.end[first]
    room = np.where(_latin(reading, second) == 1, latin, _NEAR)
    alike = reading.clauses[first] == reading.clauses[second]
    near: NDArray[np.bool_] = alike & (gap >= 0) & (gap <= room)
    return near


def _owners(
    reading: Reading, named: NDArray[np.int8], person: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the words that only say whose the next person is, or of whom the last one was."""
    owner = np.zeros(len(reading), dtype=bool)
    if len(reading) < 2:
        return owner
    gap = reading.start[1:] - reading.end[:-1]
    between = reading.codes[np.minimum(reading.end[:-1], len(reading.codes) - 1)]
    joined = (gap == 0) | ((gap == 1) & ((between == ord("的")) | (between == ord(" "))))
    joined |= (gap == 3) & (between == ord("'"))
    joined &= reading.clauses[1:] == reading.clauses[:-1]
    whoever = person | reading.is_a("collector")
    owner[:-1] = joined & whoever[:-1] & (named[1:] != NONE) & (named[1:] != DEBTOR)
    if len(reading) > 2:
        whose = reading.is_a("whose")[1:-1] & (gap[:-1] == 0) & (gap[1:] == 0)
        whose &= person[:-2] & (named[2:] != NONE) & (named[2:] != DEBTOR)
        owner[:-2] |= whose
        owner[1:-1] |= whose
        of = reading.is_a("of")
        owner[2:] |= person[:-2] & of[1:-1] & person[2:] & (gap[:-1] == 1) & (gap[1:] <= 5)
    return owner


def _heads(owner: NDArray[np.bool_]) -> Positions:
    """Return for each word the first of the chain that ends in it."""
    begins = np.ones(len(owner), dtype=bool)
    begins[1:] = ~owner[:-1]
    found: Positions = np.maximum.accumulate(np.where(begins, np.arange(len(owner)), 0))
    return found


def _reached(
    reading: Reading, role: NDArray[np.int8], head: Positions
) -> tuple[NDArray[np.int8], Positions]:
    """Return who was spoken with, as far as the text has said, and the word that says so."""
    count = len(reading)
    place = np.arange(count)
    person = (role != NONE) & ~np.isin(role, PLACES)
    contact, missed = reading.is_a("contacting", "requesting"), reading.is_a("missed")
    tells = reading.is_a("telling") & ~contact
    speaks = reading.is_a("answering", "stating", "enquiring", "saying")
    earlier, later = np.maximum(head - 1, 0), np.minimum(place + 1, max(count - 1, 0))
    met = contact[earlier] | (tells[earlier] & (role != DEBTOR))
    met &= (earlier < head) & next_to(reading, earlier, head)
    met |= speaks[later] & (later > place) & next_to(reading, place, later)
    met |= reading.is_a("meeting")[earlier] & (earlier < head) & next_to(reading, earlier, head)
    met = ((met | _alone(reading, head)) & person) | reading.is_a("met")
    event = np.where(met, place, -1)
    event[missed] = place[missed]
    last = np.maximum.accumulate(event) if count else event
    known = (last >= 0) & (reading.text[last] == reading.text)
    told = np.where(known & ~missed[last], role[last], NONE)
    return told.astype(np.int8), np.where(known, last, NONE)


def _alone(reading: Reading, head: Positions) -> NDArray[np.bool_]:
    """Return the words that are all their clause says, as in 3方,告知…: who was on the line."""
    start, end = reading.start[head], reading.end
    own = reading.clauses
    clause = np.append(reading.clause, -1)
    closed = (clause[end] != own) | (np.append(reading.codes, 0)[end] == ord(":"))
    # a mark that ends a clause belongs to the next one, so it may stand before the word
    opens = (start == 0) | (clause[start - 1] != own) | (clause[start - 2] != own)
    alone: NDArray[np.bool_] = closed & opens
    return alone


def _relays(reading: Reading, role: NDArray[np.int8], head: Positions) -> NDArray[np.bool_]:
    """Return the verbs by which somebody is asked to pass a thing on: 转告, 让其父通知."""
    place = np.arange(len(reading))
    person = np.maximum(place - 1, 0)
    asked = np.maximum(head[person] - 1, 0)
    third = (role[person] != NONE) & (role[person] != DEBTOR)
    third &= reading.is_a("requesting")[asked] & next_to(reading, asked, head[person])
    third &= next_to(reading, person, place) & (asked < person) & (person < place)
    found: NDArray[np.bool_] = reading.is_a("relaying") | (third & reading.is_a("telling"))
    return found


def holders_at(reading: Reading, who: People, start: Positions) -> NDArray[np.int8]:
    """Return the role of the last person named before each place, in the same phrase."""
    index = np.searchsorted(reading.start, start)
    last = before(np.append(who.role != NONE, False))[index]
    phrase = phrases(reading.codes)
    found = np.full(len(start), NONE, dtype=np.int8)
    has = np.flatnonzero(last >= 0)
    word = last[has]
    alike = phrase[reading.start[word]] == phrase[start[has]]
    found[has] = np.where(alike, who.role[word], NONE)
    return found
