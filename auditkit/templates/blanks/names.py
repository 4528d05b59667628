"""Tells what a blank holds by its name: words of groups, combined, however they are spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"[A-Za-z]+|[0-9]+|[\u3400-\u9fff\uf900-\ufaff]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORT: Final = 3
"""Latin words of up to so many letters stand for themselves only, never within another."""
_LONGEST: Final = 200


class Parts(NamedTuple):
    """What is written in a blank: its name, and whether the value is cut short or masked there."""

    name: str
    shortened: bool = False
    masked: bool = False


class Folded(NamedTuple):
    """A name as names are compared, and where its parts begin and end."""

    text: str
    cuts: frozenset[int]


Span = tuple[int, int]


def fold(name: str) -> Folded:
    """Return a name without case, spaces and marks.

    >>> fold("custIdCardNo").text, sorted(fold("due_date").cuts), fold("证件后 4 位").text
    ('custidcardno', [0, 3, 7], '证件后4位')
    """
    plain = _HUMP.sub(" ", unicodedata.normalize("NFKC", name[:_LONGEST]))
    tokens = [token.lower() for token in _TOKEN.findall(plain)]
    return Folded("".join(tokens), frozenset(accumulate(map(len, tokens), initial=0)))


@dataclass(frozen=True, slots=True)
class Namer:
    """Names against the words of groups; every name is looked at once.

    Groups that are ``weak`` say something only where a name has no other.
    """

    words: Mapping[str, Sequence[str]]
    means: Sequence[tuple[str, tuple[str, ...]]]
    own: Mapping[str, str] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    _folded: dict[str, tuple[str, ...]] = field(init=False, repr=False, default_factory=dict)
    _own: dict[str, str] = field(init=False, repr=False, default_factory=dict)
    _seen: dict[str, tuple[str, bool]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Fold all words, the longest first."""
        for group, words in self.words.items():
            folded = {fold(word).text for word in words} - {""}
            self._folded[group] = tuple(sorted(folded, key=lambda word: (-len(word), word)))
        self._own.update({fold(name).text: kind for name, kind in self.own.items()})

    def kind(self, name: str) -> str:
        """Return what a blank of this name holds, "" where nothing is known."""
        return self._known(name)[0]

    def is_known_whole(self, name: str) -> bool:
        """Return whether words explain the whole of a name, not a part of it."""
        return self._known(name)[1]

    def has(self, name: str, group: str) -> bool:
        """Return whether a name has a word of a group."""
        return bool(_found(fold(name), self._folded.get(group, ())))

    def _known(self, name: str) -> tuple[str, bool]:
        if name not in self._seen:
            self._seen[name] = self._look(fold(name))
        return self._seen[name]

    def _look(self, name: Folded) -> tuple[str, bool]:
        if name.text in self._own:
            return self._own[name.text], True
        every = {group: _found(name, words) for group, words in self._folded.items()}
        found = _seen_apart(every, self.weak)
        best, chosen = (False, 0), ""
        for kind, groups in self.means:
            if all(group in found for group in groups):
                said = not self.weak.issuperset(groups)
                explained = _length(span for group in groups for span in found[group])
                if (said, explained) > best:
                    best, chosen = (said, explained), kind
        known = _length(span for spans in found.values() for span in spans)
        # half of a name has to be known; of {customer_level}, which says little, more
        enough = known * 2 >= len(name.text) if best[0] else known * 3 >= len(name.text) * 2
        if not enough:
            return "", False
        return chosen, best[1] == len(name.text) > 0


def _found(name: Folded, words: Iterable[str]) -> list[Span]:
    """Return where words stand in a name; what a longer one has taken is no shorter one's."""
    spans: list[Span] = []
    for word in words:
        at = name.text.find(word)
        while at >= 0:
            end = at + len(word)
            if _stands_alone(name, word, at) and all(end <= s or e <= at for s, e in spans):
                spans.append((at, end))
            at = name.text.find(word, at + 1)
    return spans


def _seen_apart(found: Mapping[str, list[Span]], weak: frozenset[str]) -> dict[str, list[Span]]:
    """Return the words in a name but those within words of weak groups: card in cardholder."""
    over = [span for group in weak for span in found.get(group, ())]
    kept = {
        group: [span for span in spans if not any(_lies_within(span, other) for other in over)]
        for group, spans in found.items()
    }
    return {group: spans for group, spans in kept.items() if spans}


def _lies_within(span: Span, other: Span) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _stands_alone(name: Folded, word: str, at: int) -> bool:
    if not word.isascii():
        return True
    edges = (at in name.cuts, at + len(word) in name.cuts)
    return all(edges) if len(word) <= _SHORT else any(edges)


def _length(spans: Iterable[Span]) -> int:
    """Return how many characters spans cover together."""
    covered, done = 0, 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, done))
        done = max(done, end)
    return covered
