"""Contact during a stop state: the kernel says what its oracle says."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks.conduct.stop_state import CHECK, StopStateParams
from tests.checks.oracle import (
    Result,
    answer,
    carried,
    groups,
    has_keys,
    stated,
    step,
    told,
    when,
    words,
)
from tests.checks.oracle import _same_channel as same_channel
from tests.checks.test_kernels import comparable, found, frame_for, stable
from tests.factories import activities, at, complete, row

OUT = {"directions": ["outbound"]}
SMS = {"channels": ["sms"]}
PLAN = {"barred": OUT, "per": ["debtor"], "opened_by": ["refusal"], "closed_by": ["debtor.found"]}
WRITTEN = [
    PLAN,
    PLAN | {"said": ["said.cease"], "allow": 1},
    PLAN | {"said": ["said.cease"], "allowed": [{"select": SMS, "times": 1}]},
    PLAN
    | {"per": ["debt"], "match_channel": True, "until_attr": True, "said": ["said.cease"]}
    | {"allowed": [{"select": {"outcomes": ["no_answer"]}, "times": 1}, {"within_days": 0}]},
    {"barred": {"channels": ["call"], "counter": "conversation"}, "per": ["debtor", "party"]}
    | {"said": ["said.cease"], "closed_by": ["consent.given"], "allow": 1}
    | {"allowed": [{"steps": ["demand.sent"], "within_days": 2}, {"select": SMS, "times": 2}]},
    PLAN
    | {"opened_by": ["refusal", "cease.requested"], "where": {"written": True}}
    | {"opened_by_activity": {"outcomes": ["talked_debtor"]}, "said": ["said.cease"]}
    | {"allowed": [{"select": {"roles": ["friend"]}, "within_days": 3, "times": 1}]},
]
CASES = [pytest.param(written, id=str(number)) for number, written in enumerate(WRITTEN)]


@st.composite
def events(draw):
    """Rows as for other kernels, with what was said in them."""
    rows = draw(activities())
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    for given_ in rows:
        given_["said"] = chance.choice((None, None, None, "said.cease", "said.paid|said.cease"))
    return rows


def opens(given_, params):
    """Return "sure", "prose", "maybe" or ""."""
    acts = params.opened_by_activity
    if acts is not None and told(given_, acts) is True:
        return "sure"
    by_step = step(given_, *params.opened_by) and carried(given_, params.where)
    prose = words(given_.get("said")) & set(params.said) and not closes(given_, params)
    if by_step is True and stated(given_):
        return "sure"
    if prose or (by_step is True and not closes(given_, params)):
        return "prose"
    return "maybe" if by_step is None else ""


def may_open(given_, params):
    by_step = step(given_, *params.opened_by)
    return by_step and carried(given_, params.where) is None


def closes(given_, params):
    return step(given_, *params.closed_by) and stated(given_)


def standing(given_, mine, params, kinds):
    """Return the openings that stand and bind, and those that may bind."""
    sure, maybe = [], []
    for opening in mine:
        listed = opens(opening, params) in kinds or ("maybe" in kinds and may_open(opening, params))
        if not listed or not when(opening) < when(given_):
            continue
        if any(closes(r, params) and when(opening) < when(r) < when(given_) for r in mine):
            continue
        until = opening.get("attrs.until")
        if params.until_attr and until is not None and given_["local_day"] > until:
            continue
        channel = same_channel(given_, opening, params)
        if channel is not False:
            (maybe if channel is None else sure).append(opening)
    return sure, maybe


def covered(given_, opening, allowance):
    since = given_["local_day"] - opening["local_day"]
    if allowance.within_days is not None and since > allowance.within_days:
        return False
    if allowance.steps and not (step(given_, *allowance.steps) and stated(given_)):
        return False
    return told(given_, allowance.select)


def judge(mine, asked, params, kinds):
    """Return by id of a row: the opening held against, or why it cannot be told."""
    verdict, used, held = {}, defaultdict(int), defaultdict(int)
    for given_ in sorted(asked, key=when):
        sure, maybe = standing(given_, mine, params, kinds)
        if not sure:
            if maybe or any(standing(given_, mine, params, ["maybe"])):
                verdict[given_["id"]] = "state"
            continue
        opening = max(sure, key=when)
        free, doubt = False, None
        for number, allowance in enumerate(params.allowed):
            covers = covered(given_, opening, allowance)
            left = allowance.times is None or used[opening["id"], number] < allowance.times
            if covers is True and not free:
                used[opening["id"], number] += 1
                free = left
            elif isinstance(covers, str) and left and doubt is None:
                doubt = covers
        if free:
            continue
        if doubt is not None:
            verdict[given_["id"]] = doubt
            continue
        held[opening["id"]] += 1
        if held[opening["id"]] > params.allow:
            verdict[given_["id"]] = opening
    return verdict


def stop_state(rows, params):
    result = Result()
    asked = []
    for given_ in rows:
        said = answer(given_, params.barred, params.per)
        if said is False and params.opened_by_activity is not None:
            other = told(given_, params.opened_by_activity)
            said = other if isinstance(other, str) else False
        if result.verdict(given_, said):
            asked.append(given_)
    keyed = [r for r in rows if has_keys(r, params.per)]
    every = {group for r in asked for group in groups(r, rows, params.per)}
    doubts = {}
    for group in every:
        mine = [r for r in keyed if group in groups(r, rows, params.per)]
        here = [r for r in mine if r in asked]
        surely = judge(mine, here, params, ["sure"])
        whole = judge(mine, here, params, ["sure", "prose"])
        for given_ in here:
            sure, any_ = surely.get(given_["id"]), whole.get(given_["id"])
            opening = sure if isinstance(sure, dict) else any_
            if isinstance(opening, dict) and given_["judged"]:
                _hit(result, given_, opening, group, params, certain=isinstance(sure, dict))
            elif isinstance(any_, str):
                doubts[given_["id"]] = any_
    hit = {h["anchor"] for h in result.hits}
    result.unknown |= {i: reason for i, reason in doubts.items() if i not in hit}
    return result


def _hit(result, given_, opening, group, params, *, certain):
    result.hit(
        given_,
        group,
        [opening, given_],
        given_["local_day"] - opening["local_day"],
        params.allow,
        first_day=opening["local_day"],
        last_day=given_["local_day"],
        trigger=opening,
        at_most=0 if certain else 1,
        incident=(group, opening["id"], certain),
    )


@pytest.mark.parametrize("written", CASES)
@settings(max_examples=40)
@given(rows=events())
def test_kernel_agrees_with_its_oracle(written, rows):
    params = StopStateParams.model_validate(written)
    hits, scope, unknown = found(CHECK, rows, params)
    expected = stop_state(rows, params)
    assert comparable(hits) == comparable(expected.hits)
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)


@pytest.mark.parametrize("written", CASES)
@settings(max_examples=40)
@given(rows=events(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(written, rows, data):
    params = StopStateParams.model_validate(written)
    whole = found(CHECK, rows, params)
    other = found(CHECK, data.draw(st.permutations(rows)), params, text="str")
    assert stable(other[0]) == stable(whole[0])
    assert other[1:] == whole[1:]
    parts = defaultdict(list)
    for given_ in rows:
        parts[given_["debtor_key"]].append(given_)
    pieces = [found(CHECK, part, params) for part in parts.values()]
    assert sorted(h for piece in pieces for h in stable(piece[0])) == stable(whole[0])
    assert {i for piece in pieces for i in piece[1]} == whole[1]
    assert {i: r for piece in pieces for i, r in piece[2].items()} == whole[2]


@pytest.mark.parametrize("written", CASES)
def test_an_empty_frame_has_no_hits(written):
    for text in ("category", "str"):
        assert found(CHECK, [], StopStateParams.model_validate(written), text) == ([], set(), {})


def said_of(rows, **written):
    params = StopStateParams.model_validate({"barred": OUT, "per": ["debtor"]} | written)
    table = CHECK.run(frame_for(CHECK, complete(rows), params), params).table
    return table[["anchor", "observed", "at_most"]].to_numpy().tolist()


def test_one_confirmation_is_free_once_and_only_on_the_first_days():
    rows = [row(epoch_ms=at(0), step="plan.signed")]
    rows += [row(epoch_ms=at(day), channel="sms") for day in (1, 2)]
    assert said_of(rows, opened_by=["plan.signed"], allowed=[{"select": SMS, "times": 1}]) == [
        [2, 2, 0]
    ]
    assert said_of(
        rows, opened_by=["plan.signed"], allowed=[{"select": SMS, "within_days": 1}]
    ) == [[2, 2, 0]]


def test_what_was_only_said_makes_a_hit_presumptive_until_it_is_recorded():
    rows = [
        row(epoch_ms=at(0), said="said.cease"),
        row(epoch_ms=at(1)),
        row(epoch_ms=at(2), step="refusal", direction="inbound"),
        row(epoch_ms=at(3)),
    ]
    assert said_of(rows, opened_by=["refusal"], said=["said.cease"]) == [[3, 1, 0], [1, 1, 1]]


def test_a_row_that_ends_the_state_opens_none_by_its_words():
    rows = [
        row(epoch_ms=at(0), said="said.cease", step="debtor.found"),
        row(epoch_ms=at(1)),
    ]
    assert said_of(rows, said=["said.cease"], closed_by=["debtor.found"]) == []
    assert said_of(rows, said=["said.cease"]) == [[1, 1, 1]]


def test_two_rows_at_midnight_of_one_instant_are_ordered_by_their_tie():
    rows = [row(tie=1, step="refusal"), row(tie=2), row(tie=0)]
    for given_ in rows:
        given_["epoch_ms"] = at(1, "00:00:00")
    assert said_of(rows, opened_by=["refusal"]) == [[1, 0, 0]]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"barred": {}, "per": ["debtor"]}, "nothing opens"),
        ({"barred": {}, "per": ["debtor"], "said": ["said.gone"]}, "not a statement"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(written, said):
    with pytest.raises(ValidationError, match=said):
        StopStateParams.model_validate(written)
