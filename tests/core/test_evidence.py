"""How a record proves itself: digests, what was done to a sequence, seals, heads."""

from __future__ import annotations

import base64
import hmac

from hypothesis import given
from hypothesis import strategies as some

from auditkit.core.evidence.links import is_noted
from auditkit.core.evidence.recipe import compare, listed, listing
from auditkit.core.seal import Sealer

VALUES = some.lists(some.sampled_from("abcd"), max_size=8)


@given(VALUES, VALUES)
def test_a_sequence_differs_from_another_exactly_when_a_deed_is_named(expected, actual) -> None:
    assert bool(list(compare(expected, actual))) == (expected != actual)


@given(some.lists(some.integers(), unique=True, min_size=1).flatmap(
    lambda rows: some.tuples(some.just(rows), some.integers(0, len(rows) - 1))))  # fmt: skip
def test_the_row_that_was_changed_removed_or_added_is_named(case) -> None:
    rows, at = [str(row) for row in case[0]], case[1]
    changed = [*rows[:at], "x", *rows[at + 1 :]]
    removed = [*rows[:at], *rows[at + 1 :]]
    assert list(compare(rows, changed)) == [("changed", at)]
    assert list(compare(rows, removed)) == [("removed", at)]
    assert list(compare(removed, rows)) == [("added", at)]


@given(some.binary(min_size=32, max_size=32), some.lists(some.text(max_size=20), max_size=4))
def test_a_seal_is_base32_of_a_keyed_hash(key, parts) -> None:
    text = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
    made = base64.b32encode(hmac.digest(key, text, "sha256")[:20]).decode()
    assert Sealer(key).seal(*parts) == made
    assert Sealer(key).fits(made, *parts)


@given(some.dictionaries(some.from_regex(r"[a-z./-]{1,12}", fullmatch=True),
                         some.from_regex(r"[0-9a-f]{64}", fullmatch=True)))  # fmt: skip
def test_a_listing_is_read_as_it_was_written(sums) -> None:
    assert listed(listing(sums)) == sums


def test_a_head_is_noted_by_its_hash_or_the_start_of_it_with_its_number() -> None:
    links = [{"seq": 1, "hash": "ab" * 32}, {"seq": 2, "hash": "cd" * 32}]
    assert all(is_noted(links, head) for head in ("ab" * 32, "1:" + "ab" * 8, " CDCDCDCD "))
    assert not any(is_noted(links, head) for head in ("2:" + "ab" * 8, "ef" * 32, "ab", "1:"))
