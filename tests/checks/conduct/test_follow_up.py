"""Duties that must be done within a term: the kernel says what its oracle says."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks.conduct.follow_up import CHECK, FollowUpParams
from auditkit.engine.bind import BoundRule, Version
from auditkit.engine.evaluate import Record, evaluate
from tests.checks.oracle import (
    EPOCH,
    REASONS,
    Result,
    carried,
    groups,
    has_keys,
    stated,
    step,
    told,
    when,
    words,
)
from tests.checks.test_kernels import comparable, found, frame_for, stable
from tests.factories import FIRST_DAY, activities, at, complete, row

ASKED = {"opened_by": ["refusal"], "steps": ["debtor.found"]}
CALLS = {"channels": ["call"], "counter": "conversation"}
WRITTEN = [
    ASKED | {"within_days": 2},
    ASKED | {"within_days": 1, "working_days": True, "rest_weekdays": [5, 6], "first": True},
    ASKED
    | {"within_days": 2, "working_days": True, "holidays": [FIRST_DAY + 1], "per": ["debtor"]}
    | {"released_by": ["demand.sent"], "again_after": 2},
    {"opened_by": ["refusal", "demand.sent"], "where": {"written": True}, "per": ["debt"]}
    | {"said": ["said.hardship"], "steps": ["consent.given", "debtor.found"], "within_days": 3}
    | {"followed_where": {"direct": True}, "evidence": ["scope"], "earlier_days": 1},
    {"opened_by_activity": {"outcomes": ["no_answer"]}, "unless": {"visibility": "public"}}
    | {"activity": CALLS, "within_days": 0, "per": ["debtor", "party"]},
    {"opened_by": ["refusal"], "said": ["said.hardship"], "again_after": 1, "within_days": 3}
    | {
        "steps": ["refusal", "demand.sent"],
        "activity": CALLS,
        "earlier_days": 2,
        "per": ["debtor"],
    },
    {"said": ["said.hardship"], "first": True, "opened_by": ["cease.requested"], "within_days": 1}
    | {"steps": ["debtor.lost"], "per": ["debtor"], "released_by": ["consent.given"]},
    ASKED | {"within_months": 1, "earlier_days": 2},
]
CASES = [pytest.param(written, id=str(number)) for number, written in enumerate(WRITTEN)]


@st.composite
def events(draw):
    """Rows as for other kernels, with what was said in them and a last day known."""
    rows = draw(activities())
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    last = max((given_["local_day"] for given_ in rows), default=FIRST_DAY)
    until = last + chance.choice((0, 0, 1, 3, 40))
    for given_ in rows:
        given_["as_of_day"] = until
        given_["said"] = chance.choice(
            (None, None, None, "said.hardship", "said.paid|said.hardship")
        )
        given_["case_key"] = chance.choice((41, 41, 42, None))
    return rows


def term(params, day):
    start = EPOCH + timedelta(days=day)
    if params.within_months is not None:
        month = start.month - 1 + params.within_months
        last = (date(start.year + (month + 1) // 12, (month + 1) % 12 + 1, 1)) - timedelta(days=1)
        return (last.replace(day=min(last.day, start.day)) - EPOCH).days
    left, end = params.within_days, day
    while left:
        end += 1
        rest = (EPOCH + timedelta(days=end)).weekday() in params.rest_weekdays
        left -= not (params.working_days and (rest or end in params.holidays))
    return end


def has(given_, name):
    return str(given_.get(f"attrs.{name}") or "").strip() != ""


def opening(given_, params):
    """Return "sure", "prose", False, or why it cannot be told."""
    if any(carried(given_, {name: value}) is True for name, value in params.unless.items()):
        return False
    by_step = step(given_, *params.opened_by) and carried(given_, params.where) is True
    acts = False
    if params.opened_by_activity is not None:
        acts = told(given_, params.opened_by_activity)
    if acts is True or (by_step and stated(given_)):
        return "sure"
    if by_step or words(given_.get("said")) & set(params.said):
        return "prose"
    return acts


def follower(given_, params, steps):
    """Return yes, no, or why it cannot be told."""
    doubt = False
    if step(given_, *steps) and stated(given_) and all(has(given_, n) for n in params.evidence):
        carries = carried(given_, params.followed_where)
        if carries is True:
            return True
        doubt = "attribute" if carries is None else False
    if params.activity is not None and steps is params.steps:
        acts = told(given_, params.activity)
        if acts is True:
            return True
        doubt = doubt or acts
    return doubt


def thin(opens, params):
    kept = []
    for number, given_ in enumerate(opens):
        gap = given_["local_day"] - opens[number - 1]["local_day"]
        if number == 0 or not (params.first or 0 < params.again_after >= gap):
            kept.append(given_)
    return kept


def follow_up(rows, params):
    result = Result()
    by_group = defaultdict(list)
    for given_ in sorted(rows, key=when):
        verdict = opening(given_, params)
        if verdict not in (False, "sure", "prose"):
            result.verdict(given_, verdict)
        elif verdict and not has_keys(given_, params.per):
            lacking = [key for key in ("debtor", "party", "case") if key in params.per]
            lacking = [key for key in lacking if not given_.get(f"{key}_key")]
            result.verdict(given_, REASONS[lacking[0]])
        if has_keys(given_, params.per):
            for group in groups(given_, rows, params.per):
                by_group[group].append(given_)
    doubts = {}
    for group, mine in by_group.items():
        sure = [r for r in mine if opening(r, params) == "sure"]
        every = [r for r in mine if opening(r, params) in ("sure", "prose")]
        prose = [r for r in thin(every, params) if r not in sure]
        for given_ in sorted(thin(sure, params) + prose, key=when):
            _judge(given_, mine, group, (params, result, doubts), certain=given_ in sure)
    hit = {h["anchor"] for h in result.hits}
    result.unknown |= {i: reason for i, reason in doubts.items() if i not in hit}
    return result


def _judge(given_, mine, group, more, *, certain):
    params, result, doubts = more
    day, end = given_["local_day"], term(params, given_["local_day"])
    if end > given_["as_of_day"]:
        return
    result.scope.add(given_["id"])
    own = set(params.steps) - set(params.opened_by)
    if follower(given_, params, own) is True and own:
        return
    later = [r for r in mine if when(r) > when(given_)]
    freed = [r for r in later if step(r, *params.released_by) and stated(r)]
    if freed and freed[0]["local_day"] <= end:
        return
    earlier = [r for r in mine if when(r) < when(given_)]
    done = [r for r in later if follower(r, params, params.steps) is True]
    for wanted in (True, "maybe"):

        def serves(r, wanted=wanted):
            verdict = follower(r, params, params.steps)
            return verdict is True if wanted is True else isinstance(verdict, str)

        after, before = [r for r in later if serves(r)], [r for r in earlier if serves(r)]
        serving = after[0] if after and after[0]["local_day"] <= end else None
        if serving is None and before and params.earlier_days:
            near = day - before[-1]["local_day"] <= params.earlier_days
            serving = before[-1] if near else None
        if serving is not None:
            if wanted == "maybe":
                doubts[given_["id"]] = follower(serving, params, params.steps)
            return
    late = done[0] if done else None
    result.hit(
        given_,
        group,
        [given_, late] if late else [given_],
        (late["local_day"] if late else given_["as_of_day"]) - day,
        end - day,
        first_day=day,
        last_day=end,
        due_day=end,
        at_most=0 if certain else 1,
        incident=(group, given_["id"]),
    )


@pytest.mark.parametrize("written", CASES)
@settings(max_examples=40)
@given(rows=events())
def test_kernel_agrees_with_its_oracle(written, rows):
    params = FollowUpParams.model_validate(written)
    hits, scope, unknown = found(CHECK, rows, params)
    expected = follow_up(rows, params)
    assert comparable(hits) == comparable(expected.hits)
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)


@pytest.mark.parametrize("written", CASES)
@settings(max_examples=40)
@given(rows=events(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(written, rows, data):
    params = FollowUpParams.model_validate(written)
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
        assert found(CHECK, [], FollowUpParams.model_validate(written), text) == ([], set(), {})


def day_of(text):
    return (date.fromisoformat(text) - EPOCH).days


def on(text, clock="09:00:00", **values):
    return row(case_key=41, epoch_ms=at(day_of(text) - FIRST_DAY, clock), **values)


def said_of(rows, until, **written):
    params = FollowUpParams.model_validate(ASKED | written)
    rows = complete([given_ | {"as_of_day": day_of(until)} for given_ in rows])
    table = CHECK.run(frame_for(CHECK, rows, params), params).table
    due = [str(EPOCH + timedelta(days=day)) for day in table["due_day"]]
    columns = (table[name].tolist() for name in ("anchor", "observed", "limit"))
    return list(zip(*columns, due, strict=True))


def test_a_term_of_days_runs_to_the_end_of_its_last_day():
    opened, done = on("2026-03-02", step="refusal"), {"step": "debtor.found"}
    rows = [opened, on("2026-03-04", "23:59:59", **done)]
    assert said_of(rows, "2026-03-31", within_days=2) == []
    rows = [opened, on("2026-03-05", "00:00:00", **done)]
    assert said_of(rows, "2026-03-31", within_days=2) == [(0, 3, 2, "2026-03-04")]
    assert said_of([opened], "2026-03-04", within_days=2) == [(0, 2, 2, "2026-03-04")]
    assert said_of([opened], "2026-03-03", within_days=2) == []


def test_a_term_of_months_ends_on_the_last_day_of_a_shorter_month():
    rows = [on("2026-01-31", step="refusal")]
    assert said_of(rows, "2026-02-27", within_months=1) == []
    assert said_of(rows, "2026-02-28", within_months=1) == [(0, 28, 28, "2026-02-28")]
    rows = [on("2024-01-31", step="refusal")]
    assert said_of(rows, "2024-02-29", within_months=1) == [(0, 29, 29, "2024-02-29")]


@pytest.mark.parametrize(
    ("opened", "within", "ends"),
    [
        ("2026-03-06", 1, "2026-03-09"),  # a Friday: the Monday
        ("2026-03-07", 1, "2026-03-10"),  # a Saturday: the Monday is a holiday
        ("2026-03-08", 2, "2026-03-11"),
        ("2026-03-08", 0, "2026-03-08"),
        ("2026-03-10", 5, "2026-03-17"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(opened, within, ends):
    holidays = [] if opened == "2026-03-06" else [day_of("2026-03-09")]
    rows = [on(opened, step="refusal")]
    more = {"within_days": within, "working_days": True, "holidays": holidays}
    (hit,) = said_of(rows, "2026-04-30", **more)
    assert hit[3] == ends


def test_what_was_done_in_the_same_row_serves_but_what_opens_never_serves_itself():
    both = on("2026-03-02", step="refusal|debtor.found")
    assert said_of([both], "2026-03-31", within_days=2) == []
    again = {"steps": ["refusal"], "within_days": 2}
    assert said_of([on("2026-03-02", step="refusal")], "2026-03-31", **again) == [
        (0, 29, 2, "2026-03-04")
    ]


def test_a_release_on_the_last_day_frees_and_one_on_the_next_does_not():
    opened = on("2026-03-02", step="refusal")
    more = {"within_days": 2, "released_by": ["demand.sent"]}
    for day, hits in (("2026-03-01", 1), ("2026-03-04", 0), ("2026-03-05", 1)):
        told_ = said_of([opened, on(day, step="demand.sent")], "2026-03-31", **more)
        assert len(told_) == hits, day


def test_two_rows_at_midnight_of_one_instant_are_ordered_by_their_tie():
    rows = [on("2026-03-02", "00:00:00", step="refusal", tie=2)]
    for tie, hits in ((1, 1), (3, 0)):
        done = on("2026-03-02", "00:00:00", step="debtor.found", tie=tie)
        assert len(said_of([*rows, done], "2026-03-31", within_days=0)) == hits


def bound(params):
    """Return a rule in force at all times, as far as a verdict needs it."""
    version = Version(-(2**31), 2**31 - 1, params, None, ())
    text: Any = None
    words_ = dict.fromkeys(("title", "message", "remedy", "wording", "why"), text)
    grades: dict[str, Any] = {"force": "law", "severity": "low", "certainty": "definite"}
    return BoundRule(
        id="T-1",
        pack="t",
        check=CHECK,
        versions=(version,),
        primary_text_read=True,
        cases=0,
        **grades,
        **words_,
    )


@pytest.mark.parametrize(
    ("audited_from", "known_from", "hits", "unknown"),
    [
        ("2026-03-04", "2026-01-01", [0], []),  # opened before the span, breached in it
        ("2026-03-05", "2026-01-01", [], []),  # breached before the span
        ("2026-03-01", "2026-01-01", [0], []),
        ("2026-03-01", "2026-03-03", [], [0]),  # the record of steps begins after the opening
    ],
)
def test_a_duty_is_reported_on_the_day_of_its_breach(audited_from, known_from, hits, unknown):
    params = FollowUpParams.model_validate(ASKED | {"within_days": 2})
    rows = [on("2026-03-02", step="refusal"), on("2026-03-20")]
    for given_ in rows:
        given_["judged"] = given_["epoch_ms"] >= at(day_of(audited_from) - FIRST_DAY, "00:00:00")
        given_["as_of_day"] = day_of("2026-03-31")
    frame = frame_for(CHECK, complete(rows), params)
    span = (day_of(audited_from), day_of("2026-03-31"))
    record = Record(day_of(known_from), day_of(known_from), span=span)
    (verdict,) = evaluate(frame, [bound(params)], record=record)
    assert [hit.anchor for hit in verdict.each()] == hits
    assert verdict.unknown.nonzero()[0].tolist() == unknown


def test_a_duty_of_acts_alone_is_judged_by_since_when_acts_are_known():
    written = {"opened_by": ["refusal"], "activity": {"channels": ["sms"]}, "within_days": 2}
    params = FollowUpParams.model_validate(written)
    rows = complete([on("2026-03-02", step="refusal", as_of_day=day_of("2026-03-31"))])
    frame = frame_for(CHECK, rows, params)
    for acts_from, hits in (("2026-03-02", [0]), ("2026-03-03", [])):
        record = Record(day_of(acts_from), None)
        (verdict,) = evaluate(frame, [bound(params)], record=record)
        assert [hit.anchor for hit in verdict.each()] == hits


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"steps": ["debtor.found"], "within_days": 1}, "nothing opens"),
        ({"opened_by": ["refusal"], "within_days": 1}, "nothing fulfils"),
        (ASKED, "either within_days"),
        (ASKED | {"within_days": 1, "within_months": 1}, "either within_days"),
        (ASKED | {"within_months": 1, "working_days": True}, "count within_days"),
        (ASKED | {"within_days": 1, "rest_weekdays": [7]}, "rest_weekdays"),
        (ASKED | {"within_days": 1, "rest_weekdays": list(range(7))}, "rest_weekdays"),
        (ASKED | {"within_days": 1, "said": ["said.gone"]}, "not a statement"),
        (ASKED | {"within_days": 1, "evidence": ["nothing"]}, "does not exist"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(written, said):
    with pytest.raises(ValidationError, match=said):
        FollowUpParams.model_validate(written)
