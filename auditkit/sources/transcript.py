"""Reads what was said on a call: turns of a collector, the other party or a machine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from auditkit.core.resources import load_yaml

_WORDS_FILE: Final = Path(__file__).parent / "data" / "transcripts.yaml"
_PREFIX: Final = re.compile(
    r"^\s*(?:\[?(\d{1,2}:\d{2}(?::\d{2})?)\]?\s*)?"
    r"([^\s:：\[\]]{1,20}(?: [^\s:：]{1,12})?)\s*[:：]\s*(.*)$"
)
_TRAILING: Final = re.compile(r"[\s_#-]*\d*$")


@cache
def _words() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = load_yaml(_WORDS_FILE)
    return loaded


@cache
def _speakers() -> Mapping[str, str]:
    return {word: who for who, words in _words()["speakers"].items() for word in words}


def speaker_of(word: str) -> str | None:
    """Return ``collector``, ``party`` or ``ivr``; None for a word that says none of them.

    >>> speaker_of("坐席1"), speaker_of("Customer"), speaker_of("weather")
    ('collector', 'party', None)
    """
    plain = word.strip().casefold()
    return _speakers().get(plain) or _speakers().get(_TRAILING.sub("", plain))


def turns_of_text(text: str) -> list[dict[str, Any]] | None:
    """Return the turns of a plain transcript with ``Name: text`` lines; None when it is none.

    A line without a name goes on with the turn before it.
    """
    turns: list[dict[str, Any]] = []
    for line in text.splitlines():
        found = _PREFIX.match(line)
        who = speaker_of(found.group(2)) if found else None
        if found and who:
            turns.append(_turn(who, found.group(3), found.group(1), None))
        elif line.strip() and turns:
            turns[-1]["text"] = f"{turns[-1]['text']}\n{line.strip()}".strip()
        elif line.strip():
            return None
    return turns or None


def turns_of_list(items: Sequence[Any]) -> list[dict[str, Any]] | None:
    """Return turns in canonical form; None when the items are no turns.

    A speaker that no list knows stays as written.
    """
    if not items or not all(isinstance(item, Mapping) for item in items):
        return None
    turns = []
    for item in items:
        said = {name: _first(item, keys) for name, keys in _words()["fields"].items()}
        if said["text"] is None:
            return None
        word = "" if said["speaker"] is None else str(said["speaker"])
        who = speaker_of(word) or word
        turns.append(_turn(who, str(said["text"]), said["stime"], said["etime"]))
    return turns


def with_turns(row: dict[str, Any]) -> dict[str, Any]:
    """Return a call with its list of turns (under whatever key) as canonical ``turns``."""
    for key, value in row.items():
        if key.casefold() not in _words()["lists"]:
            continue
        turns = turns_of_text(value) if isinstance(value, str) else None
        turns = turns_of_list(value) if isinstance(value, list) else turns
        if turns is not None:
            others = {name: kept for name, kept in row.items() if name != key}
            return {**others, "turns": json.dumps(turns, ensure_ascii=False)}
    return row


def _first(item: Mapping[str, Any], keys: Sequence[str]) -> Any:  # noqa: ANN401 - any JSON
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _turn(speaker: str, text: str, stime: Any, etime: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"speaker": speaker, "text": text, "stime": stime, "etime": etime}
