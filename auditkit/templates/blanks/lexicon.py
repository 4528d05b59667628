"""Reads what blanks hold by their names: ``policies/lint/placeholders.yaml`` and a bank's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, RootModel, ValidationError, model_validator

from auditkit.core.contents import Contents
from auditkit.core.errors import PolicyError, Problem
from auditkit.core.resources import data_folder
from auditkit.policy.model import Text, Written
from auditkit.policy.yaml import Document, read
from auditkit.templates.blanks.names import Namer, Parts

FILE: Final = Path("lint") / "placeholders.yaml"
Personal = Literal["none", "personal", "sensitive"]


class Generated(Written):
    """A value with a check digit, made when it is needed."""

    generate: Literal["resident_id", "card", "account", "ssn"]


class Fill(Written):
    """What stands in for a blank in a text of either language."""

    zh: str | Generated
    en: str | Generated


class Beside(Written):
    """What stands in where the text beside the blank says the unit."""

    unit: str
    fill: Fill


class Kind(Written):
    """What a blank holds; see the head of the file for what the keys say."""

    title: Text
    means: tuple[str, ...] = ()
    personal: Personal
    fill: Fill
    beside: Beside | None = None
    shorter: str = ""
    masked: str = ""
    column: Literal["", "debtor_name", "collector_name", "contact"] = ""
    metadata: Literal["", "institution"] = ""


class Unit(Written):
    """Words that say a unit before or after a number."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class Words(RootModel[Mapping[Literal["zh", "en"], tuple[str, ...]]]):
    """Words of both languages."""

    def all(self) -> tuple[str, ...]:
        """Return them together, the longest first."""
        words = (word.casefold() for words in self.root.values() for word in words)
        return tuple(sorted(words, key=len, reverse=True))


class Around(Written):
    """Words before a blank that say more than its name."""

    before: Words
    becomes: Mapping[str, str]


class Neighbours(Written):
    """What a blank holds whose name tells nothing, by the words on both of its sides."""

    before: Words | None = None
    after: Words | None = None
    holds: str

    @model_validator(mode="after")
    def _some(self) -> Neighbours:
        if self.before is None and self.after is None:
            raise ValueError("needs before or after / 须有 before 或 after")
        return self


class PlaceholderFile(Written):
    """The whole file; a bank's own file leaves out what it does not add to."""

    words: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    weak: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = Field(default_factory=dict)
    units: Mapping[str, Unit] = Field(default_factory=dict)
    around: tuple[Around, ...] = ()
    nameless: tuple[Neighbours, ...] = ()
    headings: tuple[str, ...] = ()
    blank_words: tuple[str, ...] = ()
    unknown: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _no_null(cls, data: Any) -> Any:  # noqa: ANN401 - what YAML holds
        return {} if data is None else data


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of blanks; ``own`` are a bank's own names, folded, and what they hold."""

    kinds: Mapping[str, Kind]
    units: Mapping[str, Unit]
    around: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...]
    nameless: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...]
    headings: tuple[str, ...]
    blank_words: frozenset[str]
    unknown: Text
    namer: Namer

    def holds(self, parts: Parts) -> str:
        """Return the kind that a blank holds by its name, "" where none is known."""
        known = self.namer.kind(parts.name)
        kind = self.kinds.get(known)
        if kind is None:
            return ""
        if parts.shortened and kind.shorter:
            return kind.shorter
        return kind.masked if parts.masked and kind.masked else known


def load_lexicon(roots: Sequence[Path] = (), own: Mapping[str, str] | None = None) -> Lexicon:
    """Return the shipped list with those of ``roots`` added, later over earlier.

    ``own`` gives kinds to single names and wins over all words. Raises ``PolicyError`` with all
    that is wrong in any file: a key, a group or a kind that is not known.
    """
    files = [data_folder("policies") / FILE, *(root / FILE for root in roots)]
    there = tuple(dict.fromkeys(file.resolve() for file in files if file.is_file()))
    return _lexicon(
        tuple((file, file.read_bytes()) for file in there), tuple(sorted((own or {}).items()))
    )


