"""Reads a person's word that a finding is to stand: whole, or told as a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from auditkit.core.lint import Place, Suppression
from auditkit.templates.interface import Mistake
from auditkit.templates.reading.words import suppress_key_of

_PARTS: Final = ("rule", "reason", "owner", "until")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIRECTIVE: Final = re.compile(r"\s*auditkit\b\s*[:：]?\s*(?P<verb>\w*)\s*(?P<words>.*)", re.DOTALL)
_WORD: Final = re.compile(
    r"(?:(?P<key>\w+)\s*[=＝]\s*)?(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|“(?P<curly>[^”]*)”|(?P<bare>[^\s\"'“]+))"
)
Read = tuple[tuple[Suppression, ...], tuple[Mistake, ...]]


def is_directive(comment: str) -> bool:
    """Return whether a comment speaks to auditkit."""
    return comment.lstrip().startswith("auditkit") and bool(_DIRECTIVE.match(comment))


def suppression_of_comment(comment: str, place: Place) -> Suppression | Mistake:
    """Return what ``auditkit: allow RULE reason="…" owner="…" until=…`` says."""
    match = _DIRECTIVE.match(comment)
    if not match or match["verb"] != "allow":
        return Mistake("suppression.no_allow", place)
    return _of_words(match["words"], place)


def suppressions_of_cell(cell: str, place: Place) -> Read:
    """Return what the lines of a table's cell say, each as a comment would; ``allow`` may lack."""
    said = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        words = re.sub(r"^(?:auditkit\s*[:：]\s*)?(?:allow\b)?\s*", "", line)
        said.append(_of_words(words, place))
    return _parted(said)


def suppressions_of(written: Any, place: Place) -> Read:  # noqa: ANN401 - what YAML holds
    """Return what the key ``suppress`` of front matter or of a list says."""
    if written is None:
        return (), ()
    if isinstance(written, str):
        return suppressions_of_cell(written, place)
    items = written if isinstance(written, list) else [written]
    return _parted([_of_item(item, place) for item in items])


def _parted(said: list[Suppression | Mistake]) -> Read:
    return (
        tuple(each for each in said if isinstance(each, Suppression)),
        tuple(each for each in said if isinstance(each, Mistake)),
    )


def _of_item(item: Any, place: Place) -> Suppression | Mistake:  # noqa: ANN401
    if isinstance(item, str):
        return _of_words(item, place)
    if not isinstance(item, Mapping):
        return Mistake("suppression.not_so_written", place)
    return _of_parts([(str(key), "" if v is None else str(v)) for key, v in item.items()], place)


def _of_words(words: str, place: Place) -> Suppression | Mistake:
    return _of_parts(list(_named(words)), place)


def _named(words: str) -> Iterator[tuple[str, str]]:
    """Yield the parts that words name; the first word without a name is the rule."""
    is_first = True
    for match in _WORD.finditer(words):
        value = next(v for v in match.group("double", "single", "curly", "bare") if v is not None)
        key = match["key"] or ("rule" if is_first else value)
        is_first = False
        yield key, value


def _of_parts(parts: list[tuple[str, str]], place: Place) -> Suppression | Mistake:
    said: dict[str, str] = {}
    for key, value in parts:
        part = suppress_key_of(key)
        if not part:
            return Mistake("suppression.unknown_part", place)
        if part in said:
            return Mistake("suppression.twice", place, {"part": part})
        said[part] = value.strip()
    missing = next((part for part in _PARTS if not said.get(part)), "")
    if missing:
        return Mistake(f"suppression.no_{missing}", place)
    until = _day(said["until"])
    if until is None:
        return Mistake("suppression.not_a_day", place)
    return Suppression(said["rule"], said["reason"], said["owner"], until, place)


def _day(written: str) -> date | None:
    """Return a day written as 2027-01-31, None for anything else."""
    try:
        return date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        return None
