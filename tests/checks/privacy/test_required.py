"""A message or call that speaks of a thing must hold the statement that goes with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks.interface import UNKNOWN
from auditkit.checks.privacy.required import CHECK
from tests.checks.oracle import answer
from tests.checks.privacy.talk import frame_with_texts, places_of, said, talking
from tests.factories import complete, row

WORDS = {"name": "words", "zh": ["委托"]}
PARAMS = [
    {"when": {"kinds": ["topic.amount", "topic.lender"]}, "required": [{"lexicons": [WORDS]}]},
    {
        "select": {"roles": ["debtor"]},
        "when": {"kinds": ["topic.amount"]},
        "required": [{"lexicons": [WORDS]}, {"kinds": ["topic.lender"], "stances": ["negated"]}],
        "unless": {"written": True},
    },
    {
        "when": {"kinds": ["PERSON"], "owners": ["debtor", "party", "unknown"]},
        "required": [{"kinds": ["topic.lender", "topic.amount"]}],
        "places": ["message"],
        "where": {"visibility": "public"},
    },
    {"required": [{"lexicons": [WORDS]}, {"kinds": ["topic.lender"]}]},
    {
        "select": {"roles": ["debtor"]},
        "required": [{"kinds": ["topic.amount"]}],
        "places": ["turn", "note"],
        "unless": {"written": True},
    },
]


def ran(rows, written, text="category"):
    params = CHECK.params.model_validate(written)
    frame, mentions = frame_with_texts(CHECK, rows, params, text)
    hits = CHECK.run(frame, params, mentions)
    ids = [given_["id"] for given_ in rows]
    told = {
        ids[hit["anchor"]]: (hit["observed"], hit["limit"], hit["seen_hi"] - hit["seen_lo"])
        for hit in hits.table.to_dict("records")
    }
    unknown = {ids[p]: str(UNKNOWN[hits.unknown[p]]) for p in np.flatnonzero(hits.unknown)}
    return told, unknown


def expected(rows, written):
    """Return what the parameters say, as a loop."""
    params = CHECK.params.model_validate(written)
    told, unknown = {}, {}
    for given_ in rows:
        if any(given_.get(f"attrs.{name}") != value for name, value in params.where.items()):
            continue
        if any(bool(given_.get(f"attrs.{n}")) == value for n, value in params.unless.items()):
            continue
        sure, cut = [], []
        for place in params.places:
            ours = [m for m in given_["said"] if m["place"] == place and by_us(given_, m)]
            if any(is_wanted(m, wanted) for m in ours for wanted in params.required):
                continue
            called = [m for m in ours if is_wanted(m, params.when)] if params.when else [None]
            if not params.when and not is_ours(given_, place):
                continue
            excerpt = place == "turn" and given_.get("attrs.excerpt") == 1
            (cut if excerpt else sure).extend(called)
        asked = answer(given_, params.select, ())
        if isinstance(asked, str) and (sure or cut):
            unknown[given_["id"]] = asked
        elif asked is True and sure and given_["judged"]:
            told[given_["id"]] = (len(sure), 0, len(sure)) if params.when else (0, 1, 0)
        elif asked is True and cut and not sure:
            unknown[given_["id"]] = "excerpt"
    return told, unknown


def is_ours(given_, place):
    """Return whether there is such a text at all, and it is not one that was sent to us."""
    inbound = place == "message" and given_.get("direction") == "inbound"
    return place in places_of(given_) and not inbound


def by_us(given_, mention):
    machine = mention["speaker"] == "ivr" and given_.get("channel") == "robot_call"
    return mention["speaker"] == "collector" or machine


def is_wanted(mention, wanted):
    value = mention["kind"] in ("PERSON", "CN_MOBILE")
    if mention["kind"] not in wanted.names or mention["score"] < np.float32(wanted.min_score):
        return False
    if not value and mention["stance"] not in wanted.stances:
        return False
    return wanted.owners is None or mention["owner"] in wanted.owners


@pytest.mark.parametrize("written", PARAMS)
@given(rows=talking())
def test_kernel_agrees_with_its_oracle(written, rows):
    assert ran(rows, written) == expected(rows, written)


@pytest.mark.parametrize("written", PARAMS)
@given(rows=talking(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(written, rows, data):
    whole = ran(rows, written)
    assert ran(data.draw(st.permutations(rows)), written, text="str") == whole
    told, unknown = {}, {}
    for given_ in rows:
        one = ran([given_], written)
        told |= one[0]
        unknown |= one[1]
    assert (told, unknown) == whole


def test_an_empty_frame_has_no_hits():
    for written in PARAMS:
        assert ran([], written) == ({}, {})


def call(*mentions, **more):
    return row(said=[said(m, place="turn", turn=n) for n, m in enumerate(mentions)]) | more


def test_a_statement_in_any_turn_of_the_collector_serves_the_whole_call():
    rows = complete([call("topic.amount", "words"), call("words", "topic.amount"), call("words")])
    assert ran(rows, PARAMS[0]) == ({}, {})


def test_what_the_other_party_says_neither_calls_for_the_statement_nor_gives_it():
    theirs = said("words", place="turn", turn=1, speaker="party")
    ours = said("topic.amount", place="turn", turn=0)
    rows = complete([row(said=[ours, theirs]), row(said=[ours | {"speaker": "party"}])])
    assert ran(rows, PARAMS[0]) == ({"a0": (1, 0, 1)}, {})


def test_an_excerpt_that_lacks_the_statement_is_not_evaluated():
    rows = complete([call("topic.amount", **{"attrs.excerpt": 1}), call("topic.amount")])
    assert ran(rows, PARAMS[0]) == ({"a1": (1, 0, 1)}, {"a0": "excerpt"})


def test_without_a_topic_every_text_of_ours_must_make_the_statement():
    ours, theirs = {"has": ["message"]}, {"has": ["message"], "direction": "inbound"}
    rows = complete([row(**ours), row(**theirs), row(said=[said("words", place="message")])])
    assert ran(rows, PARAMS[3]) == ({"a0": (0, 1, 0)}, {})