@lru_cache(maxsize=4)
def _lexicon(files: Contents, own: tuple[tuple[str, str], ...]) -> Lexicon:
    problems: list[Problem] = []
    read_files = [_read(file, raw, problems) for file, raw in files]
    merged = _merged([written for _, written in read_files])
    if not problems:
        problems += [
            p for document, written in read_files for p in _wrong(document, written, merged)
        ]
    if problems or merged.unknown is None:
        raise PolicyError(tuple(problems))
    means = [
        (kind, tuple(way.split())) for kind, each in merged.kinds.items() for way in each.means
    ]
    return Lexicon(
        kinds=merged.kinds,
        units=merged.units,
        around=tuple((each.before.all(), each.becomes) for each in merged.around),
        nameless=tuple(
            (
                each.before.all() if each.before else ("",),
                each.after.all() if each.after else ("",),
                each.holds,
            )
            for each in merged.nameless
        ),
        headings=tuple(word.casefold() for word in merged.headings),
        blank_words=frozenset(word.casefold() for word in merged.blank_words),
        unknown=merged.unknown,
        namer=Namer(merged.words, means, dict(own), frozenset(merged.weak)),
    )


def _read(
    file: Path, raw: bytes | None, problems: list[Problem]
) -> tuple[Document, PlaceholderFile]:
    document = read(file, raw)
    problems += document.problems
    if document.problems:
        return document, PlaceholderFile()
    try:
        return document, PlaceholderFile.model_validate(document.data)
    except ValidationError as error:
        for item in error.errors(include_input=False, include_url=False):
            where = ".".join(map(str, item["loc"]))
            problems.append(document.problem(tuple(item["loc"]), f"{where}: {item['msg']}"))
        return document, PlaceholderFile()


def _merged(files: Sequence[PlaceholderFile]) -> PlaceholderFile:
    """Return one file of several: words of a group are added, a kind is replaced whole."""
    words: dict[str, tuple[str, ...]] = {}
    for file in files:
        for group, more in file.words.items():
            words[group] = (*words.get(group, ()), *more)
    return PlaceholderFile(
        words=words,
        kinds={name: kind for file in files for name, kind in file.kinds.items()},
        units={name: unit for file in files for name, unit in file.units.items()},
        around=tuple(each for file in reversed(files) for each in file.around),
        nameless=tuple(each for file in reversed(files) for each in file.nameless),
        weak=tuple(group for file in files for group in file.weak),
        headings=tuple(word for file in files for word in file.headings),
        blank_words=tuple(word for file in files for word in file.blank_words),
        unknown=next((file.unknown for file in reversed(files) if file.unknown), None),
    )


def _wrong(document: Document, written: PlaceholderFile, all_of: PlaceholderFile) -> list[Problem]:
    """Return what a file names that stands nowhere: groups of words, kinds, units."""
    found = []
    for name, kind in written.kinds.items():
        groups = {group for way in kind.means for group in way.split()}
        named = [(group, "words") for group in sorted(groups - set(all_of.words))]
        others = [each for each in (kind.shorter, kind.masked) if each]
        named += [(each, "kinds") for each in others if each not in all_of.kinds]
        if kind.beside and kind.beside.unit not in all_of.units:
            named.append((kind.beside.unit, "units"))
        found += [
            document.problem(
                ("kinds", name),
                f"kinds.{name}: {what} is not among {where} / {where} 中没有 {what}",
            )
            for what, where in named
        ]
    found += [
        document.problem(
            ("nameless", number, "holds"),
            f"nameless: {each.holds} is not among kinds / kinds 中没有 {each.holds}",
        )
        for number, each in enumerate(written.nameless)
        if each.holds not in all_of.kinds
    ]
    return found
