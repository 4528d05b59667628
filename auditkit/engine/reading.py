"""Reads the texts of a bucket once: what stands in them, how it is said and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.checks.mentions import PLACES, SPEAKERS, Asks, Lexicon, Title, mentions_of
from auditkit.checks.privacy.detect import detect
from auditkit.checks.privacy.language import REACHED, STATES, contexts, read_language
from auditkit.checks.privacy.names import Elsewhere, KnownNames, find_people
from auditkit.core.kinds import STATEMENTS, VALUES
from auditkit.core.masking import Widths
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import BoundRule
from auditkit.engine.ownership import Owners, known_names, value_keys
from auditkit.engine.texts import Texts, texts_of

Ints = NDArray[np.int64]
Columns = dict[str, NDArray[np.generic]]
_PERSON: Final = "PERSON"
_NOTE: Final = PLACES.code("note")
_SAID: Final = frozenset(name for name in STATEMENTS.names if name.startswith("said."))
"""What the frame column ``said`` tells of rows that no mention reaches: those of earlier runs."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How texts are read: what rules ask, which names are known elsewhere, the key of values.

    ``widths`` say how much of a value evidence may show.
    """

    asks: Asks
    pseudonyms: Pseudonymiser
    elsewhere: Elsewhere = field(default_factory=lambda: Elsewhere.of(()))
    north_american: bool = False
    widths: Widths = field(default_factory=Widths)

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds of mentions: values, statements, the lexicons of rules."""
        lexicons = (lexicon.name for lexicon in self.asks.lexicons)
        return tuple(dict.fromkeys((*VALUES.names, *STATEMENTS.names, *lexicons)))

    def read(self, table: pa.Table) -> Found:
        """Return what stands in the texts of rows of the spool, repeats among them."""
        texts = texts_of(table)
        known = known_names(table, self.elsewhere)
        group = table.column("debtor_key").to_numpy()[texts.row]
        owners = Owners.of(table)
        parts = [part for part in self._parts(texts, group, known, owners) if len(part["of"])]
        columns = _together(parts)
        hidden = frozenset(each.name for each in self.asks.lexicons if each.masked)
        titles = {each.name: each.title for each in self.asks.lexicons if each.title is not None}
        shown = Shown(self.widths, hidden, titles)
        return Found(texts, known, group, self.names, columns, table.num_rows, shown)

    def _parts(
        self, texts: Texts, group: Ints, known: KnownNames, owners: Owners
    ) -> Iterable[Columns]:
        # statements first: they are read in all texts, of which the others ask again for some
        kinds = self.asks.kinds & frozenset(STATEMENTS.names)
        spoken = _statements(texts, self, kinds) if kinds or self.asks.lexicons else None
        if self.asks.kinds & (frozenset(VALUES.names) - {_PERSON}):
            yield _values(texts, group, owners, self)
        if _PERSON in self.asks.kinds:
            yield _people(texts, group, known, self.names.index(_PERSON))
        if spoken is not None:
            yield spoken


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of a value evidence may show, and the kinds of mention whose words it never does.

    ``titles`` are what lexicons look for, as people read it.
    """

    widths: Widths
    hidden: frozenset[str] = frozenset()
    titles: Mapping[str, Title] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the texts of a table, before it is known which rows are one event.

    ``columns`` are those of ``Mentions`` besides ``row``; ``of`` is the text that a mention stands
    in. ``group`` is the debtor of each text.
    """

    texts: Texts
    known: KnownNames
    group: Ints
    names: tuple[str, ...]
    columns: Columns
    rows: int
    shown: Shown


def asked(rules: Iterable[BoundRule]) -> Asks:
    """Return what all rules together want to know of texts."""
    kinds: set[str] = set()
    lexicons: dict[int, Lexicon] = {}
    for rule in rules:
        for version in rule.versions:
            if version.params is None:
                continue
            if rule.check.asks is not None:
                asks = rule.check.asks(version.params)
                kinds |= asks.kinds
                # by identity first: many rules name one phrase, and equality reads all its words
                lexicons |= {id(each): each for each in asks.lexicons}
            if "said" in rule.check.columns(version.params):
                kinds |= _SAID
    return Asks(frozenset(kinds), tuple(dict.fromkeys(lexicons.values())))


