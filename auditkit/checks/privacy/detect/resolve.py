"""Settles which of overlapping candidates are values, and writes values in their plain form."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.signs import LOOKALIKES, NUMERALS, SEPARATORS
from auditkit.checks.privacy.interface import Batch, Candidates, Detections, Positions
from auditkit.core.kinds import VALUES

_NUMBERS: Final = (
    "CN_ID_CARD",
    "CN_ID_CARD_UNCHECKED",
    "CN_RESIDENCE_PERMIT",
    "CN_MOBILE",
    "CN_LANDLINE",
    "BANK_CARD",
    "BANK_CARD_UNCHECKED",
)
"""Kinds whose plain form is digits, with an X behind perhaps."""
_CODES: Final = (
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
)
"""Kinds whose plain form is letters and digits; no letter stands for a digit."""
_MOBILE_DIGITS: Final = 11
_ROUNDS: Final = 3


def joined(parts: list[Candidates]) -> Candidates:
    """Return the candidates of several detectors as one."""
    columns = {
        f.name: np.concatenate([getattr(part, f.name) for part in parts])
        for f in fields(Candidates)
    }
    return Candidates(**columns)


def take(candidates: Candidates, which: NDArray[np.bool_] | Positions) -> Candidates:
    """Return some of the candidates."""
    return replace(
        candidates, **{f.name: getattr(candidates, f.name)[which] for f in fields(Candidates)}
    )


def settled(candidates: Candidates) -> Candidates:
    """Return the candidates that stay, by place: no two overlap.

    The higher score stays, then the longer, then the earlier, then the kind that stands first.
    """
    left = take(candidates, candidates.end > candidates.start)
    kept = []
    for _ in range(_ROUNDS):
        left = take(left, np.lexsort((left.end, left.start)))
        cluster = _clusters(left)
        best = _best(left, cluster)
        kept.append(take(left, best))
        start, end = left.start[best][cluster], left.end[best][cluster]
        left = take(left, (left.end <= start) | (left.start >= end))
    kept.append(take(left, _one_by_one(left)))
    chosen = joined(kept)
    return take(chosen, np.argsort(chosen.start, kind="stable"))


def _one_by_one(left: Candidates) -> Positions:
    """Return the candidates that stay of what long chains of overlaps leave over."""
    if not len(left.start):
        return left.start
    origin = int(left.start.min())
    taken = bytearray(int(left.end.max()) - origin)
    start, end = (left.start - origin).tolist(), (left.end - origin).tolist()
    kept = []
    for place in _ranked(left).tolist():
        if not any(taken[start[place] : end[place]]):
            taken[start[place] : end[place]] = b"\1" * (end[place] - start[place])
            kept.append(place)
    return np.array(kept, dtype=np.int64)


def _ranked(candidates: Candidates, cluster: NDArray[np.int64] | None = None) -> Positions:
    """Return the order in which candidates stay, by cluster when there are any."""
    length = candidates.end - candidates.start
    if cluster is None:
        cluster = np.zeros_like(length)
    return np.lexsort((candidates.kind, candidates.start, -length, -candidates.score, cluster))


def _clusters(candidates: Candidates) -> NDArray[np.int64]:
    """Return which candidates in order of their starts hang together by overlaps."""
    reach = np.maximum.accumulate(candidates.end)
    opens = np.ones(len(reach), dtype=np.int64)
    opens[1:] = candidates.start[1:] >= reach[:-1]
    return np.cumsum(opens) - 1


def _best(candidates: Candidates, cluster: NDArray[np.int64]) -> Positions:
    """Return the first candidate of each cluster by score, length, start and kind."""
    order = _ranked(candidates, cluster)
    ranked = cluster[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = ranked[1:] != ranked[:-1]
    best: Positions = order[first]
    return best


def detections(batch: Batch, candidates: Candidates, first_text: int = 0) -> Detections:
    """Return settled candidates as values of the texts, numbered from ``first_text``."""
    text, start, end = batch.locate(candidates.start, candidates.end)
    return Detections(
        text + first_text,
        start,
        end,
        candidates.kind,
        candidates.score,
        tuple(_values(batch, candidates)),
    )


def _values(batch: Batch, found: Candidates) -> list[str]:
    plain = batch.plain
    spans = zip(found.start.tolist(), found.end.tolist(), strict=True)
    values = [plain[start:end] for start, end in spans]
    numeric = _of_kinds(found, _NUMBERS)
    if len(numeric) == len(values):
        values = _numbers(values)
    else:
        places = numeric.tolist()
        for place, value in zip(places, _numbers([values[n] for n in places]), strict=True):
            values[place] = value
    for place in _of_kinds(found, _CODES).tolist():
        values[place] = values[place].translate(_separators()).upper()
    long = found.end - found.start > _MOBILE_DIGITS
    for place in _of_kinds(found, ("CN_MOBILE",), long).tolist():
        values[place] = values[place][-_MOBILE_DIGITS:]
    for place in _of_kinds(found, ("CN_LANDLINE",)).tolist():
        if values[place].startswith(("86", "0086")):
            values[place] = "0" + values[place].lstrip("0")[2:]
    return values


def _numbers(written: list[str]) -> list[str]:
    """Return numbers without what stands between their digits.

    ASCII is translated in one go, fifty times as fast as with a numeral in it.
    """
    line = "\n".join(written)
    if not line.isascii():
        line = "\n".join(v if v.isascii() else v.translate(_digits()) for v in written)
    return line.translate(_digits()).split("\n") if written else []


def _of_kinds(
    found: Candidates, kinds: tuple[str, ...], among: NDArray[np.bool_] | None = None
) -> Positions:
    table = np.zeros(len(VALUES.names), dtype=bool)
    table[[VALUES.code(kind) for kind in kinds]] = True
    wanted = table[found.kind]
    return np.flatnonzero(wanted if among is None else wanted & among)


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
