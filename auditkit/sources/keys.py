"""Brings numbers and ids to one form and turns them into 64-bit keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.core.mixing import GOLDEN, splitmix
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.sources.texts import Coded

if TYPE_CHECKING:
    from auditkit.sources.crosswalk import Crosswalk

_SEPARATORS: Final = r"[\s().·‐-―−-]"
_PHONE: Final = r"^\+?\d{5,20}$"
_CHINESE: Final = r"^1[3-9]\d{9}$"
_AMERICAN: Final = r"^[2-9]\d{9}$"
_MOST: Final = 2_000_000


def contact_texts(values: pa.Array, *, north_american: bool = False) -> pa.Array:
    """Return numbers and addresses in the form they are compared in.

    A Chinese mobile is its 11 digits, a fixed line its national number; a North American number
    its ten digits (without a plus only where the source is known to be American). Anything else
    is trimmed, lower-case text.
    """
    plain = pc.match_substring_regex(values, _AMERICAN if north_american else _CHINESE)
    strange = pc.fill_null(pc.invert(plain), True)
    if pc.any(strange).as_py() is not True:
        return values
    return pc.replace_with_mask(
        values, strange, _one_form(values.filter(strange), north_american=north_american)
    )


def _one_form(values: pa.Array, *, north_american: bool) -> pa.Array:
    digits = pc.replace_substring_regex(values, _SEPARATORS, "")
    is_phone = pc.match_substring_regex(digits, _PHONE)
    for pattern, replacement in (
        (r"^(?:\+|00)?86(1[3-9]\d{9})$", r"\1"),
        (r"^(?:\+|00)86(\d{7,12})$", r"0\1"),
        (r"^(?:\+|00)1([2-9]\d{9})$", r"\1"),
        *(((r"^1([2-9]\d{9})$", r"\1"),) if north_american else ((r"^0(1[3-9]\d{9})$", r"\1"),)),
        (r"^\+", ""),
    ):
        digits = pc.replace_substring_regex(digits, pattern, replacement)
    return pc.if_else(is_phone, digits, pc.utf8_lower(values))


def id_texts(values: pa.Array) -> pa.Array:
    """Return identifiers in the form they are compared in: a resident id ends in a capital X."""
    if not pc.any(pc.ends_with(values, "x")).as_py():
        return values
    return pc.replace_substring_regex(values, r"^(\d{17})x$", r"\1X")


class Known(dict[str, int]):
    """The keys of one domain met so far; a value not met yet is hashed on first sight."""

    def __init__(self, domain: str, pseudonyms: Pseudonymiser) -> None:
        super().__init__()
        self._domain, self._pseudonyms = domain, pseudonyms

    def __missing__(self, text: str) -> int:
        key = self._pseudonyms.derive(self._domain, text)
        if len(self) < _MOST:
            self[text] = key
        return key


@dataclass(slots=True)
class KeyRing:
    """Keys of many values; the same people come back in every batch, so they are remembered.

    ``crosswalk`` says whose some numbers and cases are.
    """

    pseudonyms: Pseudonymiser
    crosswalk: Crosswalk | None = None
    known: dict[str, Known] = field(default_factory=dict)

    def keys(self, coded: Coded, domain: str) -> NDArray[Any]:
        """Return the keys of a column, 0 for empty cells."""
        known = self.known.setdefault(domain, Known(domain, self.pseudonyms))
        texts = coded.values.to_pylist()
        found = np.fromiter(map(known.__getitem__, texts), dtype=np.int64, count=len(texts))
        return coded.spread(found, 0)


def mix(*columns: NDArray[Any]) -> NDArray[np.int64]:
    """Return one key per row from several integers; never 0, equal for equal rows only."""
    state = np.full(len(columns[0]), GOLDEN, np.uint64)
    for column in columns:
        state = splitmix(state ^ column.astype(np.int64).view(np.uint64))
    mixed = state.view(np.int64)
    mixed[mixed == 0] = 1
    return mixed


def text_hashes(values: pa.Array) -> NDArray[np.int64]:
    """Return a 64-bit hash of each text, the same in every run; for comparing, not for hiding."""
    texts = np.array(values.to_pylist(), dtype=object)
    hashed: NDArray[np.uint64] = pd.util.hash_array(texts, categorize=False)
    return hashed.view(np.int64)
