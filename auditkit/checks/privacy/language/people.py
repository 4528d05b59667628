"""Who a text speaks of and with: persons by their role, whose mother is meant, who was reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.reading import Reading, last_of, phrases
from auditkit.core.vocabulary import NONE, ROLES

DEBTOR: Final = ROLES.code("debtor")
COLLEAGUE: Final = ROLES.code("colleague")
PLACES: Final = tuple(map(ROLES.code, ("group", "public")))
_NEAR: Final = 3
_NEAR_LATIN: Final = 8
LATIN: Final = 0x250
"""Below this code point letters are Latin."""
_ARTICLE: Final = 10
_CHAIN: Final = 4
_OF: Final = 5
_KNOWS: Final = 12


@dataclass(frozen=True, slots=True)
class People:
    """The persons of a reading; arrays are per word unless they say which words.

    ``role``: of the person a word names, -1 of words that only say whose (客户 in 客户的母亲).
    ``somebody``: names a person or stands for one; ``persons`` are those words, in order.
    ``head``: the first word of the chain that ends in a word. ``toward``: 向 or "to" stands before
    that chain. ``relays``: verbs by which somebody is asked to pass a thing on. ``events``: the
    words that say who was spoken with, or that nobody was.
    """

    role: NDArray[np.int8]
    persons: Positions
    somebody: NDArray[np.bool_]
    head: Positions
    toward: NDArray[np.bool_]
    relays: NDArray[np.bool_]
    events: Positions

    def reached(self, reading: Reading, word: Positions) -> tuple[NDArray[np.int8], Positions]:
        """Return who was spoken with up to some words, and the word that says so; -1 unsaid."""
        event = last_of(self.events, word + 1)
        known = reading.text[event] == reading.text[word]
        role = np.where(known, self.role[event], NONE).astype(np.int8)
        return role, np.where(known, event, NONE)


def people(reading: Reading) -> People:
    """Return the persons of a reading."""
    named = reading.role
    person = (named != NONE) | reading.is_a("pronoun", "addressee")
    owners = _owners(reading, named, person)
    role, somebody = named.copy(), person.copy()
    role[owners], somebody[owners] = NONE, False
    head = np.arange(len(reading))
    for _ in range(_CHAIN):
        head[owners + 1] = head[owners]
    persons = np.flatnonzero(somebody)
    toward = _toward(reading, persons, head)
    relays = _relays(reading, role, head)
    events = _events(reading, role, head, toward)
    return People(role, persons, somebody, head, toward, relays, events)


def _toward(reading: Reading, somebody: Positions, head: Positions) -> NDArray[np.bool_]:
    """Return the persons before whom a word such as 向 or "to" stands."""
    first = head[somebody]
    earlier = first - 1
    room = np.where(reading.codes[reading.start[first]] < LATIN, _ARTICLE, _NEAR)
    said = reading.is_a("toward")[earlier] & (first > 0)
    said &= reading.start[first] - reading.end[earlier] <= room
    said &= reading.clauses[first] == reading.clauses[earlier]
    # 母亲处已讲明, 配偶那边通知到了: the place stands for 向
    side = reading.is_a("side")[np.minimum(somebody + 1, len(reading) - 1)]
    side &= reading.start[np.minimum(somebody + 1, len(reading) - 1)] == reading.end[somebody]
    toward = np.zeros(len(reading), dtype=bool)
    toward[somebody] = said | side
    return toward


def next_to(
    reading: Reading, first: Positions, second: Positions, latin: int = _NEAR_LATIN
) -> NDArray[np.bool_]:
    """Return which pairs of words stand close together in one clause, the first before.

    ``latin``: characters between them at most when the second is no Chinese word.
    """
    begin = reading.start[second]
    gap = begin - reading.end[first]
    room = np.where(reading.codes[begin] < LATIN, latin, _NEAR)
    alike = reading.clauses[first] == reading.clauses[second]
    near: NDArray[np.bool_] = alike & (gap >= 0) & (gap <= room)
    return near


def pupils(reading: Reading, who: People) -> Positions:
    """Return the verbs of knowing and learning whose subject is a third person: 丈夫得知."""
    verb = np.flatnonzero(reading.is_a("learnt", "knowing"))
    subject = last_of(who.persons, verb)
    third = (who.role[subject] != NONE) & ~np.isin(who.role[subject], (DEBTOR, *PLACES))
    third &= next_to(reading, subject, verb, _KNOWS)
    met = reading.is_a("contacting")[np.maximum(who.head[subject] - 1, 0)]
    third &= ~(met & next_to(reading, who.head[subject] - 1, subject))
    # 丈夫接听，得知妻子逾期: the verb opens its clause
    role, event = who.reached(reading, verb)
    opens = reading.clauses[verb - 1] != reading.clauses[verb]
    opens &= (event >= 0) & (reading.sentences[event] == reading.sentences[verb])
    opens &= (role != NONE) & (role != DEBTOR) & reading.is_a("learnt")[verb]
    found: Positions = verb[third | opens]
    return found


def _owners(reading: Reading, named: NDArray[np.int8], person: NDArray[np.bool_]) -> Positions:
    """Return the words that only say whose the next person is, or of whom the last one was."""
    third = (named != NONE) & (named != DEBTOR)
    first = np.flatnonzero((person | reading.is_a("collector"))[:-1] & third[1:])
    gap = reading.start[first + 1] - reading.end[first]
    between = reading.codes[reading.end[first]]
    joined = (gap == 0) | ((gap == 1) & np.isin(between, (ord("的"), ord(" "))))
    joined |= (gap == 3) & (between == ord("'"))
    joined &= reading.clauses[first + 1] == reading.clauses[first]
    links = np.flatnonzero(reading.is_a("whose", "of"))
    links = links[(links > 0) & (links < len(reading) - 1)]
    links = links[person[links - 1]]
    left = reading.start[links] - reading.end[links - 1]
    right = reading.start[links + 1] - reading.end[links]
    whose = links[reading.is_a("whose")[links] & third[links + 1] & (left == 0) & (right == 0)]
    of = links[reading.is_a("of")[links] & person[links + 1] & (left == 1) & (right <= _OF)]
    return np.unique(np.concatenate([first[joined], whose - 1, whose, of + 1]))


def _events(
    reading: Reading, role: NDArray[np.int8], head: Positions, toward: NDArray[np.bool_]
) -> Positions:
    """Return the words that say who was spoken with, and those by which nobody was."""
    word = np.flatnonzero((role != NONE) & ~np.isin(role, PLACES))
    first = head[word]
    earlier = np.maximum(first - 1, 0)
    contact = reading.is_a("contacting", "requesting", "meeting")[earlier]
    # a debtor after a verb of telling may be whom it is about
    told = reading.is_a("telling")[earlier] & (role[word] != DEBTOR)
    met = (contact | told) & (first > 0) & next_to(reading, earlier, first)
    opens = reading.clauses[earlier - 1] != reading.clauses[earlier]
    met |= reading.is_a("being")[earlier] & opens & (first > 0) & next_to(reading, earlier, first)
    later = word + 1
    later = later + reading.is_a("adverb", "done")[later]
    later = np.minimum(later, len(reading) - 1)
    speaks = reading.is_a("answering", "stating", "enquiring", "saying")[later]
    speaks |= toward[word] & reading.is_a("telling")[later]
    # 转告客户回电 has nobody on the line
    asked = reading.is_a("relaying")[earlier] & (first > 0) & next_to(reading, earlier, first)
    met |= speaks & next_to(reading, word, later) & ~asked
    met |= _alone(reading, word, first)
    said = reading.is_a("met", "missed")
    said[word[met]] = True
    return np.flatnonzero(said)


def _alone(reading: Reading, word: Positions, head: Positions) -> NDArray[np.bool_]:
    """Return the words that are all their clause says, as in 3方,告知…: who was on the line."""
    start, end = reading.start[head], reading.end[word]
    own = reading.clauses[word]
    clause = reading.clause
    closed = (clause[end] != own) | (reading.codes[end] == ord(":"))
    # a mark that ends a clause belongs to the next one, so it may stand before the word
    opens = (start == 0) | (clause[start - 1] != own) | (clause[start - 2] != own)
    alone: NDArray[np.bool_] = closed & opens
    return alone


def _relays(reading: Reading, role: NDArray[np.int8], head: Positions) -> NDArray[np.bool_]:
    """Return the verbs by which somebody is asked to pass a thing on: 转告, 让其父通知."""
    verb = np.flatnonzero(reading.is_a("telling"))
    verb = verb[verb > 1]
    person = verb - 1
    asked = np.maximum(head[person] - 1, 0)
    third = (role[person] != NONE) & (role[person] != DEBTOR)
    third &= reading.is_a("requesting")[asked] & next_to(reading, asked, head[person])
    third &= next_to(reading, person, verb) & (asked < person)
    relays = reading.is_a("relaying").copy()
    relays[verb[third]] = True
    return relays


def holders_at(reading: Reading, who: People, start: Positions) -> NDArray[np.int8]:
    """Return the role of the last person named before each place, in the same phrase.

    A boss has his own number: he is a colleague then, and the employer is the firm.
    """
    index = np.searchsorted(reading.start, start)
    last = last_of(np.flatnonzero(who.role != NONE), index)
    phrase = phrases(reading.codes)
    found = np.full(len(start), NONE, dtype=np.int8)
    has = np.flatnonzero(last >= 0)
    word = last[has]
    alike = phrase[reading.start[word]] == phrase[start[has]]
    role = np.where(reading.is_a("at_work")[word], COLLEAGUE, who.role[word])
    found[has] = np.where(alike, role, NONE)
    return found
