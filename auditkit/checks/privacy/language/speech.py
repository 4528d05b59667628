"""How the words of a rule are said: by the writer or told of somebody, meant, denied or forbidden.

A plan to disclose is no disclosure. A threat is one as a plan, a supposition or a question too
(再不还就让你坐牢, 想坐牢吗), so that here who says it comes first, and a denial counts only when it
denies these words: the one in 不还 does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.cues import REACH, Cues, Places, cues
from auditkit.checks.privacy.language.people import LATIN, People, next_to
from auditkit.checks.privacy.language.reading import Reading, last_of, next_of
from auditkit.checks.privacy.language.stance import (
    ASKED,
    ASSERTED,
    NEGATED,
    PLANNED,
    QUOTED,
    REPORTED,
    Standing,
)
from auditkit.checks.privacy.language.voice import Voice, entered, met_before, others_say
from auditkit.core.vocabulary import ROLES

_WITHIN: Final = 10
_LISTED: Final = 30
_AFTER: Final = 16
_AHEAD: Final = 14
_AHEAD_LATIN: Final = 40
_AFTER_LATIN: Final = 30
_SPEAKS: Final = ("saying", "stating", "telling", "enquiring", "voicing", "fearing")
_OFFICES: Final = tuple(
    map(ROLES.code, ("attorney", "court", "police", "credit_bureau", "creditor", "employer"))
)


@dataclass(frozen=True, slots=True)
class Speech:
    """What is needed to say how the words of a rule are said.

    ``written``: who is heard in a note; ``spoken``: in what the collector says or sends himself,
    where only somebody named says what he does not. ``direct``: which texts are such.
    """

    stand: Standing
    cues: Cues
    written: Voice
    spoken: Voice
    direct: NDArray[np.bool_]

    def at(self, start: Positions) -> NDArray[np.int8]:
        """Return the stance at places."""
        at = self.cues.places(start)
        stance = np.full(len(start), ASSERTED, dtype=np.int8)
        planned = self.cues.planned(at, ~self.stand.relays[at.word])
        stance[planned & ~self._brought(at)] = PLANNED
        stance[self.cues.asked(at) | self._asks(at)] = ASKED
        verb = self._governor(at)
        theirs = self.stand.stance[verb]
        inherits = (stance == ASSERTED) & np.isin(theirs, (ASKED, PLANNED))
        stance[inherits] = theirs[inherits]
        stance[self._quoted(at)] = QUOTED
        stance[self.written.reported(start)] = REPORTED
        verb = np.where(verb < 0, len(self.cues.reading) - 1, verb)
        governed = self.cues.places(self.cues.reading.start[verb], verb)
        denied = self._denied(at) | (self.cues.denied(governed, REACH))
        stance[denied] = NEGATED
        return stance

    def to_come(self, start: Positions, end: Positions) -> NDArray[np.bool_]:
        """Return which spans speak of what is to come: 明天上门, 不还就起诉, not 已将您起诉."""
        reading = self.cues.reading
        first, after = (np.searchsorted(reading.start, side) for side in (start, end))
        sentence, clause = reading.sentence[start], reading.clause[start]
        past = reading.last(after, "past")
        past = np.where(reading.sentences[past] == sentence, past, -1)
        cue = reading.last(after, "coming")
        coming: NDArray[np.bool_] = (cue >= 0) & (reading.sentences[cue] == sentence)
        coming &= ~self._disposes(cue)
        coming &= start - reading.end[cue] <= np.where(
            reading.codes[start] < LATIN, _AHEAD_LATIN, _AHEAD
        )
        coming &= (past < cue - 1) | ((past == cue - 1) & ~next_to(reading, past, cue))
        undone = reading.last(after, "undone")
        so = reading.last(after, "so", "soon")
        coming |= (
            (undone >= 0)
            & (so > undone)
            & (reading.sentences[undone] == sentence)
            & (past < undone)
        )
        later = next_of(reading.places("later"), first - 1)
        coming |= (later >= 0) & (reading.clauses[later] == clause) & (past < first - 1)
        return coming

    def _brought(self, at: Places) -> NDArray[np.bool_]:
        """Return the places whose plan is none: 已将该笔贷款转出 has 将 for 把."""
        reading = self.cues.reading
        soon = reading.last(at.word, "soon")
        done = np.maximum(soon - 1, 0)
        brought: NDArray[np.bool_] = (soon > 0) & reading.is_a("past")[done]
        brought &= next_to(reading, done, soon) & (soon >= at.first)
        brought &= reading.last(at.word, "intending", "supposing") < at.first
        return brought

    def _disposes(self, cue: Positions) -> NDArray[np.bool_]:
        """Return which 将 stand for 把: 将您起诉."""
        reading = self.cues.reading
        following = np.minimum(cue + 1, len(reading) - 1)
        disposes: NDArray[np.bool_] = reading.is_a("soon")[cue] & next_to(reading, cue, following)
        disposes &= reading.is_a("addressee", "absent")[following]
        return disposes

    def _asks(self, at: Places) -> NDArray[np.bool_]:
        """Return the places whose clause begins to ask: 有没有收到过传票, did you ever get."""
        reading = self.cues.reading
        asks: NDArray[np.bool_] = reading.last(at.word, "asking") >= at.first
        return asks

    def _governor(self, at: Places) -> Positions:
        """Return the verb of telling that stands before each place in its clause, -1 for none."""
        reading = self.cues.reading
        verb = last_of(self.stand.verbs, at.word)
        return np.where(reading.clauses[verb] == reading.clause[at.start], verb, -1)

    def _quoted(self, at: Places) -> NDArray[np.bool_]:
        reading = self.cues.reading
        direct = self.direct[reading.batch.text_of(at.start)]
        parts = (self.spoken, self.written)
        spoken, written = (heard.quoted(reading, at.start, at.word) for heard in parts)
        quoted: NDArray[np.bool_] = np.where(direct, spoken, written)
        return quoted

    def _denied(self, at: Places) -> NDArray[np.bool_]:
        reading = self.cues.reading
        denied = self.cues.denied(at, _WITHIN)
        listed = reading.is_a("forbidding")[self.cues.nearest[at.word]]
        denied |= self.cues.denied(at, _LISTED) & listed
        list_of = reading.last(at.word, "listing")
        denied |= (list_of >= 0) & (reading.sentences[list_of] == reading.sentence[at.start])
        asked = self.cues.question[reading.clause[at.start]]
        denied &= ~(asked & reading.is_a("rhetorical")[self.cues.nearest[at.word]])
        return denied | self._disclaimed(at)

    def _disclaimed(self, at: Places) -> NDArray[np.bool_]:
        """Return the places after which is said that it is not so: …, 没有这回事."""
        reading = self.cues.reading
        itself = reading.start[at.word] == at.start
        after = next_of(reading.places("disclaimed"), at.word - ~itself)
        room = np.where(at.latin, _AFTER_LATIN, _AFTER)
        clause = reading.clause[at.start]
        begins = reading.clauses[np.maximum(after, 0) - 1] != reading.clauses[after]
        here = (reading.clauses[after] == clause) | (
            begins & (reading.clauses[after] == clause + 1)
        )
        here &= reading.sentences[after] == reading.sentence[at.start]
        disclaimed: NDArray[np.bool_] = (
            (after >= 0) & here & (reading.start[after] - at.start <= room)
        )
        return disclaimed


def speech(reading: Reading, who: People, stand: Standing, direct: NDArray[np.bool_]) -> Speech:
    """Return the speech of a reading; ``direct`` says which texts are messages or turns."""
    denials = reading.is_a("negator", "disclaiming") & ~reading.is_a("unwilling")
    takers = (stand.predicates | reading.is_a("acting", "so")) & ~denials
    theirs = others_say(reading, who, *_SPEAKS)
    fears = np.flatnonzero(reading.is_a("fearing") & ~_own(reading))
    others = np.union1d(fears, _goes_on(reading, who))
    quotes = np.union1d(np.union1d(stand.voice.quotes, theirs), others)
    quotes = np.setdiff1d(quotes, np.union1d(stand.voice.addressed, _pressed(reading, stand.voice)))
    written = replace(stand.voice, quotes=quotes, entered=entered(reading, quotes))
    alone = np.zeros(len(written.entered), dtype=bool)
    spoken = replace(stand.voice, quotes=theirs[_named(reading, who, theirs)], entered=alone)
    changes = cues(reading, stand.predicates, denials, takers)
    return Speech(stand, changes, written, spoken, direct)


def _pressed(reading: Reading, heard: Voice) -> Positions:
    """Return the sayings that are the writer's: 吓唬客户说, 施压称, 自称 that begins a sentence."""
    verb = np.flatnonzero(reading.is_a("saying", "stating", "voicing"))
    press = reading.last(verb, "pressing")
    own = (press >= 0) & (reading.clauses[press] == reading.clauses[verb]) & (verb - press <= 2)
    own &= ~heard.others[np.maximum(press, 0)] & ~_own_subject(reading, press)
    first = reading.clauses[verb - 1] != reading.clauses[verb]
    alone = (
        reading.is_a("posing")[verb]
        & first
        & (reading.sentences[verb - 1] != reading.sentences[verb])
    )
    following = np.minimum(verb + 1, len(reading) - 1)
    reply = reading.is_a("replying")[verb] & first & (reading.role[following] >= 0)
    found: Positions = verb[own | alone | (reply & next_to(reading, verb, following))]
    return found


