"""The declared way of every parameter: each has one, and the kernels do as it says."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from auditkit.checks import BUILTIN
from auditkit.checks.contact.hours import Hours, HoursParams
from auditkit.checks.ways import ways_of
from auditkit.engine.compare import changes, verdict
from tests.factories import activities, frame_of

CHECKS = {check.id: check for check in BUILTIN}


def models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Return the model of parameters and those that stand inside it."""
    found = {model}
    waiting: list[Any] = [field.annotation for field in model.model_fields.values()]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in found:
            found.add(kind)
            waiting += [field.annotation for field in kind.model_fields.values()]
        waiting += get_args(kind)
    return found


ALL = sorted({m for check in BUILTIN for m in models(check.params)}, key=lambda m: m.__qualname__)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__qualname__)
def test_every_parameter_says_which_way_it_goes_or_that_it_goes_none(model):
    assert ways_of(model).keys() == model.model_fields.keys()


CONSENT = [None, {"scope": "hours"}, {"scope": "hours", "by": ["debtor", "third_party"]},
           {"scope": "hours", "written_only": True}, {"scope": "hours", "max_days": 2}]  # fmt: skip
SELECT: dict[str, list[Any]] = {
    "channels": [None, ["call"], ["call", "sms"], ["sms", "visit"]],
    "directions": [None, ["outbound"]],
    "roles": [None, ["debtor"], ["debtor", "friend"]],
    "counter": ["row", "attempt", "connected", "conversation", "unconnected"],
    "outcomes_except": [[], ["no_answer"]],
    "min_talk_s": [None, 10],
    "actor": ["any", "lender", "agency"],
    "modes": [None, ["interactive"]],
}
PER = [["debtor"], ["debtor", "channel"], ["party"], ["case", "agency"], ["debt"]]
POOLS: dict[str, dict[str, list[Any]]] = {
    "contact.frequency": {
        "select": [SELECT], "per": PER, "max": [0, 1, 2, 3], "days": [1, 2, 3, 7, None],
        "consent": CONSENT,
    },
    "contact.number_frequency": {
        "select": [SELECT], "per": [["contact"], ["contact", "agency"]], "max": [0, 1, 2],
        "days": [1, 3, None],
    },
    "contact.cooling_off": {
        "trigger": [SELECT], "barred": [SELECT], "per": PER, "days": [1, 2, 3, 7],
        "consent": CONSENT,
    },
    "contact.gap": {"select": [SELECT], "per": PER, "seconds": [0, 3600, 43_200, 90_000]},
    "contact.number_gap": {
        "select": [SELECT], "per": [["contact"], ["contact", "agency"]],
        "seconds": [0, 3600, 90_000],
    },
    "contact.hours": {
        "select": [SELECT],
        "barred": [
            [{"start": "21:00", "end": "08:00"}], [{"start": "21:00", "end": "07:00"}],
            [{"start": "20:00", "end": "24:00"}, {"start": "00:00", "end": "09:00"}],
            [{"start": "00:00", "end": "24:00", "weekdays": ["sat", "sun"]}],
            [{"start": "00:00", "end": "24:00"}],
        ],
        "closed": ["left", "right", "both", "neither"],
        "judge": ["start", "overlap"],
        "holidays": [[], [20_146], [20_146, 20_148]],
        "consent": CONSENT,
    },
}  # fmt: skip

STATED: list[Any] = [{}, {"written": True}, {"written": True, "direct": True}]
OPENED = [["cease.requested"], ["cease.requested", "refusal"], ["debtor.lost", "demand.sent"]]
STEPS = [[], ["demand.sent"], ["demand.sent", "refusal"]]
NEEDS: list[list[Any]] = [
    [{"steps": ["refusal"]}],
    [{"steps": ["refusal", "consent.given"]}],
    [{"steps": ["refusal"], "max_days": 1}],
    [{"steps": ["refusal"], "count": 2, "apart_days": 1}],
    [{"steps": ["refusal"]}, {"steps": ["debtor.found"]}],
]
POOLS |= {
    "contact.barred": {
        "select": [SELECT], "where": STATED, "unless": STATED, "consent": CONSENT,
    },
    "contact.after_state": {
        "barred": [SELECT], "steps": STEPS, "per": [["debtor"]], "opened_by": OPENED,
        "where": STATED, "unstated": ["opens", "ignored", "not_evaluated"],
        "closed_by": [[], ["debtor.found"]], "until_attr": [False, True], "allow": [0, 1],
        "match_channel": [False, True],
    },
    "contact.prerequisite": {
        "select": [SELECT], "per": PER, "steps": OPENED, "lookback_days": [9],
        "or_recent": [None, {"channels": ["call"]}], "recent_days": [0, 2],
    },
    "contact.attribute": {
        "select": [SELECT], "steps": STEPS, "where": STATED, "attribute": ["staff_count"],
        "at_least": [1, 2, 3], "unsaid": ["hit", "not_evaluated"],
        "first_per": [None, ["debtor"], ["debtor", "channel"]], "consent": CONSENT,
    },
    "conduct.sequence": {
        "select": [SELECT], "steps": STEPS, "first": [False, True], "per": [["debtor"]],
        "lookback_days": [9], "needs": NEEDS,
    },
    "conduct.too_soon": {
        "select": [SELECT], "steps": STEPS, "per": [["debtor"]], "forbids": NEEDS,
    },
    "conduct.follow_up": {
        "opened_by": OPENED, "where": STATED, "unless": STATED, "first": [False, True],
        "per": [["debtor"]], "steps": [["debtor.found"], ["debtor.found", "consent.given"]],
        "earlier_days": [0, 2], "within_days": [0, 1, 3], "working_days": [False, True],
    },
}  # fmt: skip


