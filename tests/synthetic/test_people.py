"""Nobody in the made-up bank exists, and what identifies them is well-formed."""

from __future__ import annotations

import numpy as np
from stdnum.cn import ric

from auditkit.synthetic.people import Numbers, debtor, identity, lognormal


def test_identity_numbers_carry_a_valid_check_character() -> None:
    rng = np.random.default_rng(3)
    assert all(ric.is_valid(identity(rng)) for _ in range(300))


def test_no_telephone_number_is_handed_out_twice() -> None:
    numbers = Numbers()
    handed = [numbers.mobile() for _ in range(5_000)]
    assert len(set(handed)) == 5_000
    assert {len(number) for number in handed} == {11}
    assert all(number[3:6] == "000" for number in handed)


def test_the_same_seed_makes_the_same_debtor() -> None:
    first, second = (debtor(np.random.default_rng(5), Numbers(), 9) for _ in range(2))
    assert first == second
    assert [third.role for third in first.thirds] == ["friend", "family", "colleague"]


def test_talk_times_are_whole_seconds_of_at_least_two() -> None:
    rng = np.random.default_rng(1)
    assert min(lognormal(rng, 6, 2.0) for _ in range(500)) >= 2
