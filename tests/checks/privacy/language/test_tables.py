"""What hand-written texts say: told to whom, of what, in which stance; acts; whose a number is."""

from __future__ import annotations

import numpy as np
import pytest

from auditkit.checks.mentions import SPEAKERS, STANCES
from auditkit.checks.privacy.language import REACHED, STATES, holders, read_language
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import ROLES
from tests.checks.privacy.language import tables, told

ALL = frozenset(STATEMENTS.names) - STATES - {REACHED}
Said = tuple[str, str, str]


def said(text: str, speaker: str = "collector") -> set[Said]:
    """Return (kind, stance, recipient) of each statement of one text."""
    who = np.array([SPEAKERS.code(speaker)], dtype=np.int8)
    found = read_language([text], who, kinds=ALL, lexicons=())
    return {
        (found.names[kind], STANCES.names[stance], _role(int(recipient)))
        for kind, stance, recipient in zip(found.kind, found.stance, found.recipient, strict=True)
    }


def _role(code: int) -> str:
    return ROLES.names[code] if code >= 0 else "-"


def _only(statements: set[Said], *prefixes: str) -> set[Said]:
    return {row for row in statements if row[0].startswith(prefixes)}


@pytest.mark.parametrize(("text", "topics", "stance", "recipient"), told.TOLD)
def test_a_note_says_what_was_told_to_whom(
    text: str, topics: str, stance: str, recipient: str
) -> None:
    expected = {(f"told.{topic}", stance, recipient) for topic in topics.split()}
    assert _only(said(text), "told.") == expected


@pytest.mark.parametrize("text", told.NOTHING_TOLD)
def test_a_note_without_a_disclosure_tells_of_none(text: str) -> None:
    assert _only(said(text), "told.") == set()


@pytest.mark.parametrize(("text", "topics", "stance"), tables.TOPIC)
def test_a_text_speaks_of_a_debt(text: str, topics: str, stance: str) -> None:
    expected = {(f"topic.{topic}", stance, "-") for topic in topics.split()}
    assert _only(said(text), "topic.") == expected


@pytest.mark.parametrize(("speaker", "text", "topics"), tables.TURN)
def test_a_turn_speaks_of_a_debt(speaker: str, text: str, topics: str) -> None:
    spoken = {kind for kind, _, _ in _only(said(text, speaker), "topic.")}
    assert spoken == {f"topic.{topic}" for topic in topics.split()}


@pytest.mark.parametrize("text", tables.NO_TOPIC)
def test_words_that_look_like_debt_are_none(text: str) -> None:
    assert _only(said(text), "topic.") == set()


@pytest.mark.parametrize(("speaker", "text", "expected"), tables.ACT)
def test_a_text_says_what_was_done(speaker: str, text: str, expected: str) -> None:
    words = expected.split()
    rows = {(*words, *("asserted", "-")[len(words) - 1 :])} if words else set()
    found = said(text, speaker)
    assert found - _only(found, "topic.", "told.") == rows


@pytest.mark.parametrize(("marked", "holder"), tables.HOLDER)
def test_the_words_before_a_number_say_whose_it_is(marked: str, holder: str) -> None:
    start = marked.index("⟦")
    text = marked.replace("⟦", "").replace("⟧", "")
    assert _role(int(holders([text], np.array([0]), np.array([start]))[0])) == holder


@pytest.mark.parametrize("text", ["您的贷款逾期了", "你们告诉我妈我欠款了", "我欠两万"])
def test_what_the_other_party_says_is_never_the_collectors_statement(text: str) -> None:
    assert said(text, "party")
    assert {stance for _, stance, _ in said(text, "party")} == {"quoted"}
