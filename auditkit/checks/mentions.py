"""What stands in the texts of a frame: the table that text rules judge instead of the texts.

The engine reads the notes, messages and transcripts of a bucket once (``engine.reading``) and
hands every rule the mentions of the kinds it asks for. A kernel never sees a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.interface import Params
from auditkit.checks.spelling import check_words
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways
from auditkit.core.vocabulary import vocabulary

PLACES: Final = vocabulary(
    "place",
    ("note", "催记", "note"),
    ("message", "发送内容", "message"),
    ("turn", "通话转写", "transcript"),
)
"""Where a text stands."""
SPEAKERS: Final = vocabulary(
    "speaker",
    ("none", "—", "—"),
    ("collector", "催收方", "collector"),
    ("party", "对方", "other party"),
    ("ivr", "语音系统", "voice system"),
)
"""Who says a text: a note or message is the collector's (of an inbound one, the other party's)."""
STANCES: Final = vocabulary(
    "stance",
    ("asserted", "陈述", "asserted"),
    ("negated", "否定", "negated"),
    ("asked", "询问", "asked"),
    ("quoted", "转述对方", "said by somebody else"),
    ("reported", "质检记录", "reported by quality control"),
    ("planned", "计划或假设", "planned or supposed"),
)
"""How a text says a thing: 未透露欠款 is negated, 质检：催收员提及欠款 is reported."""
OWNERS: Final = vocabulary(
    "owner",
    ("unknown", "不明", "unknown"),
    ("debtor", "债务人", "debtor"),
    ("party", "本案其他联系人", "another contact of the case"),
    ("collector", "催收员或机构", "collector or lender"),
    ("other", "他人", "somebody else"),
)
"""Whose a value is, as far as the log or the words around it tell."""
SURE: Final = 0.5
"""At and above this score a detected value counts as one unless a rule says otherwise."""


class Title(Params):
    """What a lexicon looks for, as people read it."""

    zh: str
    en: str
    ways: ClassVar[Ways] = {"zh": NEITHER, "en": NEITHER}


class Pattern(Params):
    """Words of each of ``parts`` in one sentence, in the order given.

    ``within``: characters at most between the end of one and the start of the next. ``unless``:
    no pattern where one of these words stands in a clause that the pattern touches. ``{a|b}`` in a
    word stands for either.
    """

    parts: tuple[tuple[str, ...], ...] = Field(min_length=1)
    within: int = Field(default=8, ge=0)
    unless: tuple[str, ...] = ()
    ways: ClassVar[Ways] = {"parts": NEITHER, "within": WIDENS, "unless": NARROWS}

    @model_validator(mode="after")
    def _words(self) -> Pattern:
        if not all(self.parts):
            raise ValueError("a part of a pattern has no words")
        for words in (*self.parts, self.unless):
            check_words(words)
        return self


class Lexicon(Params):
    """Words that a rule looks for, in Chinese and English; a YAML rule holds them.

    A text holds the lexicon where one of ``zh`` or ``en`` stands (English whole words, any case),
    not inside one of ``unless``, and, when ``near`` is given, in a sentence that also has one of
    those. ``patterns`` find what is said in several words with others between; a mention of one
    spans from the first of them to the last. Of mentions of a lexicon with patterns no two
    overlap: the first and longest counts. ``{a|b}`` in a word stands for either. The mention's
    kind is ``name``, shown as ``title`` when there is one. ``masked``: the words tell of a person
    themselves (an illness, a faith), so that no evidence shows them.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_.]*$")
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    masked: bool = False
    title: Title | None = None
    ways: ClassVar[Ways] = {
        "name": NEITHER,
        "masked": NEITHER,
        "title": NEITHER,
        "zh": WIDENS,
        "en": WIDENS,
        "patterns": WIDENS,
        "near": WIDENS_ALL,
        "unless": NARROWS,
    }

    @model_validator(mode="after")
    def _words(self) -> Lexicon:
        if not self.zh and not self.en and not self.patterns:
            raise ValueError("a lexicon needs words: zh, en or patterns")
        for words in (self.zh, self.en, self.near, self.unless):
            check_words(words)
        return self


