"""Reads the labelled texts: what was written or said, and what must be found in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from auditkit.checks.mentions import PLACES, SPEAKERS, STANCES
from auditkit.core.kinds import STATEMENTS, VALUES
from auditkit.core.vocabulary import CHANNELS, ROLES
from tests.labelled.fill import Filled, fill

HERE: Final = Path(__file__).parent
FOLDER: Final = HERE / "texts"
LEAKS: Final[dict[str, dict[str, Any]]] = yaml.safe_load(
    (HERE / "leaks.yaml").read_text(encoding="utf-8")
)
"""The catalogue: what each leak means, and the rules that must find it in each language."""


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """What a text says was said or done; ``recipient`` is "" where nobody is named."""

    kind: str
    recipient: str
    stance: str


@dataclass(frozen=True, slots=True)
class Said:
    """One text: a note, a message, or what one speaker said in a turn; as written, and filled."""

    speaker: str
    written: str
    filled: Filled


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled text of a row, or several turns of one call.

    ``leaks`` must be found; a rule may also report those in ``review``, but as no more than that.
    ``earlier`` are notes of the days before, of the same number. What is missed of an ``unseen``
    item is told to nobody.
    """

    id: str
    lang: str
    place: str
    role: str
    channel: str
    said: tuple[Said, ...]
    earlier: tuple[str, ...]
    debtor_name: str
    contacts: tuple[str, ...]
    statements: frozenset[Statement]
    leaks: frozenset[str]
    review: frozenset[str]
    unseen: bool

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all stands in it that a detector or rule could rightly find."""
        return not self.leaks and not self.review and not any(s.filled.spans for s in self.said)


def read_items() -> tuple[Item, ...]:
    """Return all labelled texts, by file and place in it."""
    return tuple(item for file in sorted(FOLDER.glob("*.yaml")) for item in _read(file))


def _read(file: Path) -> Iterator[Item]:
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    for group in written["groups"]:
        for given in group["texts"]:
            unseen = file.name.startswith("unseen_")
            yield _item({**group, **given, "lang": written["lang"], "unseen": unseen})


def _item(given: dict[str, Any]) -> Item:
    turns = given.get("turns") or [
        {"speaker": given.get("speaker", "collector"), "text": given["text"]}
    ]
    said = tuple(
        Said(turn["speaker"], turn["text"], fill(turn["text"], f"{given['id']}.{place}"))
        for place, turn in enumerate(turns)
    )
    return Item(
        id=given["id"],
        lang=given["lang"],
        place=given["place"],
        role=given["role"],
        channel=given["channel"],
        said=said,
        earlier=tuple(given.get("earlier", ())),
        debtor_name=given.get("debtor_name", ""),
        contacts=tuple(given.get("contacts", ())),
        statements=frozenset(_statement(each) for each in given.get("statements", ())),
        leaks=frozenset(given["leaks"]),
        review=frozenset(given.get("review", ())),
        unseen=given["unseen"],
    )


def _statement(given: dict[str, str]) -> Statement:
    return Statement(given["kind"], given.get("recipient", ""), given.get("stance", "asserted"))


def unknown_words(item: Item) -> tuple[str, ...]:
    """Return the words of an item that no vocabulary has."""
    closed = (
        ((item.place,), PLACES.names),
        ((item.role,), ROLES.names),
        ((item.channel,), CHANNELS.names),
        ((said.speaker for said in item.said), SPEAKERS.names),
        ((span.kind for said in item.said for span in said.filled.spans), VALUES.names),
        ((each.kind for each in item.statements), STATEMENTS.names),
        ((each.stance for each in item.statements), STANCES.names),
        ((each.recipient for each in item.statements if each.recipient), ROLES.names),
        (item.leaks | item.review, tuple(LEAKS)),
    )
    return tuple(word for words, known in closed for word in words if word not in known)
