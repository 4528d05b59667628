"""Finds people's names in texts: those the log knows, those rules point at, those recognized."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.mentions import OWNERS, SURE
from auditkit.checks.privacy.interface import Batch
from auditkit.checks.privacy.names import known as known_names
from auditkit.checks.privacy.names import triggers
from auditkit.checks.privacy.names.dictionary import is_word
from auditkit.checks.privacy.names.form import HAN, Form, looked_up
from auditkit.checks.privacy.names.interface import KnownNames, NameRecognizer, People
from auditkit.checks.privacy.names.lexicon import names
from auditkit.checks.privacy.names.recognizers import default_recognizers
from auditkit.checks.privacy.names.settle import agreed, settled
from auditkit.checks.privacy.names.spans import NO_SPANS, Source, Spans, spans, together
from auditkit.checks.privacy.names.tagger import Segmenter, Tagger

AT_ONCE: Final = 10_000
"""Texts read in one batch."""
ANOTHER_DEBTOR: Final = 0.9
"""The score of another debtor's name of three or more characters, or of two Latin words."""
ANOTHER_SHORT: Final = 0.7
"""The score of one of two characters, found only where a rule or the tagger agrees."""
EVERYDAY: Final = 0.6
"""The score of a known name that is an everyday word (高峰) where nothing else agrees."""
UNLIKELY: Final = 0.3
"""The score where the words around do not let the name stand: 高峰期, 提高明天."""
_OTHER: Final = OWNERS.code("other")


@dataclass(frozen=True, slots=True)
class _Finder:
    """All that is needed to read one batch after another."""

    known: KnownNames
    index: known_names.Index
    segmenter: Segmenter
    recognizers: tuple[NameRecognizer, ...]


def find_people(
    texts: Sequence[str],
    groups: NDArray[np.int64],
    known: KnownNames,
    *,
    recognizers: Sequence[NameRecognizer] | None = None,
) -> People:
    """Return the names of people in some texts; ``groups`` says whose texts they are.

    What is found in a text depends on that text, its group and what is known, not on the other
    texts or on the order of the names. ``recognizers`` find names that the log does not know;
    the default is ``default_recognizers()``: the tagger, an English model when one is installed,
    and whatever packages declare as ``auditkit.names``. With ``()`` only known names and rules
    count.
    """
    chosen = default_recognizers() if recognizers is None else tuple(recognizers)
    finder = _Finder(known, known_names.index(known), Segmenter(), chosen)
    pieces = [
        _in_batch(texts[low : low + AT_ONCE], groups[low : low + AT_ONCE], finder)
        for low in range(0, len(texts), AT_ONCE)
    ]
    offsets = np.arange(len(pieces), dtype=np.int64) * AT_ONCE
    return _joined(pieces, offsets)


def _in_batch(texts: Sequence[str], groups: NDArray[np.int64], finder: _Finder) -> People:
    batch = Batch.of(texts)
    form = Form.of(batch)
    own = known_names.find(form, groups, finder.index)
    taken = _covered(batch, own)
    rules = triggers.find(batch, taken, finder.segmenter.starts_word)
    tagged = together(_recognized(batch, taken, finder))
    signs = together([rules, tagged])
    own = _weighed(batch, own, signs, finder.segmenter)
    others = _others(form, taken, signs, finder)
    kept = settled(together([own, others, signs]))
    return _people(batch, kept, finder.index.names)


def _covered(batch: Batch, own: Spans) -> NDArray[np.bool_]:
    """Return which characters belong to a name that the log knows in this group."""
    edges = np.zeros(len(batch.codes) + 1, dtype=np.int64)
    np.add.at(edges, own.start, 1)
    np.add.at(edges, own.end, -1)
    covered: NDArray[np.bool_] = np.cumsum(edges)[:-1] > 0
    return covered


