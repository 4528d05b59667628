"""Reads how names are written, and what stands beside them, from ``data/names.yaml``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from auditkit.core.resources import load_yaml

FILE: Final = Path(__file__).resolve().parent.parent / "data" / "names.yaml"
WIDE: Final = 32
"""Bits by which the first of two characters is shifted in a pair."""
_TABLES: Final = ("doubtful", "particle", "given", "never", "apart", "towards", "foreign")
_WORDS: Final = (
    "institutions",
    "titles",
    "untitled",
    "places",
    "labels",
    "relations",
    "roles",
    "acts",
)


@dataclass(frozen=True, slots=True)
class Names:
    """The vocabulary of names: tables by code point, sorted pairs of code points, words.

    For those who read a word at a time, ``surnames``, ``unsure`` (doubtful ones), ``believed``
    (usual in given names) and ``refused`` (never in one) hold the same characters as sets.
    """

    surname: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    given: NDArray[np.bool_]
    never: NDArray[np.bool_]
    apart: NDArray[np.bool_]
    towards: NDArray[np.bool_]
    foreign: NDArray[np.bool_]
    particle: NDArray[np.bool_]
    compounds: NDArray[np.uint64]
    follows: NDArray[np.uint64]
    everyday: NDArray[np.uint64]
    place_chars: NDArray[np.bool_]
    place_pairs: NDArray[np.uint64]
    place_begins: frozenset[str]
    surnames: frozenset[str]
    follow_words: frozenset[str]
    unsure: frozenset[str]
    believed: frozenset[str]
    refused: frozenset[str]
    compound_words: frozenset[str]
    ordinary: frozenset[str]
    ambiguous: frozenset[str]
    places: tuple[str, ...]
    not_names: frozenset[str]
    institutions: tuple[str, ...]
    titles: tuple[str, ...]
    untitled: tuple[str, ...]
    labels: tuple[str, ...]
    relations: tuple[str, ...]
    roles: tuple[str, ...]
    acts: tuple[str, ...]
    western_before: tuple[str, ...]
    western_after: tuple[str, ...]
    western_words: frozenset[str]


@cache
def names() -> Names:
    """Return the vocabulary of names, read once."""
    said: dict[str, Any] = load_yaml(FILE)
    tables = {key: table(said[key]) for key in _TABLES}
    words = {key: tuple(dict.fromkeys(said[key])) for key in _WORDS}
    return Names(
        surname=table(said["surnames"]),
        doubtful=tables["doubtful"],
        particle=tables["particle"],
        given=tables["given"],
        never=tables["never"],
        apart=tables["apart"],
        towards=tables["towards"],
        foreign=tables["foreign"],
        compounds=pairs(said["compounds"]),
        follows=pairs(said["follows"]),
        everyday=pairs(word for word in said["ordinary"] if len(word) == 2),
        place_chars=table("".join(word for word in words["places"] if len(word) == 1)),
        place_begins=frozenset(word[0] for word in words["places"]),
        place_pairs=pairs(word for word in words["places"] if len(word) > 1),
        follow_words=frozenset(said["follows"]),
        surnames=frozenset(said["surnames"]),
        unsure=frozenset(said["doubtful"]),
        believed=frozenset(said["given"]) - frozenset(said["never"]),
        refused=frozenset(said["never"]),
        compound_words=frozenset(said["compounds"]),
        ordinary=frozenset(said["ordinary"]),
        ambiguous=frozenset(said["ambiguous"]),
        not_names=frozenset(said["not_names"]),
        institutions=words["institutions"],
        titles=words["titles"],
        untitled=words["untitled"],
        places=words["places"],
        labels=words["labels"],
        relations=words["relations"],
        roles=words["roles"],
        acts=words["acts"],
        western_before=tuple(said["western"]["before"]),
        western_after=tuple(said["western"]["after"]),
        western_words=frozenset(word for listed in said["western"].values() for word in listed),
    )


def pair(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return two characters as one number."""
    return (first.astype(np.uint64) << np.uint64(WIDE)) | second.astype(np.uint64)


def among(values: NDArray[np.uint64], ordered: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which values stand in an ascending array."""
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    place = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered[place] == values
    return found


def table(chars: str) -> NDArray[np.bool_]:
    """Return which code points are among some characters; white space does not count."""
    listed = np.zeros(sys.maxunicode + 1, dtype=bool)
    listed[[ord(char) for char in chars if not char.isspace()]] = True
    return listed


def pairs(words: Iterable[str]) -> NDArray[np.uint64]:
    """Return words of two characters as ascending numbers, as ``pair`` makes them."""
    listed = [(ord(word[0]) << WIDE) | ord(word[1]) for word in words]
    return np.unique(np.array(listed, dtype=np.uint64))
