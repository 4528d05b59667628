"""Tells notes apart that read alike but for digits, spaces and punctuation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.pseudonym import Pseudonymiser


def plain(text: str) -> str:
    """Return the letters of a note, in small ones.

    >>> plain("拨打 13时05分，无人接听。"), plain("Left VM, 2nd try")
    ('拨打时分无人接听', 'leftvmndtry')
    """
    return "".join(char for char in text if char.isalpha()).lower()


def note_keys(
    notes: Sequence[str | None], pseudonyms: Pseudonymiser
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return a keyed hash of what is left of each note, and its length; 0 where nothing is."""
    letters = [plain(note) if note else "" for note in notes]
    known = {each: pseudonyms.derive("note", each) if each else 0 for each in set(letters)}
    keys = np.fromiter((known[each] for each in letters), dtype=np.int64, count=len(letters))
    sizes = np.fromiter(map(len, letters), dtype=np.int32, count=len(letters))
    return keys, sizes


def with_note_keys(table: pa.Table, pseudonyms: Pseudonymiser) -> pa.Table:
    """Return rows of the spool with the keys of their notes; those handed on keep theirs."""
    names = table.column_names
    if "note_key" not in names or "note" not in names:
        return table
    notes = table.column("note").to_pylist()
    keys, sizes = note_keys(notes, pseudonyms)
    held = {name: table.column(name).to_numpy() for name in ("note_key", "note_size")}
    new: dict[str, NDArray[Any]] = {"note_key": keys, "note_size": sizes}
    for name, column in new.items():
        merged = np.where(column != 0, column, held[name]).astype(column.dtype)
        table = table.set_column(names.index(name), name, pa.array(merged))
    return table
