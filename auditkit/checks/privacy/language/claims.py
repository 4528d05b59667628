"""The words by which the other side says what it is in or asks for: its `claims`, from YAML."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from auditkit.checks.mentions import Lexicon, Pattern
from auditkit.core.kinds import STATEMENTS
from auditkit.core.resources import load_yaml

_FILE: Final = Path(__file__).parent.parent / "data" / "language" / "states" / "states.yaml"
STATES: Final = frozenset(name for name in STATEMENTS.names if name.startswith("said.")) - {
    "said.wrong_number"
}
"""The kinds that claims are of."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One way to say a kind of thing; the fields are explained in ``states.yaml``."""

    kind: str
    lexicon: Lexicon
    theirs: bool
    of_debtor: bool
    request: bool


@cache
def claims(kinds: frozenset[str]) -> tuple[Claim, ...]:
    """Return the ways to say some kinds of things."""
    entries = load_yaml(_FILE)
    return tuple(
        _claim(kind, number, entry)
        for kind, ways in entries.items()
        if kind in kinds
        for number, entry in enumerate(ways)
    )


def _claim(kind: str, number: int, entry: dict[str, Any]) -> Claim:
    parts = entry["parts"] if "parts" in entry else [entry["words"]]
    pattern = Pattern(
        parts=tuple(map(tuple, parts)),
        within=entry.get("within", 0),
        unless=tuple(entry.get("clear_of", ())),
    )
    lexicon = Lexicon(
        name=f"{kind}.{number}", patterns=(pattern,), unless=tuple(entry.get("unless", ()))
    )
    flags = (bool(entry.get(name)) for name in ("theirs", "of_debtor", "request"))
    return Claim(kind, lexicon, *flags)
