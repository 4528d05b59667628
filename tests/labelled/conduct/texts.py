"""Reads the labelled texts of conduct: what was said, by whom, and what of it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from auditkit.checks.mentions import PLACES, SPEAKERS
from auditkit.core.vocabulary import CHANNELS, ROLES
from auditkit.policy.phrases import Phrases, load_phrases

HERE: Final = Path(__file__).parent
FOLDER: Final = HERE / "texts"
POLICIES: Final = HERE.parents[2] / "policies"
ACTORS: Final = ("lender", "agency")


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled text.

    ``expect``: the phrases that count against the collecting side; ``to_come``: those claims of
    them that are announced only; ``review``: phrases that may be found and need not. What is
    missed of an ``unseen`` item is told to nobody.
    """

    id: str
    lang: str
    text: str
    place: str
    speaker: str
    role: str
    channel: str
    actor: str
    expect: frozenset[str]
    to_come: frozenset[str]
    review: frozenset[str]
    unseen: bool


def read_items() -> tuple[Item, ...]:
    """Return all labelled texts, by file and place in it."""
    return tuple(item for file in sorted(FOLDER.glob("*.yaml")) for item in _read(file))


def _read(file: Path) -> Iterator[Item]:
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    for group in written["groups"]:
        shared = {name: value for name, value in group.items() if name != "texts"}
        for given in group["texts"]:
            yield _item({**shared, **given}, written["lang"], file.name.startswith("unseen_"))


def _item(given: dict[str, Any], lang: str, unseen: bool) -> Item:
    return Item(
        id=given["id"],
        lang=lang,
        text=given["text"],
        place=given["place"],
        speaker=given["speaker"],
        role=given["role"],
        channel=given["channel"],
        actor=given.get("actor", "agency"),
        expect=frozenset(given["expect"]),
        to_come=frozenset(given.get("to_come", ())),
        review=frozenset(given.get("review", ())),
        unseen=unseen,
    )


def read_phrases() -> Phrases:
    """Return the phrase book; whatever is wrong with it is raised."""
    problems: list[Any] = []
    phrases = load_phrases([POLICIES], problems)
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return phrases


def unknown_words(item: Item, phrases: Phrases) -> tuple[str, ...]:
    """Return the words of an item that no vocabulary and no phrase has."""
    closed = (
        ((item.place,), PLACES.names),
        ((item.speaker,), SPEAKERS.names),
        ((item.role,), ROLES.names),
        ((item.channel,), CHANNELS.names),
        ((item.actor,), ACTORS),
        (item.expect | item.review, tuple(phrases)),
        (item.to_come, tuple(name for name in item.expect if name.startswith("claim."))),
    )
    return tuple(word for words, known in closed for word in words if word not in known)