def _values(texts: Texts, group: Ints, owners: Owners, reader: Reader) -> Columns:
    """Return identifiers and the like; what a text holds is found once however often it stands."""
    found = detect(texts.distinct, reader.asks.kinds - {_PERSON})
    key = value_keys(texts.distinct, found, reader.pseudonyms, reader.north_american)
    of, item = spread(found.text, texts.number, len(texts.distinct))
    start = found.start[item]
    columns: Columns = {
        "of": of,
        "start": start,
        "end": found.end[item],
        "kind": found.kind[item],
        "score": found.score[item],
        "key": key[item],
        "owner": owners.find(group[of], key[item]),
    }
    return columns | _context(texts, of, start)


def _people(texts: Texts, group: Ints, known: KnownNames, person: int) -> Columns:
    pairs, unit = np.unique(np.column_stack([texts.number, group]), axis=0, return_inverse=True)
    written = [texts.distinct[number] for number in pairs[:, 0].tolist()]
    found = find_people(written, pairs[:, 1], known)
    of, item = spread(found.text, unit.reshape(-1), len(pairs))
    start = found.start[item]
    columns: Columns = {
        "of": of,
        "start": start,
        "end": found.end[item],
        "kind": np.full(len(of), person),
        "score": found.score[item],
        "owner": found.owner[item],
    }
    return columns | _context(texts, of, start)


def _context(texts: Texts, of: Ints, start: Ints) -> Columns:
    """Return how each value is said and whose the words before it say that it is."""
    units, place = np.unique(of, return_inverse=True)
    written = [texts.distinct[number] for number in texts.number[units].tolist()]
    place = place.reshape(-1)
    stance, holder = contexts(written, texts.speaker[units], place, start)
    return {"stance": stance, "holder": holder}


def _statements(texts: Texts, reader: Reader, kinds: frozenset[str]) -> Columns:
    pairs, unit = np.unique(
        np.column_stack([texts.number, texts.speaker, texts.place != _NOTE]),
        axis=0,
        return_inverse=True,
    )
    written = [texts.distinct[number] for number in pairs[:, 0].tolist()]
    found = read_language(
        written,
        pairs[:, 1].astype(np.int8),
        kinds=kinds,
        lexicons=reader.asks.lexicons,
        direct=pairs[:, 2].astype(bool),
    )
    code = np.array([reader.names.index(name) for name in found.names], dtype=np.int64)
    of, item = spread(found.text, unit.reshape(-1), len(pairs))
    told = _told_by_whom(texts, of, np.array(found.names, dtype=object)[found.kind[item]])
    of, item = of[told], item[told]
    return {
        "of": of,
        "start": found.start[item],
        "end": found.end[item],
        "kind": code[found.kind[item]],
        "stance": found.stance[item],
        "recipient": found.recipient[item],
        "value": found.value[item],
    }


def _told_by_whom(texts: Texts, of: Ints, name: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which statements count where they stand: notes quote, others speak for themselves."""
    note = texts.place[of] == PLACES.code("note")
    party = texts.speaker[of] == SPEAKERS.code("party")
    kept: NDArray[np.bool_] = ~np.isin(name, sorted(STATES)) | note | party
    kept &= (name != REACHED) | note
    return kept


def spread(of: Ints, unit: Ints, units: int) -> tuple[Ints, Ints]:
    """Return (place, item): each item of each place's unit; ``of`` are the items' units, sorted.

    >>> spread(np.array([0, 0, 2]), np.array([2, 0, 1, 0]), 3)
    (array([0, 1, 1, 3, 3]), array([2, 0, 1, 0, 1]))
    """
    counts = np.bincount(of, minlength=units)
    first = np.cumsum(counts) - counts
    times = counts[unit]
    place = np.repeat(np.arange(len(unit)), times)
    within = np.arange(len(place)) - np.repeat(np.cumsum(times) - times, times)
    return place, first[unit][place] + within


def _together(parts: list[Columns]) -> Columns:
    names = dict.fromkeys(name for part in parts for name in part)
    whole = {
        name: np.concatenate([part.get(name, _unsaid(name, len(part["of"]))) for part in parts])
        for name in names
    }
    return whole or {"of": np.empty(0, np.int64), "kind": np.empty(0, np.int64)}


def _unsaid(name: str, length: int) -> NDArray[np.generic]:
    plain = mentions_of((), row=np.zeros(length), kind=np.zeros(length))
    unsaid: NDArray[np.generic] = getattr(plain, name)
    return unsaid
