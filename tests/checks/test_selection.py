"""A selection answers yes, no or why it cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from pydantic import ValidationError

from auditkit.checks.interface import UNKNOWN
from auditkit.checks.selection import READS, Selection, select
from tests.checks import oracle
from tests.factories import activities, complete, frame_of, row

SELECTIONS = [
    {},
    {"channels": ["call"], "directions": ["outbound"], "counter": "conversation"},
    {"roles": ["friend"], "counter": "unconnected"},
    {"roles": ["unknown"], "contact_kinds": ["work"], "outcomes": ["no_answer"]},
    {"modes": ["notice"], "mode_unsaid": "notice", "min_talk_s": 30, "actor": "agency"},
    {"modes": ["interactive"], "outcomes_except": ["no_answer"], "actor": "lender"},
]


def answers(rows, which):
    chosen, unknown = select(frame_of(rows, READS), which)
    return [
        str(UNKNOWN[code]) if code else bool(yes) for yes, code in zip(chosen, unknown, strict=True)
    ]


@pytest.mark.parametrize("written", SELECTIONS)
@given(rows=activities())
def test_selection_agrees_with_its_oracle(written, rows):
    which = Selection.model_validate(written)
    assert answers(rows, which) == [oracle.told(given_, which) for given_ in rows]


def test_a_said_value_excludes_whatever_else_is_unknown():
    rows = complete([row(channel="sms", outcome="unknown"), row(outcome="unknown")])
    which = Selection(channels=("call",), counter="attempt")
    assert answers(rows, which) == [False, "outcome"]


def test_a_word_outside_the_vocabulary_is_refused_without_its_value():
    with pytest.raises(ValidationError) as refused:
        Selection(channels=("pigeon",))
    assert "pigeon" not in str(refused.value)
