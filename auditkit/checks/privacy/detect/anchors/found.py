"""Spans that detectors find, and rules of the common shape: a word, glue, and a value behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.anchors.index import Page
from auditkit.checks.privacy.interface import Candidates, Positions
from auditkit.core.kinds import VALUES

Span = tuple[int, int, int, float]
"""Start and end in the plain text, code of the kind, score."""
NO: Final = 0.0
"""The score of what is no value after all."""


def kind(name: str) -> int:
    """Return the code of a kind of value."""
    return VALUES.code(name)


@dataclass(frozen=True, slots=True)
class Follower:
    """Values that stand behind a word of a family.

    ``pattern`` is tried where the word ends and names its value ``value``; ``score`` judges the
    match, told where the word begins, and returns ``NO`` to drop it.
    """

    name: str
    family: str
    pattern: re.Pattern[str]
    score: Callable[[re.Match[str], int], float]

    def find(self, page: Page) -> Iterator[Span]:
        """Return the values behind the words of the family."""
        return self.find_at(page, page.spans(self.family))

    def find_at(self, page: Page, words: Iterable[tuple[int, int]]) -> Iterator[Span]:
        """Return the values behind some words, given by their starts and ends."""
        code, match, plain = kind(self.name), self.pattern.match, page.plain
        for word, behind in words:
            found = match(plain, behind)
            if found is not None and (score := self.score(found, word)):
                start, end = found.span("value")
                yield start, end, code, score


def collected(find: Callable[[Page], Iterator[Span]]) -> Callable[[Page], Candidates]:
    """Return a finder that gives its spans as arrays."""

    @wraps(find)
    def finder(page: Page) -> Candidates:
        return candidates(find(page))

    return finder


def uniform(start: Positions, end: Positions, name: str, score: float) -> Candidates:
    """Return spans of one kind and score."""
    return Candidates(
        start,
        end,
        np.full(len(start), kind(name), dtype=np.int16),
        np.full(len(start), score, dtype=np.float32),
    )


def always(score: float) -> Callable[[re.Match[str], int], float]:
    """Return a judge that gives every match one score."""

    def judge(_: re.Match[str], __: int) -> float:
        return score

    return judge


def candidates(spans: Iterable[Span]) -> Candidates:
    """Return spans as arrays."""
    # one flat run of numbers: tuples that are kept would wake the garbage collector
    flat = np.fromiter(chain.from_iterable(spans), dtype=np.float64).reshape(-1, 4)
    return Candidates(
        flat[:, 0].astype(np.int64),
        flat[:, 1].astype(np.int64),
        flat[:, 2].astype(np.int16),
        flat[:, 3].astype(np.float32),
    )
