"""What the other side says of itself or asks for: no more contact, a lawyer, hardship, a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.claims import Claim, claims
from auditkit.checks.privacy.language.cues import REACH
from auditkit.checks.privacy.language.lexicons import lexicon_places
from auditkit.checks.privacy.language.people import DEBTOR, PLACES, People
from auditkit.checks.privacy.language.reading import Reading, last_of
from auditkit.checks.privacy.language.stance import (
    ASKED,
    ASSERTED,
    NEGATED,
    PARTY,
    PLANNED,
    QUOTED,
    Standing,
)
from auditkit.checks.privacy.language.statements import Found, found_of, once, together
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import NONE, ROLES

_ASKS_WITHIN: Final = 2
_NOT_RELATED: Final = (
    DEBTOR,
    *PLACES,
    *map(ROLES.code, ("court", "police", "creditor", "credit_bureau", "attorney")),
)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """Claims found: which way of saying it, the span, the word there or next."""

    way: Positions
    start: Positions
    end: Positions
    word: Positions


def states(
    reading: Reading,
    who: People,
    stand: Standing,
    speakers: NDArray[np.int8],
    kinds: frozenset[str],
) -> Found:
    """Return what the other side says of itself, in its own words or as a note tells them.

    The words of the collector himself ("could you pay by instalments?") are none. Statements of
    outbound messages and of the collector's turns must be left out by the caller, who knows where
    a text stands.
    """
    ways = claims(kinds)
    at = _claimed(reading, ways) if ways else None
    if at is None or not len(at.start):
        return together([])
    flags = {
        name: np.array([getattr(way, name) for way in ways])[at.way]
        for name in ("theirs", "of_debtor", "request")
    }
    party = speakers[reading.batch.text_of(at.start)] == PARTY
    heard = _heard(reading, stand, at) | party
    stance = _stance(reading, who, stand, at, (flags["request"], party, heard))
    subject = _subject(reading, who, at)
    own = reading.is_a("collector")[subject] & (subject >= 0) & ~party
    named = (subject >= 0) & ~own & ~who.toward[subject]
    told = _told(reading, stand, at) & ~(flags["of_debtor"] & _on_line(reading, who, at))
    kept = ~(own & ~heard) & ~(told & ~party)
    kept &= ~flags["theirs"] | heard | named
    kept &= ~flags["of_debtor"] | ~_of_another(reading, who, stand, at, subject)
    kind = np.array([STATEMENTS.code(way.kind) for way in ways], dtype=np.int16)[at.way]
    return once(found_of(at.start, at.end, kind, stance).take(kept))


def _claimed(reading: Reading, ways: tuple[Claim, ...]) -> _Claimed:
    places = lexicon_places(reading, [way.lexicon for way in ways])
    way = np.repeat(np.arange(len(ways)), [len(each.start) for each in places])
    start = np.concatenate([each.start for each in places])
    end = np.concatenate([each.end for each in places])
    return _Claimed(way, start, end, np.searchsorted(reading.start, start))


def _heard(reading: Reading, stand: Standing, at: _Claimed) -> NDArray[np.bool_]:
    """Return which claims a note says that the other side made."""
    quoted = stand.voice.quoted(reading, at.start, at.word)
    # 否认债务, 投诉我行: the claim holds the verb by which it is said
    inside = last_of(stand.voice.quotes, np.searchsorted(reading.start, at.end))
    found: NDArray[np.bool_] = quoted | ((inside >= 0) & (reading.start[inside] >= at.start))
    return found


def _stance(
    reading: Reading,
    who: People,
    stand: Standing,
    at: _Claimed,
    how: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
) -> NDArray[np.int8]:
    """Return how claims are made; ``how``: which may be requests, are said by, are told of them."""
    request, party, heard = how
    stance = stand.at(at.start, at.word, reach=REACH)
    asked = stance == ASKED
    asked &= ~(request & (party | _asked_by_them(reading, who, at)))
    asked &= ~party | _questioned(reading, at)
    denied = stand.cues.denied(stand.cues.places(at.start, at.word), REACH)
    told = (stance == ASKED) & ~asked
    stance[told] = np.where(denied, NEGATED, ASSERTED)[told]
    stance[(stance == PLANNED) & request & _meant(reading, stand, at, party)] = ASSERTED
    stance[(stance == ASSERTED) & heard] = QUOTED
    return stance


def _meant(
    reading: Reading, stand: Standing, at: _Claimed, party: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which requests are wished or threatened: not what the writer plans or supposes."""
    supposed = reading.last(at.word, "supposing")
    here = (supposed >= 0) & (reading.sentences[supposed] == reading.sentence[at.start])
    theirs = party | stand.voice.quoted(reading, reading.start[supposed], supposed)
    cue = reading.last(at.word, "intending", "requesting")
    bound = (cue >= 0) & (reading.clauses[cue] == reading.clause[at.start])
    bound &= ~reading.is_a("wishing")[cue]
    found: NDArray[np.bool_] = np.where(here, theirs, ~bound | party).astype(np.bool_)
    return found


