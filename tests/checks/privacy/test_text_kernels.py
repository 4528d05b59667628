"""Every kernel of texts says what its oracle says, whatever the order or partition of the rows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks.interface import AT_MOST, UNKNOWN
from auditkit.checks.privacy import before_verification, disclosure, mention
from tests.checks.kernel import records, run
from tests.checks.privacy import oracle
from tests.checks.privacy.talk import frame_with_texts, said, talking
from tests.factories import at, complete, row

THIRD = ["family", "friend", "group"]
WORDS = {"name": "words", "zh": ["骗子"]}
CALLS = {"channels": ["call", "robot_call"]}
CHECKS = {check.id: check for check in (mention.CHECK, disclosure.CHECK, before_verification.CHECK)}
PARAMS: dict[str, list[dict[str, Any]]] = {
    "privacy.mention": [
        {"kinds": ["CN_MOBILE"]},
        {"kinds": ["CN_MOBILE", "PERSON"], "places": ["note"], "min_score": 0, "at_least": 2},
        {"kinds": ["CN_MOBILE"], "owners": ["party", "other"], "holders": ["family"]},
        {"kinds": ["CN_MOBILE"], "spare_contact": True},
        {"kinds": ["PERSON"], "owners": ["debtor"], "select": {"roles": ["debtor"]}},
        {"kinds": ["PERSON"], "holders": THIRD, "speakers": ["collector"]},
        {"kinds": ["told.amount", "told.lender"], "recipients": ["family"]},
        {
            "kinds": ["told.amount"],
            "lexicons": [WORDS],
            "recipients": ["family"],
            "recipient_default": "nobody",
            "stances": ["asserted", "planned"],
        },
        {
            "kinds": ["topic.lender", "CN_MOBILE"],
            "select": CALLS | {"counter": "conversation"},
            "only_with": [{"kinds": ["PERSON"], "owners": ["debtor", "unknown"]}],
        },
        {
            "kinds": ["topic.lender", "CN_MOBILE"],
            "without": [{"lexicons": [WORDS]}, {"kinds": ["asked.identity"]}],
        },
        {
            "lexicons": [WORDS],
            "at_least": 2,
            "recipients": THIRD,
            "select": {"roles": ["debtor", "family"]},
            "where": {"written": True},
            "unless": {"visibility": "public"},
        },
    ],
    "privacy.disclosure": [
        {"roles": THIRD, "topics": ["amount"]},
        {"roles": THIRD, "topics": ["amount", "lender_with_name"], "select": CALLS},
        {"roles": ["family"], "topics": ["lender"], "places": ["note", "message"]}
        | {"unless": {"written": True}, "stances": ["asserted"], "said_stances": ["quoted"]},
        {"roles": THIRD, "topics": ["lender_with_name", "lender"], "where": {"written": False}},
        {"roles": THIRD, "topics": ["amount"], "consent": {"scope": "hours"}},
        {"roles": THIRD, "topics": ["product", "amount"]},
    ],
    "privacy.before_verification": [
        {"topics": ["amount", "lender"]},
        {"topics": ["lender"], "roles": ["debtor"], "asked_first": False},
        {"topics": ["amount"], "select": CALLS | {"counter": "conversation"}},
        {"topics": ["amount", "lender"], "answer_within": 1},
        {"topics": ["product"], "asked_first": False},
    ],
}
CASES = [
    pytest.param(CHECKS[name], written, id=f"{name}-{number}")
    for name, all_written in PARAMS.items()
    for number, written in enumerate(all_written)
]


def found(check, rows, params, text="category"):
    """Run a kernel; the hits by activity id as the oracle tells them."""
    frame, mentions = frame_with_texts(check, rows, params, text)
    hits = run(check, frame, params, mentions)
    ids = [row["id"] for row in rows]
    words = words_of(rows)
    told = {}
    for hit in records(hits.table):
        seen = hits.seen[hit["seen_lo"] : hit["seen_hi"]]
        assert hit["observed"] == len(seen)
        assert hit["limit"] == 0
        assert hits.order[hit["lo"] : hit["hi"]].tolist() == [hit["anchor"]]
        by = ids[hit["by"]] if hit["by"] >= 0 else None
        evidence = sorted(words[place] for place in seen)
        assert ids[hit["anchor"]] not in told
        told[ids[hit["anchor"]]] = (evidence, by, AT_MOST[hit["at_most"]])
    scope = {ids[p] for p in np.flatnonzero(hits.scope)}
    unknown = {ids[p]: str(UNKNOWN[hits.unknown[p]]) for p in np.flatnonzero(hits.unknown)}
    return told, scope, unknown


def words_of(rows):
    """Return the mentions of rows in the order of the table of mentions, as text."""
    kinds = sorted({m["kind"] for row in rows for m in row["said"]})
    listed = [
        (n, ("note", "message", "turn").index(m["place"]), m["turn"], m["start"], m)
        for n, row in enumerate(rows)
        for m in row["said"]
    ]
    listed.sort(key=lambda item: (*item[:4], item[4]["end"], kinds.index(item[4]["kind"])))
    return [repr(item[4]) for item in listed]


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=talking())
def test_kernel_agrees_with_its_oracle(check, written, rows):
    params = check.params.model_validate(written)
    hits, scope, unknown = found(check, rows, params)
    expected = getattr(oracle, check.id.removeprefix("privacy."))(rows, params)
    assert hits == expected.hits
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)


@pytest.mark.parametrize(("check", "written"), CASES)
@settings(max_examples=settings.default.max_examples // 3)
@given(rows=talking(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(check, written, rows, data):
    params = check.params.model_validate(written)
    whole = found(check, rows, params)
    assert found(check, data.draw(st.permutations(rows)), params, text="str") == whole
    parts = defaultdict(list)
    for given_ in rows:
        parts[given_.get("debtor_key")].append(given_)
    pieces = [found(check, part, params) for part in parts.values()]
    assert {i: hit for piece in pieces for i, hit in piece[0].items()} == whole[0]
    assert {i for piece in pieces for i in piece[1]} == whole[1]
    assert {i: why for piece in pieces for i, why in piece[2].items()} == whole[2]


@pytest.mark.parametrize(("check", "written"), CASES)
def test_an_empty_frame_has_no_hits(check, written):
    params = check.params.model_validate(written)
    assert found(check, [], params) == ({}, set(), {})


@pytest.mark.parametrize(("check", "written"), CASES)
def test_a_check_asks_for_what_it_judges_and_no_more(check, written):
    params = check.params.model_validate(written)
    asked = check.asks(params)
    wanted = asked.kinds | {lexicon.name for lexicon in asked.lexicons}
    rows = complete(
        [
            row(said=[said(kind, place=place, speaker=who, turn=turn, owner="debtor")])
            | {"party_role": "family", "attrs.written": 1}
            for kind in [*sorted(wanted), "topic.debt", "told.debt", "EMAIL_ADDRESS"]
            for place, turn in (("note", -1), ("message", -1), ("turn", 0))
            for who in ("collector", "party")
        ]
    )
    evidence = " ".join(text for hit in found(check, rows, params)[0].values() for text in hit[0])
    assert not any(kind in evidence for kind in ("topic.debt", "told.debt", "EMAIL_ADDRESS"))


def only(check, written, *rows):
    """Return the certainty of the hit on each row that has one."""
    params = check.params.model_validate(written)
    told = found(check, complete(rows), params)
    return {name: hit[2] for name, hit in told[0].items()}, told[2]


def test_a_remark_of_quality_control_is_left_to_a_reviewer():
    told = {"roles": ["family"], "topics": ["amount"]}
    reported = said("told.amount", stance="reported", recipient="family")
    own = said("told.amount", recipient="family", start=9)
    assert only(
        disclosure.CHECK, told, row(said=[reported]), row(said=[reported, own]), row(said=[own])
    ) == ({"a0": "review", "a1": "", "a2": ""}, {})


def test_what_was_denied_asked_or_planned_is_no_offence():
    told = {"roles": ["family"], "topics": ["amount"]}
    rows = [
        row(said=[said("told.amount", stance=stance, recipient="family")])
        for stance in ("negated", "asked", "planned")
    ]
    assert only(disclosure.CHECK, told, *rows) == ({}, {})


def test_who_is_asked_of_a_debt_learns_of_it():
    told = {"roles": ["family"], "topics": ["debt"]}
    rows = [
        row(party_role="family", said=[said("topic.debt", place="message", stance=stance)])
        for stance in ("asked", "planned", "negated")
    ]
    assert only(disclosure.CHECK, told, *rows) == ({"a0": "", "a1": ""}, {})


def test_a_number_stands_in_a_note_whatever_is_said_of_it():
    rows = [
        row(said=[said("CN_ID_CARD", stance=stance)]) for stance in ("negated", "asked", "reported")
    ]
    hits = only(mention.CHECK, {"kinds": ["CN_ID_CARD"], "places": ["note"]}, *rows)
    assert hits == ({"a0": "", "a1": "", "a2": ""}, {})


def test_whom_the_log_knows_goes_before_whom_the_words_name():
    others = {"kinds": ["CN_MOBILE"], "owners": ["party", "other"], "holders": ["family"]}
    rows = [
        row(said=[said("CN_MOBILE", owner="debtor", holder="family")]),
        row(said=[said("CN_MOBILE", owner="unknown", holder="family")]),
        row(said=[said("CN_MOBILE", owner="party")]),
        row(said=[said("CN_MOBILE", owner="unknown")]),
    ]
    assert only(mention.CHECK, others, *rows) == ({"a1": "", "a2": ""}, {})


def test_a_note_that_names_whom_it_told_is_judged_by_that_person_and_not_by_the_row():
    told = {"roles": ["family"], "topics": ["debt"]}
    rows = [
        row(party_role="debtor", said=[said("told.debt", recipient="family")]),
        row(party_role="family", said=[said("told.debt", recipient="debtor")]),
        row(party_role="family", said=[said("told.debt")]),
        row(party_role=None, said=[said("told.debt")]),
        row(party_role=None, said=[said("told.debt", stance="negated")]),
    ]
    assert only(disclosure.CHECK, told, *rows) == ({"a0": "", "a2": ""}, {"a3": "party_role"})


def test_what_the_other_party_says_of_the_debt_discloses_nothing():
    told = {"roles": ["family"], "topics": ["debt"]}
    turns = [
        said("topic.debt", place="turn", turn=0, speaker=who) for who in ("party", "ivr", "none")
    ]
    rows = [row(party_role="family", channel=c, said=turns) for c in ("call", "robot_call")]
    assert only(disclosure.CHECK, told, *rows) == ({"a1": ""}, {})


def test_the_lender_and_the_debtor_are_named_in_different_turns_of_one_call():
    told = {"roles": ["family"], "topics": ["lender_with_name"]}
    lender = said("topic.lender", place="turn", turn=1)
    name = said("PERSON", place="turn", turn=3, owner="debtor")
    rows = [
        row(party_role="family", said=[lender, name]),
        row(party_role="family", said=[lender, name | {"speaker": "party"}]),
        row(party_role="family", said=[lender, name | {"owner": "other"}]),
        row(party_role="family", said=[lender, name | {"place": "message", "turn": -1}]),
    ]
    assert only(disclosure.CHECK, told, *rows) == ({"a0": ""}, {})


def test_identity_counts_as_confirmed_from_the_turn_that_answers_the_question():
    early = {"topics": ["amount"]}

    def call(*turns):
        return row(said=[said(k, place="turn", turn=t, speaker=who) for k, t, who in turns])

    asks, answers = ("asked.identity", 0, "collector"), ("confirmed.identity", 1, "party")
    rows = [
        call(asks, answers, ("topic.amount", 2, "collector")),
        call(asks, ("topic.amount", 0, "collector"), answers),
        call(answers, ("asked.identity", 2, "collector"), ("topic.amount", 3, "collector")),
        call(asks, ("confirmed.identity", 1, "collector"), ("topic.amount", 2, "collector")),
        call(("topic.amount", 0, "party"), asks),
    ]
    assert only(before_verification.CHECK, early, *rows) == ({"a1": "", "a2": "", "a3": ""}, {})


def test_a_yes_to_another_question_confirms_no_identity():
    turns = (("asked.identity", 0, "collector"), ("confirmed.identity", 5, "party"))
    rows = [
        row(said=[said(k, place="turn", turn=t, speaker=who) for k, t, who in turns])
        | {"id": "late"},
    ]
    rows[0]["said"].append(said("topic.amount", place="turn", turn=6))
    check = before_verification.CHECK
    assert only(check, {"topics": ["amount"], "answer_within": 3}, *rows)[0] == {"late": ""}
    assert only(check, {"topics": ["amount"], "answer_within": 5}, *rows)[0] == {}


def test_an_excerpt_never_shows_that_identity_was_not_verified():
    rows = [
        row(said=[said("topic.amount", place="turn", turn=0)]) | {"attrs.excerpt": 1},
        row(has=["turn"], said=[]) | {"attrs.excerpt": 1},
        row(has=["turn"], said=[]) | {"attrs.excerpt": 1, "attrs.identity_verified": 1},
        row(has=["note"], said=[]) | {"attrs.excerpt": 1},
    ]
    told = only(before_verification.CHECK, {"topics": ["amount"]}, *rows)
    assert told == ({}, {"a0": "excerpt", "a1": "excerpt"})


def test_a_clean_text_is_clean_whoever_it_reached():
    rule = {"kinds": ["topic.debt"], "select": {"roles": ["family"]}}
    rows = [
        row(party_role="unknown", said=[said("topic.debt")]),
        row(party_role="unknown", said=[], has=["note"]),
    ]
    assert only(mention.CHECK, rule, *rows) == ({}, {"a0": "party_role"})


def test_hits_stand_in_the_order_of_time():
    rows = complete([row(epoch_ms=at(day), said=[said("CN_MOBILE")]) for day in (2, 0, 1)])
    params = mention.CHECK.params.model_validate({"kinds": ["CN_MOBILE"]})
    hits = mention.CHECK.run(*_given(rows, params))
    assert hits.table["anchor"].tolist() == [1, 2, 0]


def _given(rows, params):
    frame, mentions = frame_with_texts(mention.CHECK, rows, params)
    return frame, params, mentions


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"kinds": ["CN_MOBIL"]},
        {"kinds": ["CN_MOBILE"], "places": ["letter"]},
        {"kinds": ["CN_MOBILE"], "owners": ["nobody"]},
        {"kinds": ["CN_MOBILE"], "recipients": ["aunt"]},
        {"kinds": ["CN_MOBILE"], "stances": ["maybe"]},
        {"kinds": ["CN_MOBILE"], "min_score": 2},
        {"kinds": ["CN_MOBILE"], "at_least": 0},
        {"kinds": ["CN_MOBILE"], "only_with": [{}]},
        {"kinds": ["CN_MOBILE"], "where": {"nothing": True}},
    ],
)
def test_a_rule_that_names_what_does_not_exist_is_refused(written):
    with pytest.raises(ValidationError):
        mention.CHECK.params.model_validate(written)
