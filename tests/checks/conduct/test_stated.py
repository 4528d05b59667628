"""What a step says of places and dates: the kernels say what a plain reading of the row says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.checks import BUILTIN
from tests.checks.test_kernels import found, stable
from tests.factories import FIRST_DAY, at, complete, row

CHECKS = {check.id: check for check in BUILTIN}
FILED = {"steps": ["suit.filed"]}
PARAMS: dict[str, list[dict[str, Any]]] = {
    "conduct.same": [
        FILED | {"attribute": "venue", "others": ["signed_at", "resides_at"]},
        FILED
        | {"attribute": "venue", "others": ["signed_at"], "select": {"channels": ["legal"]}}
        | {"where": {"written": True}, "unless": {"pre_suit": True}},
    ],
    "conduct.date": [
        FILED | {"attribute": "until", "days": 3},
        FILED | {"attribute": "until", "days": 1, "working_days": 2},
        FILED
        | {"attribute": "until", "days": 0, "working_days": 3, "rest_weekdays": [6]}
        | {"holidays": [FIRST_DAY + 1], "unless": {"pre_suit": True}},
    ],
}
CASES = [
    pytest.param(CHECKS[name], written, id=f"{name}-{number}")
    for name, each in PARAMS.items()
    for number, written in enumerate(each)
]
PLACES = st.sampled_from([None, "A", "a", " A ", "B", "C", ""])


@st.composite
def filings(draw):
    """Rows with a step or none, places and dates that may be said, days around a weekend."""
    rows = []
    for number in range(draw(st.integers(0, 8))):
        day = draw(st.integers(0, 6))
        values = {
            "epoch_ms": at(day, draw(st.sampled_from(["00:00:00", "09:00:00", "23:59:59"]))),
            "tie": number,
            "debtor_key": draw(st.sampled_from([11, 12])),
            "channel": draw(st.sampled_from(["legal", "call"])),
            "step": draw(st.sampled_from(["suit.filed", "suit.filed|settled", "settled", None])),
            "attrs.derived": draw(st.sampled_from([None, True])),
            "attrs.written": draw(st.sampled_from([None, True, False])),
            "attrs.pre_suit": draw(st.sampled_from([None, None, True])),
            "attrs.until": draw(st.sampled_from([None, *range(-1, 9)])),
        }
        values |= {f"attrs.{name}": draw(PLACES) for name in ("venue", "signed_at", "resides_at")}
        if values["attrs.until"] is not None:
            values["attrs.until"] += FIRST_DAY + day
        rows.append(row(**values))
    return complete(rows)


def asked(given_, params):
    said = (given_.get("step") or "").split("|")
    return (
        "suit.filed" in said
        and not given_.get("attrs.derived")
        and all(given_.get(f"attrs.{name}") == value for name, value in params.where.items())
        and not any(given_.get(f"attrs.{name}") == value for name, value in params.unless.items())
        and (params.select.channels is None or given_["channel"] in params.select.channels)
    )


def same(given_, params):
    """Return what the kernel must say: None not evaluated, () no hit, else observed and limit."""
    texts = [(given_.get(f"attrs.{name}") or "").strip().casefold() for name in params.others]
    own = (given_.get(f"attrs.{params.attribute}") or "").strip().casefold()
    if not own or (own not in texts and "" in texts):
        return None
    return () if own in texts else (0.0, 1.0)


def far(given_, params):
    """Return as ``same`` does, counting day by day."""
    until = given_.get(f"attrs.{params.attribute}")
    if until is None:
        return None
    first, left = given_["local_day"], params.working_days
    while left:
        first += 1
        weekday = (date(1970, 1, 1) + timedelta(first)).weekday()
        left -= weekday not in params.rest_weekdays and first not in params.holidays
    first += params.days
    day = given_["local_day"]
    return () if until >= first else (float(until - day), float(first - day))


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=filings())
def test_kernel_agrees_with_a_plain_reading_of_each_row(check, written, rows):
    params = check.params.model_validate(written)
    hits, scope, unknown = found(check, rows, params)
    read = same if check.id == "conduct.same" else far
    expected = {r["id"]: read(r, params) for r in rows if asked(r, params)}
    assert {h["anchor"]: (h["observed"], h["limit"]) for h in hits} == {
        name: said for name, said in expected.items() if said
    }
    assert set(unknown) == {name for name, said in expected.items() if said is None}
    assert scope == set(expected)


@pytest.mark.parametrize(("check", "written"), CASES)
@given(rows=filings(), data=st.data())
def test_order_and_partition_of_rows_change_nothing(check, written, rows, data):
    params = check.params.model_validate(written)
    whole = found(check, rows, params)
    other = found(check, data.draw(st.permutations(rows)), params, text="str")
    assert stable(other[0]) == stable(whole[0])
    assert other[1:] == whole[1:]
    parts = defaultdict(list)
    for each in rows:
        parts[each["debtor_key"]].append(each)
    pieces = [found(check, part, params) for part in parts.values()]
    assert sorted(h for piece in pieces for h in stable(piece[0])) == stable(whole[0])


@pytest.mark.parametrize(("check", "written"), CASES)
def test_an_empty_frame_has_no_hits(check, written):
    for text in ("category", "str"):
        assert found(check, [], check.params.model_validate(written), text) == ([], set(), {})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("conduct.same", {"attribute": "until"}),
        ("conduct.same", {"others": ["amount"]}),
        ("conduct.same", {"others": []}),
        ("conduct.same", {"steps": []}),
        ("conduct.date", {"attribute": "venue"}),
        ("conduct.date", {"rest_weekdays": list(range(7))}),
    ],
)
def test_what_cannot_be_compared_is_refused(name, change):
    with pytest.raises(ValueError, match="validation error"):
        CHECKS[name].params.model_validate(PARAMS[name][0] | change)
