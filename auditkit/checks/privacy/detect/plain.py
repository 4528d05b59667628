"""Writes detected values in their plain form, when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.signs import LOOKALIKES, NUMERALS, SEPARATORS
from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import Batch, Detections
from auditkit.core.kinds import VALUES

_NUMBERS: Final = frozenset(
    {
        "CN_ID_CARD",
        "CN_ID_CARD_UNCHECKED",
        "CN_RESIDENCE_PERMIT",
        "CN_MOBILE",
        "CN_LANDLINE",
        "BANK_CARD",
        "BANK_CARD_UNCHECKED",
    }
)
"""Kinds whose plain form is digits, with an X behind perhaps."""
_CODES: Final = frozenset(
    {
        "CN_FOREIGN_PR_CARD",
        "CN_HK_MACAU_PERMIT",
        "CN_TAIWAN_PERMIT",
        "CN_EXIT_PERMIT",
        "CN_PASSPORT",
        "CN_USCC",
        "CN_PLATE",
        "CN_QQ",
        "PHONE_NUMBER",
        "US_SSN",
        "US_ITIN",
        "US_PASSPORT",
        "US_DRIVER_LICENSE",
        "US_BANK_NUMBER",
        "US_ROUTING_NUMBER",
        "IBAN_CODE",
        "UK_NINO",
    }
)
"""Kinds whose plain form is letters and digits; no letter stands for a digit."""
_MOBILE_DIGITS: Final = 11


def plain_values(texts: Sequence[str], found: Detections) -> tuple[str, ...]:
    """Return the values that were found in texts in their plain form.

    A mobile is its eleven digits, a fixed line as it is dialled at home, a code its letters and
    digits in capitals; anything else as it is written, folded.
    """
    if not len(found):
        return ()
    columns = (found.text.tolist(), found.start.tolist(), found.end.tolist())
    spans = [texts[text][start:end] for text, start, end in zip(*columns, strict=True)]
    folded = Batch.of(spans).plain.split(chr(SEPARATOR))
    kinds = np.array(VALUES.names, dtype=object)[found.kind].tolist()
    return tuple(_form(kind)(value) for kind, value in zip(kinds, folded, strict=True))


def _form(kind: str) -> Callable[[str], str]:
    if kind == "CN_MOBILE":
        return _mobile
    if kind == "CN_LANDLINE":
        return _fixed_line
    if kind in _NUMBERS:
        return _number
    return _code if kind in _CODES else str


def _number(written: str) -> str:
    return written.translate(_digits())


def _code(written: str) -> str:
    return written.translate(_separators()).upper()


def _mobile(written: str) -> str:
    return _number(written)[-_MOBILE_DIGITS:]


def _fixed_line(written: str) -> str:
    digits = _number(written)
    return "0" + digits.lstrip("0")[2:] if digits.startswith(("86", "0086")) else digits


@cache
def _separators() -> dict[int, str | None]:
    return dict.fromkeys(map(ord, "".join(SEPARATORS.values()) + "+"))


@cache
def _digits() -> dict[int, str | None]:
    """Return what the characters of a number are in its plain form; separators are nothing."""
    known = dict(_separators())
    for written in (NUMERALS, LOOKALIKES):
        known |= {ord(char): str(digit) for digit, chars in written.items() for char in chars}
    return known | dict.fromkeys(map(ord, "x×"), "X")
