"""Periods that end: the kernel says what its oracle says."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from auditkit.checks.conduct.limitation import CHECK, LimitationParams
from auditkit.core.frame import NO_DAY
from tests.checks.oracle import (
    EPOCH,
    Result,
    answer,
    carried,
    groups,
    has_keys,
    stated,
    step,
    told,
    when,
)
from tests.checks.test_kernels import comparable, found, frame_for, stable
from tests.factories import FIRST_DAY, at, complete, row

FACTS = {"from_steps": ["case.facts"]}
DATED = {"months": 1, "start_attr": "final_due", "from_steps": ["case.facts"]}
RENEWED = {
    "interrupted_by": ["demand.sent"],
    "interrupted_where": {"written": True},
    "stopped_by": ["suit.filed"],
    "resumed_by": ["suit.withdrawn"],
}
ROWS = {"months": 1, "starts": ["plan.broken"], "ended_by": ["case.closed"]}
TALKS = {"channels": ["call"], "counter": "conversation"}
WARN = {"mode": "warning", "warn_days": 20}
AFTER = {"mode": "after", "steps": ["demand.sent", "suit.filed"]}
WRITTEN = [
    DATED | RENEWED | WARN,
    DATED | RENEWED | {"mode": "expired", "revived_by": ["payment"]},
    DATED | RENEWED | AFTER | {"barred_by": ["debt.time_barred"], "starts": ["plan.broken"]},
    DATED | {"mode": "expired", "fixed": True, "per": ["debt"], "months": 2},
    DATED | {"mode": "after", "fixed": True, "select": TALKS, "unless": {"oral": True}},
    ROWS | WARN | {"interrupted_by_activity": TALKS, "per": ["debtor"]},
    ROWS | RENEWED | {"mode": "expired", "barred_by": ["debt.time_barred"], "per": ["debtor"]},
    ROWS | RENEWED | AFTER | {"revived_by": ["payment"], "per": ["debtor", "debt"]},
    {"mode": "after", "months": 1, "barred_by": ["debt.time_barred"], "per": ["debtor"]},
    ROWS | DATED | AFTER | {"start_where": {"written": True}, "interrupted_by_activity": TALKS},
]
CASES = [pytest.param(written, id=str(number)) for number, written in enumerate(WRITTEN)]
STEPS = (
    "case.facts",
    "case.facts",
    "plan.broken",
    "demand.sent",
    "demand.sent|suit.filed",
    "suit.filed",
    "suit.withdrawn",
    "suit.withdrawn|demand.sent",
    "payment",
    "debt.time_barred",
    "case.closed",
    None,
)
ALWAYS = {
    "debtor_key": (11, 11, 11, 12),
    "case_key": (41, 41, 41, None),
    "debts": (None, "K1", "K1", "K1|K2"),
    "day": (0, 0, 1, 2, 28, 31, 32, 59, 60, 61, 80, 100),
    "second": (0, 0, 1, 43_200, 86_399),
    "zones": ((0,), (0,), (0,), (8,), (-5,)),
    "channel": ("call", "call", "sms"),
    "outcome": ("talked_debtor", "no_answer", "no_answer", "unknown"),
    "judged": (True, False),
    "step": STEPS,
    "attrs.final_due": (None, *(FIRST_DAY + n for n in (-40, 0, 1, 28, 31, 59, 61, 100))),
    "attrs.since": (None, None, *(FIRST_DAY + n for n in (-40, 0, 40, 120))),
    "attrs.written": (1, 1, 0, None),
    "attrs.oral": (1, 0, None),
    "attrs.derived": (0, 0, None, 1),
}


@st.composite
def events(draw):
    """Draw rows of few cases on days a month or so apart, and a last day known."""
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        drawn = {name: chance.choice(values) for name, values in ALWAYS.items()}
        drawn["epoch_ms"] = at(drawn.pop("day"), "00:00:00") + drawn.pop("second") * 1000
        rows.append(row(tie=chance.random(), **drawn))
    for number, index in enumerate(sorted(range(len(rows)), key=lambda i: rows[i]["tie"])):
        rows[index]["tie"] = number
    rows = complete(rows)
    last = max((given_["local_day"] for given_ in rows), default=0)
    until = last + chance.choice((0, 0, 1, 10, 28, 31, 90))
    return [given_ | {"as_of_day": until} for given_ in rows]


def later(day, months):
    start = EPOCH + timedelta(days=day)
    month = start.month - 1 + months
    following = date(start.year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = following - timedelta(days=1)
    return (last.replace(day=min(last.day, start.day)) - EPOCH).days


class Watch:
    """A period of one group, told its events one after the other."""

    def __init__(self, params, *, lenient, due=-(10**9)):
        self.params, self.lenient, self.due = params, lenient, due
        self.run = self.source = self.over = None
        self.stopped = self.ended = False

    def end(self):
        """Return the last day of the period, None where it does not run, and what it rests on."""
        if self.over is not None:
            return self.over
        if self.run is None or self.stopped:
            return None, None
        return later(self.run, self.params.months), self.source

    def start(self, day, source):
        self.run, self.source, self.over = day, (source, day), None

    def tell(self, given_, *, starts):
        params, day = self.params, given_["local_day"]
        if not stated(given_):
            return self._talk(given_)
        revived = step(given_, *params.revived_by) and day >= self.due
        if revived or (starts and self._starts(given_)):
            self.start(day, given_)
        self._talk(given_)
        if step(given_, *params.resumed_by):
            self._lapse(day)
            if self.stopped:
                self.stopped = False
                if self.run is not None:
                    self.run, self.source = day, (given_, day)
        if step(given_, *params.stopped_by):
            self._lapse(day)
            self.stopped = True
        if step(given_, *params.barred_by):
            since = given_.get("attrs.since")
            until = (day if since is None else since) - 1
            end = self.end()[0]
            if end is None or (self.over is None and until <= end):
                self.over = until, (given_, day)
            self.over = self.over or self.end()
        if step(given_, *params.ended_by):
            self.ended = True
        return None

    def _starts(self, given_):
        return (
            step(given_, *self.params.starts) and carried(given_, self.params.start_where) is True
        )

    def _talk(self, given_):
        params, acts = self.params, False
        if stated(given_) and step(given_, *params.interrupted_by):
            carries = carried(given_, params.interrupted_where)
            acts = carries is True or (carries is None and self.lenient)
        if params.interrupted_by_activity is not None:
            said = told(given_, params.interrupted_by_activity)
            acts = acts or said is True or (isinstance(said, str) and self.lenient)
        if acts and self.run is not None:
            self._lapse(given_["local_day"])
            self.run, self.source = given_["local_day"], (given_, given_["local_day"])

    def _lapse(self, day):
        end, source = self.end()
        if self.over is None and end is not None and day > end:
            self.over = end, source


def watch(mine, params, before, *, lenient):
    """Return the period as it stands after the rows before a row or, at last, on the last day."""
    state, dates = Watch(params, lenient=lenient), []
    if params.start_attr:
        dates = [r for r in mine if dated(r, params)]
    first = max(dates, key=lambda r: (r[f"attrs.{params.start_attr}"], when(r)), default=None)
    if first is not None:
        state.due = first[f"attrs.{params.start_attr}"]
    known = [(r["local_day"], 1, when(r), r) for r in mine]
    if first is not None:
        known.append((first[f"attrs.{params.start_attr}"], 0, (0, 0), first))
    for day, kind, _, given_ in sorted(known, key=lambda k: k[:3]):
        if kind == 0 and day <= before[0]:
            state.start(day, given_)
        elif kind == 1 and (day, when(given_)) < before:
            state.tell(given_, starts=first is None)
    return state, first is not None


def dated(given_, params):
    return (
        step(given_, *params.from_steps)
        and stated(given_)
        and carried(given_, params.start_where) is True
        and given_.get(f"attrs.{params.start_attr}") is not None
    )


def asked(given_, params):
    if any(carried(given_, {name: value}) is True for name, value in params.unless.items()):
        return False
    if carried(given_, params.where) is not True:
        return False
    if params.steps and not step(given_, *params.steps):
        return False
    return answer(given_, params.select, params.per)


def limitation(rows, params):
    result = Result()
    doubts = {}
    by_group = defaultdict(list)
    for given_ in rows:
        if has_keys(given_, params.per):
            for group in groups(given_, rows, params.per):
                by_group[group].append(given_)
    if params.mode == "after":
        _after(rows, by_group, params, result, doubts)
    else:
        for given_ in rows:
            told_ = stated(given_) and step(
                given_, *params.starts, *params.revived_by, *params.barred_by
            )
            if (told_ or (params.start_attr and dated(given_, params))) and not has_keys(
                given_, params.per
            ):
                result.verdict(given_, "case_id")
        for group, mine in by_group.items():
            _last(group, mine, params, result, doubts)
    hit = {h["anchor"] for h in result.hits}
    result.unknown |= {i: reason for i, reason in doubts.items() if i not in hit}
    result.unknown = {i: reason for i, reason in result.unknown.items() if i not in hit}
    return result


def _after(rows, by_group, params, result, doubts):
    for given_ in rows:
        said = asked(given_, params)
        if isinstance(said, str):
            result.verdict(given_, said)
        if said is not True:
            continue
        for group in groups(given_, rows, params.per):
            before = (given_["local_day"], when(given_))
            state, has_date = watch(by_group[group], params, before, lenient=False)
            if state.ended:
                continue
            result.scope.add(given_["id"])
            end, source = state.end()
            begun = state.run is not None or state.stopped or state.over is not None
            if not begun and not has_date:
                doubts.setdefault(given_["id"], "facts")
            if end is None or given_["local_day"] <= end:
                continue
            other = watch(by_group[group], params, before, lenient=True)[0].end()[0]
            if other is None or given_["local_day"] <= other:
                doubts[given_["id"]] = "state"
                continue
            listed = [given_] if source[0] is given_ else [given_, source[0]]
            result.hit(
                given_,
                group,
                listed,
                given_["local_day"] - end,
                0,
                first_day=source[1],
                last_day=end,
                trigger=source[0],
                incident=(group, source[0]["id"]),
            )


def _last(group, mine, params, result, doubts):
    day = mine[0]["as_of_day"]
    state = watch(mine, params, (day, (2**60, 0)), lenient=False)[0]
    end, source = state.end()
    if state.ended or end is None:
        return
    result.scope.add(source[0]["id"])

    def hits(end):
        if params.mode == "warning":
            return end is not None and 0 <= end - day < params.warn_days
        return end is not None and end < day

    if not hits(end):
        return
    if not hits(watch(mine, params, (day, (2**60, 0)), lenient=True)[0].end()[0]):
        doubts[source[0]["id"]] = "state"
        return
    result.hit(
        source[0],
        group,
        [source[0]],
        abs(end - day),
        params.warn_days,
        first_day=source[1],
        last_day=end,
        due_day=day if params.mode == "warning" else end + 1,
        incident=(group, source[0]["id"]),
    )


@pytest.mark.parametrize("written", CASES)
@settings(max_examples=40)
@given(rows=events())
def test_kernel_agrees_with_its_oracle(written, rows):
    params = LimitationParams.model_validate(written)
    hits, scope, unknown = found(CHECK, rows, params)
    expected = limitation(rows, params)
    assert comparable(hits) == comparable(expected.hits)
    assert unknown == expected.unknown
    assert scope | set(unknown) == expected.scope | set(expected.unknown)


@pytest.mark.parametrize("written", CASES)
@settings(max_examples=40)
@given(rows=events(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(written, rows, data):
    params = LimitationParams.model_validate(written)
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
        assert found(CHECK, [], LimitationParams.model_validate(written), text) == ([], set(), {})


def day_of(text):
    return (date.fromisoformat(text) - EPOCH).days


def on(text, clock="09:00:00", **values):
    return row(case_key=41, epoch_ms=at(day_of(text) - FIRST_DAY, clock), **values)


def said_of(rows, until, **written):
    params = LimitationParams.model_validate({"start_attr": "final_due", **FACTS} | written)
    rows = complete([given_ | {"as_of_day": day_of(until)} for given_ in rows])
    table = CHECK.run(frame_for(CHECK, rows, params), params).table
    due = [None if day == NO_DAY else str(EPOCH + timedelta(days=day)) for day in table["due_day"]]
    return list(zip(table["anchor"].tolist(), table["observed"].tolist(), due, strict=True))


def facts(final_due, recorded="2026-03-02"):
    return on(recorded, step="case.facts", **{"attrs.final_due": day_of(final_due)})


def test_a_period_ends_on_the_last_day_of_a_shorter_month():
    expired = {"mode": "expired", "months": 6}
    rows = [facts("2025-08-31", "2025-09-01")]
    assert said_of(rows, "2026-02-28", **expired) == []
    assert said_of(rows, "2026-03-01", **expired) == [(0, 1, "2026-03-01")]
    leap = [facts("2023-08-31", "2023-09-01")]
    assert said_of(leap, "2024-02-29", **expired) == []
    assert said_of(leap, "2024-03-01", **expired) == [(0, 1, "2024-03-01")]


def test_the_warning_begins_so_many_days_before_the_end_and_counts_those_left():
    warning = {"mode": "warning", "months": 1, "warn_days": 3}
    rows = [facts("2026-03-10", "2026-03-10")]
    told_ = {until: said_of(rows, until, **warning) for until in ("2026-04-07", "2026-04-08")}
    assert told_ == {"2026-04-07": [], "2026-04-08": [(0, 2, "2026-04-08")]}
    assert said_of(rows, "2026-04-10", **warning) == [(0, 0, "2026-04-10")]
    assert said_of(rows, "2026-04-11", **warning) == []


def test_of_several_dates_the_latest_counts_and_a_demand_on_that_day_is_the_row_it_runs_from():
    rows = [facts("2026-01-31"), facts("2025-06-30"), on("2026-01-31", step="demand.sent")]
    more = {"mode": "expired", "months": 1, "interrupted_by": ["demand.sent"]}
    assert said_of(rows, "2026-03-02", **more) == [(2, 2, "2026-03-01")]
    assert said_of(rows[:2], "2026-03-02", **more) == [(0, 2, "2026-03-01")]


def test_a_demand_after_the_end_revives_nothing_but_a_payment_does():
    rows = [
        facts("2026-01-10", "2026-01-10"),
        on("2026-02-10", step="demand.sent"),
        on("2026-03-11", step="demand.sent"),
        on("2026-03-12", step="demand.sent"),
    ]
    more = {"months": 1, "interrupted_by": ["demand.sent"], "revived_by": ["payment"]}
    after = more | {"mode": "after", "steps": ["demand.sent"]}
    assert said_of(rows, "2026-03-20", **after) == [(2, 1, None), (3, 2, None)]
    paid = [*rows[:3], on("2026-03-12", "08:00:00", step="payment"), rows[3]]
    assert said_of(paid, "2026-03-20", **after) == [(2, 1, None)]


def test_a_guarantee_is_interrupted_by_nothing():
    rows = [facts("2025-09-30", "2025-09-30"), on("2026-03-01", step="demand.sent")]
    more = {"mode": "expired", "months": 6, "fixed": True}
    assert said_of(rows, "2026-03-30", **more) == []
    assert said_of(rows, "2026-03-31", **more) == [(0, 1, "2026-03-31")]


def test_while_a_suit_stands_nothing_runs_and_after_it_the_period_begins_anew():
    rows = [facts("2026-01-01", "2026-01-01"), on("2026-01-20", step="suit.filed")]
    more = {"mode": "expired", "months": 1, "stopped_by": ["suit.filed"]}
    more["resumed_by"] = ["suit.withdrawn"]
    assert said_of(rows, "2027-01-01", **more) == []
    rows.append(on("2026-06-30", step="suit.withdrawn"))
    assert said_of(rows, "2026-07-30", **more) == []
    assert said_of(rows, "2026-07-31", **more) == [(2, 1, "2026-07-31")]


def test_a_row_that_says_since_when_it_is_over_is_believed():
    over = on("2026-02-01", step="debt.time_barred", **{"attrs.since": day_of("2026-01-15")})
    rows = [over, on("2026-02-02", step="suit.filed")]
    more = {"mode": "after", "months": 36, "steps": ["suit.filed"], "start_attr": ""}
    assert said_of(rows, "2026-03-01", **more, barred_by=["debt.time_barred"]) == [(1, 19, None)]


def test_what_has_no_start_is_not_evaluated():
    params = LimitationParams.model_validate({**DATED, "mode": "after", "select": TALKS})
    rows = complete([on("2026-03-01", **{"as_of_day": day_of("2026-03-01")})])
    assert found(CHECK, rows, params) == ([], {"a0"}, {"a0": "facts"})


def test_two_rows_at_midnight_of_one_instant_are_ordered_by_their_tie():
    rows = [facts("2026-01-10", "2026-01-10")]
    rows += [on("2026-02-11", "00:00:00", step="payment", tie=3)]
    rows += [on("2026-02-11", "00:00:00", step="demand.sent", tie=tie) for tie in (2, 4)]
    more = {"mode": "after", "months": 1, "steps": ["demand.sent"], "revived_by": ["payment"]}
    assert said_of(rows, "2026-02-11", **more) == [(2, 1, None)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"mode": "expired"}, "nothing starts"),
        ({"mode": "expired", "start_attr": "written"}, "holds a date"),
        ({"mode": "expired", "start_attr": "final_due"}, "needs from_steps"),
        (DATED | {"mode": "warning"}, "need"),
        (DATED | {"mode": "expired", "warn_days": 3}, "warn_days"),
        (DATED | {"mode": "expired", "fixed": True, "interrupted_by": ["payment"]}, "fixed"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(written, said):
    with pytest.raises(ValidationError, match=said):
        LimitationParams.model_validate({"months": 1} | written)
