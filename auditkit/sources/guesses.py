"""Guesses what the codes of a column mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from auditkit.core.activity import COLUMNS
from auditkit.core.findings import Bilingual
from auditkit.sources.identifiers import masked
from auditkit.sources.lore import Known, Lore, Vendor
from auditkit.sources.mapping import Effect
from auditkit.sources.texts import Coded

SURE: Final = 0.5
"""Below this a code is left to a person."""
_PARTS: Final = re.compile(r"[\s\-_:/：（）()\[\]【】,，]+")
_NOT: Final = "未无没不非"
_PERSONAL: Final = Bilingual(
    "像是号码或长文字，不是代码", "looks like an identifier or prose, not a code"
)
_INTEGER: Final = re.compile(r"-?\d{1,3}")


@dataclass(frozen=True, slots=True)
class CodeGuess:
    """What a code of a table is taken for; ``term`` is None when a person must decide."""

    table: str
    code: str
    term: str | None
    confidence: float
    rows: int
    reason: Bilingual


def guess_codes(
    column: str, coded: Coded, lore: Lore, vendor: Vendor | None
) -> tuple[dict[str, Effect], list[CodeGuess]]:
    """Return a code table for the values of a column and the guess behind each entry."""
    counts = np.bincount(coded.indices[coded.indices >= 0], minlength=len(coded.values)).tolist()
    table: dict[str, Effect] = {}
    guesses = []
    for code, rows in sorted(zip(coded.words(), counts, strict=True), key=lambda x: (-x[1], x[0])):
        if not rows or _is_term(column, code):
            continue
        if masked(code) != code:  # an identifier in a column of codes never leaves the file
            guesses.append(CodeGuess(column, masked(code), None, 0.0, rows, _PERSONAL))
            continue
        known, reason = _known(column, code, lore, vendor)
        sure = known is not None and known.confidence >= SURE
        table[code] = _effect(column, known.gives) if known is not None and sure else Effect()
        term = "|".join(known.gives.values()) if known is not None and sure else None
        confidence = known.confidence if known is not None else 0.0
        guesses.append(CodeGuess(column, code, term, confidence, rows, reason))
    return table, guesses


def share_known(column: str, coded: Coded, lore: Lore, vendor: Vendor | None) -> float:
    """Return which share of the distinct values is known to the vocabulary of a column."""
    words = coded.words()
    known = [
        _is_term(column, word) or _known(column, word, lore, vendor)[0] is not None
        for word in words
    ]
    return sum(known) / len(words) if words else 0.0


def only_integers(coded: Coded) -> bool:
    """Return whether a column holds nothing but small integers: codes that say nothing."""
    words = coded.words()
    return bool(words) and all(_INTEGER.fullmatch(word) for word in words)


def _is_term(column: str, code: str) -> bool:
    vocabulary = COLUMNS[column].vocabulary
    return vocabulary is not None and code.lower() in vocabulary.names


def _effect(column: str, gives: Mapping[str, str]) -> Effect:
    if set(gives) == {column}:
        return Effect(term=gives[column])
    return Effect.model_validate(dict(gives))


def _known(
    column: str, code: str, lore: Lore, vendor: Vendor | None
) -> tuple[Known | None, Bilingual]:
    if only_integer(code):
        return None, Bilingual(
            "数字代码，需要代码表", "an integer says nothing; needs a code table"
        )
    key = code.casefold()
    own = vendor.codes.get(column, {}) if vendor is not None else {}
    if key in own and vendor is not None:
        return own[key], Bilingual(f"{vendor.name} 的代码", f"a code of {vendor.name}")
    words = lore.codes.get(column, {})
    if key in words:
        return words[key], _exact(words[key])
    parts = [words[part] for part in _PARTS.split(key) if part in words]
    plain = [known for known in parts if not known.collides] or parts
    if plain:
        best = max(plain, key=lambda known: known.confidence)
        agreed = all(known.gives == best.gives for known in plain)
        confidence = min(best.confidence, 0.85) if agreed else 0.4
        return Known(best.gives, confidence), Bilingual("部分文字相符", "a part of it is known")
    return _contained(key, words)


def only_integer(code: str) -> bool:
    """Return whether a code is nothing but a small integer."""
    return _INTEGER.fullmatch(code) is not None


def _exact(known: Known) -> Bilingual:
    if known.collides:
        return Bilingual("各家系统含义不同的字母", "letters whose meaning differs by vendor")
    return Bilingual("词表中的写法", "stands in the vocabulary")


def _contained(key: str, words: Mapping[str, Known]) -> tuple[Known | None, Bilingual]:
    """Return the longest known Chinese label inside a code, unless the code denies it."""
    found = [w for w in words if len(w) >= 2 and not w.isascii() and w in key]
    if not found:
        return None, Bilingual("未见过的代码，请确定", "not seen before, please decide")
    word = max(found, key=len)
    at = key.index(word)
    if at and key[at - 1] in _NOT:
        return None, Bilingual("含否定，请确定", "it denies a known word, please decide")
    known = words[word]
    return Known(known.gives, min(known.confidence, 0.65)), Bilingual(
        f"含“{word}”", f"contains {word}"
    )
