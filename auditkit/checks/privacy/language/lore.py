"""The words that tell what a text speaks of and how it says it, read from the package's data."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from numpy.typing import NDArray

from auditkit.checks.privacy.language.spelled import LETTERS, letters_of, spelled_all, standing_in
from auditkit.checks.spelling import choices
from auditkit.core.resources import load_yaml
from auditkit.core.vocabulary import ROLES

_DATA: Final = Path(__file__).parent.parent / "data" / "language"
_MEANINGS: Final = ("topic.", "amount_label")
_NONE: Final[frozenset[str]] = frozenset()


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


@dataclass(frozen=True, slots=True)
class _Written:
    """What the package's files say: the lists of words as written, the acts, what is no name."""

    lists: Mapping[str, list[str]]
    acts: tuple[Act, ...]
    no_name: tuple[frozenset[str], frozenset[str]]


@cache
def _written() -> _Written:
    read: dict[str, Any] = {}
    nothing: list[str] = []
    for file in sorted(_DATA.glob("*.yaml")):
        entries = load_yaml(file)
        nothing += entries.pop("nothing", [])
        read |= entries
    acts, of_acts = _acts(read.pop("acts"))
    no_name = read.pop("no_name")
    lists = dict(_flat(read)) | of_acts | {"nothing": nothing}
    return _Written(lists, acts, _no_names(no_name))


@cache
def lore() -> Lore:
    """Return what the package knows."""
    return lore_of(None)


def lore_of(text: str | None) -> Lore:
    """Return what the package knows of the words that stand in a folded text; of all for None.

    What stands inside a word of a text stands in the text, so that nothing is said of a word that
    is not said of it among all words.
    """
    known = _written()
    plain = _plain(known.lists, text)
    by_class = {
        name: _unfolded(entries, known.lists, plain) for name, entries in known.lists.items()
    }
    words = tuple(sorted(set().union(*by_class.values())))
    number = {word: n for n, word in enumerate(words)}
    classes = {
        name: _among(map(number.__getitem__, these), len(words) + 1)
        for name, these in by_class.items()
    }
    _inherit(words, classes)
    role = _roles(words, classes)
    in_acts = [these for name, these in classes.items() if name.startswith("act.")]
    classes |= {"person": role >= 0, "acts": np.logical_or.reduce(in_acts)}
    return Lore(words, classes, role, known.acts, known.no_name)


@cache
def searcher(*, ready_soon: bool) -> Searcher:
    """Return the searcher of the package's words: the first, longest word wins.

    One that is ``ready_soon`` is made six times as fast, searches more slowly and finds the same.
    """
    return search_for(lore().words, longest=True, ready_soon=ready_soon)


def search_for(words: tuple[str, ...], *, longest: bool, ready_soon: bool = False) -> Searcher:
    """Return a searcher of some words."""
    made = Implementation.ContiguousNFA if ready_soon else Implementation.DFA
    first = np.array([word[0] in LETTERS for word in words], dtype=bool)
    last = np.array([word[-1] in LETTERS for word in words], dtype=bool)
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


def _plain(lists: Mapping[str, list[str]], text: str | None) -> dict[str, frozenset[str]]:
    """Return of every entry of lists the words it stands for, as they stand in a folded text.

    Given a text, those alone that stand in it.
    """
    entries = list(dict.fromkeys(itertools.chain.from_iterable(lists.values())))
    letters = None if text is None else letters_of(entries, text)
    made = {each: words for each in entries if (words := list(choices(each, letters)))}
    folded = iter(spelled_all(list(itertools.chain.from_iterable(made.values()))))
    plain = {
        each: frozenset(itertools.islice(folded, len(words))) - {""} for each, words in made.items()
    }
    if text is None:
        return plain
    standing = frozenset(standing_in(text, set().union(*plain.values())))
    return {each: words & standing for each, words in plain.items()}


def _unfolded(
    entries: Iterable[str], lists: Mapping[str, list[str]], plain: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Return the words of a list, in which ``@name`` stands for those of another one."""
    words: set[str] = set()
    for entry in entries:
        other = lists.get(entry[1:]) if entry.startswith("@") else None
        words |= plain.get(entry, _NONE) if other is None else _unfolded(other, lists, plain)
    return frozenset(words)


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