def _asked_by_them(reading: Reading, who: People, at: _Claimed) -> NDArray[np.bool_]:
    """Return which claims somebody else asks for: 客户问能否分期."""
    verb = reading.last(at.word, "enquiring")
    subject = last_of(who.persons, verb)
    near = (verb >= 0) & (reading.clauses[verb] == reading.clause[at.start])
    near &= (subject >= 0) & (reading.clauses[subject] == reading.clauses[verb])
    theirs = near & ~reading.is_a("collector")[subject] & ~who.toward[subject]
    found: NDArray[np.bool_] = theirs | (~near & _has_person(reading, who, at))
    return found


def _has_person(reading: Reading, who: People, at: _Claimed) -> NDArray[np.bool_]:
    subject = _subject(reading, who, at)
    found: NDArray[np.bool_] = (subject >= 0) & ~reading.is_a("collector")[subject]
    return found


def _questioned(reading: Reading, at: _Claimed) -> NDArray[np.bool_]:
    """Return which claims of the other party are questions: 是不是还清了, 他去世了吗."""
    clause = reading.clause[at.start]
    asking = reading.last(at.word, "asking")
    asked = (asking >= 0) & (reading.clauses[asking] == clause)
    after = np.searchsorted(reading.start, at.end)
    ends = reading.is_a("question_end")[np.minimum(after, len(reading) - 1)]
    ends &= reading.start[np.minimum(after, len(reading) - 1)] - at.end <= _ASKS_WITHIN
    end = at.end + (reading.codes[np.minimum(at.end, len(reading.codes) - 1)] == ord("了"))
    marks = reading.codes[np.minimum(end, len(reading.codes) - 1)] == ord("?")
    found: NDArray[np.bool_] = asked | ends | marks
    return found


def _subject(reading: Reading, who: People, at: _Claimed) -> Positions:
    """Return the last person or collector named before each claim in its clause, -1 for none."""
    named = np.flatnonzero(who.somebody | reading.is_a("collector"))
    last = last_of(named, at.word)
    same = (last >= 0) & (reading.clauses[last] == reading.clause[at.start])
    return np.where(same, last, NONE)


def _told(reading: Reading, stand: Standing, at: _Claimed) -> NDArray[np.bool_]:
    """Return which claims the collector tells somebody: 告知客户可申请延期."""
    tells = np.flatnonzero(reading.is_a("telling", "relaying") & ~stand.voice.others)
    verb = last_of(tells, at.word)
    told: NDArray[np.bool_] = (verb >= 0) & (reading.clauses[verb] == reading.clause[at.start])
    told &= last_of(stand.voice.quotes, at.word) < verb
    return told


def _on_line(reading: Reading, who: People, at: _Claimed) -> NDArray[np.bool_]:
    """Return in which sentences somebody else than the debtor is spoken with, and the verb opens.

    Of the debtor's death it is he who tells: spouse on line, adv dtr passed away.
    """
    verb = reading.last(at.word, "telling")
    role, event = who.reached(reading, np.maximum(verb, 0))
    same = (verb >= 0) & (event >= 0) & (reading.sentences[event] == reading.sentences[verb])
    opens = reading.clauses[np.maximum(verb - 1, 0)] != reading.clauses[verb]
    found: NDArray[np.bool_] = same & opens & (role != NONE) & (role != DEBTOR)
    return found


def _of_another(
    reading: Reading, who: People, stand: Standing, at: _Claimed, subject: Positions
) -> NDArray[np.bool_]:
    """Return which claims are made of somebody else than the debtor: 其母已去世.

    A relative on the line who says so of 儿子 or 老公 means the debtor.
    """
    role = who.role[subject]
    third = (subject >= 0) & (role != NONE) & ~np.isin(role, _NOT_RELATED)
    # 家属称客户去世, 村委告知已病故: who says so is not who has died
    third &= last_of(stand.voice.quotes, at.word) < subject
    on_line, event = who.reached(reading, np.maximum(subject - 1, 0))
    known = (event >= 0) & (reading.text[event] == reading.text[subject])
    told_by_third = known & (on_line != NONE) & (on_line != DEBTOR)
    bare = who.head[subject] == subject
    found: NDArray[np.bool_] = third & ~(told_by_third & bare)
    return found
