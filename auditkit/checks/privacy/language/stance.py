"""How a text says a thing: asserted, denied, asked, planned, quoted or found by quality control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.mentions import SPEAKERS, STANCES
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.cues import CLOSE, REACH, Cues, Places, cues
from auditkit.checks.privacy.language.people import People, next_to, pupils
from auditkit.checks.privacy.language.reading import Reading, last_of, next_of
from auditkit.checks.privacy.language.voice import Voice, voice

ASSERTED: Final = STANCES.code("asserted")
NEGATED: Final = STANCES.code("negated")
ASKED: Final = STANCES.code("asked")
QUOTED: Final = STANCES.code("quoted")
REPORTED: Final = STANCES.code("reported")
PLANNED: Final = STANCES.code("planned")
PARTY: Final = SPEAKERS.code("party")


@dataclass(frozen=True, slots=True)
class Standing:
    """Stances of a reading: of its verbs one by one, and of any place by what governs it.

    ``verbs``: telling and saying words, which govern what stands in their clause; ``stance`` is
    theirs, per word. ``addressed``: 反映, 沟通 said to somebody; ``taught``: 得知, 知道 of a third
    person.
    """

    reading: Reading
    voice: Voice
    cues: Cues
    relays: NDArray[np.bool_]
    verbs: Positions
    predicates: NDArray[np.bool_]
    stance: NDArray[np.int8]
    addressed: Positions
    taught: Positions

    def at(
        self, start: Positions, word: Positions | None = None, *, reach: int = CLOSE
    ) -> NDArray[np.int8]:
        """Return the stance at places; a denial counts within ``reach`` characters before."""
        at = self.cues.places(start, word)
        requested = ~self.relays[at.word] if reach > CLOSE else None
        own = _stance(self.voice, self.cues, at, reach, requested)
        theirs = self.stance[self._governor(at)]
        inherits = (own == ASSERTED) & np.isin(theirs, (NEGATED, ASKED, PLANNED))
        return np.where(inherits, theirs, own).astype(np.int8)

    def _governor(self, at: Places) -> Positions:
        """Return the verb of telling under which a place stands in its clause, -1 for none."""
        clause = self.reading.clause[at.start]
        earlier, later = last_of(self.verbs, at.word), next_of(self.verbs, at.word - 1)
        after_it = np.where(self.reading.clauses[later] == clause, later, -1)
        return np.where(self.reading.clauses[earlier] == clause, earlier, after_it)


def standing(reading: Reading, who: People) -> Standing:
    """Return the stances of a reading."""
    heard = voice(reading, who)
    verbs = reading.is_a("telling", "saying", "relaying", "withholding")
    predicates = verbs | reading.is_a("stating", "enquiring", "verb")
    changes = cues(reading, predicates)
    stance = np.full(len(reading), ASSERTED, dtype=np.int8)
    taught = _taught(reading, who)
    word = np.flatnonzero(verbs | reading.is_a("learning", "learnt", "stating", "conversing"))
    word = np.union1d(word, taught)
    at = changes.places(reading.start[word], word)
    stance[word] = _stance(heard, changes, at, REACH, ~who.relays[word])
    withheld = reading.is_a("withholding") & np.isin(stance, (ASSERTED, QUOTED))
    stance[withheld] = NEGATED
    _share(reading, verbs, stance)
    governing = np.flatnonzero(verbs)
    parts = (governing, predicates, stance, heard.addressed, taught)
    return Standing(reading, heard, changes, who.relays, *parts)


def _taught(reading: Reading, who: People) -> Positions:
    """Return the verbs by which a third person learns a thing, or knows it from the writer.

    What he knew before was not told to him: 丈夫得知逾期, but not 丈夫早知逾期.
    """
    verb = pupils(reading, who)
    own = reading.is_a("own_doing").copy()
    teller = np.flatnonzero(reading.is_a("collector"))
    following = next_of(np.flatnonzero(reading.is_a("telling", "saying")), teller)
    tells = (following >= 0) & (reading.clauses[following] == reading.clauses[teller])
    own[teller[tells]] = True
    told = np.isin(reading.sentences[verb], reading.sentences[own])
    found: Positions = verb[told | reading.is_a("learnt")[verb]]
    return found


def by_speaker(
    stance: NDArray[np.int8], speakers: NDArray[np.int8], text: Positions
) -> NDArray[np.int8]:
    """Return stances in which all that the other party says himself is quoted."""
    theirs = (speakers[text] == PARTY) & (stance == ASSERTED)
    return np.where(theirs, QUOTED, stance).astype(np.int8)


def _stance(
    heard: Voice, changes: Cues, at: Places, reach: int, requested: NDArray[np.bool_] | None
) -> NDArray[np.int8]:
    """Return stances of places; whether a thing was done at all comes before who says so."""
    stance = np.full(len(at.start), ASSERTED, dtype=np.int8)
    stance[heard.quoted(changes.reading, at.start, at.word)] = QUOTED
    stance[heard.reported(at.start)] = REPORTED
    stance[changes.planned(at, requested)] = PLANNED
    stance[changes.denied(at, reach)] = NEGATED
    stance[changes.asked(at)] = ASKED
    return stance


def _share(reading: Reading, verbs: NDArray[np.bool_], stance: NDArray[np.int8]) -> None:
    """Let a verb after ``and`` be said as the one before it: 未提及或透露."""
    place = np.flatnonzero(verbs & (np.arange(len(verbs)) >= 2))
    joins = reading.is_a("and")[place - 1] & verbs[place - 2]
    joins &= next_to(reading, place - 2, place - 1) & next_to(reading, place - 1, place)
    word = place[joins]
    stance[word] = np.where(stance[word] == ASSERTED, stance[word - 2], stance[word])