def written(draw: st.DrawFn, pool: dict[str, list[Any]], base: dict[str, Any] | None = None):
    """Draw parameters; with a base only one or two of them anew."""
    names = list(pool)
    if base is not None:
        names = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    made = dict(base or {})
    for name in names:
        options = pool[name]
        inner = options[0] if isinstance(options[0], dict) and options[0] is SELECT else None
        made[name] = (
            written(draw, inner, made.get(name)) if inner else draw(st.sampled_from(options))
        )
    return made


@st.composite
def two(draw: st.DrawFn, check: str):
    """Draw two sets of parameters that differ in few."""
    base = written(draw, POOLS[check])
    return base, written(draw, POOLS[check], base)


def offending(check, rows, params) -> set[str]:
    """Return the activities that a kernel finds, those that something exempts left out."""
    table = check.run(frame_of(rows), params).table
    return {rows[at]["id"] for at in table["anchor"][table["by"] < 0]}


@pytest.mark.parametrize("name", POOLS)
@given(data=st.data(), rows=activities(most=14))
def test_what_is_called_stricter_finds_all_that_the_looser_finds(name, data, rows):
    check = CHECKS[name]
    before, after = (check.params.model_validate(each) for each in data.draw(two(name)))
    found = changes(before, after)
    one, other = offending(check, rows, before), offending(check, rows, after)
    if not found:
        assert one == other
    elif verdict(found) == "stricter":
        assert one <= other
    elif verdict(found) == "looser":
        assert other <= one


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        ("21:00-08:00", "21:00-07:00", "looser"),
        ("21:00-08:00", "20:59:59-08:00", "stricter"),
        ("21:00-08:00", "22:00-09:00", "changed"),
        ("21:00-08:00", "21:00-24:00 00:00-08:00 12:00-13:00", "stricter"),
    ],
)
def test_hours_are_held_against_each_other_by_the_second(before, after, way):
    def params(text: str) -> HoursParams:
        ranges = [part.split("-") for part in text.split()]
        barred = tuple(Hours(start=start, end=end) for start, end in ranges)
        return HoursParams(select={}, barred=barred, closed="left", judge="start")

    found = changes(params(before), params(after))
    assert [(each.path, each.direction) for each in found] == [(("barred",), way)]


def test_opposite_changes_are_mixed_and_both_told():
    check = CHECKS["contact.frequency"]
    one = check.params.model_validate({"select": {}, "per": ["debtor"], "max": 3})
    two = check.params.model_validate({"select": {}, "per": ["debtor"], "max": 5, "days": 7})
    found = changes(one, two)
    assert [(each.path[0], each.direction) for each in found] == [
        ("max", "looser"), ("days", "stricter"),
    ]  # fmt: skip
    assert verdict(found) == "mixed"
    assert np.all([each.before != each.after for each in found])


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (["13800138000"], ["13800138000", "B2"], "looser"),
        (["13800138000", "B2"], ["B2"], "stricter"),
        (["13800138000"], ["B2"], "changed"),
        ([], ["B2"], "stricter"),  # nothing is held against a list that nobody filled in
        (["B2"], [], "looser"),
    ],
)
def test_a_list_of_who_is_told_by_its_length_alone(before, after, way):
    check = CHECKS["contact.listed"]
    one, two = (
        check.params.model_validate(
            {"select": {}, "column": "agency_id", "listed": {"entries": [{"id": i} for i in ids]}}
        )
        for ids in (before, after)
    )
    expected = [(len(before), len(after), way)]
    assert [(c.before, c.after, c.direction) for c in changes(one, two)] == expected
