"""Tells values that identify a person from plain codes and numbers."""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from stdnum import luhn
from stdnum.cn import ric

from auditkit.core.masking import MARK, Widths, mask_text

MOBILE: Final = r"1[3-9]\d{9}"
_CANDIDATE: Final = rf"^(?:\d{{17}}[\dXx]|{MOBILE}|\d{{13,19}})$"
_MOBILE: Final = re.compile(MOBILE)
_CARD: Final = re.compile(r"\d{13,19}")
_DIGITS: Final = re.compile(r"\d")
_CUT: Final = r"^\d{15}0{1,4}$"
_LONG: Final = r"^\d{16,19}$"
_SCIENTIFIC: Final = r"^\d(?:\.\d+)?[Ee]\+\d{2,}$"
_SUSPECT: Final = r"^\d{16,19}$|^\d(?:\.\d+)?[Ee]\+"
_SHOWN: Final = 24


def identifies(text: str) -> bool:
    """Return whether a text is a resident id, a mobile number or a card number by its check digit.

    >>> identifies("11010519491231002X"), identifies("2026100300017")
    (True, False)
    """
    if _MOBILE.fullmatch(text) or _is_resident_id(text):
        return True
    return bool(_CARD.fullmatch(text) and luhn.is_valid(text))


def _is_resident_id(text: str) -> bool:
    return len(text) == 18 and bool(ric.is_valid(text.upper()))


def identifying(values: pa.Array) -> list[int]:
    """Return the places of the values that identify a person."""
    candidates = pc.indices_nonzero(
        pc.fill_null(pc.match_substring_regex(values, _CANDIDATE), False)
    ).to_pylist()
    return [place for place in candidates if identifies(values[place].as_py())]


def masked(code: str) -> str:
    """Return a code as reports may show it: of what may identify somebody nothing stays.

    >>> masked("PTP"), masked("12345")
    ('PTP', '***')
    """
    if len(_DIGITS.findall(code)) >= 5 or len(code) > _SHOWN or identifies(code):
        return MARK
    return mask_text(code, (), Widths())


def cut_by_excel(values: pa.Array, *, workbook: bool) -> pa.Array:
    """Return which identifiers lost the digits past the fifteenth to a spreadsheet.

    Scientific notation is always a loss. Zeros past the fifteenth digit are one when the column
    shows too many of them for chance: a whole one in a thousand is right by nature.
    """
    suspect = pc.match_substring_regex(values, _SUSPECT)
    if not pc.any(suspect).as_py():
        return suspect
    scientific = pc.match_substring_regex(values, _SCIENTIFIC)
    zeros = pc.match_substring_regex(values, _CUT)
    long = pc.sum(pc.match_substring_regex(values, _LONG)).as_py() or 0
    cut = pc.sum(zeros).as_py() or 0
    by_nature = cut * (5 if workbook else 2) < long or (not workbook and cut < 3)
    return scientific if by_nature else pc.or_(scientific, zeros)
