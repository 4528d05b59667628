"""Reads names out of the words that the segmenter makes of a run of Chinese characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from auditkit.checks.privacy.names.dictionary import Token
from auditkit.checks.privacy.names.lexicon import Names, names

LIKELY: Final = 0.6
"""The score of a surname and two characters of given names."""
SHORT: Final = 0.55
"""The score of a surname and one character."""
HALF: Final = 0.5
"""The score of an everyday word's surname and two characters of given names."""
DOUBTFUL: Final = 0.4
"""The score of a name whose surname, or whose given name, is an everyday word's."""
_GIVEN_TAGS: Final = frozenset(("a", "ag", "n", "ng", "nr", "nrt", "nz", "vg", "tg"))
"""Tags that the rest of a name, cut off by the segmenter, may have."""
_COUNTS: Final = frozenset(("m", "t", "q"))
"""Tags of numerals, times and measures."""
_NEVER_GIVEN: Final = frozenset("家")
"""刘家 is a place or a family."""
_END: Final[Token] = ("", "")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the segmenter makes of one run: where its words end, and the names in it."""

    ends: frozenset[int]
    names: tuple[tuple[int, int, float], ...]


def reading_of(tokens: Sequence[Token]) -> Reading:
    """Return the reading of a run that was made into words."""
    ends = accumulate((len(word) for word, _ in tokens), initial=0)
    return Reading(frozenset(ends), tuple(_named(tokens, names())))


def _named(tokens: Sequence[Token], words: Names) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, score) of the names among the words of a run."""
    at = skip = 0
    compounds, surnames = words.compound_words, words.surnames
    for number, (word, tag) in enumerate(tokens):
        start, at = at, at + len(word)
        begins = word in surnames or tag[:2] == "nr" or word in compounds
        if start < skip or not begins:
            continue
        name = _whole(word, tag, (*tokens[number + 1 : number + 3], _END, _END), words)
        if not name:
            continue
        score = score_of(name, words)
        if score and not _place(tokens, number, start + len(name) - at, words):
            skip = start + len(name)
            yield start, skip, score


def _place(tokens: Sequence[Token], number: int, taken: int, words: Names) -> bool:
    """Return whether the characters after a name make it a street, a shop or the like."""
    following = "".join(word for word, _ in tokens[number + 1 : number + 3])[taken:]
    return following[:1] in words.place_begins and following.startswith(words.places)


def _whole(word: str, tag: str, rest: Sequence[Token], words: Names) -> str:
    """Return the name that begins with a word: the word itself or with the next; "" if none."""
    (after, after_tag), (beyond, _) = rest[:2]
    if len(word) == 1 or word in words.compound_words:
        surname = len(word) > 1 or word in words.surnames
        return word + after if surname and _given(word, tag, rest[0], words) else ""
    if not tag.startswith("nr"):
        return ""
    full = 3 if word[:2] in words.compound_words else 2
    goes_on = len(word) == full and (after_tag in _GIVEN_TAGS or not beyond)
    goes_on = goes_on and _fits(after, 1, words)
    return word + after if goes_on else word


def _given(surname: str, tag: str, after: Token, words: Names) -> bool:
    """Return whether a word of its own goes with the surname before it."""
    text, its_tag = after
    if not _fits(text, 2, words) or text in words.follow_words:
        return False
    if its_tag.startswith("nr") or (tag == "nr" and its_tag in _GIVEN_TAGS):
        return True
    return len(text) == 2 and surname not in words.unsure and its_tag not in _COUNTS


def _fits(text: str, longest: int, words: Names) -> bool:
    return 0 < len(text) <= longest and _believed(text, words)


def _believed(text: str, words: Names) -> bool:
    return words.believed.issuperset(text)


def score_of(name: str, words: Names) -> float:
    """Return how sure a tagged word is a name, 0 for what cannot be one."""
    compound = name[:2] in words.compound_words and len(name) > 2
    given = name[2 if compound else 1 :]
    if not (compound or name[0] in words.surnames) or not 1 <= len(given) <= 2:
        return 0.0
    if not words.refused.isdisjoint(given):
        return 0.0
    if (
        name[:2] in words.ordinary
        or name in words.ordinary
        or given in _NEVER_GIVEN
        or given in words.titles
    ):
        return 0.0
    believed = _believed(given, words)
    if name[0] in words.unsure and not compound:
        return HALF if believed and len(given) == 2 else DOUBTFUL
    if not believed and not compound:
        return DOUBTFUL
    return LIKELY if len(given) == 2 or compound else SHORT
