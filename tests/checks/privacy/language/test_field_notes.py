"""Notes dashed off in the field are read well enough, those never fitted to too, both as floors."""

from __future__ import annotations

import re

import numpy as np
import pytest

from auditkit.checks.privacy.language import holders
from auditkit.core.vocabulary import ROLES
from tests.checks.privacy.language import field_notes, unread_notes
from tests.checks.privacy.language.test_tables import Said, said

HAN = re.compile("[\u4e00-\u9fff]")
Notes = tuple[tuple[str, str], ...]


def wanted(written: str) -> set[Said]:
    statements = set()
    for each in filter(None, map(str.strip, written.split(";"))):
        words = each.split()
        kind, whom, stance = (*words, *("-", "asserted")[len(words) - 1 :])
        statements.add((kind, whom if kind in ("told", "sent.data") else "", stance))
    return statements


def heard(text: str, speaker: str = "collector") -> set[Said]:
    return {
        ("told", whom, stance)
        if kind.startswith("told.")
        else (kind, whom if kind == "sent.data" else "", stance)
        for kind, stance, whom in said(text, speaker)
        if not kind.startswith("topic.")
    }


def precision_and_recall(notes: Notes, *, chinese: bool) -> tuple[float, float]:
    found = labelled = right = 0
    for text, written in notes:
        if (HAN.search(text) is not None) == chinese:
            there, here = wanted(written), heard(text)
            labelled, found, right = (
                labelled + len(there),
                found + len(here),
                right + len(there & here),
            )
    return right / found, right / labelled


@pytest.mark.parametrize(
    ("notes", "chinese", "precision", "recall"),
    [
        (field_notes.NOTES, True, 0.92, 0.88),
        (field_notes.NOTES, False, 0.98, 0.97),
        (unread_notes.NOTES, True, 0.64, 0.58),
        (unread_notes.NOTES, False, 0.95, 0.90),
    ],
)
def test_what_notes_say_is_read_as_well_as_before(
    notes: Notes, chinese: bool, precision: float, recall: float
) -> None:
    measured = precision_and_recall(notes, chinese=chinese)
    assert measured >= (precision, 0)
    assert measured[1] >= recall


def test_most_turns_that_ask_or_tell_who_speaks_are_heard() -> None:
    wrong = [
        text
        for speaker, text, written in field_notes.TURNS
        if heard(text, speaker) != wanted(written)
    ]
    assert len(wrong) <= 2, wrong


def test_the_words_before_a_number_name_its_holder_in_field_notes() -> None:
    wrong = []
    for marked, holder in field_notes.HOLDERS:
        text, start = marked.replace("⟦", "").replace("⟧", ""), marked.index("⟦")
        role = int(holders([text], np.array([0]), np.array([start]))[0])
        if role < 0 or ROLES.names[role] != holder:
            wrong.append(text)
    assert len(wrong) <= 1, wrong
