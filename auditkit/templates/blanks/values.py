"""Makes numbers with valid check digits that stand in for real ones and belong to nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from stdnum import luhn
from stdnum.cn import ric

# no region has this code's serial on the first day of 1900, no bank this range
_RESIDENT: Final = "11010119000101001"
_CARD: Final = "622200000000000"
_ACCOUNT: Final = "000123456789"
_SSN: Final = "219-09-9999"  # printed on a specimen and withdrawn for good


def resident_id() -> str:
    """Return a resident identity number of 18 characters."""
    return _RESIDENT + str(ric.calc_check_digit(_RESIDENT + "0"))


def card() -> str:
    """Return a bank card number of 16 digits."""
    return _CARD + str(luhn.calc_check_digit(_CARD))


def account() -> str:
    """Return an account number; it has no check digit."""
    return _ACCOUNT


def ssn() -> str:
    """Return a social security number that is given to nobody."""
    return _SSN


GENERATORS: Final[Mapping[str, Callable[[], str]]] = {
    "resident_id": resident_id,
    "card": card,
    "account": account,
    "ssn": ssn,
}
