"""Reads what people wrote in their own words: notes, messages, transcripts, names."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.core.frame import RAW
from auditkit.sources.batch import Batch
from auditkit.sources.keys import text_hashes


def written(batch: Batch, name: str) -> pa.Array | None:
    """Return a column of texts as they stand; None when the source has none."""
    prose = batch.prose(name)
    return None if prose is None else prose.cast(pa.string())


def empty(batch: Batch, name: str) -> NDArray[np.bool_] | None:
    """Return which cells of a column say nothing; None when the column is not there."""
    if name in RAW:
        prose = batch.prose(name)
        return None if prose is None else ~_says(prose)
    coded = batch.coded(name)
    return None if coded is None else coded.indices < 0


def hashes(batch: Batch, name: str) -> NDArray[np.int64] | None:
    """Return a hash of each text, for telling rows apart; None when the source has none."""
    prose = None if name in batch.plan.constants else batch.prose(name)
    if prose is None:
        return None
    known = np.append(text_hashes(prose.dictionary), np.int64(0))
    places: NDArray[np.int64] = pc.fill_null(prose.indices, len(prose.dictionary)).to_numpy()
    return known[places]


def _says(prose: pa.DictionaryArray) -> NDArray[np.bool_]:
    filled = pc.not_equal(pc.utf8_trim_whitespace(prose.dictionary), "")
    known = np.append(filled.to_numpy(zero_copy_only=False), np.False_)
    says: NDArray[np.bool_] = known[pc.fill_null(prose.indices, len(known) - 1).to_numpy()]
    return says
