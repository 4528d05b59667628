"""Takes off a cell what spreadsheet programs and web pages put around its value."""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

INVISIBLE: Final = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"
"""Characters of no width, which a copy from a web page or a chat leaves behind."""
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_SPACES: Final = re.compile("[\u00a0\u2007\u202f]")
_ODD: Final = re.compile(f"[{INVISIBLE}\u00a0\u2007\u202f\r]|^[\\s'=]|\\s$")
_FORMULA: Final = re.compile(r'="((?:[^"]|"")*)"')
_APOSTROPHE: Final = re.compile(r"'(?=[\d+=@-])")
_EDGES: Final = " \t\r\n\v\f\u3000"
SCIENTIFIC: Final = re.compile(r"\s*-?\d(?:\.\d+)?[Ee]\+?(\d{2})\s*")
EXACT: Final = 10**15
"""A workbook keeps fifteen digits of a number; longer ones lost the rest."""


def clean(text: str) -> str:
    """Return what a person sees in a cell: without ``="…"``, a leading apostrophe, odd spaces.

    >>> clean('="013800000000"'), clean("'0138\\t"), clean("已\\u200b联系\\xa0本人\\r\\n")
    ('013800000000', '0138', '已联系 本人')
    """
    if text.isalnum() or not _ODD.search(text):
        return text
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip(_EDGES)
    formula = _FORMULA.fullmatch(text)
    if formula:
        return formula.group(1).replace('""', '"').strip(_EDGES)
    return _APOSTROPHE.sub("", text, count=1) if _APOSTROPHE.match(text) else text


def clean_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a text column with every cell as ``clean`` leaves it; equal cells are seen once."""
    coded = column.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    values = coded.dictionary.to_pylist()
    cleaned = [clean(value) for value in values]
    if cleaned == values:
        return column
    return pa.chunked_array([pc.take(pa.array(cleaned, pa.string()), coded.indices)])


def lost_digits(text: str) -> bool:
    """Return whether a text is a long number that a spreadsheet shortened.

    >>> lost_digits("1.38E+10"), lost_digits("1.1E+2"), lost_digits("13800000000")
    (True, False, False)
    """
    found = SCIENTIFIC.fullmatch(text)
    return found is not None and int(found.group(1)) >= 9
