"""The values of JSON are found where they stand, and only they are replaced."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from auditkit.sources.copy.leaves import leaves, with_values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(), JSON) | st.lists(JSON)


@given(OBJECTS, st.booleans(), st.sampled_from([None, 2]))
def test_json_without_changes_is_the_same_text(value, is_ascii, indent):
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    found = leaves(text)
    assert with_values(text, found, [leaf.text for leaf in found]) == text


@given(OBJECTS, st.booleans())
def test_every_value_can_be_replaced(value, is_ascii):
    text = json.dumps(value, ensure_ascii=is_ascii)
    found = leaves(text)
    masked = json.loads(with_values(text, found, ["*" + leaf.text for leaf in found]))
    assert all(str(each).startswith("*") for each in _plain(masked))


def _plain(value) -> list[object]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in _plain(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in _plain(inner)]
    return [] if value is None or isinstance(value, bool) else [value]


def test_a_key_that_stands_twice_hides_nothing():
    assert [leaf.text for leaf in leaves('{"a": 1, "a": "b", "c": {"d": null}}')] == ["1", "b", "d"]


def test_values_know_their_column():
    found = leaves('{"note": "x", "attrs": {"amount": 5}, "turns": [{"text": "y", "stime": 1}]}')
    columns = [leaf.column() for leaf in found if not leaf.is_key]
    assert columns == ["note", "attrs.amount", "turns.text", "turns.stime"]
    assert [leaf.column("attrs") for leaf in leaves('{"amount": 5}')] == ["attrs.amount"]


def test_what_is_no_json_has_no_leaves():
    assert [leaves(text) for text in ("", "abc", "{a}", "[1", '"a"', "12")] == [None] * 6
    assert leaves("[" * 100_000) is None
