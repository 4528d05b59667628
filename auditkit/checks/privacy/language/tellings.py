"""What a text says was told, and to whom: a verb of telling, a topic in its reach, a recipient."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.people import LATIN, PLACES, People, next_to
from auditkit.checks.privacy.language.reading import Reading, last_of, next_of
from auditkit.checks.privacy.language.recipients import recipients
from auditkit.checks.privacy.language.stance import Standing
from auditkit.checks.privacy.language.statements import Found, found_of, together
from auditkit.checks.privacy.language.topics import COLLECTION, TOPICS, Topics
from auditkit.checks.privacy.language.voice import TOPIC_CLASSES, speaks_of_debt
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import NONE

_CLAUSES_ON: Final = 3
_OPEN: Final = 2
_SAID_WITHIN: Final = 6
FIRST: Final = STATEMENTS.code(f"told.{TOPICS[0]}")
"""The statement that tells the first of ``TOPICS``."""


def tellings(reading: Reading, who: People, stand: Standing, spoken: Topics) -> Found:
    """Return what was told: per verb and topic once, where the topic first stands."""
    tells = _tells(reading, who, stand)
    content = _is_content(reading, spoken)
    verb = np.where(content, _verb_of(reading, stand, tells, spoken), NONE)
    verb = _carried(reading, who, stand, tells, spoken, verb, content)
    told = np.flatnonzero(verb >= 0)
    if not len(told):
        return together([])
    _, once = np.unique(verb[told] * len(TOPICS) + spoken.topic[told], return_index=True)
    told = told[once]
    at = verb[told]
    start = np.minimum(reading.start[at], spoken.start[told])
    end = np.maximum(reading.end[at], spoken.end[told])
    to = recipients(reading, who, at, stand.predicates)
    return found_of(start, end, (FIRST + spoken.topic[told]).astype(np.int16), stand.stance[at], to)


def _tells(reading: Reading, who: People, stand: Standing) -> NDArray[np.bool_]:
    """Return the verbs that tell."""
    tells = reading.is_a("telling", "relaying").copy()
    said = np.flatnonzero(reading.is_a("saying"))
    tells[said[_says_to(reading, who, said) | _says_it(reading, who, stand, said)]] = True
    tells[stand.addressed] = True
    tells |= reading.is_a("withholding")
    tells[stand.taught] = True
    learned = np.flatnonzero(reading.is_a("learning"))
    pupil = np.maximum(learned - 1, 0)
    let = np.maximum(who.head[pupil] - 1, 0)
    tells[learned[who.toward[pupil] & reading.is_a("letting")[let]]] = True
    return tells


def _says_to(reading: Reading, who: People, said: Positions) -> NDArray[np.bool_]:
    """Return the verbs of saying before which somebody stands to whom it is said: 跟其母说."""
    listener = last_of(who.persons, said)
    near = reading.clauses[listener] == reading.clauses[said]
    found: NDArray[np.bool_] = near & who.toward[listener]
    return found


def _says_it(reading: Reading, who: People, stand: Standing, said: Positions) -> NDArray[np.bool_]:
    """Return the verbs of saying by which the writer himself names a topic: 说是贷款的事."""
    topic = next_of(np.flatnonzero(reading.is_a(*TOPIC_CLASSES)), said)
    near = (reading.start[topic] - reading.end[said] <= _SAID_WITHIN) & (topic > said)
    near &= reading.clauses[topic] == reading.clauses[said]
    speaker = np.maximum(said - 1, 0)
    own = reading.is_a("collector")[speaker] & next_to(reading, speaker, said)
    clause = reading.clauses[said]
    before_it = last_of(who.persons, said)
    nobody = (reading.clauses[before_it] != clause) | np.isin(who.role[before_it], PLACES)
    # 打他单位说欠款, spoke w/ boss said acct in collections
    called = np.maximum(who.head[before_it] - 1, 0)
    met = reading.is_a("contacting")[called] & next_to(reading, called, who.head[before_it])
    met &= next_to(reading, before_it, said) & speaks_of_debt(reading, said)
    latin = reading.codes[reading.start[said]] < LATIN
    opens = reading.clauses[np.maximum(said - 1, 0)] != clause
    _, event = who.reached(reading, said)
    alone = latin & opens & (event >= 0) & speaks_of_debt(reading, said)
    alone &= reading.sentences[event] == reading.sentences[said]
    far = own & (reading.clauses[topic] == clause) & (topic > said)
    theirs = stand.voice.entered[clause] | stand.voice.others[said]
    found: NDArray[np.bool_] = ((near & nobody & ~latin) | far | met | alone) & ~theirs
    return found


def _is_content(reading: Reading, spoken: Topics) -> NDArray[np.bool_]:
    """Return which topics can be told: not 催收员 as a speaker, 逾期 in 逾期客户, nor 没有欠款."""
    word = spoken.word
    named = reading.is_a("collector")[word] & (reading.start[word] == spoken.start)
    following = np.minimum(word + 1, len(reading) - 1)
    person = reading.is_a("person", "pronoun")[following]
    owner = (
        person & (reading.start[following] == spoken.end) & (reading.start[word] == spoken.start)
    )
    lacking = reading.is_a("lacking")[word - 1] & (reading.end[word - 1] == spoken.start)
    content: NDArray[np.bool_] = ~(named | owner | lacking)
    return content


def _verb_of(
    reading: Reading, stand: Standing, tells: NDArray[np.bool_], spoken: Topics
) -> Positions:
    """Return the verb that tells each topic in its own clause, -1 for none."""
    clause = reading.clause[spoken.start]
    clauses = reading.clauses
    verbs = np.flatnonzero(tells)
    index = spoken.word
    earlier, following = last_of(verbs, index), next_of(verbs, index - 1)
    ahead = (earlier >= 0) & (clauses[earlier] == clause) & ~_unlinked(reading, earlier, index)
    # 得知逾期后表示愿代还: what he says of it was not told to him
    ahead &= last_of(stand.voice.quotes, index) <= earlier
    behind = (following >= 0) & (clauses[following] == clause)
    behind &= ~reading.is_a("contacting", "relaying")[following]
    behind &= spoken.topic != COLLECTION  # 催收 before a verb is who tells
    return np.where(ahead, earlier, np.where(behind, following, NONE))


def _unlinked(reading: Reading, verb: Positions, index: Positions) -> NDArray[np.bool_]:
    """Return where somebody was spoken with, but not said to be about the topic."""
    meets = reading.is_a("contacting")[verb]
    link = reading.last(index, "about")
    return meets & (link < verb)


def _carried(
    reading: Reading,
    who: People,
    stand: Standing,
    tells: NDArray[np.bool_],
    spoken: Topics,
    verb: Positions,
    content: NDArray[np.bool_],
) -> Positions:
    """Return the verbs of topics, with those that an earlier clause tells: 已告知其母,欠款2万."""
    clause = reading.clause[spoken.start]
    total = int(reading.clause[-1]) + 1
    carry = np.full(total, NONE, dtype=np.int64)
    opened = _open_verbs(reading, who, tells)
    carry[reading.clauses[opened]] = opened
    has = verb >= 0
    carry[clause[has]] = verb[has]
    closed = np.zeros(total, dtype=bool)
    closed[reading.clauses[tells]] = True
    closed[reading.clauses[stand.voice.quotes]] = True
    closed[reading.clauses[reading.is_a("contacting", "missed", "enquiring")]] = True
    sentence = reading.sentence[spoken.start]
    for _ in range(_CLAUSES_ON):
        from_before = carry[clause - 1]
        taken = (verb < 0) & content & (clause > 0) & (from_before >= 0) & ~closed[clause]
        taken &= reading.sentences[from_before] == sentence
        verb = np.where(taken, from_before, verb)
        carry[clause[taken]] = from_before[taken]
    return verb


def _open_verbs(reading: Reading, who: People, tells: NDArray[np.bool_]) -> Positions:
    """Return the verbs after which their clause says nothing but who is told."""
    verb = np.flatnonzero(tells & ~reading.is_a("contacting", "relaying"))
    person = next_of(who.persons, verb)
    told = (person > verb) & next_to(reading, verb, who.head[person], 14)
    last = reading.end[np.where(told, person, verb)]
    ends = reading.clause[np.minimum(last + _OPEN, len(reading.clause) - 1)]
    opened: Positions = verb[ends != reading.clauses[verb]]
    return opened
