"""The words that tell what a text speaks of and how it says it, read from the package's data."""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import GONE, SEPARATOR, code_points, folds
from auditkit.checks.spelling import choices
from auditkit.core.resources import load_yaml
from auditkit.core.vocabulary import ROLES

_DATA: Final = Path(__file__).parent.parent / "data" / "language"
_MEANINGS: Final = ("topic.", "amount_label")
_QUOTES: Final = {0x2018: 0x27, 0x2019: 0x27, 0x02BC: 0x27, 0x00B4: 0x27, 0x0060: 0x27}


def _lower() -> NDArray[np.uint32]:
    table = np.arange(0x110000, dtype=np.uint32)
    for point in range(0x41, 0x2000):
        small = chr(point).lower()
        if len(small) == 1:
            table[point] = ord(small)
    table[list(_QUOTES)] = list(_QUOTES.values())
    return table


LETTERS: Final = frozenset(string.ascii_letters)
LOWER: Final = _lower()
"""Letters of any case as small ones, apostrophes as one, code point for code point."""


def spelled(word: str) -> str:
    """Return a word as it stands in a folded text in small letters.

    >>> spelled("Ｐast　Due")
    'past due'
    """
    return spelled_all([word])[0]


def spelled_all(words: Sequence[str]) -> list[str]:
    """Return many words as they stand in a folded text, folded in one go."""
    read = folds()[code_points(chr(SEPARATOR).join(words))]
    folded = LOWER[read[read != GONE]]
    text: str = folded.astype("<u4").tobytes().decode("utf-32-le")
    return text.split(chr(SEPARATOR))


def spellings(written: str) -> Iterator[str]:
    """Yield every word that ``{a|b}`` stands for.

    >>> list(spellings("欠{款|债}"))
    ['欠款', '欠债']
    """
    return map(spelled, choices(written))


@dataclass(frozen=True, slots=True)
class Act:
    """A thing done: words of each of ``parts`` in one clause, in any order or as given.

    ``within``: characters between them at most. ``speaker``: only the other party may say it
    (``party``), or may not (``collector``). ``spoken``: it is itself a saying, so that to report
    it is to assert it. ``at_start``, ``at_end``: characters that may stand before it in the text,
    after it in the clause; -1 for any. ``of_himself``: no other person may be named after it.
    ``alone``: its clause holds no other word that is known. ``recipient``: the role that such an
    act always reaches. ``third``: it must reach somebody who
    is named and is not the debtor.
    """

    kind: str
    parts: tuple[str, ...]
    ordered: bool = False
    within: int = 16
    speaker: str = ""
    spoken: bool = False
    at_start: int = -1
    at_end: int = -1
    of_himself: bool = False
    recipient: str = ""
    third: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Lore:
    """All words, which class holds which, the role a word names (-1: none), and the acts."""

    words: tuple[str, ...]
    classes: Mapping[str, NDArray[np.bool_]]
    role: NDArray[np.int8]
    acts: tuple[Act, ...]
    no_name: tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Searcher:
    """Finds words in a folded text; ``every`` makes one that finds those too that others overlap.

    ``latin``: which words begin and end with a letter; ``phrase``: which are several words.
    """

    automaton: AhoCorasick
    every: Callable[[], AhoCorasick]
    latin: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    phrase: NDArray[np.bool_]


@cache
def lore() -> Lore:
    """Return what the package knows."""
    read: dict[str, Any] = {}
    nothing: list[str] = []
    for file in sorted(_DATA.glob("*.yaml")):
        entries = load_yaml(file)
        nothing += entries.pop("nothing", [])
        read |= entries
    acts, of_acts = _acts(read.pop("acts"))
    no_name = read.pop("no_name")
    lists = dict(_flat(read)) | of_acts | {"nothing": nothing}
    plain = _plain(lists)
    by_class = {name: _unfolded(entries, lists, plain) for name, entries in lists.items()}
    words = tuple(sorted(set().union(*by_class.values())))
    number = {word: n for n, word in enumerate(words)}
    classes = {
        name: _among(map(number.__getitem__, known), len(words) + 1)
        for name, known in by_class.items()
    }
    _inherit(words, classes)
    role = _roles(words, classes)
    in_acts = [known for name, known in classes.items() if name.startswith("act.")]
    classes |= {"person": role >= 0, "acts": np.logical_or.reduce(in_acts)}
    return Lore(words, classes, role, acts, _no_names(no_name))