def _recognized(batch: Batch, taken: NDArray[np.bool_], finder: _Finder) -> list[Spans]:
    return [
        finder.segmenter.find(batch, taken)
        if isinstance(recognizer, Tagger)
        else _plugged(batch, recognizer)
        for recognizer in finder.recognizers
    ]


def _plugged(batch: Batch, recognizer: NameRecognizer) -> Spans:
    """Return what a recognizer of somebody else found, as spans of the batch."""
    found = recognizer.find(batch.texts)
    first = np.searchsorted(batch.origin, batch.starts[found.text] + found.start)
    last = np.searchsorted(batch.origin, batch.starts[found.text] + found.end)
    real = last > first
    return spans(first[real], last[real], found.score[real], Source.RECOGNIZER)


def _weighed(batch: Batch, own: Spans, signs: Spans, segmenter: Segmenter) -> Spans:
    """Return the known names with those that are everyday words held less sure."""
    ambiguous = names().ordinary | names().ambiguous
    short = np.flatnonzero((own.end - own.start == 2) & ~agreed(own, signs))
    places = zip(own.start[short].tolist(), own.end[short].tolist(), strict=True)
    written = [batch.plain[low:high] for low, high in places]
    everyday = np.array([name in ambiguous or is_word(name) for name in written], dtype=bool)
    at = short[everyday]
    score = own.score.copy()
    fits = segmenter.fits(batch, own.start[at], own.end[at])
    score[at] = np.where(fits, EVERYDAY, UNLIKELY)
    return replace(own, score=score)


def _others(form: Form, taken: NDArray[np.bool_], signs: Spans, finder: _Finder) -> Spans:
    """Return the names of other debtors."""
    batch = form.batch
    start, end = finder.known.elsewhere.find(form)
    chinese, size = HAN[form.codes[start]], end - start
    first, last = form.plain(start, end)
    spread = last - first
    real = ~chinese | (spread == size) | (spread == 2 * size - 1)
    real &= ~taken[first] & ~taken[last - 1] & known_names.whole(form, start, end)
    found = spans(first[real], last[real], ANOTHER_DEBTOR, Source.ELSEWHERE, _OTHER)
    chinese, short = chinese[real], (chinese & (size == 2))[real]
    sure = agreed(found, signs.take(signs.score >= SURE))
    doubted = np.flatnonzero(~sure & ~short & chinese)
    fits = sure | _capital(batch, found)
    fits[doubted] = finder.segmenter.fits(batch, found.start[doubted], found.end[doubted])
    score = np.where(short, ANOTHER_SHORT, np.where(fits, ANOTHER_DEBTOR, UNLIKELY))
    return replace(found, score=score.astype(np.float32)).take(sure | ~short)


def _capital(batch: Batch, found: Spans) -> NDArray[np.bool_]:
    first = batch.codes[found.start]
    return (first >= ord("A")) & (first <= ord("Z"))


def _people(batch: Batch, kept: Spans, names_known: tuple[str, ...]) -> People:
    text, start, end = batch.locate(kept.start, kept.end)
    places = zip(kept.start.tolist(), kept.end.tolist(), strict=True)
    written = looked_up([batch.plain[low:high] for low, high in places])
    numbers = zip(kept.value.tolist(), written, strict=True)
    value = tuple(names_known[number] if number >= 0 else own for number, own in numbers)
    return People(text, start, end, kept.score, kept.owner, value)


def _joined(pieces: Sequence[People], offsets: NDArray[np.int64]) -> People:
    if not pieces:
        return _people(Batch.of([]), NO_SPANS, ())
    return People(
        np.concatenate([piece.text + at for piece, at in zip(pieces, offsets, strict=True)]),
        np.concatenate([piece.start for piece in pieces]),
        np.concatenate([piece.end for piece in pieces]),
        np.concatenate([piece.score for piece in pieces]),
        np.concatenate([piece.owner for piece in pieces]),
        tuple(value for piece in pieces for value in piece.value),
    )
