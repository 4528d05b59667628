"""What the collecting side must not say: by hand, from the text to the hit."""

from __future__ import annotations

import numpy as np
import pytest

from auditkit.checks.conduct.language import CHECK, LanguageParams
from auditkit.checks.interface import AT_MOST
from auditkit.checks.mentions import PLACES, SPEAKERS, Lexicon, mentions_of
from auditkit.checks.privacy.language import read_language
from tests.checks.conduct.said import SAID, WORDS
from tests.checks.privacy.talk import frame_with_texts
from tests.factories import complete
from tests.factories import row as row_of

LEXICON = Lexicon.model_validate(WORDS)


def outcome(text: str, speaker: str, place: str, **params: object) -> str:
    """Return what a text is to a rule on the words: counts, review or -."""
    asked = LanguageParams.model_validate({"lexicons": [WORDS], **params})
    channel = "robot_call" if place == "robot" else "call"
    place = "turn" if place == "robot" else place
    who = np.array([SPEAKERS.code(speaker)], dtype=np.int8)
    direct = np.array([place != "note"])
    found = read_language([text], who, kinds=frozenset(), lexicons=(LEXICON,), direct=direct)
    row = row_of(channel=channel, has=(place,))
    frame, _ = frame_with_texts(CHECK, complete([row]), asked)
    count = len(found)
    mentions = mentions_of(
        found.names,
        row=np.zeros(count),
        kind=found.kind,
        start=found.start,
        end=found.end,
        stance=found.stance,
        speaker=np.full(count, who[0]),
        place=np.full(count, PLACES.code(place)),
    )
    hits = CHECK.run(frame, asked, mentions).table
    if not len(hits):
        return "-"
    return str(AT_MOST[hits["at_most"].iloc[0]]) or "counts"


@pytest.mark.parametrize(("text", "speaker", "place", "expected"), SAID)
def test_what_is_said_counts_for_who_says_it(
    text: str, speaker: str, place: str, expected: str
) -> None:
    assert outcome(text, speaker, place) == expected


def test_the_table_is_long_enough_and_no_line_stands_twice() -> None:
    assert len(SAID) >= 120
    assert len(set(SAID)) == len(SAID)


def test_a_rule_may_ask_for_what_the_other_side_says() -> None:
    assert outcome("弄死你", "party", "turn", speakers=["party"], stances=["quoted"]) == "review"
    assert outcome("弄死你", "collector", "turn", speakers=["party"], stances=["quoted"]) == "-"


def test_a_rule_may_leave_out_questions() -> None:
    assert outcome("你想坐牢吗", "collector", "turn", stances=["asserted", "planned"]) == "-"
