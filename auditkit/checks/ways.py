"""Which way a parameter makes a rule stricter, declared beside it and held against the kernels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Sign = Literal[-1, 0, 1]


@dataclass(frozen=True, slots=True)
class Way:
    """What more of a parameter does to that which it belongs to.

    More is a greater number, a set with further members, a flag that is set, something where there
    was nothing. ``more`` 1 widens: a rule finds more, a selection or a consent covers more; -1
    narrows it; 0 says that the parameter has no direction. ``unsaid`` tells what null or an empty
    default is: nothing of it, ``all`` there is, or ``other``: another parameter decides, so that
    nothing follows. ``order`` says of words that include one another, or of ranges, which of two
    values is more, as ``by_set`` does of sets. ``inner`` is the way of what the members of a list,
    or the numbers of a mapping, are themselves; the same as ``more`` unless said. ``counted``: a
    list of which people are told only how long it is, as it may name persons.
    """

    more: Sign
    unsaid: Literal["nothing", "all", "other"] = "nothing"
    order: Callable[[Any, Any], int] | None = field(default=None, compare=False)
    inner: Sign | None = None
    counted: bool = False


Ways = Mapping[str, Way]

WIDENS: Final = Way(1)
NARROWS: Final = Way(-1)
NEITHER: Final = Way(0)
WIDENS_ALL: Final = Way(1, "all")
"""Widens, and null or empty asks for no narrowing at all."""
NARROWS_ALL: Final = Way(-1, "all")
WIDENS_OTHER: Final = Way(1, "other")
NARROWS_OTHER: Final = Way(-1, "other")


def by_set(one: frozenset[Any], two: frozenset[Any]) -> int:
    """Return 1 where the second set holds the first and more, -1 where less, 0 for neither.

    >>> by_set(frozenset("ab"), frozenset("a"))
    -1
    """
    return 1 if one < two else -1 if two < one else 0


def covering(**words: str) -> Way:
    """Return the way of a word that widens; each word with letters for what it takes in.

    >>> covering(start="s", overlap="so").order("start", "overlap")
    1
    """
    sets = {word: frozenset(letters) for word, letters in words.items()}
    return Way(1, order=lambda one, two: by_set(sets[one], sets[two]))


def ways_of(model: type[Any]) -> dict[str, Way]:
    """Return the ways of all parameters of a model, those it inherits included."""
    found: dict[str, Way] = {}
    for base in reversed(model.__mro__):
        found.update(base.__dict__.get("ways", {}))
    return found
