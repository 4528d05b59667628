"""Reads columns of words: canonical terms, or a bank's codes through its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.activity import COLUMNS
from auditkit.core.vocabulary import IMPERSONAL_STEPS, NONE, STEPS, Vocabulary
from auditkit.sources.mapping import EFFECTS, Effect
from auditkit.sources.texts import Coded, fold

CODE_COLUMNS: Final = tuple(name for name in EFFECTS if name != "step")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What each value of one column says: words by canonical column, None where it says nothing.

    ``unknown`` marks the values that are neither a term nor in the table.
    """

    coded: Coded
    words: dict[str, list[str | None]]
    unknown: NDArray[np.bool_]


def meaning(column: str, coded: Coded, table: Mapping[str, Effect]) -> Meaning:
    """Return what the values of a column say, each looked up once.

    The table goes first: a bank's code may be spelled like a term and mean something else.
    """
    folded = {fold(code).casefold(): effect for code, effect in table.items()}
    exact = {fold(code): effect for code, effect in table.items()}
    said = [_words(value, column, exact, folded) for value in coded.words()]
    targets = {column, *(name for words in said for name in words or ())}
    return Meaning(
        coded,
        {name: [(words or {}).get(name) for words in said] for name in targets},
        np.array([words is None for words in said], dtype=bool),
    )


def _words(
    value: str, column: str, exact: Mapping[str, Effect], folded: Mapping[str, Effect]
) -> dict[str, str] | None:
    effect = exact.get(value) or folded.get(value.casefold())
    if effect is not None:
        return effect.words(column) or None
    if column == "step":
        steps = [part.strip().lower() for part in value.split("|") if part.strip()]
        return {column: "|".join(steps)} if all(s in STEPS.names for s in steps) else None
    vocabulary = COLUMNS[column].vocabulary
    word = value.lower()
    return {column: word} if vocabulary is not None and word in vocabulary.names else None


def code_column(
    name: str, meanings: Mapping[str, Meaning], default: str | None, rows: int
) -> NDArray[np.int8]:
    """Return the codes of one column of words.

    Its own column speaks first. A code of another column fills what is empty, then the default;
    a code of its own that nobody knows stays unknown.
    """
    vocabulary = COLUMNS[name].vocabulary
    if vocabulary is None:
        raise KeyError(name)
    codes = np.full(rows, NONE, np.int8)
    open_rows = np.ones(rows, bool)
    own = meanings.get(name)
    if own is not None:
        said = _codes(own, name, vocabulary)
        codes = own.coded.spread(said, NONE)
        silent = np.append((said == NONE) & ~own.unknown, True)
        open_rows = silent[own.coded.indices]
    for column, other in meanings.items():
        if column != name and name in other.words and open_rows.any():
            given = other.coded.spread(_given(other, name, vocabulary), NONE)
            codes = np.where(open_rows, given, codes)
            open_rows &= given == NONE
    if default is not None and open_rows.any():
        codes = np.where(open_rows, vocabulary.code(default), codes)
    return codes.astype(np.int8, copy=False)


def _given(meaning_of: Meaning, name: str, vocabulary: Vocabulary) -> NDArray[np.int8]:
    return np.array(
        [NONE if word is None else vocabulary.code(word) for word in meaning_of.words[name]],
        np.int8,
    )


def _codes(own: Meaning, name: str, vocabulary: Vocabulary) -> NDArray[np.int8]:
    unsaid = vocabulary.code("unknown") if "unknown" in vocabulary.names else NONE
    return np.where(own.unknown, unsaid, _given(own, name, vocabulary)).astype(np.int8)


@dataclass(slots=True)
class _Steps:
    codes: NDArray[np.int64]
    texts: list[str] = field(default_factory=list)


def step_column(meanings: Mapping[str, Meaning], always: str | None, rows: int) -> pa.Array:
    """Return the steps of each row, those of several columns joined by ``|`` without repeats."""
    steps = _Steps(np.zeros(rows, np.int64), [always or ""])
    for said in meanings.values():
        if "step" in said.words:
            _join(steps, said)
    empty = np.array([not text for text in steps.texts])
    coded = Coded(np.where(empty[steps.codes], -1, steps.codes), pa.array(steps.texts, pa.string()))
    return coded.dictionary()


def impersonal(meanings: Mapping[str, Meaning], rows: int) -> NDArray[np.bool_]:
    """Return which rows have a step that may concern nobody in particular."""
    steps = step_column(meanings, None, rows)
    listed = [
        not IMPERSONAL_STEPS.isdisjoint(text.split("|")) for text in steps.dictionary.to_pylist()
    ]
    codes = steps.indices.fill_null(len(listed)).to_numpy(zero_copy_only=False)
    marked: NDArray[np.bool_] = np.array([*listed, False])[codes]
    return marked


def _join(steps: _Steps, said: Meaning) -> None:
    words = ["", *dict.fromkeys(word for word in said.words["step"] if word)]
    place = {word: i for i, word in enumerate(words)}
    per_value = np.array([place[word or ""] for word in said.words["step"]], np.int64)
    pairs = steps.codes * len(words) + said.coded.spread(per_value, 0)
    used, steps.codes = np.unique(pairs, return_inverse=True)
    steps.texts = [
        "|".join(
            dict.fromkeys(
                part
                for text in (steps.texts[pair // len(words)], words[pair % len(words)])
                for part in text.split("|")
                if part
            )
        )
        for pair in used.tolist()
    ]
