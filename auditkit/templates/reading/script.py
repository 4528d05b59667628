"""Reads call scripts: who says which line, without the directions between."""

from __future__ import annotations

import re
from typing import Final

from auditkit.sources.transcript import speaker_of
from auditkit.templates.drawn import Change, Drawn

Turns = tuple[tuple[int, int, str], ...]
_PREFIX: Final = re.compile(
    r"[ \t]*(?:[-*>][ \t]+)?(?:\*\*)?"
    r"(?P<who>[^\s:：\[\]{}*]{1,20}(?: [^\s:：{}*]{1,12})?)"
    r"(?:\*\*)?[ \t]*[:：](?:\*\*)?[ \t]*"
)
_DIRECTION: Final = re.compile(r"（[^（）\n]{1,120}）|\([^()\n]{1,120}\)|\[[^\[\]\n]{1,120}\]")


def has_turns(text: str) -> bool:
    """Return whether two lines at least say who speaks, the collector among them."""
    found = [speaker for line in text.splitlines() if (speaker := _speaker(line))]
    return len(found) >= 2 and "collector" in found


def _speaker(line: str) -> str:
    match = _PREFIX.match(line)
    return (speaker_of(match["who"]) or "") if match else ""


def without_directions(drawn: Drawn) -> Drawn:
    """Return a script without what nobody says: lines that are wholly in brackets.

    A remark in brackets within a line may be read aloud and stays; one at the beginning of what is
    said, after the speaker, is a direction.
    """
    changes = []
    start = 0
    for line in drawn.text.splitlines(keepends=True):
        prefix = _PREFIX.match(line)
        said = prefix.end() if prefix and _speaker(line) else len(line) - len(line.lstrip())
        direction = _DIRECTION.match(line, said)
        whole = direction is not None and not line[direction.end() :].strip()
        if direction and (whole or (prefix is not None and said == prefix.end())):
            changes.append(Change(start + direction.start(), start + direction.end()))
        start += len(line)
    return drawn.changed(changes)


def turns_of(text: str) -> Turns:
    """Return the turns of a script as (start, end, speaker), the speaker's name left out.

    A line without a name goes on with the turn before it; what stands before the first turn is the
    collector's own.
    """
    turns: list[tuple[int, int, str]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        prefix = _PREFIX.match(line)
        who = _speaker(line)
        end = start + len(line.rstrip())
        if prefix and who:
            said = start + prefix.end()
            turns.append((said, max(end, said), who))
        elif line.strip() and turns:
            turns[-1] = (turns[-1][0], end, turns[-1][2])
        elif line.strip() and not line.lstrip().startswith("#"):
            turns.append((start, end, "collector"))
        start += len(line)
    return tuple(turn for turn in turns if turn[0] < turn[1])
