"""Phrases that rules of several packs look for, kept once in ``phrases/*.yaml``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import Field, RootModel, ValidationError

from auditkit.core.contents import Contents, contents_of
from auditkit.core.errors import Problem
from auditkit.policy.model import Text, Written
from auditkit.policy.yaml import read

FOLDER: Final = "phrases"


class PhrasePattern(Written):
    """Words of each of ``parts`` in one sentence, in the order given, ``within`` characters."""

    parts: tuple[tuple[str, ...], ...] = Field(min_length=1)
    within: int = Field(default=8, ge=0)
    unless: tuple[str, ...] = ()


class Phrase(Written):
    """What a phrase is called, the words that make it, and what may be said instead.

    The words are those of ``checks.mentions.Lexicon``. ``wording`` is shown with every finding
    that rests on the phrase and whose rule gives no wording of its own.
    """

    title: Text
    wording: Text
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    patterns: tuple[PhrasePattern, ...] = ()
    masked: bool = False


class PhraseFile(RootModel[dict[str, Phrase]]):
    """The phrases of one topic by name."""


Phrases = Mapping[str, Phrase]


def load_phrases(roots: Sequence[Path], problems: list[Problem]) -> dict[str, Phrase]:
    """Return the phrases of policies folders by name; those of an earlier folder win.

    What is wrong goes to ``problems``; a name that stands twice in one folder is.
    """
    found: dict[str, Phrase] = {}
    for root in reversed(roots):
        phrases, wrong = _read(contents_of(root / FOLDER, "*.yaml"))
        found |= phrases
        problems += wrong
    return found


@lru_cache(maxsize=16)
def _read(files: Contents) -> tuple[Phrases, tuple[Problem, ...]]:
    """Return the phrases of one folder by name, and what is wrong with its files."""
    found: dict[str, Phrase] = {}
    problems: list[Problem] = []
    for file, raw in files:
        document = read(file, raw)
        problems += document.problems
        if document.problems:
            continue
        try:
            entries = PhraseFile.model_validate(document.data).root
        except ValidationError as error:
            for item in error.errors(include_input=False, include_url=False):
                where = ".".join(map(str, item["loc"]))
                problems.append(document.problem(tuple(item["loc"]), f"{where}: {item['msg']}"))
            continue
        for name in entries.keys() & found.keys():
            problems.append(document.problem((name,), f"the phrase {name} stands twice"))
        found |= entries
    return found, tuple(problems)


def named_phrases(written: Any) -> Iterator[str]:  # noqa: ANN401 - parameters as written
    """Yield the names that parameters refer to as ``{phrases: name}``."""
    if isinstance(written, dict) and set(written) == {FOLDER}:
        yield str(written[FOLDER])
    elif isinstance(written, (dict, list)):
        for value in written.values() if isinstance(written, dict) else written:
            yield from named_phrases(value)


def lexicon(name: str, phrase: Phrase) -> dict[str, Any]:
    """Return a phrase as the lexicon that a check takes."""
    return {"name": name, **phrase.model_dump(exclude={"wording"})}


def written(phrases: Phrases, names: Iterable[str]) -> bytes:
    """Return some phrases as JSON, equal for equal phrases; nothing when none is named."""
    used = {name: phrases[name].model_dump() for name in sorted(set(names)) if name in phrases}
    return json.dumps(used, ensure_ascii=False).encode() if used else b""