@dataclass(frozen=True, slots=True)
class Asks:
    """What a rule wants to know of the texts.

    ``kinds`` are names of ``core.kinds``; ``lexicons`` are the rule's own words.
    """

    kinds: frozenset[str] = frozenset()
    lexicons: tuple[Lexicon, ...] = ()

    def __or__(self, other: Asks) -> Asks:
        """Return what either wants."""
        kinds = self.kinds | other.kinds
        if not (self.lexicons and other.lexicons):  # to compare lexicons is to read their words
            return Asks(kinds, self.lexicons or other.lexicons)
        return Asks(kinds, tuple(dict.fromkeys((*self.lexicons, *other.lexicons))))


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions in order of (row, place, turn, start); arrays of one length.

    ``row``: position in the frame. ``place``, ``speaker``, ``stance``, ``owner``: codes of the
    vocabularies here. ``turn``: place in the transcript, -1 elsewhere. ``text``: number of the
    text among all that were read. ``start``, ``end``: code-point offsets in that text. ``kind``:
    place in ``names``. ``score``: how sure the value is what it looks like (1.0 for statements).
    ``recipient``: code of ``core.vocabulary.ROLES`` of the person told or sent to, -1 where the
    text names nobody (then it is the party of the row). ``holder``: code of ``ROLES`` of the
    person that the words before a value name (其母电话…), -1 when none. ``key``: keyed value of a
    number, comparable with ``contact_key``; 0 when there is none. ``value``: the number that an
    amount of money names, NaN elsewhere. ``at``: position in the whole
    table, for ``Hits.seen``.
    """

    names: tuple[str, ...]
    row: NDArray[np.int64]
    place: NDArray[np.int8]
    turn: NDArray[np.int32]
    speaker: NDArray[np.int8]
    text: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    kind: NDArray[np.int16]
    score: NDArray[np.float32]
    stance: NDArray[np.int8]
    owner: NDArray[np.int8]
    recipient: NDArray[np.int8]
    holder: NDArray[np.int8]
    key: NDArray[np.int64]
    value: NDArray[np.float64]
    at: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of mentions."""
        return len(self.row)

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Mentions:
        """Return some of the mentions, chosen by a mask or by positions."""
        arrays = {f.name: getattr(self, f.name)[which] for f in fields(self) if f.name != "names"}
        return replace(self, **arrays)

    def of(self, kinds: Iterable[str]) -> Mentions:
        """Return the mentions of some kinds."""
        return self.take(self.is_a(kinds))

    def is_a(self, kinds: Iterable[str]) -> NDArray[np.bool_]:
        """Return which mentions are of some kinds."""
        wanted = frozenset(kinds)
        table = np.array([name in wanted for name in self.names] + [False], dtype=bool)
        chosen: NDArray[np.bool_] = table[self.kind]
        return chosen


_TYPES: Final = {
    "row": np.int64,
    "place": np.int8,
    "turn": np.int32,
    "speaker": np.int8,
    "text": np.int64,
    "start": np.int32,
    "end": np.int32,
    "kind": np.int16,
    "score": np.float32,
    "stance": np.int8,
    "owner": np.int8,
    "recipient": np.int8,
    "holder": np.int8,
    "key": np.int64,
    "value": np.float64,
}
_UNSAID: Final = {"turn": -1, "recipient": -1, "holder": -1, "score": 1.0, "value": np.nan}


def mentions_of(names: Sequence[str], **columns: Sequence[float] | NDArray[np.generic]) -> Mentions:
    """Return mentions in their order from columns of one length; what is not given is not said.

    ``row``, ``kind`` and whatever else is known; ``at`` is made here.
    """
    length = len(columns["row"])
    made = {
        name: np.asarray(columns[name]).astype(kind)
        if name in columns
        else np.full(length, _UNSAID.get(name, 0), dtype=kind)
        for name, kind in _TYPES.items()
    }
    order = np.lexsort([made[name] for name in ("kind", "end", "start", "turn", "place", "row")])
    made = {name: column[order] for name, column in made.items()}
    return Mentions(tuple(names), **made, at=np.arange(length, dtype=np.int64))


NOTHING: Final = mentions_of((), row=np.empty(0), kind=np.empty(0))
"""No mentions at all."""