def _own_subject(reading: Reading, press: Positions) -> NDArray[np.bool_]:
    """Return before which words a person stands: 客户威胁说."""
    earlier = press - 1
    same = reading.clauses[earlier] == reading.clauses[press]
    subject: NDArray[np.bool_] = same & (reading.role[earlier] >= 0)
    return subject


def _goes_on(reading: Reading, who: People) -> Positions:
    """Return the sayings that open a clause after one of the other side's: 客户激动，说…."""
    verb = np.flatnonzero(reading.is_a("saying", "voicing"))
    verb = verb[(verb > 0) & (reading.clauses[verb - 1] != reading.clauses[verb])]
    subject = last_of(who.persons, verb)
    spoken = (subject >= 0) & (reading.sentences[subject] == reading.sentences[verb])
    spoken &= last_of(np.flatnonzero(reading.is_a("collector")), verb) < subject
    spoken &= ~who.toward[subject] & ~met_before(reading, who, subject)
    found: Positions = verb[spoken]
    return found


def _own(reading: Reading) -> NDArray[np.bool_]:
    """Return the words right before which the collector's side or whom he speaks to stands."""
    own = np.zeros(len(reading), dtype=bool)
    own[1:] = reading.is_a("collector", "addressee")[:-1]
    own[1:] &= reading.clauses[1:] == reading.clauses[:-1]
    return own


def _named(reading: Reading, who: People, verb: Positions) -> NDArray[np.bool_]:
    """Return before which verbs a person stands who is quoted: 他说, 您说我们…, but not 你说你….

    What an office is said to say is the speaker's own threat: 法院说要来抓你.
    """
    subject = last_of(who.persons, verb)
    office = np.isin(who.role[subject], _OFFICES)
    following = np.minimum(verb + 1, len(reading) - 1)
    of_us = reading.is_a("collector")[following] & next_to(reading, verb, following)
    of_us |= reading.is_a("enquiring")[verb] & reading.is_a("asking")[following]
    named: NDArray[np.bool_] = ~office & (~reading.is_a("addressee")[subject] | of_us)
    return named
