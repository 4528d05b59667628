"""Whom a note says was spoken with or met: 其母接听, s/w wife."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.cues import REACH
from auditkit.checks.privacy.language.people import People, next_to
from auditkit.checks.privacy.language.reading import Reading, next_of
from auditkit.checks.privacy.language.stance import ASSERTED, QUOTED, Standing
from auditkit.checks.privacy.language.statements import Found, found_of
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import NONE

REACHED: Final = "reached.person"
_CODE: Final = STATEMENTS.code(REACHED)


def reached(reading: Reading, who: People, stand: Standing) -> Found:
    """Return the persons whom texts say were reached; only notes tell of that.

    Who was called, and did not answer or is not said to have spoken, was not reached.
    """
    event = who.events
    person = event[(who.role[event] != NONE) & ~reading.is_a("missed")[event]]
    head = who.head[person]
    earlier = np.maximum(head - 1, 0)
    near = next_to(reading, earlier, head) & (head > 0)
    called = near & reading.is_a("contacting", "meeting")[earlier]
    sure = _answers(reading, person) | reading.is_a("met", "getting")[person]
    sure |= near & reading.is_a("getting", "telling", "being")[earlier]
    kept = sure | _talks(reading, who, person)
    # 让客户回电, 客户告知法院: neither is on the line
    kept &= ~(near & reading.is_a("requesting", "relaying", "letting")[earlier])
    kept &= ~(near & reading.is_a("telling")[earlier] & stand.voice.others[earlier])
    verb = np.where(called, earlier, head)
    stance = stand.at(reading.start[verb], verb, reach=REACH)
    # 自称舅舅: how else is it known
    stance[(stance == QUOTED) & called] = ASSERTED
    start, end = reading.start[head], reading.end[person]
    return found_of(start, end, _CODE, stance, who.role[person]).take(kept)


def _answers(reading: Reading, person: Positions) -> NDArray[np.bool_]:
    """Return which persons a verb follows by which they speak, answer or are met."""
    later = np.minimum(person + 1, len(reading) - 1)
    aside = reading.is_a("adverb", "done")[later]
    later = np.minimum(later + aside, len(reading) - 1)
    speaks = reading.is_a("answering", "stating", "enquiring", "saying")[later]
    found: NDArray[np.bool_] = speaks & next_to(reading, person, later)
    return found


def _talks(reading: Reading, who: People, person: Positions) -> NDArray[np.bool_]:
    """Return which persons something is said to or by in the same sentence, unless missed."""
    spoken = np.flatnonzero(
        reading.is_a("telling", "saying", "stating", "conversing", "answering", "relaying")
    )
    talk = next_of(spoken, person)
    other = next_of(who.events, person)
    found: NDArray[np.bool_] = (talk >= 0) & (reading.sentences[talk] == reading.sentences[person])
    found &= (other < 0) | (talk <= other) | ~reading.is_a("missed")[other]
    return found
