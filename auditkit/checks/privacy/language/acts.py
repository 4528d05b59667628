"""What a text says was done: data sent, notices posted, a number said to be wrong."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.cues import REACH
from auditkit.checks.privacy.language.lore import Act
from auditkit.checks.privacy.language.people import DEBTOR, LATIN, PLACES, People, next_to
from auditkit.checks.privacy.language.reading import Reading, last_of, next_of
from auditkit.checks.privacy.language.recipients import recipients
from auditkit.checks.privacy.language.stance import (
    ASKED,
    ASSERTED,
    NEGATED,
    PARTY,
    PLANNED,
    QUOTED,
    Standing,
    by_speaker,
)
from auditkit.checks.privacy.language.statements import Found, found_of, once, together
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import NONE, ROLES

_SENDS: Final = frozenset({"sent.data"})
_USES: Final = frozenset({"used.private_channel"})
_SENT: Final = STATEMENTS.code("sent.data")
_POSTED: Final = STATEMENTS.code("posted")
_PUBLIC: Final = ROLES.code("public")


@dataclass(frozen=True, slots=True)
class _Matches:
    """Words of the first part of acts whose other parts stand near, and the span of all."""

    act: Positions
    word: Positions
    start: Positions
    end: Positions


def acts(
    reading: Reading,
    who: People,
    stand: Standing,
    speakers: NDArray[np.int8],
    kinds: frozenset[str],
) -> Found:
    """Return the acts of some kinds; one place makes one statement of a kind."""
    found = [
        _kept(reading, who, speakers, _matched(reading, act, number))
        for number, act in enumerate(reading.lore.acts)
        if act.kind in kinds
    ]
    if not found:
        return together([])
    at = _Matches(*(np.concatenate(parts) for parts in zip(*map(astuple, found), strict=True)))
    stance = _stance(reading, who, stand, speakers, at)
    listed = reading.lore.acts
    kind = np.array([STATEMENTS.code(act.kind) for act in listed], dtype=np.int16)[at.act]
    to = _to(reading, who, stand, at)
    # what is sent where everybody reads it is posted
    kind[(kind == _SENT) & (to == _PUBLIC)] = _POSTED
    kept = ~np.array([act.third for act in listed])[at.act] | ~np.isin(to, (NONE, DEBTOR))
    return once(found_of(at.start, at.end, kind, stance, to).take(kept))


def _stance(
    reading: Reading, who: People, stand: Standing, speakers: NDArray[np.int8], at: _Matches
) -> NDArray[np.int8]:
    """Return how acts are said; a saying that is reported was said all the same."""
    stance = stand.at(reading.start[at.word], at.word, reach=REACH)
    stance[(stance == ASSERTED) & (stand.at(at.start, reach=REACH) == NEGATED)] = NEGATED
    stance[(stance == ASSERTED) & _denied_inside(reading, at)] = NEGATED
    spoken = np.array([act.spoken for act in reading.lore.acts])[at.act]
    asks = np.array([act.speaker == "collector" for act in reading.lore.acts])[at.act]
    reports = spoken & ((stance == QUOTED) | (asks & np.isin(stance, (ASKED, PLANNED))))
    stance[reports] = ASSERTED
    stance[~spoken & (stance == ASSERTED) & _theirs(reading, who, at)] = QUOTED
    undone = _declined(reading, at) | _elsewhere(reading, at)
    stance[~spoken & np.isin(stance, (ASSERTED, QUOTED)) & undone] = NEGATED
    return np.where(spoken, stance, by_speaker(stance, speakers, reading.text[at.word]))


def _theirs(reading: Reading, who: People, at: _Matches) -> NDArray[np.bool_]:
    """Return the acts of somebody else: he stands before the verb, or before 把 and its object."""
    first = np.searchsorted(reading.start, at.start)
    uses = np.array([act.kind in _USES for act in reading.lore.acts])[at.act]
    taken = np.maximum(first - 1, 0)
    marked = reading.is_a("marking")[taken] & next_to(reading, taken, first)
    verb = np.where(marked, taken, np.where(uses, first, at.word))
    found: NDArray[np.bool_] = _by_others(reading, who, verb) & ~_is_object(reading, verb)
    found &= marked | uses | (at.start == reading.start[at.word])
    return found


def _elsewhere(reading: Reading, at: _Matches) -> NDArray[np.bool_]:
    """Return the acts of another agency, which the writer only found: 门上有别家贴的催收单."""
    others = last_of(
        np.flatnonzero(reading.is_a("elsewhere")), np.searchsorted(reading.start, at.end)
    )
    found: NDArray[np.bool_] = reading.clauses[others] == reading.clauses[at.word]
    found &= others >= 0
    return found


def _is_object(reading: Reading, verb: Positions) -> NDArray[np.bool_]:
    """Return before which words stands a pronoun that is no subject: 翻他通话记录, friended him."""
    pronoun = np.maximum(verb - 1, 0)
    start = reading.start[pronoun]
    opens = reading.clause[start - 2] != reading.clause[start]
    opens |= reading.clause[start - 1] != reading.clause[start]
    found: NDArray[np.bool_] = reading.is_a("pronoun")[pronoun] & ~opens & (start > 0)
    return found


def _declined(reading: Reading, at: _Matches) -> NDArray[np.bool_]:
    """Return the acts asked for whose next clause says that they were not done: 要加微信，拒绝."""
    following = np.minimum(np.searchsorted(reading.start, at.end), len(reading) - 1)
    found: NDArray[np.bool_] = reading.is_a("declining")[following]
    found &= reading.clauses[following] != reading.clauses[at.word]
    found &= reading.sentences[following] == reading.sentences[at.word]
    return found


def _denied_inside(reading: Reading, at: _Matches) -> NDArray[np.bool_]:
    """Return the acts between whose words an odd number of denials stands: 通讯录均未拨打."""
    denials = reading.start[reading.is_a("negator")]
    count = np.searchsorted(denials, at.end) - np.searchsorted(denials, at.start)
    odd: NDArray[np.bool_] = count % 2 == 1
    return odd


def _to(reading: Reading, who: People, stand: Standing, at: _Matches) -> NDArray[np.int8]:
    """Return whom acts reach: whom they always reach, or whom their clause names."""
    fixed = [ROLES.code(act.recipient) if act.recipient else NONE for act in reading.lore.acts]
    to = np.array(fixed, dtype=np.int8)[at.act]
    sends = np.flatnonzero(np.array([act.kind in _SENDS for act in reading.lore.acts])[at.act])
    to[sends] = recipients(reading, who, at.word[sends], stand.predicates)
    return to


def _matched(reading: Reading, act: Act, number: int) -> _Matches:
    word = reading.places(act.parts[0])
    start, end = reading.start[word], reading.end[word]
    latest = word
    for part in act.parts[1:]:
        mate = _nearest(reading, latest, reading.places(part), act)
        has = mate >= 0
        word, start, end, mate = word[has], start[has], end[has], mate[has]
        start = np.minimum(start, reading.start[mate])
        end = np.maximum(end, reading.end[mate])
        latest = mate if act.ordered else word
    return _Matches(np.full(len(word), number), word, start, end)


def _nearest(reading: Reading, word: Positions, part: Positions, act: Act) -> Positions:
    """Return for each word the nearest one of a part in its clause and in reach, -1 for none."""
    behind, ahead = next_of(part, word), last_of(part, word)
    clause = reading.clauses
    gap_behind = np.where(behind >= 0, reading.start[behind] - reading.end[word], act.within + 1)
    gap_ahead = np.where(ahead >= 0, reading.start[word] - reading.end[ahead], act.within + 1)
    gap_behind[clause[behind] != clause[word]] = act.within + 1
    gap_ahead[(clause[ahead] != clause[word]) | act.ordered] = act.within + 1
    nearest = np.where(gap_behind <= gap_ahead, behind, ahead)
    return np.where(np.minimum(gap_behind, gap_ahead) <= act.within, nearest, NONE)


def _kept(reading: Reading, who: People, speakers: NDArray[np.int8], found: _Matches) -> _Matches:
    """Return the matches of one act that stand where it wants them and are said by whom."""
    if not len(found.act):
        return found
    act = reading.lore.acts[found.act[0]]
    kept = _placed(reading, who, act, found) & _speaks(reading, speakers, act, found.word)
    return _Matches(found.act[kept], found.word[kept], found.start[kept], found.end[kept])


def _placed(reading: Reading, who: People, act: Act, found: _Matches) -> NDArray[np.bool_]:
    """Return which matches stand where the act wants them: at the start, at the end, of oneself."""
    clause = reading.clauses[found.word]
    placed = np.ones(len(found.word), dtype=bool)
    if act.at_start >= 0:
        placed &= reading.batch.locate(found.start, found.end)[1] <= act.at_start
    if act.at_end >= 0:
        beyond = np.minimum(found.end + act.at_end, len(reading.codes) - 1)
        placed &= reading.clause[beyond] != clause
    if act.of_himself:
        others = ((who.role != NONE) & (who.role != DEBTOR)) | reading.is_a("absent")
        other = next_of(np.flatnonzero(others), found.word)
        placed &= (other < 0) | (reading.text[other] != reading.text[found.word])
    if act.alone:
        placed &= reading.clauses[np.maximum(found.word - 1, 0)] != clause
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
    direct = (reading.codes[reading.start[word]] >= LATIN) | (who.head[subject] == first)
    found: NDArray[np.bool_] = person[subject] & next_to(reading, subject, word) & direct
    return found
