"""Holds the values that detectors find against those that are labelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from auditkit.checks.mentions import OWNERS, SURE
from auditkit.checks.privacy.detect import detect
from auditkit.checks.privacy.names import KnownNames, find_people
from auditkit.core.kinds import VALUES
from tests.labelled.scores import Score
from tests.labelled.texts import Item

PERSON: Final = "PERSON"
Scores = dict[tuple[str, str], Score]


class Value(NamedTuple):
    """A value in a text, by the number of the text."""

    text: int
    start: int
    end: int
    kind: str

    def overlaps(self, other: Value) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


def names_of(items: Sequence[Item]) -> KnownNames:
    """Return the names that the log knows, each in the group of its item's place."""
    known = [
        (name, group, owner)
        for group, item in enumerate(items)
        for owner, names in (("debtor", (item.debtor_name,)), ("party", item.contacts))
        for name in names
        if name
    ]
    return KnownNames.of(
        [name for name, _, _ in known],
        np.array([group for _, group, _ in known], dtype=np.int64),
        np.array([OWNERS.code(owner) for _, _, owner in known], dtype=np.int8),
    )


def found_in(texts: Sequence[str], group: Sequence[int], known: KnownNames) -> list[Value]:
    """Return the values that count as such in some texts; ``group`` says whose names are known."""
    values = detect(texts)
    sure = values.score >= SURE
    kinds = np.array(VALUES.names)[values.kind]
    rows = zip(
        values.text[sure].tolist(),
        values.start[sure].tolist(),
        values.end[sure].tolist(),
        kinds[sure].tolist(),
        strict=True,
    )
    people = find_people(texts, np.array(group, dtype=np.int64), known)
    certain = people.score >= SURE
    spans = zip(
        people.text[certain].tolist(),
        people.start[certain].tolist(),
        people.end[certain].tolist(),
        strict=True,
    )
    named = [Value(text, start, end, PERSON) for text, start, end in spans]
    return [*(Value(*row) for row in rows if row[3] != PERSON), *named]


def score_values(items: Sequence[Item]) -> Scores:
    """Return the counts of each language and kind of value."""
    said = [(item, each) for item in items for each in item.said]
    group = [place for place, item in enumerate(items) for _ in item.said]
    found = found_in([each.filled.text for _, each in said], group, names_of(items))
    by_text: dict[int, list[Value]] = defaultdict(list)
    for value in found:
        by_text[value.text].append(value)
    scores: Scores = defaultdict(Score)
    for number, (item, each) in enumerate(said):
        labelled = [Value(number, s.start, s.end, s.kind) for s in each.filled.spans]
        _compare(scores, item, labelled, by_text[number])
    return dict(scores)


def _compare(scores: Scores, item: Item, labelled: list[Value], found: list[Value]) -> None:
    for kind in {value.kind for value in (*labelled, *found)}:
        score = scores[item.lang, kind]
        here = [value for value in labelled if value.kind == kind]
        there = [value for value in found if value.kind == kind]
        score.labelled += len(here)
        score.found += len(there)
        score.right += len(set(here) & set(there))
        score.near += _overlapping(here, there)
        score.near_found += _overlapping(there, here)
        score.missed += [item.id] * (len(here) - len(set(here) & set(there)))
        score.wrong += [item.id] * (len(there) - len(set(here) & set(there)))


def _overlapping(some: Iterable[Value], others: Sequence[Value]) -> int:
    return sum(any(value.overlaps(other) for other in others) for value in some)
