"""The questions that others put to texts: statements, the stance of a place, whose a value is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.mentions import Lexicon
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.acts import acts
from auditkit.checks.privacy.language.amounts import amounts
from auditkit.checks.privacy.language.lexicons import lexicon_statements
from auditkit.checks.privacy.language.people import holders_at, people
from auditkit.checks.privacy.language.reached import REACHED, reached
from auditkit.checks.privacy.language.reading import Reading, batches, read
from auditkit.checks.privacy.language.refusals import refusals
from auditkit.checks.privacy.language.speech import speech
from auditkit.checks.privacy.language.stance import ASSERTED, Standing, by_speaker, standing
from auditkit.checks.privacy.language.statements import (
    Found,
    Statements,
    found_of,
    kind_names,
    together,
)
from auditkit.checks.privacy.language.states import states
from auditkit.checks.privacy.language.tellings import tellings
from auditkit.checks.privacy.language.topics import TOPICS, Topics, topics
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import NONE

_DEBT: Final = frozenset(f"{what}.{topic}" for what in ("topic", "told") for topic in TOPICS)


def read_language(
    texts: Sequence[str],
    speakers: NDArray[np.int8],
    *,
    kinds: frozenset[str],
    lexicons: Sequence[Lexicon],
    direct: NDArray[np.bool_] | None = None,
) -> Statements:
    """Return the statements of some kinds, and of lexicons, that texts make.

    ``speakers`` holds a code of ``mentions.SPEAKERS`` per text. A thing that the other party says
    himself is quoted, never the collector's statement. ``direct``: which texts are what somebody
    says or sends, not notes of it; None for notes alone.
    """
    direct = np.zeros(len(texts), dtype=bool) if direct is None else direct
    names = kind_names(lexicon.name for lexicon in lexicons)
    wanted = np.array([n >= len(STATEMENTS.names) or name in kinds for n, name in enumerate(names)])
    columns: list[tuple[NDArray[np.generic], ...]] = []
    for first, some in batches(texts):
        reading = read(some)
        said = speakers[first : first + len(some)]
        heard = direct[first : first + len(some)]
        found = _statements(reading, said, heard, kinds, lexicons)
        kept = wanted[found.kind]
        text, start, end = reading.batch.locate(found.start[kept], found.end[kept])
        order = np.lexsort((found.recipient[kept], end, found.kind[kept], start, text))
        value = _values(some, text, start, end, found.kind[kept])
        columns.append(
            tuple(
                column[order]
                for column in (
                    text + first,
                    start.astype(np.int32),
                    end.astype(np.int32),
                    found.kind[kept],
                    found.stance[kept],
                    found.recipient[kept],
                    value,
                )
            )
        )
    return _joined(names, columns)


def _values(
    texts: Sequence[str],
    text: Positions,
    start: Positions,
    end: Positions,
    kind: NDArray[np.int16],
) -> NDArray[np.float64]:
    """Return the numbers that the amounts among statements name, NaN for all others."""
    value = np.full(len(text), np.nan)
    at = np.flatnonzero(kind == STATEMENTS.code("topic.amount"))
    spans = zip(text[at].tolist(), start[at].tolist(), end[at].tolist(), strict=True)
    value[at] = amounts([texts[number][first:last] for number, first, last in spans])
    return value


def _joined(names: tuple[str, ...], columns: list[tuple[NDArray[np.generic], ...]]) -> Statements:
    types = (np.int64, np.int32, np.int32, np.int16, np.int8, np.int8, np.float64)
    empty = tuple(np.empty(0, dtype=kind) for kind in types)
    joined = [np.concatenate(parts) for parts in zip(empty, *columns, strict=True)]
    return Statements(names, *(part.astype(kind) for part, kind in zip(joined, types, strict=True)))


def _statements(
    reading: Reading,
    speakers: NDArray[np.int8],
    direct: NDArray[np.bool_],
    kinds: frozenset[str],
    lexicons: Sequence[Lexicon],
) -> Found:
    who = people(reading)
    stand = standing(reading, who)
    parts = [
        acts(reading, who, stand, speakers, kinds),
        states(reading, who, stand, speakers, kinds),
    ]
    if REACHED in kinds:
        parts.append(reached(reading, who, stand))
    if kinds & _DEBT:
        spoken = topics(reading)
        told = tellings(reading, who, stand, spoken)
        said = [_topics(stand, spoken), told, refusals(reading, who, spoken)]
        parts.append(_as_said(reading, together(said), speakers))
    if lexicons:
        said_so = speech(reading, who, stand, direct)
        names = kind_names(lexicon.name for lexicon in lexicons)
        words = lexicon_statements(reading, said_so, lexicons, names)
        parts.append(_as_said(reading, words, speakers))
    return together(parts)


def _topics(stand: Standing, spoken: Topics) -> Found:
    kind = (spoken.topic + STATEMENTS.code(f"topic.{TOPICS[0]}")).astype(np.int16)
    return found_of(spoken.start, spoken.end, kind, stand.at(spoken.start, spoken.word))


def _as_said(reading: Reading, found: Found, speakers: NDArray[np.int8]) -> Found:
    text = reading.batch.text_of(found.start)
    return replace(found, stance=by_speaker(found.stance, speakers, text))


def stances(
    texts: Sequence[str],
    speakers: NDArray[np.int8],
    text: Positions,
    start: NDArray[np.int32] | Positions,
) -> NDArray[np.int8]:
    """Return how texts say what stands at given places; codes of ``mentions.STANCES``."""
    return contexts(texts, speakers, text, start)[0]


def holders(
    texts: Sequence[str], text: Positions, start: NDArray[np.int32] | Positions
) -> NDArray[np.int8]:
    """Return the role of the person that the words before a value name, -1 for none.

    A code of ``core.vocabulary.ROLES``: family for 其母电话…, employer for 单位座机….
    """
    return contexts(texts, np.zeros(len(texts), dtype=np.int8), text, start)[1]


def contexts(
    texts: Sequence[str],
    speakers: NDArray[np.int8],
    text: Positions,
    start: NDArray[np.int32] | Positions,
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return ``stances`` and ``holders`` of places, for which each text is read once."""
    stance = np.full(len(text), ASSERTED, dtype=np.int8)
    holder = np.full(len(text), NONE, dtype=np.int8)
    for reading, first, which, place in _places(texts, text, start):
        who = people(reading)
        said = speakers[first : first + len(reading.batch.texts)]
        stance[which] = by_speaker(standing(reading, who).at(place), said, text[which] - first)
        holder[which] = holders_at(reading, who, place)
    return stance, holder


def _places(
    texts: Sequence[str], text: Positions, start: NDArray[np.int32] | Positions
) -> Iterator[tuple[Reading, int, Positions, Positions]]:
    """Yield batches that hold places: reading, first text, which places, where in ``plain``."""
    for first, some in batches(texts):
        which = np.flatnonzero((text >= first) & (text < first + len(some)))
        if len(which):
            reading = read(some)
            joined = reading.batch.starts[text[which] - first] + start[which]
            place = np.searchsorted(reading.batch.origin, joined)
            yield reading, first, which, np.minimum(place, len(reading.plain))
