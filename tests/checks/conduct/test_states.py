"""What the other side says of itself is heard, and nothing that the collector says or denies is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from auditkit.checks.mentions import PLACES, STANCES, Asks
from auditkit.checks.privacy.language import REACHED, STATES
from auditkit.core import vocabulary as v
from auditkit.core.frame import FIELDS, MADE
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.reading import Reader
from auditkit.sources.interface import RawBatch
from auditkit.sources.normalise import Normaliser
from auditkit.sources.plan import canonical_plan
from tests.checks.conduct.clean_texts import CLEAN
from tests.checks.conduct.said_texts import TEXTS as WRITTEN

KINDS = STATES | {REACHED}
TEXTS = (*WRITTEN, *((text, place, "") for text, place in CLEAN))
KEY = b"synthetic key for tests, 32 byte"
COLUMNS = ("debtor_id", "at", "channel", "direction", "note", "message", "turns")
COUNTS = {STANCES.code("asserted"), STANCES.code("quoted")}


def activity(text: str, place: str) -> dict[str, str]:
    """Return a row of the activity table that holds a text."""
    row = {"debtor_id": "D1", "at": "2026-10-12 10:00:00", "direction": "outbound"}
    if place == "note":
        return row | {"channel": "call", "note": text}
    if place in ("us", "them"):
        speaker = {"us": "collector", "them": "party"}[place]
        turn = f'[{{"speaker": "{speaker}", "text": "{text}"}}]'
        return row | {"channel": "call", "turns": turn}
    direction = {"in": "inbound", "out": "outbound"}[place]
    return row | {"channel": "sms", "direction": direction, "message": text}


def stated(rows: list[dict[str, str]]) -> list[set[str]]:
    """Return what the texts of rows state, as the table writes it."""
    raw = pa.table({n: pa.array([r.get(n) for r in rows], pa.string()) for n in COLUMNS})
    normaliser = Normaliser(
        canonical_plan("texts", COLUMNS),
        source_index=0,
        zone="Asia/Shanghai",
        pseudonyms=Pseudonymiser(KEY),
        columns=frozenset(FIELDS) - MADE,
    )
    table = normaliser.apply(RawBatch(raw, np.arange(1, len(rows) + 1))).table
    found = Reader(Asks(KINDS), Pseudonymiser(KEY)).read(table)
    told: list[set[str]] = [set() for _ in rows]
    if not len(found.columns["of"]):
        return told
    names = ("of", "kind", "stance", "recipient")
    for of, kind, stance, whom in zip(*(found.columns[n].tolist() for n in names), strict=True):
        if stance in COUNTS:
            name = found.names[kind].removeprefix("said.")
            row = found.texts.row[of]
            told[row].add(f"@{v.ROLES.names[whom]}" if name == REACHED else name)
    return told


def wrong() -> list[tuple[str, str, set[str], set[str]]]:
    """Return the texts that are read otherwise than written, with what was read."""
    told = stated([activity(text, place) for text, place, _ in TEXTS])
    bad = []
    for (text, place, written), read in zip(TEXTS, told, strict=True):
        wanted = set(written.split())
        persons = any(word.startswith("@") for word in wanted)
        here = {word for word in read if persons or not word.startswith("@")}
        if here != wanted - {"@"}:
            bad.append((text, place, wanted - {"@"}, here))
    return bad


def test_the_table_is_large_and_half_of_it_is_clean() -> None:
    clean = [row for row in TEXTS if row[2] in ("", "@")]
    assert len(TEXTS) >= 150
    assert 0.4 <= len(clean) / len(TEXTS) <= 0.6
    assert {place for _, place, _ in TEXTS} == {"note", "us", "them", "in", "out"}


def test_texts_state_what_is_written_beside_them() -> None:
    assert wrong() == []


def test_the_places_are_those_of_mentions() -> None:
    assert PLACES.names == ("note", "message", "turn")


@pytest.mark.parametrize("place", ["out", "us"])
def test_nothing_that_a_bank_says_states_anything(place: str) -> None:
    assert not any(stated([activity(text, place) for text, _, _ in TEXTS]))
