"""Makes mentions from mentions written in words, and strategies for rows that hold them.

A row of ``tests.factories`` may carry ``said``: a list of mentions, each a dict with ``kind``,
``place`` and whatever else is known, and ``has``: the places in which it has a text.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from hypothesis import strategies as st

from auditkit.checks.interface import Check, Params
from auditkit.checks.mentions import OWNERS, PLACES, SPEAKERS, STANCES, Mentions, mentions_of
from auditkit.core.frame import IDENTITY
from auditkit.core.vocabulary import ROLES
from tests.factories import Row, activities, complete, frame_of

_CODED: Final = {
    "place": PLACES,
    "speaker": SPEAKERS,
    "stance": STANCES,
    "owner": OWNERS,
    "recipient": ROLES,
    "holder": ROLES,
}
_USUAL: Final[dict[str, Any]] = {
    "place": "note",
    "speaker": "collector",
    "stance": "asserted",
    "owner": "unknown",
    "recipient": None,
    "holder": None,
    "turn": -1,
    "score": 1.0,
    "start": 0,
    "end": 9,
    "key": 0,
    "value": float("nan"),
}


def said(kind: str, **known: Any) -> dict[str, Any]:
    """Return a mention, asserted by the collector in a note unless something else is given."""
    return _USUAL | {"kind": kind} | known


def frame_with_texts(check: Check, rows: Sequence[Row], params: Params, text: str = "category"):
    """Return the frame that a kernel gets, and the mentions of its rows."""
    frame = frame_of(rows, (*IDENTITY, *check.columns(params)), text=text)
    bits = [sum(1 << PLACES.code(p) for p in places_of(row)) for row in rows]
    frame["texts"] = np.array(bits, dtype=np.int8)
    return frame, mentions_in(rows)


def places_of(row: Row) -> set[str]:
    """Return the places in which a row has a text."""
    return {*row.get("has", ()), *(mention["place"] for mention in row.get("said", ()))}


def mentions_in(rows: Sequence[Row]) -> Mentions:
    """Return the mentions of rows; the text of a place is one, of a transcript one a turn."""
    listed = [(n, mention) for n, row in enumerate(rows) for mention in row.get("said", ())]
    texts = sorted({(n, m["place"], m["turn"]) for n, m in listed})
    kinds = sorted({m["kind"] for _, m in listed})
    columns: dict[str, Any] = {
        "row": [n for n, _ in listed],
        "kind": [kinds.index(m["kind"]) for _, m in listed],
        "text": [texts.index((n, m["place"], m["turn"])) for n, m in listed],
    }
    for name in ("turn", "score", "start", "end", "key", "value"):
        columns[name] = [m[name] for _, m in listed]
    for name, words in _CODED.items():
        columns[name] = [-1 if m[name] is None else words.code(m[name]) for _, m in listed]
    return mentions_of(kinds, **columns)


_THEMES: Final = (
    ("CN_MOBILE", "PERSON", "words"),
    ("topic.lender", "topic.amount", "PERSON"),
    ("topic.lender", "topic.product", "topic.product"),
    ("told.amount", "told.lender", "words"),
    ("topic.amount", "topic.lender", "asked.identity", "confirmed.identity", "confirmed.identity"),
    ("topic.lender", "CN_MOBILE", "PERSON", "words", "asked.identity"),
)
"""Kinds that meet in one row, so that rules on several find them together."""


def _mention(chance: random.Random, theme: Sequence[str]) -> dict[str, Any]:
    place = chance.choice(("note", "message", "turn", "turn"))
    return said(
        chance.choice(theme),
        place=place,
        turn=chance.randrange(3) if place == "turn" else -1,
        start=chance.randrange(3),
        end=chance.choice((8, 9)),
        speaker=chance.choice(("collector", "collector", "collector", "party", "ivr", "none")),
        stance=chance.choice(("asserted", "asserted", "asserted", *STANCES.names)),
        owner=chance.choice(("debtor", "debtor", *OWNERS.names)),
        recipient=chance.choice((None, None, "family", "debtor", "unknown")),
        holder=chance.choice((None, None, "family", "friend")),
        score=chance.choice((1.0, 0.5, 0.4)),
        key=chance.choice((0, 31, 31, -32)),
    )


@st.composite
def talking(draw: st.DrawFn) -> list[Row]:
    """Draw activities with mentions in their texts."""
    rows = draw(activities(most=8))
    for row in rows:
        chance = random.Random(draw(st.integers(0, 2**32 - 1)))
        theme = chance.choice(_THEMES)
        row["said"] = [_mention(chance, theme) for _ in range(chance.choice((0, 1, 2, 4, 8)))]
        row["has"] = chance.sample(PLACES.names, chance.randrange(3))
        row["channel"] = chance.choice((row.get("channel"), "robot_call"))
        row["party_role"] = chance.choice((row.get("party_role"), "family", "unknown", None))
        row["attrs.excerpt"] = chance.choice((None, None, None, 0, 1))
        row["attrs.identity_verified"] = chance.choice((None, None, None, 0, 1))
    return complete(rows)
