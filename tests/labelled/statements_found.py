"""Holds the statements that are read in texts against those that are labelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np

from auditkit.checks.mentions import SPEAKERS, STANCES
from auditkit.checks.privacy.language import REACHED, STATES, read_language
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import ROLES
from tests.labelled.scores import Score
from tests.labelled.texts import Item, Statement

TOPIC: Final = "topic."
_DONE: Final = ("told.", "sent.", "posted", "used.", "got.")
"""Kinds whose stance decides whether there is a leak; of the others only the kind counts."""
AS_SAID: Final = "told or done, as said"
"""Asks for what was told or done, to whom, and whether it was or is denied, quoted, planned."""
Scores = dict[tuple[str, str], Score]


def statements_in(items: Sequence[Item]) -> list[frozenset[Statement]]:
    """Return what is read in each item; who is told stands there where the text or row says it."""
    said = [(place, each) for place, item in enumerate(items) for each in item.said]
    speakers = np.array([SPEAKERS.code(each.speaker) for _, each in said], dtype=np.int8)
    found = read_language(
        [each.filled.text for _, each in said],
        speakers,
        kinds=frozenset(STATEMENTS.names),
        lexicons=(),
    )
    read: list[set[Statement]] = [set() for _ in items]
    columns = (found.text, found.kind, found.recipient, found.stance)
    for text, kind, recipient, stance in zip(*(c.tolist() for c in columns), strict=True):
        place, each = said[text]
        name = found.names[kind]
        whom = ROLES.names[recipient] if recipient >= 0 else items[place].role
        statement = Statement(name, whom, STANCES.names[stance])
        if _is_labelled(statement, items[place].place, each.speaker):
            read[place].add(statement)
    return [frozenset(each) for each in read]


def _is_labelled(statement: Statement, place: str, speaker: str) -> bool:
    """Return whether the guidelines label such a statement there; what they pass over is not."""
    if statement.kind in STATES or statement.kind == REACHED:
        return False
    if statement.kind.startswith(TOPIC):
        return place != "note" and speaker != "party"
    if statement.kind.endswith(".identity"):
        return place == "turn"
    return (statement.kind, statement.recipient) != ("sent.data", "debtor")


def score_statements(items: Sequence[Item]) -> Scores:
    """Return the counts of each language and kind of statement, and of those with all they say.

    A statement of a kind counts once a text, however it is said; ``AS_SAID`` asks that
    whoever was told and how it is said is right too.
    """
    scores: Scores = defaultdict(Score)
    for item, read in zip(items, statements_in(items), strict=True):
        labelled = {_with_recipient(each, item) for each in item.statements}
        for kind in {each.kind for each in (*labelled, *read)}:
            here = frozenset(each.kind for each in labelled if each.kind == kind)
            there = frozenset(each.kind for each in read if each.kind == kind)
            scores[item.lang, kind].add(here, there, item.id)
        told, heard = _told(labelled), _told(read)
        if told or heard:
            scores[item.lang, AS_SAID].add(told, heard, item.id)
    return dict(scores)


def _with_recipient(statement: Statement, item: Item) -> Statement:
    return Statement(statement.kind, statement.recipient or item.role, statement.stance)


def _told(statements: set[Statement] | frozenset[Statement]) -> frozenset[tuple[str, str, str]]:
    """Return what was told, whom and how, whatever of the debt it was; acts name nobody."""
    return frozenset(
        ("told", each.recipient, each.stance)
        if each.kind.startswith("told.")
        else (each.kind, "", each.stance)
        for each in statements
        if each.kind.startswith(_DONE)
    )
