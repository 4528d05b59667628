"""The catalogue of words that people see, in zh and en, checked when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from auditkit.core.contents import Contents, contents_of
from auditkit.core.errors import PolicyError, Problem
from auditkit.core.findings import Bilingual
from auditkit.core.prepared import prepared
from auditkit.core.resources import YAML_LOADER, data_folder

LANGUAGES: Final = ("zh", "en")
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
_Entries = dict[str, dict[str, str]]


def locale_folder() -> Path:
    """Return the folder of the shipped catalogue."""
    return data_folder("reports") / "locale"


def load_entries(folder: Path) -> _Entries:
    """Return every entry as ``{key: {"zh": text, "en": text}}``.

    An entry is a mapping of exactly ``zh`` and ``en``; other mappings nest and their keys are
    joined by dots. Raises ``PolicyError`` with everything that is wrong in all files: a language
    missing, placeholders that differ, a key given twice, text that is no YAML.
    """
    return _entries(contents_of(folder, "*.yaml"))


@lru_cache(maxsize=4)
def _entries(files: Contents) -> _Entries:
    entries: _Entries = {}
    problems: list[Problem] = []
    for file, raw in files:
        said = None if raw is None else prepared("texts", raw)
        known = None if said is None else ((key, 0, texts) for key, texts in said.items())
        for key, line, texts in known or _leaves(file, raw, problems):
            if key in entries:
                problems.append(Problem(file, line, f"{key} is given twice"))
            entries[key] = texts
            problems += [Problem(file, line, f"{key} {text}") for text in _wrong(texts)]
    if problems:
        raise PolicyError(tuple(problems))
    return entries


@lru_cache(maxsize=8)
def _texts_in(files: Contents, lang: str) -> dict[str, str]:
    return {key: each[lang] for key, each in _entries(files).items()}


def texts_in(file: Path, raw: bytes) -> _Entries | None:
    """Return the entries of one file; None where something is wrong with it."""
    problems: list[Problem] = []
    found = list(_leaves(file, raw, problems))
    texts = {key: each for key, _, each in found}
    return None if problems or len(texts) < len(found) else texts


def _leaves(
    file: Path, raw: bytes | None, problems: list[Problem]
) -> Iterator[tuple[str, int, dict[str, str]]]:
    try:
        # the second reading says why a file cannot be opened
        text = file.read_text(encoding="utf-8") if raw is None else raw.decode("utf-8")
        root = yaml.compose(text, Loader=YAML_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        problems.append(Problem(file, line, f"is not YAML: {error.problem}"))
        return
    if root is None:
        return
    waiting = [("", root)]
    while waiting:
        key, node = waiting.pop()
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            problems.append(Problem(file, line, f"{key or 'the file'} is not a mapping"))
        elif _is_leaf(node):
            yield key, line, {name.value: text.value for name, text in node.value}
        else:
            waiting += [(f"{key}.{n.value}" if key else n.value, v) for n, v in node.value]


def _is_leaf(node: yaml.MappingNode) -> bool:
    return bool(node.value) and all(
        name.value in LANGUAGES and isinstance(text, yaml.ScalarNode) for name, text in node.value
    )


def _wrong(texts: dict[str, str]) -> Iterator[str]:
    missing = [lang for lang in LANGUAGES if not texts.get(lang)]
    yield from (f"has no {lang}" for lang in missing)
    used = [set(_PLACEHOLDER.findall(text)) for text in texts.values()]
    if not missing and used[0] != used[1]:
        yield "uses different placeholders in zh and en"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language; ``folder`` is the shipped catalogue unless another is given."""

    lang: str
    folder: Path = field(default_factory=locale_folder)
    _texts: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Load and check both languages, whichever is shown."""
        lang = self.lang if self.lang in LANGUAGES else "en"
        object.__setattr__(self, "_texts", _texts_in(contents_of(self.folder, "*.yaml"), lang))

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def text(self, key: str, **args: object) -> str:
        """Return a text with its placeholders filled; ``KeyError`` for a key that is not there."""
        return _filled(self._texts[key], args)

    def under(self, prefix: str) -> dict[str, str]:
        """Return every text whose key begins with a prefix, by the rest of its key."""
        return {
            key.removeprefix(prefix): text
            for key, text in self._texts.items()
            if key.startswith(prefix)
        }

    def find(self, key: str, fallback: str) -> str:
        """Return a text without placeholders, or ``fallback`` when the key is not there."""
        return self._texts.get(key, fallback)


def both(key: str, **args: object) -> Bilingual:
    """Return a text of the shipped catalogue in both languages with its placeholders filled."""
    return Bilingual(*(Catalogue(lang).text(key, **args) for lang in LANGUAGES))


def _filled(template: str, args: dict[str, object]) -> str:
    # not str.format: an argument must never be looked into, and braces in a text stay as they are
    return _PLACEHOLDER.sub(lambda m: str(args.get(m.group(1), m.group())), template)