@cache
def searcher(*, ready_soon: bool) -> Searcher:
    """Return the searcher of the package's words: the first, longest word wins.

    One that is ``ready_soon`` is made six times as fast, searches more slowly and finds the same.
    """
    return search_for(lore().words, longest=True, ready_soon=ready_soon)


def search_for(words: tuple[str, ...], *, longest: bool, ready_soon: bool = False) -> Searcher:
    """Return a searcher of some words."""
    made = Implementation.ContiguousNFA if ready_soon else Implementation.DFA
    letters = LETTERS
    first = np.array([word[0] in letters for word in words], dtype=bool)
    last = np.array([word[-1] in letters for word in words], dtype=bool)
    phrase = np.array([" " in word for word in words], dtype=bool)
    every = cache(
        lambda: AhoCorasick(words, MatchKind.Standard, False, Implementation.ContiguousNFA)
    )
    automaton = AhoCorasick(words, MatchKind.LeftmostLongest, False, made) if longest else every()
    return Searcher(automaton, every, (first, last), phrase)


def _among(numbers: Iterable[int], length: int) -> NDArray[np.bool_]:
    """Return which of some places are among the numbers."""
    chosen = np.zeros(length, dtype=bool)
    chosen[list(numbers)] = True
    return chosen


def _inherit(words: tuple[str, ...], classes: Mapping[str, NDArray[np.bool_]]) -> None:
    """Let longer words speak of what the words inside them speak of: 欠款情况 of 欠款."""
    heirs = np.zeros(len(words) + 1, dtype=bool)
    for name, known in classes.items():
        heirs |= known & name.startswith(("act.", *_MEANINGS))
    number = {word: n for n, word in enumerate(words)}
    pairs = [
        (n, number[part])
        for n in np.flatnonzero(heirs & ~classes["nothing"]).tolist()
        for part in _inner(words[n])
        if part in number
    ]
    # what a word inherits the words around it inherit too: by its own inner words, which are theirs
    heir, inner = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    for name in (name for name in classes if name.startswith(_MEANINGS)):
        classes[name][heir[classes[name][inner]]] = True


def _inner(word: str) -> list[str]:
    """Return what stands inside a word; in an English one, whole words."""
    if not word.isascii():
        return [word[first:last] for first, last in _spans(len(word))]
    parts = word.split()
    return [" ".join(parts[first:last]) for first, last in _spans(len(parts))]


@cache
def _spans(length: int) -> tuple[tuple[int, int], ...]:
    """Return the bounds of all that stands in so many parts and is not the whole."""
    bounds = itertools.combinations(range(length + 1), 2)
    return tuple((first, last) for first, last in bounds if last - first < length)


def _flat(entries: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    for name, entry in entries.items():
        if isinstance(entry, Mapping):
            yield from _flat(entry, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", entry


def _plain(lists: Mapping[str, list[str]]) -> dict[str, str]:
    """Return every word that stands in lists, choices made, as it stands in a folded text."""
    written = dict.fromkeys(
        word for listed in lists.values() for each in listed for word in choices(each)
    )
    return dict(zip(written, spelled_all(list(written)), strict=True))


def _unfolded(
    entries: Iterable[str], lists: Mapping[str, list[str]], plain: Mapping[str, str]
) -> frozenset[str]:
    """Return the words of a list, in which ``@name`` stands for those of another one."""
    words: set[str] = set()
    for entry in entries:
        other = lists.get(entry[1:]) if entry.startswith("@") else None
        own = map(plain.__getitem__, choices(entry))
        words |= set(own) if other is None else _unfolded(other, lists, plain)
    return frozenset(words - {""})


def _roles(words: tuple[str, ...], classes: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.int8]:
    role = np.full(len(words) + 1, -1, dtype=np.int8)
    for code, name in enumerate(ROLES.names):
        known = classes.get(f"person.{name}")
        if known is not None:
            role[known] = code
    return role


def _no_names(entry: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(entry["zh"]), frozenset(entry["en"])


def _acts(entries: Mapping[str, Any]) -> tuple[tuple[Act, ...], dict[str, list[str]]]:
    acts: list[Act] = []
    lists: dict[str, list[str]] = {}
    for kind, patterns in entries.items():
        for number, pattern in enumerate(patterns):
            parts = []
            for place, part in enumerate(pattern.pop("parts")):
                name = part if isinstance(part, str) else f"act.{kind}.{number}.{place}"
                if not isinstance(part, str):
                    lists[name] = part
                parts.append(name)
            acts.append(Act(kind, tuple(parts), **pattern))
    return tuple(acts), lists
