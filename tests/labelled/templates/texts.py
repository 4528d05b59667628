"""Reads the labelled templates: what is sent, by whom and to whom, and the rules that it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).parent
FOLDER: Final = HERE / "texts"
_OWN: Final = ("id", "text", "faults", "profile")
CARD: Final = "cn-card"
_INSTEAD: Final = {"cn-gbt45251.language.insult": "cn-card2011.language.insult",
                   "cn-gbt45251.language.threat": "cn-card2011.language.threat"}  # fmt: skip
"""What the profile of cards has for rules of a standard that it does not name."""


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled template.

    ``meta`` is its front matter; ``rules`` are those that it breaks, none else. What is missed of
    an ``unseen`` item is told to nobody.
    """

    id: str
    lang: str
    profile: str
    text: str
    meta: Mapping[str, Any]
    faults: tuple[str, ...]
    rules: frozenset[str]
    unseen: bool

    @property
    def content(self) -> str:
        """The template as a file of a team's repository."""
        head = yaml.safe_dump(dict(self.meta), allow_unicode=True)
        return f"---\n{head}---\n{self.text}\n"


def read_items() -> tuple[Item, ...]:
    """Return all labelled templates, by file and place in it."""
    faults = yaml.safe_load((HERE / "faults.yaml").read_text(encoding="utf-8"))
    return tuple(item for file in sorted(FOLDER.glob("*.yaml")) for item in _read(file, faults))


def _read(file: Path, faults: Mapping[str, Any]) -> Iterator[Item]:
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    for group in written["groups"]:
        shared = {name: value for name, value in group.items() if name != "texts"}
        for given in group["texts"]:
            yield _item({**written["defaults"], **shared, **given}, written, faults, file)


def _item(
    given: Mapping[str, Any], written: Mapping[str, Any], faults: Mapping[str, Any], file: Path
) -> Item:
    profile = written["profile"]
    meta = {name: value for name, value in given.items() if name not in _OWN and value}
    return Item(
        id=given["id"],
        lang=written["lang"],
        profile=profile,
        text=given["text"],
        meta={"language": written["lang"], **meta},
        faults=tuple(given["faults"]),
        rules=frozenset(rule for each in given["faults"] for rule in _rules(each, profile, faults)),
        unseen=file.name.startswith("unseen_"),
    )


def _rules(fault: str, profile: str, faults: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rules of a profile that a fault breaks."""
    phrases = faults["phrases"]["cn-bank" if profile == CARD else profile]
    for rule in phrases[fault] if fault in phrases else faults["faults"][fault]:
        if profile != CARD or not rule.startswith("cn-gbt"):
            yield rule
        elif rule in _INSTEAD:
            yield _INSTEAD[rule]
